//! Scripted players at play: actions by their script, every symbol with equal probability.

use protolang_envs::games::GameConfig;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use protolang_spec::players::Players;
use protolang_spec::step::Status;
use protolang_spec::vec_env::VecEnv;
use rand::rngs::ChaCha8Rng;

/// Lanes that are played at the same time.
const LANES: u64 = 1024;

/// An episode that was played.
#[derive(Clone, Debug, PartialEq)]
pub struct Played {
    /// Index of its outcome in `Spaces::outcomes`.
    pub outcome: u8,
    /// Mean over agents of the sum of rewards.
    pub returns: f64,
    /// Steps.
    pub length: u32,
    /// What the game has counted, as in `Spaces::counts`.
    pub counts: Vec<u32>,
}

/// Plays `episodes` episodes with these players. Episode number i is that of lane i, so more episodes
/// begin with the same ones.
///
/// # Errors
/// [`EnvError::Config`] if the options make no game.
pub fn play(
    game: &GameConfig,
    channel: &ChannelPhysics,
    players: &dyn Players,
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
        let batch = game.make(channel, &keys)?;
        played.extend(play_once(batch, &keys, players)?);
    }
    Ok(played)
}

/// Plays the first episode of each lane to its end. Lanes that are done play on; what they do then does
/// not count.
fn play_once(
    mut batch: Box<dyn VecEnv>,
    keys: &[EpisodeKey],
    players: &dyn Players,
) -> Result<Vec<Played>, EnvError> {
    let spaces = batch.spaces().clone();
    let (lanes, seats) = (batch.lanes(), spaces.agents);
    let counted = spaces.counts.len();
    let mut rngs: Vec<ChaCha8Rng> = keys
        .iter()
        .map(|key| stream(*key, Purpose::Policy))
        .collect();
    let mut actions = vec![0_u8; lanes * seats];
    let mut symbols = vec![0_u16; lanes * seats * spaces.symbols.length];
    let mut observations = vec![0; lanes * seats * spaces.observation_len()];
    let mut heard = vec![0; lanes * seats * spaces.heard_len()];
    let mut returns = vec![0.0_f64; lanes];
    let mut done: Vec<Option<Played>> = vec![None; lanes];
    while done.iter().any(Option::is_none) {
        for (lane, rng) in rngs.iter_mut().enumerate() {
            let actions = &mut actions[lane * seats..(lane + 1) * seats];
            players.act(&*batch, lane, rng, actions);
            let said = seats * spaces.symbols.length;
            for symbol in &mut symbols[lane * said..][..said] {
                *symbol = below(rng, spaces.symbols.alphabet as u32) as u16;
            }
        }
        let view = batch.step(&actions, &symbols, &mut observations, &mut heard)?;
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
                    counts: view.counts[lane * counted..][..counted].to_vec(),
                });
            }
        }
    }
    Ok(done.into_iter().flatten().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use protolang_spec::players::Random;

    /// The authors' own program: 883 successes in 200,000 random episodes, return -0.98975
    /// (envs/world/tests/reference/scoreg.py).
    #[test]
    fn random_play_of_score_is_as_the_authors_measured() {
        let game = GameConfig::from_name("score").expect("a game");
        let channel = ChannelPhysics::default();
        let played = play(&game, &channel, &Random, 40_000, 1).expect("played");
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
            play(&game, &ChannelPhysics::default(), &Random, episodes, seed).expect("played")
        };
        assert_eq!(of(1500, 3)[..1030], of(1030, 3));
        assert_ne!(of(300, 3), of(300, 4));
    }
}
