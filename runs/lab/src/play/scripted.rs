//! Scripted players at play: actions by their script, every symbol with equal probability.

use std::ops::ControlFlow;

use protolang_envs::games::GameConfig;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use protolang_spec::players::Players;
use protolang_spec::runner::{Decisions, Hooks, Now, Runner};
use protolang_spec::spaces::Spaces;
use protolang_spec::step::{Status, StepView};
use protolang_spec::vec_env::VecEnv;
use rand::rngs::ChaCha8Rng;

/// Lanes that are played at the same time.
const LANES: u64 = 1024;

/// An episode that was played.
#[derive(Clone, Debug, PartialEq)]
pub struct ScriptedEpisode {
    /// Index of its outcome in `Spaces::outcomes`.
    pub outcome: u8,
    /// Mean over agents of the sum of rewards.
    pub returns: f64,
    /// Steps that the episode took.
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
) -> Result<Vec<ScriptedEpisode>, EnvError> {
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

/// Plays the first episode of each lane to its end.
fn play_once(
    env: Box<dyn VecEnv>,
    keys: &[EpisodeKey],
    players: &dyn Players,
) -> Result<Vec<ScriptedEpisode>, EnvError> {
    let mut scripted = Scripted {
        players,
        rngs: keys
            .iter()
            .map(|key| stream(*key, Purpose::Policy))
            .collect(),
        spaces: env.spaces().clone(),
        returns: vec![0.0; env.lanes()],
        done: vec![None; env.lanes()],
    };
    Runner::new(env).run(usize::MAX, &mut scripted)?;
    Ok(scripted.done.into_iter().flatten().collect())
}

/// Scripted players in all lanes. Lanes that are done play on; what they do then does not count.
struct Scripted<'a> {
    players: &'a dyn Players,
    rngs: Vec<ChaCha8Rng>,
    spaces: Spaces,
    /// Mean over agents of the rewards so far, `[lanes]`.
    returns: Vec<f64>,
    /// `[lanes]`.
    done: Vec<Option<ScriptedEpisode>>,
}

impl Hooks for Scripted<'_> {
    type Error = EnvError;

    fn decide(
        &mut self,
        now: Now<'_>,
        decisions: Decisions<'_>,
    ) -> Result<ControlFlow<()>, EnvError> {
        if self.done.iter().all(Option::is_some) {
            return Ok(ControlFlow::Break(()));
        }
        let seats = self.spaces.agents;
        let said = seats * self.spaces.symbols.length;
        for (lane, rng) in self.rngs.iter_mut().enumerate() {
            let actions = &mut decisions.actions[lane * seats..(lane + 1) * seats];
            self.players.act(now.env, lane, rng, actions);
            for symbol in &mut decisions.symbols[lane * said..][..said] {
                *symbol = below(rng, self.spaces.symbols.alphabet as u32) as u16;
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn stepped(&mut self, _: usize, view: &StepView<'_>) -> Result<(), EnvError> {
        let (seats, counted) = (self.spaces.agents, self.spaces.counts.len());
        let open = self.done.iter_mut().enumerate();
        for (lane, done) in open.filter(|(_, done)| done.is_none()) {
            let rewards = &view.rewards[lane * seats..][..seats];
            self.returns[lane] += rewards.iter().map(|r| f64::from(*r)).sum::<f64>() / seats as f64;
            if view.status[lane] != Status::Running {
                *done = Some(ScriptedEpisode {
                    outcome: view.outcomes[lane],
                    returns: self.returns[lane],
                    length: view.lengths[lane],
                    counts: view.counts[lane * counted..][..counted].to_vec(),
                });
            }
        }
        Ok(())
    }
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
