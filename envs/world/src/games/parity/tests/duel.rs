//! One lane of a game of two turns, on a digit of one's choice.

use crate::batch::Batch;
use crate::games::GameConfig;
use crate::games::built;
use crate::games::parity::components::{CardId, Digit};
use crate::order::components;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::keys::EpisodeKey;
use protolang_spec::step::Status;
use protolang_spec::vec_env::VecEnv as _;

/// One lane.
pub(in crate::games) struct Duel {
    pub(in crate::games) batch: Batch,
    pub(in crate::games) observations: Vec<u8>,
    pub(in crate::games) heard: Vec<u16>,
}

/// How an episode ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::games) struct End {
    pub(in crate::games) rewards: [f32; 2],
    pub(in crate::games) outcome: &'static str,
    pub(in crate::games) success: bool,
}

impl Duel {
    pub(in crate::games) fn new(game: &GameConfig, channel: &ChannelPhysics) -> Self {
        let key = EpisodeKey {
            run_seed: 1,
            lane: 0,
            episode: 0,
        };
        let mut batch = built::keys(game, channel, &[key]).expect("the options make a game");
        batch.set_auto_reset(false);
        let mut duel = Self {
            observations: vec![0; 2 * batch.spaces().observation_len()],
            heard: vec![0; 2 * batch.spaces().heard_len()],
            batch,
        };
        duel.batch.observe(&mut duel.observations, &mut duel.heard);
        duel
    }

    /// Goes on to the next episode that shows this label.
    pub(in crate::games) fn turn_to(&mut self, label: u8) {
        loop {
            let key = self.batch.key(0);
            let key = EpisodeKey {
                episode: key.episode + 1,
                ..key
            };
            self.batch.reset_lane(0, key).expect("the lane exists");
            if self.digit().label == label {
                self.batch.observe(&mut self.observations, &mut self.heard);
                return;
            }
        }
    }

    pub(in crate::games::parity) fn digit(&mut self) -> Digit {
        components::<CardId, Digit>(&self.batch.stage_for_tests().world, 0)[0]
    }

    /// Plays one step; where the episode ends, says how.
    pub(in crate::games) fn step(&mut self, actions: [u8; 2], symbols: &[u16]) -> Option<End> {
        let outcomes = self.batch.spaces().outcomes.clone();
        let view = self
            .batch
            .step(&actions, symbols, &mut self.observations, &mut self.heard)
            .expect("the step is legal");
        let rewards = [view.rewards[0], view.rewards[1]];
        if view.status[0] == Status::Running {
            assert_eq!(rewards, [0.0; 2], "what is paid is paid at the end");
            return None;
        }
        assert_eq!((view.status[0], view.lengths[0]), (Status::Terminated, 2));
        let outcome = outcomes[usize::from(view.outcomes[0])];
        Some(End {
            rewards,
            outcome: outcome.name,
            success: outcome.success,
        })
    }

    /// Plays an episode on a digit of this label: each agent says its action (two symbols: 0 and 1) and
    /// chooses it; out of turn it says and chooses the other one.
    pub(in crate::games) fn play(&mut self, label: u8, sender: u8, receiver: u8) -> End {
        self.turn_to(label);
        let (one, two) = ([sender, 1 - receiver], [1 - sender, receiver]);
        assert_eq!(self.step(one, &one.map(u16::from)), None);
        let end = self.step(two, &two.map(u16::from));
        end.expect("two steps make an episode")
    }

    /// The observation of an agent.
    pub(in crate::games) fn sees(&self, seat: usize) -> &[u8] {
        let len = self.batch.spaces().observation_len();
        &self.observations[seat * len..(seat + 1) * len]
    }
}

/// A channel of two words.
pub(in crate::games) fn two_words() -> ChannelPhysics {
    ChannelPhysics {
        vocabulary: 2,
        ..ChannelPhysics::default()
    }
}
