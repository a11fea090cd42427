//! The bookkeeping of lanes, for environments that are written by hand.

use serde::{Deserialize, Serialize};

use crate::arguments::Arguments;
use crate::channel::ChannelPhysics;
use crate::error::EnvError;
use crate::keys::EpisodeKey;
use crate::spaces::Spaces;
use crate::step::{Status, StepView};

/// Which episode each lane is in, how far it is, and what the last step did. A [`VecEnv`] that owns one
/// writes only its rules and its observations.
///
/// A step goes: [`Self::begin_step`], rewards and ends by the rules, [`Self::keep_final`] with the last
/// observations, [`Self::next_episodes`], then the new observations, and [`Self::view`]. The methods of
/// `VecEnv` that only pass on to it are written by [`pass_on_to_lanes`](crate::pass_on_to_lanes).
///
/// [`VecEnv`]: crate::vec_env::VecEnv
#[derive(Clone, Debug)]
pub struct Lanes {
    spaces: Spaces,
    open: SavedLanes,
    auto_reset: bool,
    muted: bool,
    /// What is heard where nothing arrived.
    nothing: u16,
    rewards: Vec<f32>,
    status: Vec<Status>,
    outcomes: Vec<u8>,
    lengths: Vec<u32>,
    final_observations: Vec<u8>,
    final_heard: Vec<u16>,
}

/// What must be saved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct SavedLanes {
    keys: Vec<EpisodeKey>,
    steps: Vec<u32>,
    over: Vec<bool>,
    heard: Vec<u16>,
}

impl Lanes {
    /// Whether a channel is one that [`Self::begin_step`] plays: every message arrives a step later, or none
    /// does.
    ///
    /// # Errors
    /// [`EnvError::Config`] naming the first option that it cannot play with.
    pub fn validate(channel: &ChannelPhysics) -> Result<(), EnvError> {
        let refuse = |key, problem: String| {
            Err(EnvError::config(
                key,
                format!("{problem}, but every message of this game arrives after one step"),
            ))
        };
        match channel {
            ChannelPhysics { delay: 2.., .. } => {
                refuse("channel.delay", format!("is {}", channel.delay))
            }
            ChannelPhysics {
                range: Some(range), ..
            } => refuse("channel.range", format!("is {range}")),
            ChannelPhysics { one_way: true, .. } => refuse("channel.one_way", "is true".to_owned()),
            ChannelPhysics { noise, .. } if *noise > 0.0 => {
                refuse("channel.noise", format!("is {noise}"))
            }
            _ => Ok(()),
        }
    }

    /// One lane for each key, at the beginning of its episode; nothing is heard.
    pub fn new(spaces: Spaces, channel: &ChannelPhysics, keys: &[EpisodeKey]) -> Self {
        let (lanes, seats) = (keys.len(), keys.len() * spaces.agents);
        Self {
            open: SavedLanes {
                keys: keys.to_vec(),
                steps: vec![0; lanes],
                over: vec![false; lanes],
                heard: vec![channel.nothing(); seats * spaces.heard_len()],
            },
            auto_reset: true,
            muted: channel.muted,
            nothing: channel.nothing(),
            rewards: vec![0.0; seats],
            status: vec![Status::Running; lanes],
            outcomes: vec![0; lanes],
            lengths: vec![0; lanes],
            final_observations: vec![0; seats * spaces.observation_len()],
            final_heard: vec![0; seats * spaces.heard_len()],
            spaces,
        }
    }

    /// What agents see, say and do.
    pub fn spaces(&self) -> &Spaces {
        &self.spaces
    }

    /// Number of lanes.
    pub fn count(&self) -> usize {
        self.open.keys.len()
    }

    /// Which episode a lane is in.
    pub fn key(&self, lane: usize) -> EpisodeKey {
        self.open.keys[lane]
    }

    /// Steps done in the current episode of a lane.
    pub fn clock(&self, lane: usize) -> u32 {
        self.open.steps[lane]
    }

    /// What is heard now, `[lanes, agents, sources, L]`.
    pub fn heard(&self) -> &[u16] {
        &self.open.heard
    }

    /// See [`VecEnv::set_auto_reset`](crate::vec_env::VecEnv::set_auto_reset).
    pub fn set_auto_reset(&mut self, on: bool) {
        self.auto_reset = on;
    }

    /// Begins an episode in a lane.
    ///
    /// # Errors
    /// [`EnvError::Lane`] if there is no such lane.
    pub fn reset_lane(&mut self, lane: usize, key: EpisodeKey) -> Result<(), EnvError> {
        let lanes = self.count();
        if lane >= lanes {
            return Err(EnvError::Lane { lane, lanes });
        }
        self.open.keys[lane] = key;
        self.begin(lane);
        Ok(())
    }

    /// Begins the episode of its current key in every lane.
    pub fn reset_all(&mut self) {
        (0..self.count()).for_each(|lane| self.begin(lane));
    }

    fn begin(&mut self, lane: usize) {
        self.open.steps[lane] = 0;
        self.open.over[lane] = false;
        let heard = self.spaces.agents * self.spaces.heard_len();
        self.open.heard[lane * heard..(lane + 1) * heard].fill(self.nothing);
    }

    /// Checks what a step is given, forgets the step before, lets every clock tick, and lets all others hear
    /// what each agent says: a channel without delay, range or noise.
    ///
    /// # Errors
    /// As [`VecEnv::step`](crate::vec_env::VecEnv::step); nothing has then changed.
    pub fn begin_step(&mut self, given: Arguments<'_>) -> Result<(), EnvError> {
        given.check(&self.spaces, self.count())?;
        if let Some(lane) = self.open.over.iter().position(|over| *over) {
            return Err(EnvError::Finished { lane });
        }
        self.rewards.fill(0.0);
        self.status.fill(Status::Running);
        self.open.steps.iter_mut().for_each(|steps| *steps += 1);
        let (agents, length) = (self.spaces.agents, self.spaces.symbols.length);
        if length > 0 && !self.muted {
            let mut ears = self.open.heard.chunks_exact_mut(length);
            for lane in given.symbols.chunks_exact(agents * length) {
                for listener in 0..agents {
                    let others = lane.chunks_exact(length).enumerate();
                    for (_, message) in others.filter(|(speaker, _)| *speaker != listener) {
                        if let Some(ear) = ears.next() {
                            ear.copy_from_slice(message);
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// Rewards a seat of a lane for this step.
    pub fn reward(&mut self, lane: usize, seat: usize, reward: f32) {
        self.rewards[lane * self.spaces.agents + seat] += reward;
    }

    /// Ends the episode of a lane with the outcome of this index.
    pub fn end(&mut self, lane: usize, status: Status, outcome: u8) {
        self.status[lane] = status;
        self.outcomes[lane] = outcome;
        self.lengths[lane] = self.open.steps[lane];
        self.open.over[lane] = true;
    }

    /// Keeps what the agents of finished lanes see and hear last; `observations` is
    /// `[lanes, agents, observation_len]`, before any lane has begun anew.
    pub fn keep_final(&mut self, observations: &[u8]) {
        self.final_observations.copy_from_slice(observations);
        self.final_heard.copy_from_slice(&self.open.heard);
    }

    /// Begins the next episode in every lane that has finished, unless resets are not automatic; gives
    /// these lanes.
    pub fn next_episodes(&mut self) -> Vec<usize> {
        let over = |lanes: &Self| {
            (0..lanes.count())
                .filter(|lane| lanes.open.over[*lane])
                .collect()
        };
        let finished: Vec<usize> = if self.auto_reset {
            over(self)
        } else {
            Vec::new()
        };
        for lane in &finished {
            self.open.keys[*lane].episode += 1;
            self.begin(*lane);
        }
        finished
    }

    /// What the step did; masks, questions and counts are empty.
    pub fn view(&self) -> StepView<'_> {
        StepView {
            rewards: &self.rewards,
            status: &self.status,
            outcomes: &self.outcomes,
            lengths: &self.lengths,
            final_observations: &self.final_observations,
            final_heard: &self.final_heard,
            legal_actions: &[],
            speaks: &[],
            asked: &[],
            answers: &[],
            counts: &[],
        }
    }

    /// The open episodes as bytes.
    pub fn save(&self) -> Vec<u8> {
        // Numbers and flags alone: JSON holds them all.
        serde_json::to_vec(&self.open).unwrap_or_default()
    }

    /// Puts saved episodes in place of the open ones.
    ///
    /// # Errors
    /// [`EnvError::Restore`] if they are damaged or of another number of lanes.
    pub fn restore(&mut self, saved: &[u8]) -> Result<(), EnvError> {
        let open: SavedLanes = serde_json::from_slice(saved)
            .map_err(|error| EnvError::restore(format!("the data are damaged: {error}")))?;
        let lanes = [open.keys.len(), open.steps.len(), open.over.len()];
        let fits = lanes == [self.count(); 3]
            && open.heard.len() == self.open.heard.len()
            && open
                .heard
                .iter()
                .all(|symbol| usize::from(*symbol) < self.spaces.symbols.alphabet.max(1));
        if !fits {
            return Err(EnvError::restore(
                "they are of another number of lanes or another channel",
            ));
        }
        self.open = open;
        Ok(())
    }
}

/// Writes the methods of [`VecEnv`](crate::vec_env::VecEnv) that only pass on to the [`Lanes`] in a field, inside
/// the `impl`; `observe` and `step` are left to write.
#[macro_export]
macro_rules! pass_on_to_lanes {
    ($field:tt) => {
        fn spaces(&self) -> &$crate::spaces::Spaces {
            self.$field.spaces()
        }

        fn lanes(&self) -> usize {
            self.$field.count()
        }

        fn reset_lane(
            &mut self,
            lane: usize,
            key: $crate::keys::EpisodeKey,
        ) -> Result<(), $crate::error::EnvError> {
            self.$field.reset_lane(lane, key)
        }

        fn reset_all(&mut self) {
            self.$field.reset_all();
        }

        fn key(&self, lane: usize) -> $crate::keys::EpisodeKey {
            self.$field.key(lane)
        }

        fn clock(&self, lane: usize) -> u32 {
            self.$field.clock(lane)
        }

        fn set_auto_reset(&mut self, on: bool) {
            self.$field.set_auto_reset(on);
        }

        fn save(&self) -> Vec<u8> {
            self.$field.save()
        }

        fn restore(&mut self, saved: &[u8]) -> Result<(), $crate::error::EnvError> {
            self.$field.restore(saved)
        }
    };
}
