//! Messages against actions: of the speaker (consistency) or of the one who hears (coordination).

use std::collections::BTreeSet;

use crate::counting::coded::Coded;
use crate::counting::contingency::Contingency;
use crate::counting::plug_in::plug_in_bits;
use crate::counting::rows::Rows;
use crate::error::LanguageError;
use crate::measure::Measure;
use crate::metric::info::{Compute, MetricInfo};
use crate::options::Estimator;
use crate::options::{Options, Unit, name_of};
use crate::resampling::exchange::Exchange;
use crate::resampling::judge::judge;

const ELSEWHERE: &str = "give messages with actions: `protolang stats RUN --communication` lets the networks play and takes both";

pub(crate) const SPEAKER_CONSISTENCY: MetricInfo = MetricInfo {
    name: "speaker_consistency",
    title: "Speaker consistency",
    unit: "nat",
    definition: "mutual information of a message with the action of the speaker at the same step",
    formula: "I(m_t^i; a_t^i), plug-in or Miller-Madow",
    source: "Jaques et al. 2019; Lowe et al. 2019, calc_mutinfo",
    range: "0 to the smaller of the two entropies (Miller-Madow may fall below 0); undefined without messages",
    pitfalls: "positive without any communication: it shows signalling, not that anybody listens; plug-in bias, see the null",
    compute: Compute::Elsewhere(ELSEWHERE),
};

pub(crate) const INSTANTANEOUS_COORDINATION: MetricInfo = MetricInfo {
    name: "instantaneous_coordination",
    title: "Instantaneous coordination",
    unit: "nat",
    definition: "mutual information of a message with the action of the one who hears it, at the step at which it is heard",
    formula: "I(m_t^i; a_{t+1}^j)",
    source: "Jaques et al. 2019; Lowe et al. 2019",
    range: "0 to the smaller of the two entropies; undefined without messages",
    pitfalls: "correlation, not cause: both may follow from what both see; for the cause see \
               causal_influence_of_communication",
    compute: Compute::Elsewhere(ELSEWHERE),
};

pub(crate) const NORMALIZED: MetricInfo = MetricInfo {
    name: "normalized_mi_min",
    title: "Normalised speaker consistency",
    unit: "1",
    definition: "that information over the smaller of the two entropies",
    formula: "I / min(H(m), H(a))",
    source: "scikit-learn, normalized_mutual_info_score(average_method='min')",
    range: "0 to 1; undefined where messages or actions are constant",
    pitfalls: "biased upwards with few observations: see the null",
    compute: Compute::Elsewhere(ELSEWHERE),
};

/// Messages with the actions that go with them, row by row: all of one speaker and one actor.
pub type Pairs<'a> = (&'a [u32], &'a [u32]);

/// Mutual information of messages with actions that go with them, row by row, in the unit and by the
/// estimator of the options (nats; plug-in and Miller-Madow are known).
///
/// # Errors
/// [`LanguageError::Shape`] where there is not one action a message, [`LanguageError::Parameter`] for
/// another estimator.
pub fn information(
    messages: &[u32],
    actions: &[u32],
    options: &Options,
) -> Result<Measure, LanguageError> {
    information_within(&[(messages, actions)], options)
}

/// The mean of that information over groups: each is counted by itself, since two speakers may mean
/// different things by a word, and who speaks may go with what is done. All groups have the same rows
/// (such as episodes); the null and the interval move whole rows, so that groups which live through the
/// same episodes do not count as independent of each other.
///
/// # Errors
/// As [`information`], and where a group has other rows than the first.
pub fn information_within(
    groups: &[Pairs<'_>],
    options: &Options,
) -> Result<Measure, LanguageError> {
    if !matches!(
        options.estimator,
        Estimator::PlugIn | Estimator::MillerMadow
    ) {
        return Err(LanguageError::Parameter {
            parameter: "estimator".to_owned(),
            got: name_of(options.estimator).to_string(),
            wanted: "plugin or miller_madow".to_owned(),
        });
    }
    let unit = options.unit.unwrap_or(Unit::Nat);
    let kinds =
        |of: &dyn Fn(&Pairs<'_>) -> BTreeSet<u32>| groups.iter().map(|pair| of(pair).len()).max();
    let most =
        kinds(&|(messages, _)| messages.iter().copied().collect())
            .min(kinds(&|(_, actions)| actions.iter().copied().collect()));
    let bounds = match options.estimator {
        Estimator::PlugIn => [0.0, unit.from_nats((most.unwrap_or(1).max(1) as f64).ln())],
        // The correction may lead beyond what an information can be.
        _ => [f64::NEG_INFINITY, f64::INFINITY],
    };
    let because = "nothing was said";
    let measure = mean_over(groups, unit.name(), because, bounds, options, |joint, n| {
        let mut bits = joint.mutual_information_bits();
        if options.estimator == Estimator::MillerMadow {
            let seen =
                |counts: &[u64]| counts.iter().filter(|count| **count > 0).count() as f64 - 1.0;
            let degrees = seen(&joint.x) + seen(&joint.y) - (joint.cells.len() as f64 - 1.0);
            bits += degrees / (2.0 * n as f64) / std::f64::consts::LN_2;
        }
        Some(unit.from_bits(bits))
    })?;
    Ok(measure
        .with("estimator", name_of(options.estimator))
        .with("unit", unit.name()))
}

/// That information over the smaller of the two entropies.
///
/// # Errors
/// As [`information`].
pub fn normalized(
    messages: &[u32],
    actions: &[u32],
    options: &Options,
) -> Result<Measure, LanguageError> {
    normalized_within(&[(messages, actions)], options)
}

/// The mean of that share over the groups in which it is defined; groups as in [`information_within`].
///
/// # Errors
/// As [`information_within`].
pub fn normalized_within(
    groups: &[Pairs<'_>],
    options: &Options,
) -> Result<Measure, LanguageError> {
    let because = "messages or actions are constant";
    mean_over(groups, "1", because, [0.0, 1.0], options, |joint, _| {
        let least = plug_in_bits(&joint.x).min(plug_in_bits(&joint.y));
        (least > 0.0).then(|| joint.mutual_information_bits() / least)
    })
}

/// The mean of a statistic over the groups that define it; `n` counts the pairs of all groups.
fn mean_over(
    groups: &[Pairs<'_>],
    unit: &'static str,
    because: &str,
    bounds: [f64; 2],
    options: &Options,
    statistic: impl Fn(&Contingency, usize) -> Option<f64> + Sync,
) -> Result<Measure, LanguageError> {
    let rows = groups.first().map_or(0, |(messages, _)| messages.len());
    let coded = groups
        .iter()
        .map(|(messages, actions)| coded(messages, actions, rows))
        .collect::<Result<Vec<_>, _>>()?;
    let mean = |view: Rows<'_>| {
        let values: Vec<f64> = coded
            .iter()
            .filter(|_| rows > 0)
            .filter_map(|(x, y)| statistic(&Contingency::new(x, y, view), rows))
            .collect();
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    };
    // Rows are episodes, and messages are numbers here: one channel's have one length.
    let exchange = Exchange::plain(rows);
    let mut measure = judge(&exchange, unit, because, bounds, options, mean);
    measure.n = rows * groups.len();
    Ok(measure)
}

fn coded(messages: &[u32], actions: &[u32], rows: usize) -> Result<(Coded, Coded), LanguageError> {
    if messages.len() != actions.len() || messages.len() != rows {
        return Err(LanguageError::shape(
            "actions",
            format!("{} actions for {} messages", actions.len(), messages.len()),
            "give one action for each message, and as many in every group",
        ));
    }
    Ok((Coded::new(messages), Coded::new(actions)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_that_mean_different_things_do_not_blur_each_other() {
        let messages: Vec<u32> = (0..200).map(|row| row * 7 % 13 % 2).collect();
        let swapped: Vec<u32> = messages.iter().map(|word| 1 - word).collect();
        let options = Options::default();
        let groups = [
            (&messages[..], &messages[..]),
            (&messages[..], &swapped[..]),
        ];
        let within = information_within(&groups, &options).expect("sound");
        let alone = information(&messages, &swapped, &options).expect("sound");
        assert_eq!((within.n, within.value), (400, alone.value));
        assert_eq!(
            normalized_within(&groups, &options).expect("sound").value,
            Some(1.0)
        );
        // Thrown together, nothing would be left of it.
        let both = [messages.clone(), messages.clone()].concat();
        let done = [messages.clone(), swapped.clone()].concat();
        let blurred = information(&both, &done, &options).expect("sound");
        assert!(blurred.value.expect("defined") < 0.01);
    }

    #[test]
    fn what_does_not_match_is_refused() {
        let options = Options::default();
        assert!(information(&[1, 2], &[1], &options).is_err());
        assert!(information_within(&[(&[1, 2], &[1, 2]), (&[1], &[1])], &options).is_err());
        let none = information_within(&[], &options).expect("sound");
        assert_eq!((none.value, none.n), (None, 0));
    }
}
