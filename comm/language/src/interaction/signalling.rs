//! Does what is said depend on what is known?

use crate::error::LanguageError;
use crate::metric::info::{Compute, MetricInfo};

const ELSEWHERE: &str = "it needs the speaker's policy in many states: `protolang stats RUN --communication` asks the networks";

pub(crate) const INFORMATION: MetricInfo = MetricInfo {
    name: "positive_signalling_mi",
    title: "Positive signalling",
    unit: "nat",
    definition: "mutual information of the message and the state, from the speaker's own probabilities",
    formula: "I(m; x) = H(mean over x of pi(. | x)) - mean over x of H(pi(. | x))",
    source: "Eccles et al. 2019, eq. 2 and 3",
    range: "0 to ln K",
    pitfalls: "uses policies, not samples, so that it has no bias from counting; but it depends on the states that were visited",
    compute: Compute::Elsewhere(ELSEWHERE),
};

pub(crate) const LOSS: MetricInfo = MetricInfo {
    name: "positive_signalling_loss",
    title: "Loss of positive signalling",
    unit: "1",
    definition: "the training loss whose minimum is a message that is certain in each state and varies over states",
    formula: "lambda E_x[(H(pi(. | x)) - H_target)^2] - H(mean over x of pi(. | x))",
    source: "Eccles et al. 2019, the squared deviation in each state",
    range: "-ln K or more",
    pitfalls: "a bias for training, not a measure of language",
    compute: Compute::Elsewhere(ELSEWHERE),
};

fn entropy(shares: &[f64]) -> f64 {
    let terms = shares.iter().filter(|share| **share > 0.0);
    terms.map(|share| -share * share.ln()).sum::<f64>() + 0.0
}

/// Weights that add up to 1, and the mean policy.
fn mean(policies: &[Vec<f64>], weights: &[f64]) -> Result<(Vec<f64>, Vec<f64>), LanguageError> {
    let symbols = policies.first().map_or(0, Vec::len);
    let total: f64 = weights.iter().sum();
    let sound = policies.len() == weights.len()
        && policies.iter().all(|policy| policy.len() == symbols)
        && policies
            .iter()
            .flatten()
            .chain(weights)
            .all(|share| *share >= 0.0)
        && (total > 0.0 || policies.is_empty());
    if !sound {
        return Err(LanguageError::shape(
            "policies",
            "is not one distribution over symbols and one weight a state",
            "give shares from 0 to 1",
        ));
    }
    let weights: Vec<f64> = weights.iter().map(|weight| weight / total).collect();
    let mut mean = vec![0.0; symbols];
    for (policy, weight) in policies.iter().zip(&weights) {
        for (sum, share) in mean.iter_mut().zip(policy) {
            *sum += weight * share;
        }
    }
    Ok((weights, mean))
}

/// The information in nats, from the speaker's policy in each state `[state][symbol]` and the states'
/// weights; nothing without states.
///
/// # Errors
/// [`LanguageError::Shape`] where these are no distributions of matching sizes.
pub fn information(policies: &[Vec<f64>], weights: &[f64]) -> Result<Option<f64>, LanguageError> {
    let (weights, mean) = mean(policies, weights)?;
    let pairs = policies.iter().zip(&weights);
    let certain: f64 = pairs.map(|(policy, weight)| weight * entropy(policy)).sum();
    Ok((!policies.is_empty()).then(|| (entropy(&mean) - certain).max(0.0)))
}

/// The loss, with its factor and the entropy that a message should have in one state, in nats.
///
/// # Errors
/// As [`information`].
pub fn loss(
    policies: &[Vec<f64>],
    weights: &[f64],
    lambda: f64,
    target: f64,
) -> Result<Option<f64>, LanguageError> {
    let (weights, mean) = mean(policies, weights)?;
    let pairs = policies.iter().zip(&weights);
    let deviation: f64 = pairs
        .map(|(policy, weight)| weight * (entropy(policy) - target).powi(2))
        .sum();
    Ok((!policies.is_empty()).then(|| lambda * deviation - entropy(&mean)))
}
