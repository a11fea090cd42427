//! What every lane has whatever its game: an episode, a clock, actions taken, a verdict.

use bevy_ecs::prelude::*;

use crate::state::LaneState;
use protolang_spec::error::EnvError;
use protolang_spec::keys::EpisodeKey;
use protolang_spec::spaces::Spaces;
use protolang_spec::step::Status;
use protolang_spec::words::Reader;
use protolang_spec::words::Words;

/// Which episode each lane is in.
#[derive(Resource)]
pub struct Episodes {
    /// `[lanes]`.
    pub keys: Vec<EpisodeKey>,
    /// Whether the episode is over and waits for a reset, `[lanes]`.
    pub over: Vec<bool>,
    /// Env steps of training at the last reset: what the episode's curriculum goes by, `[lanes]`.
    pub progress: Vec<u64>,
    /// Env steps of training now.
    pub progress_now: u64,
}

impl Episodes {
    pub(crate) fn new(keys: Vec<EpisodeKey>) -> Self {
        let lanes = keys.len();
        Self {
            keys,
            over: vec![false; lanes],
            progress: vec![0; lanes],
            progress_now: 0,
        }
    }
}

impl LaneState for Episodes {
    fn write(&self, lane: usize, words: &mut dyn Words) {
        let EpisodeKey {
            run_seed,
            lane: global,
            episode,
        } = self.keys[lane];
        for word in [
            run_seed,
            global,
            episode,
            u64::from(self.over[lane]),
            self.progress[lane],
        ] {
            words.put(word);
        }
    }

    fn read(&mut self, lane: usize, from: &mut Reader<'_>) -> Result<(), EnvError> {
        let (run_seed, global, episode) = (from.word()?, from.word()?, from.word()?);
        self.keys[lane] = EpisodeKey {
            run_seed,
            lane: global,
            episode,
        };
        self.over[lane] = from.flag()?;
        self.progress[lane] = from.word()?;
        Ok(())
    }
}

/// Steps done in the current episode, `[lanes]`. While the rules run, the current step counts: it is 1 in
/// the first step.
#[derive(Resource)]
pub struct Clock {
    /// See above.
    pub steps: Vec<u32>,
}

impl LaneState for Clock {
    fn write(&self, lane: usize, words: &mut dyn Words) {
        words.put(u64::from(self.steps[lane]));
    }

    fn read(&mut self, lane: usize, from: &mut Reader<'_>) -> Result<(), EnvError> {
        self.steps[lane] = from.narrow()?;
        Ok(())
    }
}

/// The actions of this step, `[lanes, agents]`.
#[derive(Resource)]
pub struct Actions(pub Vec<u8>);

/// Lanes that the next reset places anew.
#[derive(Resource)]
pub struct Due(pub Vec<u32>);

/// What each agent privately knows in the current episode, `[lanes, agents, attributes]`.
#[derive(Resource)]
pub struct Meaning {
    /// See above.
    pub values: Vec<i32>,
}

/// What the current step led to; see [`StepView`](protolang_spec::step::StepView).
#[derive(Resource)]
pub struct Verdict {
    /// Rewards, `[lanes, agents]`; 0 when a step begins.
    pub rewards: Vec<f32>,
    /// How each lane stands, `[lanes]`.
    pub status: Vec<Status>,
    /// Index in `Spaces::outcomes` where the lane finished, `[lanes]`.
    pub outcomes: Vec<u8>,
    /// Steps of the episode where the lane finished, `[lanes]`.
    pub lengths: Vec<u32>,
    /// Which actions are legal next, `[lanes, agents, actions]`; empty unless `Spaces::masks_actions`.
    pub legal_actions: Vec<bool>,
    /// Who is heard when speaking next, `[lanes, agents]`; empty unless `Spaces::masks_speech`.
    pub speaks: Vec<bool>,
    /// Who is asked the question next, `[lanes, agents]`; empty unless `Spaces::question`.
    pub asked: Vec<bool>,
    /// The right answers, `[lanes, agents]`; empty unless `Spaces::question`.
    pub answers: Vec<u8>,
    /// What was counted in the episode, `[lanes, counts]`.
    pub counts: Vec<u32>,
    /// Lanes that finished in this step, rising.
    pub finished: Vec<u32>,
}

impl Verdict {
    /// The verdict on lanes of a game; what its spaces do not have stays empty.
    pub(crate) fn new(lanes: usize, spaces: &Spaces) -> Self {
        let agents = spaces.agents;
        let seats = |some: bool| if some { lanes * agents } else { 0 };
        let legal_actions = seats(spaces.masks_actions) * spaces.actions.len();
        let speaks = seats(spaces.masks_speech);
        let asked = seats(spaces.question.is_some());
        Self {
            rewards: vec![0.0; lanes * agents],
            status: vec![Status::Running; lanes],
            outcomes: vec![0; lanes],
            lengths: vec![0; lanes],
            legal_actions: vec![true; legal_actions],
            speaks: vec![true; speaks],
            asked: vec![false; asked],
            answers: vec![0; asked],
            counts: vec![0; lanes * spaces.counts.len()],
            finished: Vec::with_capacity(lanes),
        }
    }

    /// Forgets the step before.
    pub(crate) fn clear(&mut self) {
        self.rewards.fill(0.0);
        self.status.fill(Status::Running);
        self.finished.clear();
    }

    /// Ends the episode of a lane.
    pub fn finish(&mut self, lane: usize, status: Status, outcome: u8, length: u32) {
        self.status[lane] = status;
        self.outcomes[lane] = outcome;
        self.lengths[lane] = length;
        self.finished.push(lane as u32);
    }
}

/// Begins a step: forgets the verdict of the one before and lets every clock tick.
pub(crate) fn begin_step(mut clock: ResMut<Clock>, mut verdict: ResMut<Verdict>) {
    verdict.clear();
    for steps in &mut clock.steps {
        *steps += 1;
    }
}

/// Begins the episodes that are due: the clock at 0, the curriculum as it stands now.
pub(crate) fn begin_episodes(
    due: Res<Due>,
    mut clock: ResMut<Clock>,
    mut episodes: ResMut<Episodes>,
) {
    let now = episodes.progress_now;
    for lane in &due.0 {
        let lane = *lane as usize;
        clock.steps[lane] = 0;
        episodes.over[lane] = false;
        episodes.progress[lane] = now;
    }
}
