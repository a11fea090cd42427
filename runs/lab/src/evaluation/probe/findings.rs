//! What a probe found, as measures.

use std::collections::{BTreeMap, BTreeSet};

use protolang_language::error::LanguageError;
use protolang_language::interaction::consistency::{information_within, normalized_within};
use protolang_language::interaction::over_states::{mean_over_states, weighted};
use protolang_language::interaction::signalling;
use protolang_language::measure::Measure;
use protolang_language::options::Options;

use super::questions::Answer;
use super::vocabulary::Vocabulary;
use super::witness::MessageAndAction;

/// Bounds of what is not negative.
const POSITIVE: [f64; 2] = [0.0, f64::INFINITY];

/// Why interventions have no null.
const NO_NULL: &str = "0 by construction: a listener that does not listen has exactly 0";

/// What the sample of states came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleOrigin {
    /// States in which a network decided, of which the sample was drawn.
    pub states: u64,
    /// Those of them in which a message could be heard.
    pub listening: u64,
}

/// The influence of one message.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageInfluence {
    /// The symbols of the message, `[L]`.
    pub message: Vec<u16>,
    /// Mean over speakers of how much of what they say it is, among the messages that were tried.
    pub share: f64,
    /// How far the listener's policy under it is from that averaged over messages.
    pub influence: Measure,
}

/// Whether what is said follows from the state: the speakers' own probabilities.
///
/// # Errors
/// [`LanguageError::Shape`] where these are no distributions.
pub fn signalling(
    answers: &[Answer],
    origin: SampleOrigin,
    options: &Options,
) -> Result<Measure, LanguageError> {
    let length = answers.first().map_or(0, |answer| answer.speaks.len());
    // Each network has its own words, and each position of its messages.
    let mut speakers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, answer) in answers.iter().enumerate() {
        speakers.entry(answer.network).or_default().push(index);
    }
    let mut policies: Vec<(&Vec<usize>, Vec<Vec<f64>>)> = Vec::new();
    for states in speakers.values() {
        for position in 0..length {
            let of = |state: &usize| answers[*state].speaks[position].clone();
            let shares: Vec<Vec<f64>> = states.iter().map(of).collect();
            // Refuses here what would be left out silently below.
            signalling::information(&shares, &vec![1.0; shares.len()])?;
            policies.push((states, shares));
        }
    }
    let episodes: Vec<u64> = answers.iter().map(|answer| answer.episode).collect();
    let symbols = policies.iter().flat_map(|(_, shares)| shares).map(Vec::len);
    let bounds = [0.0, (symbols.max().unwrap_or(1).max(1) as f64).ln()];
    let measure = weighted(&episodes, "nat", bounds, options, |weights| {
        let (mut sum, mut total) = (0.0, 0.0);
        for (states, shares) in &policies {
            let weights: Vec<f64> = states.iter().map(|state| weights[*state]).collect();
            let weight: f64 = weights.iter().sum();
            if weight > 0.0 {
                sum += weight * signalling::information(shares, &weights).ok()??;
                total += weight;
            }
        }
        (total > 0.0).then(|| sum / total)
    });
    Ok(measure
        .with("sampled_from", origin.states)
        .with(
            "mean_over",
            "speakers, by their states, and positions of a message",
        )
        .with(
            "null",
            "0 by construction: a speaker that heeds no state has exactly 0",
        ))
}

/// Whether what is done follows from what is heard: one measure a name.
pub fn listening(
    answers: &[Answer],
    origin: SampleOrigin,
    length: usize,
    options: &Options,
) -> Vec<(&'static str, Measure)> {
    let heard = || {
        answers
            .iter()
            .flat_map(|answer| answer.heard.iter().map(|heard| (answer.episode, heard)))
    };
    let episodes: Vec<u64> = heard().map(|(episode, _)| episode).collect();
    let mean = |unit, bounds, values: Vec<f64>| {
        mean_over_states(&values, &episodes, unit, bounds, options)
            .with("sampled_from", origin.listening)
            .with("null", NO_NULL)
    };
    let influence = heard().map(|(_, heard)| heard.influence).collect();
    let distance = |other: bool, index: usize| {
        let of = |heard: &super::questions::Heard| match other {
            true => heard.from_other[index],
            false => heard.from_nothing[index],
        };
        let values = heard().map(|(_, heard)| of(heard)).collect();
        let (unit, most) = if index == 0 { ("1", 2.0) } else { ("bit", 1.0) };
        let against = if other {
            "a message drawn from all that the speaker says"
        } else {
            "what is heard where nothing arrives"
        };
        mean(unit, [0.0, most], values).with("against", against)
    };
    vec![
        (
            "causal_influence_of_communication",
            mean("nat", POSITIVE, influence).with("messages", Vocabulary::described(length)),
        ),
        ("positive_listening_l1", distance(false, 0)),
        ("positive_listening_jsd", distance(false, 1)),
        ("positive_listening_l1_other", distance(true, 0)),
        ("positive_listening_jsd_other", distance(true, 1)),
    ]
}

/// The influence of each message that was tried, the most frequent first.
pub fn by_message(
    answers: &[Answer],
    vocabularies: &[Vocabulary],
    origin: SampleOrigin,
    options: &Options,
) -> Vec<MessageInfluence> {
    let mut found: BTreeMap<&[u16], (Vec<f64>, Vec<u64>)> = BTreeMap::new();
    let mut speakers = BTreeSet::new();
    for answer in answers {
        for heard in &answer.heard {
            speakers.insert(heard.speaker);
            let messages = &vocabularies[heard.speaker].messages;
            for (message, influence) in messages.iter().zip(&heard.by_message) {
                let (values, episodes) = found.entry(message).or_default();
                values.push(*influence);
                episodes.push(answer.episode);
            }
        }
    }
    let share = |message: &[u16]| {
        let of = |speaker: &usize| {
            let vocabulary = &vocabularies[*speaker];
            let known = vocabulary.messages.iter().position(|own| own == message);
            known.map_or(0.0, |index| vocabulary.shares[index])
        };
        speakers.iter().map(of).sum::<f64>() / speakers.len() as f64
    };
    let mut all: Vec<MessageInfluence> = found
        .into_iter()
        .map(|(message, (values, episodes))| MessageInfluence {
            message: message.to_vec(),
            share: share(message),
            influence: mean_over_states(&values, &episodes, "nat", POSITIVE, options)
                .with("sampled_from", origin.listening)
                .with("null", NO_NULL),
        })
        .collect();
    all.sort_by(|one, other| other.share.total_cmp(&one.share));
    all
}

/// Messages with the actions that go with them. A group is one of `groups`: a pair and a seat, or a pair
/// and two seats; each has one message and action an episode, or none where the episode was too short:
/// an episode in which any group has none is left out of all.
///
/// # Errors
/// None that these data could lead to; those of [`information_within`].
pub fn together(
    groups: &[Vec<Option<&MessageAndAction>>],
    options: &Options,
) -> Result<[Measure; 2], LanguageError> {
    let episodes = groups.first().map_or(0, Vec::len);
    let whole: Vec<usize> = (0..episodes)
        .filter(|episode| groups.iter().all(|group| group[*episode].is_some()))
        .collect();
    let mut numbers: BTreeMap<&[u16], u32> = BTreeMap::new();
    let mut columns: Vec<(Vec<u32>, Vec<u32>)> = Vec::new();
    for group in groups {
        let (mut messages, mut actions) = (Vec::new(), Vec::new());
        for (message, action) in whole.iter().filter_map(|episode| group[*episode]) {
            let next = numbers.len() as u32;
            messages.push(*numbers.entry(message).or_insert(next));
            actions.push(u32::from(*action));
        }
        columns.push((messages, actions));
    }
    let pairs: Vec<(&[u32], &[u32])> = columns
        .iter()
        .map(|(messages, actions)| (&messages[..], &actions[..]))
        .collect();
    let finish = |measure: Measure| {
        measure
            .with("groups", groups.len())
            .with("episodes_too_short", episodes - whole.len())
            .with("sample", "one random step of each episode in each group")
    };
    Ok([
        finish(information_within(&pairs, options)?),
        finish(normalized_within(&pairs, options)?),
    ])
}
