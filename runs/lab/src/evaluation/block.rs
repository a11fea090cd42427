//! A block of episodes, played side by side by one group of networks.

use std::ops::ControlFlow;

use protolang_agents::actor::observation::Observation;
use protolang_agents::actor::{Actor, Decision};
use protolang_agents::agent::Agent;
use protolang_spec::error::EnvError;
use protolang_spec::keys::{EpisodeKey, Purpose, stream};
use protolang_spec::runner::{Decisions, Hooks, Now, Runner};
use protolang_spec::spaces::Spaces;
use protolang_spec::step::{Status, StepView};
use protolang_spec::vec_env::VecEnv;
use rand::rngs::ChaCha8Rng;

use super::disbelief::Disbelief;
use super::outcome::{EpisodeOutcome, Speech, UNHEARD};
use super::scramble::Scramble;
use super::setting::Setting;
use super::shuffle::Shuffle;
use super::watch::{Moment, Watch};
use crate::play::scripted_seats::ScriptedSeats;
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
    script: Option<ScriptedSeats>,
}

impl<'a> Player<'a> {
    /// A player without networks.
    pub fn new(setting: &'a Setting, trained: &'a Trained) -> Self {
        let spaces = setting.game.spaces(&setting.physics);
        let (lanes, seats) = (BLOCK as usize, spaces.agents);
        Self {
            actor: Actor::new(&trained.plan.blueprint, lanes, seats),
            decision: Decision::new(&trained.plan.blueprint, lanes, seats),
            script: ScriptedSeats::of(&setting.game, &spaces, &trained.plan.config.population),
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
    ) -> Result<Vec<EpisodeOutcome>, EnvError> {
        let agents: Vec<&Agent> = networks.iter().map(|n| &self.trained.agents[*n]).collect();
        self.actor.seat(&agents);
        // Every episode clears it anyway; whoever watches sees it cleared.
        self.actor.reset_state();
        let keys: Vec<EpisodeKey> = (block * BLOCK..(block + 1) * BLOCK)
            .map(|number| key(self.setting.seed, number))
            .collect();
        let env = self.setting.game.make(&self.setting.physics, &keys)?;
        let streams = |purpose| keys.iter().map(move |key| stream(*key, purpose));
        let (setting, seed) = (self.setting, self.setting.seed);
        let mut playing = Playing {
            player: self,
            watch,
            rngs: streams(Purpose::Policy).collect(),
            script_rngs: streams(Purpose::Script).collect(),
            scripted: Vec::new(),
            disbelief: setting
                .disbelieved
                .then(|| Disbelief::new(seed, block, env.spaces())),
            shuffle: setting.shuffled.then(|| Shuffle::new(seed, block)),
            scramble: setting.scrambled.then(|| Scramble::new(seed, block)),
            episodes: (0..keys.len())
                .map(|lane| PlayingEpisode::new(setting.keep_speech, &*env, lane))
                .collect(),
            running: vec![true; keys.len()],
            legal: Vec::new(),
            speaks: Vec::new(),
        };
        Runner::new(env).run(usize::MAX, &mut playing)?;
        let spaces = &playing.player.spaces;
        let episodes = playing.episodes.into_iter();
        Ok(episodes.map(|episode| episode.close(spaces)).collect())
    }
}

/// A block while it is played. A lane that is done plays on, unheeded, until the last one is.
struct Playing<'p, 'a, W> {
    player: &'p mut Player<'a>,
    watch: &'p mut W,
    rngs: Vec<ChaCha8Rng>,
    script_rngs: Vec<ChaCha8Rng>,
    scripted: Vec<bool>,
    disbelief: Option<Disbelief>,
    shuffle: Option<Shuffle>,
    scramble: Option<Scramble>,
    /// `[lanes]`.
    episodes: Vec<PlayingEpisode>,
    /// `[lanes]`.
    running: Vec<bool>,
    /// Masks of the step that is decided, as in `VecEnv`.
    legal: Vec<bool>,
    speaks: Vec<bool>,
}

impl<W: Watch> Hooks for Playing<'_, '_, W> {
    type Error = EnvError;

    fn decide(
        &mut self,
        now: Now<'_>,
        decisions: Decisions<'_>,
    ) -> Result<ControlFlow<()>, EnvError> {
        if !self.running.contains(&true) {
            return Ok(ControlFlow::Break(()));
        }
        let player = &mut *self.player;
        let (setting, spaces) = (player.setting, &player.spaces);
        if let Some(shuffle) = &mut self.shuffle {
            let nothing = setting.physics.nothing();
            shuffle.apply(now.heard, &self.running, spaces.agents, nothing);
        }
        if let Some(scramble) = &mut self.scramble {
            scramble.apply(now.heard, spaces.symbols.length);
        }
        self.legal.clear();
        self.legal.extend_from_slice(now.env.legal_actions());
        self.speaks.clear();
        self.speaks.extend_from_slice(now.env.speaks());
        if let Some(script) = &mut player.script {
            let (rngs, legal) = (&mut self.script_rngs, &mut self.legal);
            script.choose(now.env, rngs, legal, &mut self.scripted);
        }
        let observation = Observation {
            observations: now.observations,
            heard: now.heard,
            begins: now.begins,
            legal: &self.legal,
            speaks: &self.speaks,
            answers: now.env.answers(),
        };
        self.watch.before(&Moment {
            actor: &player.actor,
            observation,
            asked: now.env.asked(),
            running: &self.running,
        });
        player
            .actor
            .act(&observation, &mut self.rngs, &mut player.decision);
        if let Some(disbelief) = &mut self.disbelief {
            disbelief.apply(&mut player.decision, &self.speaks, &self.running);
        }
        self.watch.decided(&self.running, &player.decision);
        decisions.actions.copy_from_slice(&player.decision.actions);
        decisions.symbols.copy_from_slice(&player.decision.symbols);
        Ok(ControlFlow::Continue(()))
    }

    fn stepped(&mut self, _: usize, view: &StepView<'_>) -> Result<(), EnvError> {
        let (spaces, symbols) = (&self.player.spaces, &self.player.decision.symbols);
        let rewards = view.rewards.chunks_exact(spaces.agents);
        let said_len = spaces.agents * spaces.symbols.length;
        for (lane, (episode, rewards)) in self.episodes.iter_mut().zip(rewards).enumerate() {
            if !self.running[lane] {
                continue;
            }
            episode.reward += rewards.iter().sum::<f32>();
            if let Some(speech) = &mut episode.speech {
                let actions = self.player.decision.actions.chunks_exact(spaces.agents);
                speech.did.extend(actions.skip(lane).take(1).flatten());
                for (sum, reward) in speech.returns.iter_mut().zip(rewards) {
                    *sum += reward;
                }
                let said = &symbols[lane * said_len..][..said_len];
                let messages = said.chunks_exact(spaces.symbols.length.max(1));
                for (seat, message) in messages.enumerate() {
                    let at = lane * spaces.agents + seat;
                    let heard = self.speaks.get(at).copied().unwrap_or(true);
                    let symbols = message.iter();
                    let symbols = symbols.map(|symbol| if heard { *symbol } else { UNHEARD });
                    speech.said.extend(symbols);
                }
            }
            if view.status[lane] != Status::Running {
                self.running[lane] = false;
                (episode.code, episode.length) = (view.outcomes[lane], view.lengths[lane]);
            }
        }
        Ok(())
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
struct PlayingEpisode {
    code: u8,
    length: u32,
    /// Sum over the agents.
    reward: f32,
    speech: Option<Speech>,
}

impl PlayingEpisode {
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

    fn close(self, spaces: &Spaces) -> EpisodeOutcome {
        EpisodeOutcome {
            code: self.code,
            success: spaces.outcomes[usize::from(self.code)].success,
            length: self.length,
            reward: self.reward / spaces.agents as f32,
            speech: self.speech,
        }
    }
}
