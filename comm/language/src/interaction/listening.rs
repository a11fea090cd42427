//! Does what is done depend on what is heard?

use crate::error::LanguageError;
use crate::metric::info::{Compute, MetricInfo};

const ELSEWHERE: &str = "it needs the listener's policy with and without the message: `protolang stats RUN --communication` asks the networks";

pub(crate) const L1: MetricInfo = MetricInfo {
    name: "positive_listening_l1",
    title: "Positive listening, L1",
    unit: "1",
    definition: "distance of the listener's policy with the message from that without, mean over states",
    formula: "mean over x of sum over a of |pi(a | x, m) - pi(a | x, 0)|",
    source: "Eccles et al. 2019",
    range: "0 to 2",
    pitfalls: "silence may never have been heard in training: then the policy without a message is not a choice but noise",
    compute: Compute::Elsewhere(ELSEWHERE),
};

pub(crate) const JSD: MetricInfo = MetricInfo {
    name: "positive_listening_jsd",
    title: "Positive listening, Jensen-Shannon",
    unit: "bit",
    definition: "Jensen-Shannon divergence of the listener's policy with the message from that without, mean over states",
    formula: "mean over x of H((p + q) / 2) - (H(p) + H(q)) / 2",
    source: "Eccles et al. 2019; Lin 1991",
    range: "0 to 1 bit",
    pitfalls: "as positive_listening_l1",
    compute: Compute::Elsewhere(ELSEWHERE),
};

pub(crate) const L1_OTHER: MetricInfo = MetricInfo {
    name: "positive_listening_l1_other",
    title: "Positive listening, L1, against another message",
    unit: "1",
    definition: "distance of the listener's policy with the message from that with another one, mean over states",
    formula: "mean over x of sum over a of |pi(a | x, m) - pi(a | x, m~)|, m~ drawn from what the speaker says at all",
    source: "Eccles et al. 2019, with another message in place of none",
    range: "0 to 2",
    pitfalls: "small where a speaker nearly always says the same, whether or not anybody listens: the other message is then mostly the same one",
    compute: Compute::Elsewhere(ELSEWHERE),
};

pub(crate) const JSD_OTHER: MetricInfo = MetricInfo {
    name: "positive_listening_jsd_other",
    title: "Positive listening, Jensen-Shannon, against another message",
    unit: "bit",
    definition: "Jensen-Shannon divergence of the listener's policy with the message from that with another one, mean over states",
    formula: "mean over x of H((p + q) / 2) - (H(p) + H(q)) / 2, q under m~ drawn from what the speaker says at all",
    source: "Eccles et al. 2019, with another message in place of none; Lin 1991",
    range: "0 to 1 bit",
    pitfalls: "as positive_listening_l1_other",
    compute: Compute::Elsewhere(ELSEWHERE),
};

/// The mean L1 distance of policies `[state][action]`; nothing without states.
///
/// # Errors
/// [`LanguageError::Shape`] where the two differ in size.
pub fn l1(with: &[Vec<f64>], without: &[Vec<f64>]) -> Result<Option<f64>, LanguageError> {
    mean(with, without, distance_l1)
}

/// The mean Jensen-Shannon divergence in bits of policies `[state][action]`; nothing without states.
///
/// # Errors
/// As [`l1`].
pub fn jsd(with: &[Vec<f64>], without: &[Vec<f64>]) -> Result<Option<f64>, LanguageError> {
    mean(with, without, divergence_bits)
}

/// L1 distance of two distributions over the same events, the sum of absolute differences: 0 to 2.
pub fn distance_l1(p: &[f64], q: &[f64]) -> f64 {
    p.iter().zip(q).map(|(p, q)| (p - q).abs()).sum()
}

/// Jensen-Shannon divergence of two distributions, in bits.
pub fn divergence_bits(p: &[f64], q: &[f64]) -> f64 {
    let part = |share: f64, middle: f64| {
        if share > 0.0 {
            0.5 * share * (share / middle).log2()
        } else {
            0.0
        }
    };
    let pairs = p.iter().zip(q);
    let terms = pairs.map(|(p, q)| part(*p, 0.5 * (p + q)) + part(*q, 0.5 * (p + q)));
    terms.sum::<f64>().clamp(0.0, 1.0)
}

fn mean(
    with: &[Vec<f64>],
    without: &[Vec<f64>],
    distance: impl Fn(&[f64], &[f64]) -> f64,
) -> Result<Option<f64>, LanguageError> {
    let same =
        with.len() == without.len() && with.iter().zip(without).all(|(p, q)| p.len() == q.len());
    if !same {
        return Err(LanguageError::shape(
            "without_message",
            "is not one policy for each policy with a message",
            "give both for the same states and actions",
        ));
    }
    let sum: f64 = with.iter().zip(without).map(|(p, q)| distance(p, q)).sum();
    Ok((!with.is_empty()).then(|| sum / with.len() as f64))
}
