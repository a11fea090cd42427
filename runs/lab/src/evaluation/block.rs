//! A block of episodes, played side by side by one group of networks.

use protolang_agents::actor::percept::Percept;
use protolang_agents::actor::{Actor, Decision};
use protolang_agents::agent::Agent;
use protolang_spec::error::EnvError;
use protolang_spec::keys::{EpisodeKey, Purpose, stream};
use protolang_spec::spaces::Spaces;
use protolang_spec::step::Status;
use protolang_spec::vec_env::VecEnv;

use super::disbelief::Disbelief;
use super::outcome::{Outcome, Speech, UNHEARD};
use super::scramble::Scramble;
use super::setting::Setting;
use super::shuffle::Shuffle;
use super::watch::{Moment, Watch};
use crate::play::guide::Guide;
use crate::train::trained::Trained;

/// Episodes in a block. A block always plays all of them, also where fewer count: sums of floating point
/// numbers may depend on the number of lanes, and a shuffled channel on who is in them.
pub const BLOCK: u64 = 256;

/// The lowest lane number of an evaluation. Training numbers its lanes from 0, so that no evaluation
/// repeats an episode of training, whatever the seeds.
const FIRST_LANE: u64 = 1 << 63;

/// Plays blocks; each worker has one.
#[derive(Debug)]
pub struct Player<'a> {
    setting: &'a Setting,
    trained: &'a Trained,
    spaces: Spaces,
    actor: Actor,
    decision: Decision,
    observations: Vec<u8>,
    heard: Vec<u16>,
    guide: Option<Guide>,
}

impl<'a> Player<'a> {
    /// A player without networks.
    pub fn new(setting: &'a Setting, trained: &'a Trained) -> Self {
        let spaces = setting.game.spaces(&setting.physics);
        let (lanes, seats) = (BLOCK as usize, spaces.agents);
        Self {
            actor: Actor::new(&trained.plan.blueprint, lanes, seats),
            decision: Decision::new(&trained.plan.blueprint, lanes, seats),
            observations: vec![0; lanes * seats * spaces.observation_len()],
            heard: vec![0; lanes * seats * spaces.heard_len()],
            guide: Guide::of(&setting.game, &spaces, &trained.plan.config.population),
            setting,
            trained,
            spaces,
        }
    }

    /// Plays episodes `BLOCK * block` to `BLOCK * (block + 1) - 1` with network `networks[seat]` in each
    /// seat, every one to its end, under the eyes of `watch`. Actions and symbols are sampled, as in the
    /// foraging paper.
    ///
    /// # Errors
    /// [`EnvError`] if the setting makes no game.
    pub fn play(
        &mut self,
        networks: &[usize],
        block: u64,
        watch: &mut impl Watch,
    ) -> Result<Vec<Outcome>, EnvError> {
        let agents: Vec<&Agent> = networks.iter().map(|n| &self.trained.agents[*n]).collect();
        self.actor.seat(&agents);
        // Every episode clears it anyway; whoever watches sees it cleared.
        self.actor.reset_state();
        let keys: Vec<EpisodeKey> = (block * BLOCK..(block + 1) * BLOCK)
            .map(|number| key(self.setting.seed, number))
            .collect();
        let mut batch = self.setting.game.make(&self.setting.physics, &keys)?;
        let mut rngs: Vec<_> = keys
            .iter()
            .map(|key| stream(*key, Purpose::Policy))
            .collect();
        let scripted = keys.iter().filter(|_| self.guide.is_some());
        let mut dice: Vec<_> = scripted.map(|key| stream(*key, Purpose::Script)).collect();
        let mut guided = Vec::new();
        let mut disbelief = self
            .setting
            .disbelieved
            .then(|| Disbelief::new(self.setting.seed, block, &self.spaces));
        let mut shuffle = self
            .setting
            .shuffled
            .then(|| Shuffle::new(self.setting.seed, block));
        let mut scramble = self
            .setting
            .scrambled
            .then(|| Scramble::new(self.setting.seed, block));
        let mut episodes: Vec<Open> = (0..keys.len())
            .map(|lane| Open::new(self.setting.keep_speech, &*batch, lane))
            .collect();
        let mut running = vec![true; keys.len()];
        let mut begins = vec![true; keys.len()];
        let mut legal = batch.legal_actions().to_vec();
        let mut speaks = batch.speaks().to_vec();
        batch.observe(&mut self.observations, &mut self.heard);
        // A lane that is done plays on, unheeded, until the last one is.
        while running.contains(&true) {
            if let Some(shuffle) = &mut shuffle {
                let nothing = self.setting.physics.nothing();
                shuffle.apply(&mut self.heard, &running, self.spaces.agents, nothing);
            }
            if let Some(scramble) = &mut scramble {
                scramble.apply(&mut self.heard, self.spaces.symbols.length);
            }
            if let Some(guide) = &mut self.guide {
                guide.choose(&*batch, &mut dice, &mut legal, &mut guided);
            }
            let percept = Percept {
                observations: &self.observations,
                heard: &self.heard,
                begins: &begins,
                legal: &legal,
                speaks: &speaks,
                answers: batch.answers(),
            };
            watch.before(&Moment {
                actor: &self.actor,
                percept,
                asked: batch.asked(),
                running: &running,
            });
            self.actor.act(&percept, &mut rngs, &mut self.decision);
            if let Some(disbelief) = &mut disbelief {
                disbelief.apply(&mut self.decision, &speaks, &running);
            }
            watch.decided(&running, &self.decision);
            begins.fill(false);
            let view = batch.step(
                &self.decision.actions,
                &self.decision.symbols,
                &mut self.observations,
                &mut self.heard,
            )?;
            legal.clear();
            legal.extend_from_slice(view.legal_actions);
            let spoke = std::mem::replace(&mut speaks, view.speaks.to_vec());
            let rewards = view.rewards.chunks_exact(self.spaces.agents);
            let said_len = self.spaces.agents * self.spaces.symbols.length;
            for (lane, (episode, rewards)) in episodes.iter_mut().zip(rewards).enumerate() {
                if !running[lane] {
                    continue;
                }
                episode.reward += rewards.iter().sum::<f32>();
                if let Some(speech) = &mut episode.speech {
                    let actions = self.decision.actions.chunks_exact(self.spaces.agents);
                    speech.did.extend(actions.skip(lane).take(1).flatten());
                    for (sum, reward) in speech.returns.iter_mut().zip(rewards) {
                        *sum += reward;
                    }
                    let said = &self.decision.symbols[lane * said_len..][..said_len];
                    let messages = said.chunks_exact(self.spaces.symbols.length.max(1));
                    for (seat, message) in messages.enumerate() {
                        let at = lane * self.spaces.agents + seat;
                        let heard = spoke.get(at).copied().unwrap_or(true);
                        let symbols = message.iter();
                        let symbols = symbols.map(|symbol| if heard { *symbol } else { UNHEARD });
                        speech.said.extend(symbols);
                    }
                }
                if view.status[lane] != Status::Running {
                    running[lane] = false;
                    (episode.code, episode.length) = (view.outcomes[lane], view.lengths[lane]);
                }
            }
        }
        Ok(episodes
            .into_iter()
            .map(|episode| episode.close(&self.spaces))
            .collect())
    }
}

/// How many episodes of a block count, of an evaluation of so many.
pub fn counted(episodes: u64, block: u64) -> usize {
    episodes.saturating_sub(block * BLOCK).min(BLOCK) as usize
}

/// The key of an episode by its number in an evaluation.
pub fn key(seed: u64, number: u64) -> EpisodeKey {
    EpisodeKey {
        run_seed: seed,
        lane: FIRST_LANE | number,
        episode: 0,
    }
}

/// An episode while it is played.
struct Open {
    code: u8,
    length: u32,
    /// Sum over the agents.
    reward: f32,
    speech: Option<Speech>,
}

impl Open {
    fn new(keep_speech: bool, batch: &dyn VecEnv, lane: usize) -> Self {
        let known = |seat| batch.meaning(lane, seat).to_vec();
        Self {
            code: 0,
            length: 0,
            reward: 0.0,
            speech: keep_speech.then(|| Speech {
                meaning: (0..batch.agents()).flat_map(known).collect(),
                returns: vec![0.0; batch.agents()],
                ..Speech::default()
            }),
        }
    }

    fn close(self, spaces: &Spaces) -> Outcome {
        Outcome {
            code: self.code,
            success: spaces.outcomes[usize::from(self.code)].success,
            length: self.length,
            reward: self.reward / spaces.agents as f32,
            speech: self.speech,
        }
    }
}
