//! Messages against actions: of the speaker (consistency) or of the one who hears (coordination).

use crate::counting::coded::Coded;
use crate::counting::contingency::Contingency;
use crate::error::LanguageError;
use crate::information::entropy::{Estimator, plug_in_bits};
use crate::measure::Measure;
use crate::options::{Options, Unit, name_of};
use crate::registry::{Compute, MetricInfo};
use crate::resampling::judge::judge;
use crate::resampling::rows::Rows;

const ELSEWHERE: &str =
    "give messages with actions: `protolang stats RUN` lets the networks play and takes both";

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
    let (x, y) = coded(messages, actions)?;
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
    let n = messages.len();
    let value = |rows: Rows<'_>| {
        let joint = Contingency::new(&x, &y, rows);
        let mut bits = joint.mutual_information_bits();
        if options.estimator == Estimator::MillerMadow {
            let seen =
                |counts: &[u64]| counts.iter().filter(|count| **count > 0).count() as f64 - 1.0;
            let degrees = seen(&joint.x) + seen(&joint.y) - (joint.cells.len() as f64 - 1.0);
            bits += degrees / (2.0 * n as f64) / std::f64::consts::LN_2;
        }
        unit.from_bits(bits)
    };
    let bounds = [f64::NEG_INFINITY, f64::INFINITY];
    let measure = judge(
        n,
        unit.name(),
        "nothing was said",
        bounds,
        options,
        |rows| (n > 0).then(|| value(rows)),
    );
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
    let (x, y) = coded(messages, actions)?;
    let because = "messages or actions are constant";
    Ok(judge(
        messages.len(),
        "1",
        because,
        [0.0, 1.0],
        options,
        |rows| {
            let joint = Contingency::new(&x, &y, rows);
            let least = plug_in_bits(&joint.x).min(plug_in_bits(&joint.y));
            (least > 0.0).then(|| joint.mutual_information_bits() / least)
        },
    ))
}

fn coded(messages: &[u32], actions: &[u32]) -> Result<(Coded, Coded), LanguageError> {
    if messages.len() != actions.len() {
        return Err(LanguageError::shape(
            "actions",
            format!("{} actions for {} messages", actions.len(), messages.len()),
            "give one action for each message",
        ));
    }
    Ok((Coded::new(messages), Coded::new(actions)))
}
