//! One message of a record, and what the record tells of it.

use protolang_language::dictionary::attribute::Role;
use protolang_language::ragged::Ragged;
use protolang_spec::attribute::Attribute as Known;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::spaces::{ActionSource, Spaces};
use serde::Deserialize;

use protolang_records::episodes::messages::EpisodeMessages;

/// Where a message comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct MessageOrigin {
    /// Number of its episode, from 0.
    pub(super) episode: u64,
    /// Env steps of training when that ended; 0 in a corpus.
    pub(super) step: u64,
    /// The network that said it; 0 in a corpus.
    pub(super) network: usize,
}

/// Messages that follow each other in a record, each with the values that went with it. A record has
/// millions: all lie in a few lists.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Stretch {
    pub(super) messages: Ragged<u32>,
    pub(super) origins: Vec<MessageOrigin>,
    /// One for each attribute of each message, where it is known: `[messages][attributes]`.
    pub(super) values: Vec<Option<i64>>,
}

/// An attribute before its values are known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Declared {
    pub(super) name: String,
    pub(super) role: Role,
    /// What its values are.
    pub(super) values: Values,
}

/// What the values of an attribute are.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Values {
    /// They have names, by value.
    Named(Vec<String>),
    /// They are numbers of any size, and mean what those of this attribute mean.
    Known(Known),
}

/// What a dictionary needs of the row of an episode.
#[derive(Debug, Deserialize)]
pub(super) struct LoggedEpisode {
    pub(super) step: u64,
    pub(super) nets: Vec<u32>,
    pub(super) outcome: String,
    pub(super) said: EpisodeMessages,
    /// Empty in records before format 1.1.
    #[serde(default)]
    pub(super) did: Vec<Vec<u8>>,
    pub(super) meaning: Vec<Vec<i64>>,
}

/// The attributes that a game has.
pub(super) fn declared(spaces: &Spaces) -> Vec<Declared> {
    let of = |name: &str, role, values| Declared {
        name: name.to_owned(),
        role,
        values,
    };
    let names = |names: Vec<&str>| Values::Named(names.into_iter().map(str::to_owned).collect());
    let actions = || names(spaces.actions.clone());
    // Where speaking is acting, that a symbol goes with its action says nothing about the language.
    let action = match spaces.actions_from {
        ActionSource::Chosen => "action",
        ActionSource::FirstSymbol => "action (by rule)",
    };
    let meaning = spaces.meaning.iter();
    let mut declared: Vec<Declared> = meaning
        .map(|known| of(known.name, Role::Meaning, Values::Known(*known)))
        .collect();
    declared.push(of(action, Role::Action, actions()));
    declared.push(of("hearer's action", Role::Heard, actions()));
    let step = Values::Known(Known::quantity("step"));
    declared.push(of("step", Role::Context, step));
    let outcomes = spaces.outcomes.iter().map(|outcome| outcome.name);
    declared.push(of("outcome", Role::Context, names(outcomes.collect())));
    declared
}

/// Who hears a seat: of several the first one.
fn hearer(seat: usize, seats: usize, physics: &ChannelPhysics) -> Option<usize> {
    (0..seats).find(|other| *other != seat && !(physics.one_way && *other == 0))
}

/// Adds the messages of an episode, seat by seat, with the values of [`declared`].
pub(super) fn add_messages(
    stretch: &mut Stretch,
    row: &LoggedEpisode,
    episode: u64,
    spaces: &Spaces,
    physics: &ChannelPhysics,
) {
    let outcome = spaces
        .outcomes
        .iter()
        .position(|outcome| outcome.name == row.outcome);
    let outcome = outcome.map(|code| code as i64);
    let did = |seat: usize, time: usize| Some(i64::from(*row.did.get(seat)?.get(time)?));
    let seats = row.said.seats();
    let mut symbols: Vec<u32> = Vec::new();
    for seat in 0..seats {
        // Where a seat has fewer messages than the episode has steps, nobody knows when it said them.
        let timed = row
            .did
            .get(seat)
            .is_none_or(|did| did.len() == row.said.times(seat));
        let hearer = hearer(seat, seats, physics).filter(|_| timed);
        let origin = MessageOrigin {
            episode,
            step: row.step,
            network: row.nets.get(seat).map_or(seat, |network| *network as usize),
        };
        for (time, message) in row.said.of(seat).enumerate() {
            if message.is_empty() {
                continue;
            }
            symbols.clear();
            symbols.extend(message.iter().map(|symbol| u32::from(*symbol)));
            stretch.messages.push(&symbols);
            stretch.origins.push(origin);
            let values = &mut stretch.values;
            let end = values.len() + spaces.meaning.len();
            let known = row.meaning.get(seat).into_iter().flatten();
            values.extend(known.map(|value| Some(*value)));
            values.resize(end, None);
            values.push(did(seat, time).filter(|_| timed));
            let heard_at = time + usize::from(physics.delay);
            values.push(hearer.and_then(|hearer| did(hearer, heard_at)));
            values.push(timed.then_some(time as i64));
            values.push(outcome);
        }
    }
}

#[cfg(all(test, feature = "learn"))]
mod tests {
    use super::*;
    use crate::evaluation::tests::networks::untrained;

    const SAID: [[&[u16]; 3]; 2] = [[&[1], &[2], &[3]], [&[0], &[], &[3]]];

    fn row(said: &impl serde::Serialize) -> LoggedEpisode {
        let said = serde_json::to_value(said).expect("JSON");
        LoggedEpisode {
            step: 9,
            nets: vec![4, 2],
            outcome: "target".to_owned(),
            said: serde_json::from_value(said).expect("messages"),
            did: vec![vec![0, 1, 2], vec![3, 4, 0]],
            meaning: vec![vec![7, 8, 9, 10], vec![1, 2, 3, 4]],
        }
    }

    #[test]
    fn a_message_meets_what_was_known_and_done_and_what_was_done_when_it_was_heard() {
        let plan = untrained(1).plan;
        let (spaces, physics) = (&plan.spaces, &plan.physics);
        let names: Vec<String> = declared(spaces).into_iter().map(|one| one.name).collect();
        let places = |name: &str| names.iter().position(|known| known == name).expect("there");
        let mut found = Stretch::default();
        add_messages(&mut found, &row(&SAID), 5, spaces, physics);
        // Seat 1 said nothing at step 1.
        assert_eq!(found.origins.len(), 5);
        assert_eq!(found.values.len(), 5 * names.len());
        let value = |index: usize, name: &str| found.values[index * names.len() + places(name)];
        let origin = |network| MessageOrigin {
            episode: 5,
            step: 9,
            network,
        };
        assert_eq!(
            (found.origins[1], found.messages.row(1)),
            (origin(4), &[2][..])
        );
        assert_eq!(found.values[names.len()], Some(7));
        assert_eq!(value(1, "action"), Some(1));
        assert_eq!(value(1, "hearer's action"), Some(0));
        assert_eq!(value(1, "step"), Some(1));
        // The last message is heard by nobody.
        assert_eq!(value(2, "hearer's action"), None);
        assert_eq!(
            (found.origins[3], value(3, "hearer's action")),
            (origin(2), Some(1))
        );
        assert_eq!(value(4, "step"), Some(2));
        let outcome = value(4, "outcome").expect("known") as usize;
        assert_eq!(spaces.outcomes[outcome].name, "target");
    }

    #[test]
    fn without_actions_or_times_the_rest_is_still_known() {
        let plan = untrained(1).plan;
        let of = |row: &LoggedEpisode| {
            let mut stretch = Stretch::default();
            add_messages(&mut stretch, row, 0, &plan.spaces, &plan.physics);
            stretch.values
        };
        let old = LoggedEpisode {
            did: Vec::new(),
            ..row(&SAID)
        };
        let n = plan.spaces.meaning.len();
        assert_eq!(of(&old)[n..n + 3], [None, None, Some(0)]);
        // Seat 0 spoke in two of three steps, and the record does not say in which.
        let short = of(&row(&[&SAID[0][..2], &SAID[1]]));
        assert_eq!(short[n..n + 3], [None, None, None]);
        assert_eq!(short[0], Some(7));
    }
}
