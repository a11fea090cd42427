//! A batch of lanes: what a worker steps.

use std::ops::Range;

use bevy_ecs::schedule::ScheduleBuildSettings;

use crate::channel::ChannelPhysics;
use crate::channel::air::{Air, UNSAID};
use crate::error::EnvError;
use crate::games::GameConfig;
use crate::hash::{StableHasher, Words as _};
use crate::keys::EpisodeKey;
use crate::lane::{Actions, Clock, Due, Episodes, Meaning, Verdict};
use crate::scene::Scene;
use crate::snapshot;
use crate::spaces::{ActionSource, Spaces};
use crate::stage::{Stage, Which, strict};

/// How a lane stands after a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Status {
    /// The episode goes on.
    #[default]
    Running,
    /// The episode ended by a rule of the game: nothing follows its last step.
    Terminated,
    /// The episode was cut off: what would have followed has a value.
    Truncated,
}

/// What a step did. Numbers as in [`Spaces`]; every slice runs lane by lane, seat by seat.
#[derive(Clone, Copy, Debug)]
pub struct StepView<'a> {
    /// Rewards, `[lanes, agents]`.
    pub rewards: &'a [f32],
    /// How each lane stands, `[lanes]`. With automatic resets, a lane that does not run has begun its
    /// next episode already.
    pub status: &'a [Status],
    /// Index in [`Spaces::outcomes`] where the lane finished, `[lanes]`; elsewhere it means nothing.
    pub outcomes: &'a [u8],
    /// Steps of the episode where the lane finished, `[lanes]`; elsewhere it means nothing.
    pub lengths: &'a [u32],
    /// Last observation of the episode where the lane finished, `[lanes, agents, observation_len]`;
    /// elsewhere it means nothing.
    pub final_observations: &'a [u8],
    /// What was heard with it, `[lanes, agents, sources, L]`.
    pub final_heard: &'a [u16],
    /// Which actions are legal next, `[lanes, agents, actions]`; empty unless [`Spaces::masks_actions`].
    pub legal_actions: &'a [bool],
    /// Who is heard when speaking next, `[lanes, agents]`; empty unless [`Spaces::masks_speech`].
    pub speaks: &'a [bool],
    /// Who is asked the game's question next, with the observations that this step leads to,
    /// `[lanes, agents]`; empty unless [`Spaces::question`].
    pub asked: &'a [bool],
    /// The right answers, also where nobody is asked, `[lanes, agents]`; empty unless
    /// [`Spaces::question`].
    pub answers: &'a [u8],
    /// What was counted in the episode where the lane finished, `[lanes, counts]`; elsewhere it means
    /// nothing.
    pub counts: &'a [u32],
}

/// Lanes of one game in one world, stepped together.
///
/// What happens in a lane depends on its key, its actions and its symbols, and on nothing else: neither
/// on the other lanes, nor on the batch that it is in.
pub struct Batch {
    game: &'static str,
    spaces: Spaces,
    stage: Stage,
    lanes: usize,
    auto_reset: bool,
    final_observations: Vec<u8>,
    final_heard: Vec<u16>,
    /// Lanes whose state is hashed at their end, `[lanes]`.
    watched: Vec<bool>,
    /// The named parts of the state in which the lane's last episode ended, `[lanes]`.
    final_parts: Vec<Vec<(&'static str, u64)>>,
}

impl std::fmt::Debug for Batch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Batch")
            .field("game", &self.game)
            .field("lanes", &self.lanes)
            .finish_non_exhaustive()
    }
}

impl Batch {
    /// Lanes `lanes` of a run (numbers that are the same for any number of workers), each in its first
    /// episode, placed for a training progress of 0.
    ///
    /// # Errors
    /// [`EnvError::Config`] if the options make no game, [`EnvError::NoLanes`] if the range is empty.
    pub fn new(
        game: &GameConfig,
        channel: &ChannelPhysics,
        lanes: Range<u64>,
        run_seed: u64,
    ) -> Result<Self, EnvError> {
        let keys: Vec<EpisodeKey> = lanes
            .map(|lane| EpisodeKey {
                run_seed,
                lane,
                episode: 0,
            })
            .collect();
        Self::with_keys(game, channel, &keys)
    }

    /// One lane for each key: episodes to evaluate or to replay. For another training progress than 0
    /// call [`Self::set_progress`] and [`Self::reset_all`].
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_keys(
        game: &GameConfig,
        channel: &ChannelPhysics,
        keys: &[EpisodeKey],
    ) -> Result<Self, EnvError> {
        Self::build(game, channel, keys, strict())
    }

    pub(crate) fn build(
        game: &GameConfig,
        channel: &ChannelPhysics,
        keys: &[EpisodeKey],
        settings: ScheduleBuildSettings,
    ) -> Result<Self, EnvError> {
        game.validate(channel)?;
        if keys.is_empty() {
            return Err(EnvError::NoLanes);
        }
        let spaces = game.spaces(channel);
        let lanes = keys.len();
        let mut stage = Stage::new(&spaces, channel, keys.to_vec(), settings);
        game.plugin().build(&mut stage);
        stage.finish();
        let mut batch = Self {
            game: game.name(),
            lanes,
            auto_reset: true,
            final_observations: vec![0; lanes * spaces.agents * spaces.observation_len()],
            final_heard: vec![0; lanes * spaces.agents * spaces.heard_len()],
            watched: vec![false; lanes],
            final_parts: vec![Vec::new(); lanes],
            spaces,
            stage,
        };
        batch.reset_all();
        Ok(batch)
    }

    /// Whether a lane that finishes begins its next episode in the same step (it does by default).
    pub fn set_auto_reset(&mut self, on: bool) {
        self.auto_reset = on;
    }

    /// Sets the training progress, the clock of curricula. Each lane goes by it from its next reset on.
    pub fn set_progress(&mut self, env_steps: u64) {
        self.stage.world.resource_mut::<Episodes>().progress_now = env_steps;
    }

    /// Places every lane anew for its current key and the current progress.
    pub fn reset_all(&mut self) {
        let lanes = 0..self.lanes as u32;
        let mut due = self.stage.world.resource_mut::<Due>();
        due.0.clear();
        due.0.extend(lanes);
        self.stage.run_reset();
    }

    /// Begins another episode in a lane, whether or not the one before is over.
    ///
    /// # Errors
    /// [`EnvError::Lane`] if there is no such lane.
    pub fn reset_lane(&mut self, lane: usize, key: EpisodeKey) -> Result<(), EnvError> {
        if lane >= self.lanes {
            return Err(EnvError::Lane {
                lane,
                lanes: self.lanes,
            });
        }
        self.stage.world.resource_mut::<Episodes>().keys[lane] = key;
        let mut due = self.stage.world.resource_mut::<Due>();
        due.0.clear();
        due.0.push(lane as u32);
        self.stage.run_reset();
        Ok(())
    }

    /// Training progress that the current episode of a lane began at; replays record it.
    pub fn progress_of(&self, lane: usize) -> u64 {
        self.stage.world.resource::<Episodes>().progress[lane]
    }

    /// What agents see, say and do.
    pub fn spaces(&self) -> &Spaces {
        &self.spaces
    }

    /// Lanes.
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// Agents in a lane.
    pub fn agents(&self) -> usize {
        self.spaces.agents
    }

    /// Writes current observations, `[lanes, agents, observation_len]`, and what is heard,
    /// `[lanes, agents, sources, L]`.
    ///
    /// # Panics
    /// If a buffer has the wrong length.
    pub fn observe(&mut self, observations: &mut [u8], heard: &mut [u16]) {
        assert_eq!(
            observations.len(),
            self.final_observations.len(),
            "length of `observations`"
        );
        assert_eq!(heard.len(), self.final_heard.len(), "length of `heard`");
        self.stage.observe(observations, Which::All);
        heard.copy_from_slice(&self.stage.world.resource::<Air>().heard);
    }

    /// Plays one step in every lane: takes actions, `[lanes, agents]`, and symbols, `[lanes, agents, L]`,
    /// and writes the next observations and what is heard with them into the buffers given (shapes as in
    /// [`Self::observe`]). Where a lane began a new episode, they are those of the new episode. It
    /// allocates nothing.
    ///
    /// # Errors
    /// [`EnvError::Length`], [`EnvError::Action`], [`EnvError::Symbol`] for arguments that do not fit,
    /// [`EnvError::Finished`] if a lane waits for a reset. Nothing has then changed.
    pub fn step(
        &mut self,
        actions: &[u8],
        symbols: &[u16],
        observations: &mut [u8],
        heard: &mut [u16],
    ) -> Result<StepView<'_>, EnvError> {
        self.check_lengths(actions, symbols, observations, heard)?;
        self.check_values(actions, symbols)?;
        let world = &mut self.stage.world;
        if let Some(lane) = world
            .resource::<Episodes>()
            .over
            .iter()
            .position(|over| *over)
        {
            return Err(EnvError::Finished { lane });
        }

        world.resource_mut::<Actions>().0.copy_from_slice(actions);
        world.resource_mut::<Air>().said.copy_from_slice(symbols);
        self.read_actions_from_symbols(symbols);
        self.silence_those_who_may_not_speak();
        self.stage.run_step();
        if !self.stage.world.resource::<Verdict>().finished.is_empty() {
            self.keep_final();
            if self.auto_reset {
                self.begin_next_episodes();
            }
        }
        self.stage.observe(observations, Which::All);
        heard.copy_from_slice(&self.stage.world.resource::<Air>().heard);

        let verdict = self.stage.world.resource::<Verdict>();
        Ok(StepView {
            rewards: &verdict.rewards,
            status: &verdict.status,
            outcomes: &verdict.outcomes,
            lengths: &verdict.lengths,
            final_observations: &self.final_observations,
            final_heard: &self.final_heard,
            legal_actions: &verdict.legal_actions,
            speaks: &verdict.speaks,
            asked: &verdict.asked,
            answers: &verdict.answers,
            counts: &verdict.counts,
        })
    }

    /// Which actions are legal now, `[lanes, agents, actions]`; empty unless [`Spaces::masks_actions`].
    pub fn legal_actions(&self) -> &[bool] {
        &self.stage.world.resource::<Verdict>().legal_actions
    }

    /// Who is heard when speaking now, `[lanes, agents]`; empty unless [`Spaces::masks_speech`].
    pub fn speaks(&self) -> &[bool] {
        &self.stage.world.resource::<Verdict>().speaks
    }

    /// Who is asked the game's question now, `[lanes, agents]`; empty unless [`Spaces::question`].
    pub fn asked(&self) -> &[bool] {
        &self.stage.world.resource::<Verdict>().asked
    }

    /// The right answers to the game's question now, `[lanes, agents]`; empty unless
    /// [`Spaces::question`].
    pub fn answers(&self) -> &[u8] {
        &self.stage.world.resource::<Verdict>().answers
    }

    /// Which episode a lane is in.
    pub fn key(&self, lane: usize) -> EpisodeKey {
        self.stage.world.resource::<Episodes>().keys[lane]
    }

    /// Steps done in the current episode of a lane.
    pub fn clock(&self, lane: usize) -> u32 {
        self.stage.world.resource::<Clock>().steps[lane]
    }

    /// What an agent privately knows in the current episode; names are in [`Spaces::meaning`].
    pub fn meaning(&self, lane: usize, agent: usize) -> &[i32] {
        let len = self.spaces.meaning.len();
        let start = (lane * self.spaces.agents + agent) * len;
        &self.stage.world.resource::<Meaning>().values[start..start + len]
    }

    /// Hash of everything in a lane that later steps depend on; the same on every platform.
    pub fn state_hash(&self, lane: usize) -> u64 {
        let mut hasher = StableHasher::new();
        self.each_part(lane, |name, hash| {
            hasher.bytes(name.as_bytes());
            hasher.put(hash);
        });
        hasher.finish()
    }

    /// Hash of each named part of a lane's state, to tell what has diverged.
    pub fn state_parts(&self, lane: usize) -> Vec<(&'static str, u64)> {
        let mut parts = Vec::new();
        self.each_part(lane, |name, hash| parts.push((name, hash)));
        parts
    }

    /// Whether the state in which this lane's episodes end is kept for [`Self::final_parts`], since the
    /// lane itself moves on in the same step.
    pub fn watch(&mut self, lane: usize, on: bool) {
        self.watched[lane] = on;
    }

    /// [`Self::state_parts`] of the state in which a watched lane's last episode ended; empty before.
    pub fn final_parts(&self, lane: usize) -> &[(&'static str, u64)] {
        &self.final_parts[lane]
    }

    /// All open episodes as bytes.
    pub fn save(&self) -> Vec<u8> {
        snapshot::save(self.game, &self.stage)
    }

    /// Puts saved episodes in place of the open ones. The batch must have the same game, options and
    /// number of lanes as the one that saved them.
    ///
    /// # Errors
    /// [`EnvError::Restore`] if they are damaged, of another format version or do not fit; the open
    /// episodes are then as they were.
    pub fn restore(&mut self, saved: &[u8]) -> Result<(), EnvError> {
        snapshot::restore(self.game, &mut self.stage, saved)
    }

    /// What there is to draw of a lane.
    pub fn scene(&self, lane: usize) -> Scene {
        self.stage.scene(lane)
    }

    /// The world, for scripted players.
    pub(crate) fn world(&self) -> &bevy_ecs::world::World {
        &self.stage.world
    }

    /// The world, for tests that set a scene.
    #[cfg(test)]
    pub(crate) fn stage_for_tests(&mut self) -> &mut Stage {
        &mut self.stage
    }

    fn each_part(&self, lane: usize, mut take: impl FnMut(&'static str, u64)) {
        for pieces in self.stage.parts.chunk_by(|a, b| a.name == b.name) {
            let mut hasher = StableHasher::new();
            for piece in pieces {
                (piece.write)(&self.stage.world, lane, &mut hasher);
            }
            take(pieces[0].name, hasher.finish());
        }
    }

    /// Where speaking is acting, what was said stands in place of the actions given.
    fn read_actions_from_symbols(&mut self, symbols: &[u16]) {
        if self.spaces.actions_from != ActionSource::FirstSymbol {
            return;
        }
        let messages = symbols.chunks_exact(self.spaces.symbols.length);
        let mut actions = self.stage.world.resource_mut::<Actions>();
        for (action, message) in actions.0.iter_mut().zip(messages) {
            *action = self.spaces.spoken_action(message[0]);
        }
    }

    /// What is said out of turn is not said.
    fn silence_those_who_may_not_speak(&mut self) {
        let world = &mut self.stage.world;
        let speaks = std::mem::take(&mut world.resource_mut::<Verdict>().speaks);
        let mut air = world.resource_mut::<Air>();
        let length = self.spaces.symbols.length.max(1);
        for (message, speaks) in air.said.chunks_exact_mut(length).zip(&speaks) {
            if !speaks {
                message.fill(UNSAID);
            }
        }
        world.resource_mut::<Verdict>().speaks = speaks;
    }

    /// Keeps the last observations of the lanes that have finished.
    fn keep_final(&mut self) {
        self.stage
            .observe(&mut self.final_observations, Which::Finished);
        let (air, verdict) = (
            self.stage.world.resource::<Air>(),
            self.stage.world.resource::<Verdict>(),
        );
        let len = self.spaces.agents * self.spaces.heard_len();
        for lane in &verdict.finished {
            let lane = *lane as usize;
            self.final_heard[lane * len..(lane + 1) * len].copy_from_slice(air.heard_in(lane));
        }
        let finished = verdict.finished.iter().map(|lane| *lane as usize);
        let watched: Vec<usize> = finished.filter(|lane| self.watched[*lane]).collect();
        for lane in watched {
            self.final_parts[lane] = self.state_parts(lane);
        }
    }

    /// Moves the lanes that have finished on to their next episode.
    fn begin_next_episodes(&mut self) {
        let world = &mut self.stage.world;
        // `World::resource_scope` would do, but it allocates: it notes that a resource was removed.
        let mut due = std::mem::take(&mut world.resource_mut::<Due>().0);
        due.clear();
        due.extend_from_slice(&world.resource::<Verdict>().finished);
        let mut episodes = world.resource_mut::<Episodes>();
        for lane in &due {
            episodes.keys[*lane as usize].episode += 1;
        }
        world.resource_mut::<Due>().0 = due;
        self.stage.run_reset();
    }

    fn check_lengths(
        &self,
        actions: &[u8],
        symbols: &[u16],
        observations: &[u8],
        heard: &[u16],
    ) -> Result<(), EnvError> {
        let seats = self.lanes * self.spaces.agents;
        let expected = [
            ("actions", seats, actions.len(), "lanes x agents"),
            (
                "symbols",
                seats * self.spaces.symbols.length,
                symbols.len(),
                "lanes x agents x L",
            ),
            (
                "observations",
                self.final_observations.len(),
                observations.len(),
                "lanes x agents x observation length",
            ),
            (
                "heard",
                self.final_heard.len(),
                heard.len(),
                "lanes x agents x sources x L",
            ),
        ];
        match expected
            .into_iter()
            .find(|(_, expected, got, _)| expected != got)
        {
            Some((slice, expected, got, shape)) => Err(EnvError::Length {
                slice,
                expected,
                got,
                shape,
            }),
            None => Ok(()),
        }
    }

    fn check_values(&self, actions: &[u8], symbols: &[u16]) -> Result<(), EnvError> {
        let count = self.spaces.actions.len();
        // The loop over all of them must be one that the compiler can vectorise; the search need not be.
        if actions
            .iter()
            .fold(false, |bad, action| bad | (usize::from(*action) >= count))
        {
            let at = actions
                .iter()
                .position(|action| usize::from(*action) >= count)
                .unwrap_or(0);
            let (lane, agent) = (at / self.spaces.agents, at % self.spaces.agents);
            return Err(EnvError::Action {
                lane,
                agent,
                action: actions[at],
                actions: count,
            });
        }
        let alphabet = self.spaces.symbols.alphabet;
        if symbols.iter().fold(false, |bad, symbol| {
            bad | (usize::from(*symbol) >= alphabet)
        }) {
            let at = symbols
                .iter()
                .position(|symbol| usize::from(*symbol) >= alphabet)
                .unwrap_or(0);
            let seat = at / self.spaces.symbols.length;
            let (lane, agent) = (seat / self.spaces.agents, seat % self.spaces.agents);
            return Err(EnvError::Symbol {
                lane,
                agent,
                symbol: symbols[at],
                alphabet,
            });
        }
        Ok(())
    }
}
