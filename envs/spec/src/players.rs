//! Scripted players: what games can be measured against without any network.

use rand::rngs::ChaCha8Rng;

use crate::keys::below;
use crate::vec_env::VecEnv;

/// Those who play all seats of a lane by a script. Some of them look at what agents do not see; which
/// ones, their text says.
pub trait Players: Send {
    /// Chooses an action for each agent of a lane, `[agents]`. The generator is the lane's own.
    fn act(&self, env: &dyn VecEnv, lane: usize, rng: &mut ChaCha8Rng, actions: &mut [u8]);
}

/// Players of a game that can be named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// Name on the command line, or a pattern of names in capitals.
    pub name: &'static str,
    /// What they do.
    pub what: &'static str,
}

/// What a script is called in one seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeatScript<'n> {
    /// How it acts.
    pub play: &'n str,
    /// How it answers where the game lets actions answer its question, such as votes.
    pub votes: &'n str,
}

/// The players that every game has.
pub const RANDOM: Policy = Policy {
    name: "random",
    what: "every legal action with equal probability",
};

/// Every legal action with equal probability.
#[derive(Clone, Copy, Debug)]
pub struct Random;

impl Players for Random {
    fn act(&self, env: &dyn VecEnv, lane: usize, rng: &mut ChaCha8Rng, actions: &mut [u8]) {
        let (seats, count) = (env.agents(), env.spaces().actions.len());
        for (seat, action) in actions.iter_mut().enumerate() {
            *action = match env.legal_actions() {
                [] => below(rng, count as u32) as u8,
                legal => {
                    let legal = &legal[(lane * seats + seat) * count..][..count];
                    random_legal(legal, rng)
                }
            };
        }
    }
}

/// One of the legal actions; action 0 where none is.
///
/// ```
/// use protolang_spec::keys::{EpisodeKey, Purpose, stream};
/// use protolang_spec::players::random_legal;
///
/// let key = EpisodeKey { run_seed: 1, lane: 0, episode: 0 };
/// let mut rng = stream(key, Purpose::Policy);
/// assert_eq!(random_legal(&[false, true, false], &mut rng), 1);
/// ```
pub fn random_legal(legal: &[bool], rng: &mut ChaCha8Rng) -> u8 {
    let count = legal.iter().filter(|legal| **legal).count();
    if count == 0 {
        return 0;
    }
    let chosen = below(rng, count as u32) as usize;
    let mut indices = legal.iter().enumerate().filter(|(_, legal)| **legal);
    indices.nth(chosen).map_or(0, |(index, _)| index as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{EpisodeKey, Purpose, stream};

    #[test]
    fn only_legal_actions_are_chosen() {
        let key = EpisodeKey {
            run_seed: 1,
            lane: 0,
            episode: 0,
        };
        let mut rng = stream(key, Purpose::Policy);
        let chosen: Vec<u8> = (0..200)
            .map(|_| random_legal(&[false, true, false, true], &mut rng))
            .collect();
        assert!(chosen.iter().all(|action| [1, 3].contains(action)));
        assert!(chosen.contains(&1) && chosen.contains(&3));
        assert_eq!(random_legal(&[false], &mut rng), 0);
    }
}
