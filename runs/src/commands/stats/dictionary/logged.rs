//! One message of a record, and what the record tells of it.

use protolang_envs::channel::ChannelPhysics;
use protolang_envs::spaces::{ActionSource, Spaces};
use protolang_language::dictionary::attribute::Role;
use serde::Deserialize;

/// A message with the values that went with it.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Logged {
    /// Number of its episode, from 0.
    pub(super) episode: u64,
    /// Env steps of training when that ended; 0 in a corpus.
    pub(super) step: u64,
    /// The network that said it; 0 in a corpus.
    pub(super) network: usize,
    pub(super) message: Vec<u32>,
    /// One for each attribute, where it is known.
    pub(super) values: Vec<Option<i64>>,
}

/// An attribute before its values are known.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Declared {
    pub(super) name: String,
    pub(super) role: Role,
    /// Names of the values, by value; none where they are numbers of any size.
    pub(super) names: Option<Vec<String>>,
}

/// What a dictionary needs of the row of an episode.
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    pub(super) step: u64,
    pub(super) nets: Vec<u32>,
    pub(super) outcome: String,
    pub(super) said: Vec<Vec<Vec<u16>>>,
    /// Empty in records before format 1.1.
    #[serde(default)]
    pub(super) did: Vec<Vec<u8>>,
    pub(super) meaning: Vec<Vec<i64>>,
}

/// The attributes that a game has.
pub(super) fn declared(spaces: &Spaces) -> Vec<Declared> {
    let of = |name: &str, role, names| Declared {
        name: name.to_owned(),
        role,
        names,
    };
    let names = |names: Vec<&str>| Some(names.into_iter().map(str::to_owned).collect());
    let actions = || names(spaces.actions.clone());
    // Where speaking is acting, that a symbol goes with its action says nothing about the language.
    let action = match spaces.actions_from {
        ActionSource::Chosen => "action",
        ActionSource::FirstSymbol => "action (by rule)",
    };
    let meaning = spaces.meaning.iter();
    let mut declared: Vec<Declared> = meaning.map(|name| of(name, Role::Meaning, None)).collect();
    declared.push(of(action, Role::Action, actions()));
    declared.push(of("hearer's action", Role::Heard, actions()));
    declared.push(of("step", Role::Context, None));
    let outcomes = spaces.outcomes.iter().map(|outcome| outcome.name);
    declared.push(of("outcome", Role::Context, names(outcomes.collect())));
    declared
}

/// Who hears a seat: of several the first one.
fn hearer(seat: usize, seats: usize, physics: &ChannelPhysics) -> Option<usize> {
    (0..seats).find(|other| *other != seat && !(physics.one_way && *other == 0))
}

/// The messages of an episode, seat by seat, with the values of [`declared`].
pub(super) fn messages(
    row: &Row,
    episode: u64,
    spaces: &Spaces,
    physics: &ChannelPhysics,
) -> Vec<Logged> {
    let outcome = spaces
        .outcomes
        .iter()
        .position(|outcome| outcome.name == row.outcome);
    let outcome = outcome.map(|code| code as i64);
    let did = |seat: usize, time: usize| Some(i64::from(*row.did.get(seat)?.get(time)?));
    let mut all = Vec::new();
    for (seat, said) in row.said.iter().enumerate() {
        // Where a seat has fewer messages than the episode has steps, nobody knows when it said them.
        let timed = row.did.get(seat).is_none_or(|did| did.len() == said.len());
        for (time, message) in said.iter().enumerate() {
            if message.is_empty() {
                continue;
            }
            let heard_at = time + usize::from(physics.delay);
            let known = row.meaning.get(seat).into_iter().flatten();
            let mut values: Vec<Option<i64>> = known.map(|value| Some(*value)).collect();
            values.resize(spaces.meaning.len(), None);
            values.push(did(seat, time).filter(|_| timed));
            let hearer = hearer(seat, row.said.len(), physics).filter(|_| timed);
            values.push(hearer.and_then(|hearer| did(hearer, heard_at)));
            values.push(timed.then_some(time as i64));
            values.push(outcome);
            all.push(Logged {
                episode,
                step: row.step,
                network: row.nets.get(seat).map_or(seat, |network| *network as usize),
                message: message.iter().map(|symbol| u32::from(*symbol)).collect(),
                values,
            });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::tests::networks::untrained;

    fn row() -> Row {
        Row {
            step: 9,
            nets: vec![4, 2],
            outcome: "target".to_owned(),
            said: vec![
                vec![vec![1], vec![2], vec![3]],
                vec![vec![0], vec![], vec![3]],
            ],
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
        let found = messages(&row(), 5, spaces, physics);
        // Seat 1 said nothing at step 1.
        assert_eq!(found.len(), 5);
        let value = |index: usize, name: &str| found[index].values[places(name)];
        assert_eq!(
            (found[1].network, found[1].message[0], found[1].step),
            (4, 2, 9)
        );
        assert_eq!(found[1].values[0], Some(7));
        assert_eq!(value(1, "action"), Some(1));
        assert_eq!(value(1, "hearer's action"), Some(0));
        assert_eq!(value(1, "step"), Some(1));
        // The last message is heard by nobody.
        assert_eq!(value(2, "hearer's action"), None);
        assert_eq!(
            (found[3].network, value(3, "hearer's action")),
            (2, Some(1))
        );
        assert_eq!(value(4, "step"), Some(2));
        let outcome = value(4, "outcome").expect("known") as usize;
        assert_eq!(spaces.outcomes[outcome].name, "target");
    }

    #[test]
    fn without_actions_or_times_the_rest_is_still_known() {
        let plan = untrained(1).plan;
        let of = |row: &Row| messages(row, 0, &plan.spaces, &plan.physics);
        let old = Row {
            did: Vec::new(),
            ..row()
        };
        let n = plan.spaces.meaning.len();
        assert_eq!(of(&old)[0].values[n..n + 3], [None, None, Some(0)]);
        // Seat 0 spoke in two of three steps, and the record does not say in which.
        let mut short = row();
        short.said[0].pop();
        assert_eq!(of(&short)[0].values[n..n + 3], [None, None, None]);
        assert_eq!(of(&short)[0].values[0], Some(7));
    }
}
