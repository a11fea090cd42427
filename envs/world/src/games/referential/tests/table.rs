//! One lane of the referential game.

use crate::batch::Batch;
use crate::games::GameConfig;
use crate::games::built;
use crate::games::referential::components::{CandidateId, CandidatePlace, Object};
use crate::games::referential::{ObjectKind, ReferentialConfig};
use crate::order::components;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::keys::EpisodeKey;
use protolang_spec::step::Status;
use protolang_spec::vec_env::VecEnv as _;

/// One lane.
pub(super) struct Table {
    pub(super) batch: Batch,
    pub(super) observations: Vec<u8>,
    pub(super) heard: Vec<u16>,
}

impl Table {
    pub(super) fn new(config: &ReferentialConfig) -> Self {
        let key = EpisodeKey {
            run_seed: 1,
            lane: 0,
            episode: 0,
        };
        let game = GameConfig::new(config.clone());
        let batch = built::keys(&game, &ChannelPhysics::default(), &[key]);
        let mut batch = batch.expect("the options make a game");
        batch.set_auto_reset(false);
        let mut table = Self {
            observations: vec![0; 2 * batch.spaces().observation_len()],
            heard: vec![0; 2],
            batch,
        };
        table.look();
        table
    }

    fn look(&mut self) {
        self.batch.observe(&mut self.observations, &mut self.heard);
    }

    pub(super) fn next_episode(&mut self) {
        let key = self.batch.key(0);
        let key = EpisodeKey {
            episode: key.episode + 1,
            ..key
        };
        self.batch.reset_lane(0, key).expect("the lane exists");
        self.look();
    }

    /// What sender and receiver see of each candidate.
    pub(super) fn shown(&mut self) -> Vec<[u32; 2]> {
        let world = &self.batch.stage_for_tests().world;
        let shown = components::<CandidateId, Object>(world, 0);
        shown.into_iter().map(|object| object.0).collect()
    }

    /// Where the receiver sees each candidate.
    pub(super) fn places(&mut self) -> Vec<u8> {
        let world = &self.batch.stage_for_tests().world;
        let places = components::<CandidateId, CandidatePlace>(world, 0);
        places.into_iter().map(|place| place.0).collect()
    }

    /// Plays one step in which the agents choose and say these; where the episode ends, says how.
    pub(super) fn step(&mut self, actions: [u8; 2], said: [u16; 2]) -> Option<(f32, &'static str)> {
        let outcomes = self.batch.spaces().outcomes.clone();
        let view = self
            .batch
            .step(&actions, &said, &mut self.observations, &mut self.heard)
            .expect("the step is legal");
        assert_eq!(view.rewards[0], view.rewards[1]);
        let reward = view.rewards[0];
        if view.status[0] == Status::Running {
            assert_eq!(reward, 0.0, "what is paid is paid at the end");
            return None;
        }
        assert_eq!((view.status[0], view.lengths[0]), (Status::Terminated, 2));
        let outcome = outcomes[usize::from(view.outcomes[0])];
        assert_eq!(outcome.success, outcome.name == "right");
        Some((reward, outcome.name))
    }

    /// Bytes of an agent's observation: candidates, marked, turn.
    pub(super) fn sees(&self, seat: usize) -> [&[u8]; 3] {
        let len = self.batch.spaces().observation_len();
        let count = self.batch.spaces().actions.len();
        let seen = &self.observations[seat * len..(seat + 1) * len];
        let (candidates, rest) = seen.split_at(len - count - 2);
        let (marked, turn) = rest.split_at(count);
        [candidates, marked, turn]
    }
}

/// Images as objects.
pub(super) fn images() -> ReferentialConfig {
    ReferentialConfig {
        objects: ObjectKind::Images,
        ..ReferentialConfig::default()
    }
}
