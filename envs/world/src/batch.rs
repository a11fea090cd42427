//! A batch of lanes of one game in one bevy world.

use std::ops::Range;

use bevy_ecs::schedule::ScheduleBuildSettings;
use protolang_spec::any_game::AnyGame;
use protolang_spec::arguments::Arguments;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;
use protolang_spec::hash::StableHasher;
use protolang_spec::keys::EpisodeKey;
use protolang_spec::scene::Scene;
use protolang_spec::spaces::{ActionSource, Spaces};
use protolang_spec::step::StepView;
use protolang_spec::vec_env::VecEnv;

use crate::channel::air::{Air, UNSAID};
use crate::ecs_game::EcsGame;
use crate::lane::{Actions, Clock, Due, Episodes, Meaning, Verdict};
use crate::snapshot;
use crate::stage::{Stage, Which, strict};

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
        game: &impl EcsGame,
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
    /// call [`VecEnv::set_progress`] and [`VecEnv::reset_all`].
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn with_keys(
        game: &impl EcsGame,
        channel: &ChannelPhysics,
        keys: &[EpisodeKey],
    ) -> Result<Self, EnvError> {
        Self::build(game, channel, keys, strict())
    }

    /// The same as an environment of any kind: what [`Game::make`](protolang_spec::game::Game::make) of a game
    /// on the ECS gives.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn boxed(
        game: &impl EcsGame,
        channel: &ChannelPhysics,
        keys: &[EpisodeKey],
    ) -> Result<Box<dyn VecEnv>, EnvError> {
        Ok(Box::new(Self::with_keys(game, channel, keys)?))
    }

    pub(crate) fn build<G: EcsGame>(
        game: &G,
        channel: &ChannelPhysics,
        keys: &[EpisodeKey],
        settings: ScheduleBuildSettings,
    ) -> Result<Self, EnvError> {
        AnyGame::validate(game, channel)?;
        if keys.is_empty() {
            return Err(EnvError::NoLanes);
        }
        let spaces = game.spaces(channel);
        let lanes = keys.len();
        let mut stage = Stage::new(&spaces, channel, keys.to_vec(), settings);
        game.build(&mut stage);
        stage.finish();
        let mut batch = Self {
            game: G::NAME,
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

    /// Marks the episodes that have finished as over, whether or not a rule has done so.
    fn close_finished(&mut self) {
        let world = &mut self.stage.world;
        let finished = std::mem::take(&mut world.resource_mut::<Verdict>().finished);
        let mut episodes = world.resource_mut::<Episodes>();
        for lane in &finished {
            episodes.over[*lane as usize] = true;
        }
        world.resource_mut::<Verdict>().finished = finished;
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
}

impl VecEnv for Batch {
    fn set_auto_reset(&mut self, on: bool) {
        self.auto_reset = on;
    }

    fn set_progress(&mut self, env_steps: u64) {
        self.stage.world.resource_mut::<Episodes>().progress_now = env_steps;
    }

    fn reset_all(&mut self) {
        let lanes = 0..self.lanes as u32;
        let mut due = self.stage.world.resource_mut::<Due>();
        due.0.clear();
        due.0.extend(lanes);
        self.stage.run_reset();
    }

    fn reset_lane(&mut self, lane: usize, key: EpisodeKey) -> Result<(), EnvError> {
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

    fn progress_of(&self, lane: usize) -> u64 {
        self.stage.world.resource::<Episodes>().progress[lane]
    }

    fn spaces(&self) -> &Spaces {
        &self.spaces
    }

    fn lanes(&self) -> usize {
        self.lanes
    }

    fn observe(&mut self, observations: &mut [u8], heard: &mut [u16]) {
        assert_eq!(
            observations.len(),
            self.final_observations.len(),
            "length of `observations`"
        );
        assert_eq!(heard.len(), self.final_heard.len(), "length of `heard`");
        self.stage.observe(observations, Which::All);
        heard.copy_from_slice(&self.stage.world.resource::<Air>().heard);
    }

    fn step(
        &mut self,
        actions: &[u8],
        symbols: &[u16],
        observations: &mut [u8],
        heard: &mut [u16],
    ) -> Result<StepView<'_>, EnvError> {
        let given = Arguments {
            actions,
            symbols,
            observations,
            heard,
        };
        given.check(&self.spaces, self.lanes)?;
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
            self.close_finished();
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

    fn legal_actions(&self) -> &[bool] {
        &self.stage.world.resource::<Verdict>().legal_actions
    }

    fn speaks(&self) -> &[bool] {
        &self.stage.world.resource::<Verdict>().speaks
    }

    fn asked(&self) -> &[bool] {
        &self.stage.world.resource::<Verdict>().asked
    }

    fn answers(&self) -> &[u8] {
        &self.stage.world.resource::<Verdict>().answers
    }

    fn key(&self, lane: usize) -> EpisodeKey {
        self.stage.world.resource::<Episodes>().keys[lane]
    }

    fn clock(&self, lane: usize) -> u32 {
        self.stage.world.resource::<Clock>().steps[lane]
    }

    fn meaning(&self, lane: usize, agent: usize) -> &[i32] {
        let len = self.spaces.meaning.len();
        let start = (lane * self.spaces.agents + agent) * len;
        &self.stage.world.resource::<Meaning>().values[start..start + len]
    }

    fn state_parts(&self, lane: usize) -> Vec<(&'static str, u64)> {
        let mut parts = Vec::new();
        self.each_part(lane, |name, hash| parts.push((name, hash)));
        parts
    }

    fn watch(&mut self, lane: usize, on: bool) {
        self.watched[lane] = on;
    }

    fn final_parts(&self, lane: usize) -> &[(&'static str, u64)] {
        &self.final_parts[lane]
    }

    fn save(&self) -> Vec<u8> {
        snapshot::save(self.game, &self.stage)
    }

    fn restore(&mut self, saved: &[u8]) -> Result<(), EnvError> {
        snapshot::restore(self.game, &mut self.stage, saved)
    }

    fn scene(&self, lane: usize) -> Scene {
        self.stage.scene(lane)
    }
}
