//! The random player: every legal action and every symbol with equal probability.

use protolang_envs::batch::{Batch, Status};
use protolang_envs::channel::ChannelPhysics;
use protolang_envs::error::EnvError;
use protolang_envs::games::GameConfig;
use protolang_envs::keys::{EpisodeKey, Purpose, below, stream};
use rand::rngs::ChaCha8Rng;

/// Lanes that are played at the same time.
const LANES: u64 = 1024;

/// An episode that was played.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Played {
    /// Index of its outcome in `Spaces::outcomes`.
    pub outcome: u8,
    /// Mean over agents of the sum of rewards.
    pub returns: f64,
    /// Steps.
    pub length: u32,
}

/// Plays `episodes` episodes with random players. Episode number i is that of lane i, so more episodes
/// begin with the same ones.
///
/// # Errors
/// [`EnvError::Config`] if the options make no game.
pub fn play(
    game: &GameConfig,
    channel: &ChannelPhysics,
    episodes: u64,
    seed: u64,
) -> Result<Vec<Played>, EnvError> {
    let mut played = Vec::new();
    for first in (0..episodes).step_by(LANES as usize) {
        let keys: Vec<EpisodeKey> = (first..episodes.min(first + LANES))
            .map(|lane| EpisodeKey {
                run_seed: seed,
                lane,
                episode: 0,
            })
            .collect();
        let batch = Batch::with_keys(game, channel, &keys)?;
        played.extend(play_once(batch, &keys)?);
    }
    Ok(played)
}

/// Plays the first episode of each lane to its end. Lanes that are done play on; what they do then does
/// not count.
fn play_once(mut batch: Batch, keys: &[EpisodeKey]) -> Result<Vec<Played>, EnvError> {
    let spaces = batch.spaces().clone();
    let (lanes, seats) = (batch.lanes(), spaces.agents);
    let actions_n = spaces.actions.len();
    let mut rngs: Vec<ChaCha8Rng> = keys
        .iter()
        .map(|key| stream(*key, Purpose::Policy))
        .collect();
    let mut actions = vec![0_u8; lanes * seats];
    let mut symbols = vec![0_u16; lanes * seats * spaces.symbols.length];
    let mut legal = vec![true; lanes * seats * actions_n];
    if spaces.masks_actions {
        legal.copy_from_slice(batch.legal_actions());
    }
    let mut observations = vec![0; lanes * seats * spaces.observation_len()];
    let mut heard = vec![0; lanes * seats * spaces.heard_len()];
    let mut returns = vec![0.0_f64; lanes];
    let mut done: Vec<Option<Played>> = vec![None; lanes];
    while done.iter().any(Option::is_none) {
        for (lane, rng) in rngs.iter_mut().enumerate() {
            for seat in lane * seats..(lane + 1) * seats {
                let legal = &legal[seat * actions_n..][..actions_n];
                actions[seat] = random_legal(legal, rng);
            }
            let said = seats * spaces.symbols.length;
            for symbol in &mut symbols[lane * said..][..said] {
                *symbol = below(rng, spaces.symbols.alphabet as u32) as u16;
            }
        }
        let view = batch.step(&actions, &symbols, &mut observations, &mut heard)?;
        if spaces.masks_actions {
            legal.copy_from_slice(view.legal_actions);
        }
        for (lane, done) in done
            .iter_mut()
            .enumerate()
            .filter(|(_, done)| done.is_none())
        {
            let rewards = &view.rewards[lane * seats..][..seats];
            returns[lane] += rewards.iter().map(|r| f64::from(*r)).sum::<f64>() / seats as f64;
            if view.status[lane] != Status::Running {
                *done = Some(Played {
                    outcome: view.outcomes[lane],
                    returns: returns[lane],
                    length: view.lengths[lane],
                });
            }
        }
    }
    Ok(done.into_iter().flatten().collect())
}

/// One of the legal actions; action 0 where none is.
pub(crate) fn random_legal(legal: &[bool], rng: &mut ChaCha8Rng) -> u8 {
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

    /// The authors' own program: 883 successes in 200,000 random episodes, return -0.98975
    /// (envs/tests/reference/scoreg.py).
    #[test]
    fn random_play_of_score_is_as_the_authors_measured() {
        let game = GameConfig::from_name("score").expect("a game");
        let channel = ChannelPhysics::default();
        let played = play(&game, &channel, 40_000, 1).expect("played");
        let target = game
            .spaces(&channel)
            .outcomes
            .iter()
            .position(|o| o.success);
        let wins = played
            .iter()
            .filter(|one| Some(usize::from(one.outcome)) == target);
        let success = wins.count() as f64 / played.len() as f64;
        let returns = played.iter().map(|one| one.returns).sum::<f64>() / played.len() as f64;
        // Four standard errors of the difference: .00015 of theirs, .00034 of ours.
        assert!((success - 0.004_415).abs() < 0.0015, "success {success}");
        assert!((returns + 0.989_75).abs() < 0.0035, "return {returns}");
    }

    #[test]
    fn more_episodes_begin_with_the_same_ones() {
        let game = GameConfig::from_name("score").expect("a game");
        let of = |episodes, seed| {
            play(&game, &ChannelPhysics::default(), episodes, seed).expect("played")
        };
        assert_eq!(of(1500, 3)[..1030], of(1030, 3));
        assert_ne!(of(300, 3), of(300, 4));
    }

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
