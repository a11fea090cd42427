//! What hearing another message does to what is done.

use crate::metric::info::{Compute, MetricInfo};

const SOURCE: &str = "Pearl 2000 (do); audit of AI Mother Tongue, 2026; Lowe et al. 2019 on why only interventions show listening";
const ELSEWHERE: Compute = Compute::Elsewhere(
    "networks have to be asked: `protolang stats RUN --communication` asks them what they would have done",
);

pub(crate) const VARIATION: MetricInfo = MetricInfo {
    name: "intervention_tv",
    title: "Effect of an intervention",
    unit: "1",
    definition: "mean total variation distance of the listener's action distribution from the one with the message that it heard",
    formula: "mean over states of 1/2 sum_a |p(a | do m') - p(a | m)|",
    source: SOURCE,
    range: "0 to 1; undefined where no state could be asked about",
    pitfalls: "any other message may have an effect: read it beside a message of the same meaning, or a random symbol",
    compute: ELSEWHERE,
};
pub(crate) const FLIPS: MetricInfo = MetricInfo {
    name: "intervention_flip_rate",
    title: "Flips by an intervention",
    unit: "1",
    definition: "share of states in which the most likely action is another one",
    formula: "mean over states of [argmax_a p(a | do m') != argmax_a p(a | m)]",
    source: SOURCE,
    range: "0 to 1; undefined where no state could be asked about",
    pitfalls: "a policy that is nearly even flips for nothing: read it beside its null",
    compute: ELSEWHERE,
};
pub(crate) const BEST: MetricInfo = MetricInfo {
    name: "intervention_best_action",
    title: "Loss of the best action",
    unit: "1",
    definition: "mean fall of the probability of the action that was most likely with the message that was heard",
    formula: "mean over states of p(a* | m) - p(a* | do m'), a* = argmax_a p(a | m)",
    source: SOURCE,
    range: "-1 to 1; undefined where no state could be asked about",
    pitfalls: "above 0 for any disturbance, since a* was chosen as the most likely one: read it beside its null",
    compute: ELSEWHERE,
};

/// What an intervention did in one state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InterventionEffect {
    /// Total variation distance of the two policies, 0 to 1.
    pub variation: f64,
    /// Whether the most likely action (the first of several) is another one.
    pub flipped: bool,
    /// Fall of the probability of the action that was the most likely one, -1 to 1.
    pub best: f64,
}

impl InterventionEffect {
    /// The effect of an intervention that makes a policy `after` of `before`, over the same actions.
    ///
    /// ```
    /// use protolang_language::interaction::intervention::InterventionEffect;
    ///
    /// let effect = InterventionEffect::of(&[0.75, 0.25], &[0.25, 0.75]);
    /// assert_eq!((effect.variation, effect.flipped, effect.best), (0.5, true, 0.5));
    /// ```
    pub fn of(before: &[f64], after: &[f64]) -> Self {
        let pairs = before.iter().zip(after);
        let best = most_likely(before);
        Self {
            variation: 0.5 * pairs.map(|(p, q)| (p - q).abs()).sum::<f64>(),
            flipped: most_likely(after) != best,
            best: match (before.get(best), after.get(best)) {
                (Some(before), Some(after)) => before - after,
                _ => 0.0,
            },
        }
    }
}

fn most_likely(policy: &[f64]) -> usize {
    let all = policy.iter().enumerate();
    let most = all.max_by(|(i, p), (j, q)| p.total_cmp(q).then(j.cmp(i)));
    most.map_or(0, |(action, _)| action)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn effects_of_known_policies() {
        let found = InterventionEffect::of(&[0.7, 0.2, 0.1], &[0.3, 0.6, 0.1]);
        assert!((found.variation - 0.4).abs() < 1e-12 && (found.best - 0.4).abs() < 1e-12);
        assert!(found.flipped);
        // Of two as likely actions the first counts.
        assert!(!InterventionEffect::of(&[0.5, 0.5], &[0.5, 0.5]).flipped);
        assert!(InterventionEffect::of(&[0.5, 0.5], &[0.4, 0.6]).flipped);
    }

    proptest! {
        #[test]
        fn bounds_and_symmetry(p in prop::collection::vec(0.01..1.0, 3), q in prop::collection::vec(0.01..1.0, 3)) {
            let normal = |p: Vec<f64>| {
                let sum: f64 = p.iter().sum();
                p.into_iter().map(|share| share / sum).collect::<Vec<f64>>()
            };
            let (p, q) = (normal(p), normal(q));
            let (there, back) = (InterventionEffect::of(&p, &q), InterventionEffect::of(&q, &p));
            prop_assert!((there.variation - back.variation).abs() < 1e-12);
            prop_assert!((0.0..=1.0).contains(&there.variation) && there.best <= there.variation + 1e-12);
            prop_assert_eq!(there.flipped, back.flipped);
            prop_assert_eq!(InterventionEffect::of(&p, &p), InterventionEffect { variation: 0.0, flipped: false, best: 0.0 });
        }
    }
}
