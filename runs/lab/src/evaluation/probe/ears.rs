//! What one network's messages do to another one: interventions beside their nulls.

use std::collections::BTreeMap;

use protolang_language::dictionary::association::Verdict;
use protolang_language::interaction::fisher;
use protolang_language::interaction::intervention::InterventionEffect;
use protolang_language::interaction::lookup::{Lookup, Observed, lookup};
use protolang_language::interaction::over_states::mean_over_states;
use protolang_language::measure::Measure;
use protolang_language::options::Options;

use super::interventions::Intervention;
use super::questions::Answer;
use super::witness::{EpisodeSample, MessageAndAction};
use crate::evaluation::untrained::Untrained;

/// One intervention on what one network hears of another.
#[derive(Clone, Debug, PartialEq)]
pub struct Intervened {
    /// What was heard in place of the message.
    pub intervention: Intervention,
    /// Mean total variation distance between the policies with and without the intervention, 0 to 1.
    pub variation: Measure,
    /// Share of states in which the most likely action is another one.
    pub flips: Measure,
    /// Mean fall of the probability of the best action.
    pub best: Measure,
    /// Mean total variation distance above that of the null in the same state.
    pub above_null: Option<Measure>,
    /// The same of networks that have learnt nothing; none where they were not asked.
    pub untrained: Option<Untrained>,
    /// Whether that is above chance: its interval lies above 0, and it is beyond untrained networks.
    pub verdict: Option<Verdict>,
    /// Fisher's one-sided p of the flips against those of the null, one state an episode.
    pub fisher: Option<f64>,
}

/// What passes from one network to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Ear {
    /// Index of the network that speaks.
    pub speaker: usize,
    /// Index of the network that hears.
    pub listener: usize,
    /// States of the listener in which it was asked what another message would have changed.
    pub states: usize,
    /// The effect of each intervention that there was a message for.
    pub interventions: Vec<Intervened>,
    /// How well a table of messages tells the actions in episodes that it was not made of.
    pub lookup: Option<Lookup>,
}

/// The effects of one state.
struct StateEffects<'a> {
    episode: u64,
    lot: u64,
    effects: &'a [Option<InterventionEffect>],
}

/// What passes between networks, by speaker, then listener. `spoken` is `[pairs][episodes]`, of networks in
/// `seats`; `ears` are the seats that hear each other.
pub fn ears(
    answers: &[Answer],
    spoken: &[Vec<EpisodeSample>],
    seats: &[Vec<usize>],
    ears: &[(usize, usize)],
    length: usize,
    options: &Options,
) -> Vec<Ear> {
    let mut states: BTreeMap<(usize, usize), Vec<StateEffects<'_>>> = BTreeMap::new();
    for answer in answers {
        for heard in answer
            .heard
            .iter()
            .filter(|heard| !heard.effects.is_empty())
        {
            let state = StateEffects {
                episode: answer.episode,
                lot: answer.lot,
                effects: &heard.effects,
            };
            let ear = (heard.speaker, answer.network);
            states.entry(ear).or_default().push(state);
        }
    }
    let mut rows: BTreeMap<(usize, usize), Vec<Observed<'_>>> = BTreeMap::new();
    for (episodes, networks) in spoken.iter().zip(seats) {
        for (number, spoken) in (0..).zip(episodes) {
            for ((speaker, listener), said) in ears.iter().zip(&spoken.heard) {
                let (message, action): &MessageAndAction = said;
                let ear = (networks[*speaker], networks[*listener]);
                rows.entry(ear).or_default().push(Observed {
                    episode: number,
                    message,
                    action: *action,
                });
            }
        }
    }
    let all = states.into_iter();
    all.map(|((speaker, listener), states)| Ear {
        speaker,
        listener,
        states: states.len(),
        interventions: intervened(&states, length, options),
        lookup: rows
            .get(&(speaker, listener))
            .and_then(|rows| lookup(rows, options)),
    })
    .collect()
}

fn intervened(states: &[StateEffects<'_>], length: usize, options: &Options) -> Vec<Intervened> {
    let all = Intervention::all(length);
    let place = |wanted: Intervention| all.iter().position(|known| *known == wanted);
    let each = all.iter().enumerate();
    each.map(|(index, intervention)| {
        let mean = |bounds, of: &dyn Fn(&StateEffects<'_>) -> Option<f64>| {
            let known = states
                .iter()
                .filter_map(|state| Some((of(state)?, state.episode)));
            let (values, episodes): (Vec<f64>, Vec<u64>) = known.unzip();
            mean_over_states(&values, &episodes, "1", bounds, options)
        };
        let effect = |state: &StateEffects<'_>| state.effects[index];
        let null = intervention.null().and_then(place);
        let above = null.map(|null| {
            mean([-1.0, 1.0], &|state| {
                Some(state.effects[index]?.variation - state.effects[null]?.variation)
            })
        });
        Intervened {
            intervention: *intervention,
            variation: mean([0.0, 1.0], &|state| Some(effect(state)?.variation)),
            flips: mean([0.0, 1.0], &|state| {
                Some(f64::from(u8::from(effect(state)?.flipped)))
            }),
            best: mean([-1.0, 1.0], &|state| Some(effect(state)?.best)),
            verdict: above.as_ref().map(verdict),
            above_null: above,
            untrained: None,
            fisher: null.map(|null| {
                let [own, other] = [index, null].map(|index| flips(states, index));
                fisher::greater(own, other)
            }),
        }
    })
    .collect()
}

/// Whether a difference is above 0, by its interval.
fn verdict(above: &Measure) -> Verdict {
    match (above.value, above.ci95) {
        (None, _) => Verdict::TooFew,
        (Some(_), None) => Verdict::NotTested,
        (Some(_), Some([low, _])) if low > 0.0 => Verdict::AboveChance,
        (Some(_), Some(_)) => Verdict::NotDistinguishableFromChance,
    }
}

/// How often an intervention flips the action, `[flips, states]`, in one random state of each episode:
/// those of an episode hang together, which Fisher's test does not know.
fn flips(states: &[StateEffects<'_>], index: usize) -> [u64; 2] {
    let mut chosen: BTreeMap<u64, (u64, bool)> = BTreeMap::new();
    for state in states {
        if let Some(effect) = state.effects[index] {
            let new = (state.lot, effect.flipped);
            let known = chosen.entry(state.episode).or_insert(new);
            *known = new.min(*known);
        }
    }
    let flipped = chosen.values().filter(|(_, flipped)| *flipped).count();
    [flipped as u64, chosen.len() as u64]
}
