//! Does what is heard change what is done? Under intervention: the message is set, everything else stays.

use crate::error::LanguageError;
use crate::metric::info::{Compute, MetricInfo};

const ELSEWHERE: &str = "it needs the listener's policy under every message: `protolang stats RUN --communication` asks the networks";

pub(crate) const CAUSAL_INFLUENCE: MetricInfo = MetricInfo {
    name: "causal_influence_of_communication",
    title: "Causal influence of communication",
    unit: "nat",
    definition: "mutual information of a message that is set at random with the listener's action, mean over states",
    formula: "sum over m of p(m) sum over a of p(a | do m) ln(p(a | do m) / p(a)), p(a) = sum over m of p(m) p(a | do m)",
    source: "Lowe et al. 2019, On the Pitfalls of Measuring Emergent Communication",
    range: "0 to the smaller of H(m) and ln |A|",
    pitfalls: "the code published with the paper takes the mean for p(a) and returns ln(messages) too much; messages \
               that are never said are out of distribution, so p(m) should be the speaker's",
    compute: Compute::Elsewhere(ELSEWHERE),
};

pub(crate) const SOCIAL_INFLUENCE: MetricInfo = MetricInfo {
    name: "social_influence_per_message_kl",
    title: "Social influence of a message",
    unit: "nat",
    definition: "how far the listener's action under a message is from its action averaged over messages",
    formula: "KL[p(a | do m) || sum over m~ of p(m~) p(a | do m~)]",
    source: "Jaques et al. 2019, Social Influence as Intrinsic Motivation",
    range: "0 or more; its mean over messages is the causal influence of communication",
    pitfalls: "infinite where a message of probability 0 leads to an action that no other leads to: undefined then",
    compute: Compute::Elsewhere(ELSEWHERE),
};

/// The influence of each message, `KL[p(a | do m) || p(a)]` in nats, from the listener's policy under each
/// message `[message][action]` and the probabilities of the messages. Infinite values come as none.
///
/// # Errors
/// [`LanguageError::Shape`] where these are no distributions of matching sizes.
pub fn social_influence(
    policies: &[Vec<f64>],
    probabilities: &[f64],
) -> Result<Vec<Option<f64>>, LanguageError> {
    check(policies, probabilities)?;
    if policies.windows(2).all(|pair| pair[0] == pair[1]) {
        // Rounding of the mean must not make a listener that does not listen look as if it did.
        return Ok(vec![Some(0.0); policies.len()]);
    }
    let actions = policies.first().map_or(0, Vec::len);
    let mut marginal = vec![0.0; actions];
    for (policy, probability) in policies.iter().zip(probabilities) {
        for (sum, share) in marginal.iter_mut().zip(policy) {
            *sum += probability * share;
        }
    }
    let divergence = |policy: &Vec<f64>| {
        let terms = policy
            .iter()
            .zip(&marginal)
            .filter(|(share, _)| **share > 0.0);
        let sum: f64 = terms.map(|(share, mean)| share * (share / mean).ln()).sum();
        // Rounding may leave identical distributions a hair below 0.
        Some(sum.max(0.0)).filter(|sum| sum.is_finite())
    };
    Ok(policies.iter().map(divergence).collect())
}

/// The causal influence of communication in nats, in one state; nothing without messages.
///
/// # Errors
/// As [`social_influence`].
pub fn causal_influence(
    policies: &[Vec<f64>],
    probabilities: &[f64],
) -> Result<Option<f64>, LanguageError> {
    let influence = social_influence(policies, probabilities)?;
    let possible = influence
        .iter()
        .zip(probabilities)
        .filter(|(_, p)| **p > 0.0);
    let terms: Option<Vec<f64>> = possible
        .map(|(influence, p)| influence.map(|kl| p * kl))
        .collect();
    Ok(terms
        .filter(|terms| !terms.is_empty())
        .map(|terms| terms.iter().sum()))
}

fn check(policies: &[Vec<f64>], probabilities: &[f64]) -> Result<(), LanguageError> {
    let actions = policies.first().map_or(0, Vec::len);
    let sound = |shares: &[f64]| {
        let total: f64 = shares.iter().sum();
        shares.iter().all(|share| *share >= 0.0) && (total - 1.0).abs() < 1e-4
    };
    let matching = policies.len() == probabilities.len()
        && policies
            .iter()
            .all(|policy| policy.len() == actions && sound(policy))
        && (policies.is_empty() || sound(probabilities));
    match matching {
        true => Ok(()),
        false => Err(LanguageError::shape(
            "p_a_given_do_m",
            "is not one distribution over actions for each message, with the probability of each",
            "give shares from 0 to 1 that add up to 1",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_without_influence_has_none_and_a_deaf_listener_too() {
        let same = vec![vec![0.7, 0.3]; 3];
        let probabilities = [0.2, 0.5, 0.3];
        assert_eq!(
            causal_influence(&same, &probabilities).expect("sound"),
            Some(0.0)
        );
        let differ = vec![vec![1.0, 0.0], vec![0.0, 1.0]];
        assert_eq!(
            causal_influence(&differ, &[1.0, 0.0]).expect("sound"),
            Some(0.0)
        );
        let value = causal_influence(&differ, &[0.5, 0.5])
            .expect("sound")
            .expect("defined");
        assert!((value - 2.0_f64.ln()).abs() < 1e-12);
        assert_eq!(causal_influence(&[], &[]).expect("sound"), None);
    }

    #[test]
    fn what_is_no_distribution_is_refused() {
        assert!(causal_influence(&[vec![0.5, 0.6]], &[1.0]).is_err());
        assert!(causal_influence(&[vec![1.0]], &[0.5, 0.5]).is_err());
    }
}
