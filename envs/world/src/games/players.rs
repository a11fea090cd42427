//! Scripted players: what games can be measured against without any network.

use rand::rngs::ChaCha8Rng;

use super::{GameConfig, deduction};
use crate::batch::Batch;
use crate::keys::below;

/// Those who play all seats of a lane by a script. Some of them look at what agents do not see; which
/// ones, their text says.
pub trait Players: Send {
    /// Chooses an action for each agent of a lane, `[agents]`. The dice are the lane's own.
    fn act(&self, batch: &Batch, lane: usize, dice: &mut ChaCha8Rng, actions: &mut [u8]);
}

/// Players of a game that can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Name on the command line, or a pattern of names in capitals.
    pub name: &'static str,
    /// What they do.
    pub what: &'static str,
}

/// Every legal action with equal probability.
#[derive(Clone, Copy, Debug)]
pub struct Random;

/// What a script is called in one seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeatScript<'n> {
    /// How it acts.
    pub play: &'n str,
    /// How it answers where the game lets actions answer its question, such as votes.
    pub votes: &'n str,
}

const RANDOM: Policy = Policy {
    name: "random",
    what: "every legal action with equal probability",
};

impl Players for Random {
    fn act(&self, batch: &Batch, lane: usize, dice: &mut ChaCha8Rng, actions: &mut [u8]) {
        let (seats, count) = (batch.agents(), batch.spaces().actions.len());
        for (seat, action) in actions.iter_mut().enumerate() {
            *action = match batch.legal_actions() {
                [] => below(dice, count as u32) as u8,
                legal => {
                    let legal = &legal[(lane * seats + seat) * count..][..count];
                    random_legal(legal, dice)
                }
            };
        }
    }
}

/// One of the legal actions; action 0 where none is.
pub fn random_legal(legal: &[bool], dice: &mut ChaCha8Rng) -> u8 {
    let count = legal.iter().filter(|legal| **legal).count();
    if count == 0 {
        return 0;
    }
    let chosen = below(dice, count as u32) as usize;
    let mut indices = legal.iter().enumerate().filter(|(_, legal)| **legal);
    indices.nth(chosen).map_or(0, |(index, _)| index as u8)
}

impl GameConfig {
    /// The players of this game that can be named, `random` first.
    pub fn policies(&self) -> Vec<Policy> {
        let mut policies = vec![RANDOM];
        if let Self::Deduction(_) = self {
            policies.extend(deduction::policies());
        }
        policies
    }

    /// What the players of this name are called in a seat: where a name has parts for different roles, the part
    /// of this seat's role.
    pub fn script_of<'n>(&self, name: &'n str, seat: usize) -> SeatScript<'n> {
        match self {
            Self::Deduction(config) => {
                let impostor = seat < usize::from(config.impostors);
                deduction::script_of(name, impostor)
            }
            _ => SeatScript {
                play: name,
                votes: name,
            },
        }
    }

    /// The players of this name; none if this game has none of that name.
    pub fn players(&self, name: &str) -> Option<Box<dyn Players>> {
        match self {
            Self::Deduction(_) if name != RANDOM.name => deduction::players(name),
            _ if name == RANDOM.name => Some(Box::new(Random)),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{EpisodeKey, Purpose, stream};

    #[test]
    fn a_script_is_called_by_the_part_that_plays_a_seat() {
        let game = GameConfig::from_name("deduction").expect("a listed game exists");
        let of = |name, seat| {
            let SeatScript { play, votes } = game.script_of(name, seat);
            (play, votes)
        };
        assert_eq!(
            of("task-rush/always-kill/private", 0),
            ("always-kill", "uniform")
        );
        assert_eq!(
            of("task-rush/always-kill/private", 1),
            ("task-rush", "private")
        );
        assert_eq!(of("random", 4), ("random", "random"));
        assert_eq!(of("always-report", 0), ("random", "uniform"));
        let score = GameConfig::from_name("score").expect("a listed game exists");
        assert_eq!(score.script_of("random", 1).play, "random");
    }

    #[test]
    fn only_legal_actions_are_chosen() {
        let key = EpisodeKey {
            run_seed: 1,
            lane: 0,
            episode: 0,
        };
        let mut dice = stream(key, Purpose::Policy);
        let chosen: Vec<u8> = (0..200)
            .map(|_| random_legal(&[false, true, false, true], &mut dice))
            .collect();
        assert!(chosen.iter().all(|action| [1, 3].contains(action)));
        assert!(chosen.contains(&1) && chosen.contains(&3));
        assert_eq!(random_legal(&[false], &mut dice), 0);
    }
}
