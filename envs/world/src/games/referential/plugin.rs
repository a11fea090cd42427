//! Puts the referential game together.

use bevy_ecs::prelude::*;

use super::components::{CandidateId, CandidatePlace, Object};
use super::config::ReferentialConfig;
use super::deal::{self, DealRules};
use super::describe;
use super::judge::{self, JudgeRules, OUTCOMES};
use super::objects::{MOST_CANDIDATES, Objects};
use super::observe::{self, Eyes};
use super::settle::settle;
use super::{validate, view};
use crate::batch::Batch;
use crate::ecs_game::EcsGame;
use crate::images::{ImageSplit, kept_apart};
use crate::order::AgentId;
use crate::stage::{Stage, StepPhase};
use crate::turns::{self, AGENTS, ROLES, Turns};
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;
use protolang_spec::game::{Description, Game};
use protolang_spec::keys::EpisodeKey;
use protolang_spec::message_unit::MessageUnit;
use protolang_spec::spaces::Spaces;
use protolang_spec::split::{Split, SplitError};
use protolang_spec::vec_env::VecEnv;

/// Names of the actions.
#[rustfmt::skip]
const ACTIONS: [&str; MOST_CANDIDATES] = [
    "candidate-0", "candidate-1", "candidate-2", "candidate-3", "candidate-4", "candidate-5",
    "candidate-6", "candidate-7", "candidate-8", "candidate-9", "candidate-10", "candidate-11",
    "candidate-12", "candidate-13", "candidate-14", "candidate-15", "candidate-16", "candidate-17",
    "candidate-18", "candidate-19", "candidate-20", "candidate-21", "candidate-22", "candidate-23",
    "candidate-24", "candidate-25", "candidate-26", "candidate-27", "candidate-28", "candidate-29",
    "candidate-30", "candidate-31",
];

impl Game for ReferentialConfig {
    const NAME: &'static str = "referential";
    const SUMMARY: &'static str =
        "the sender sees a target; the receiver must find it among candidates";

    fn validate(&self, channel: &ChannelPhysics) -> Result<(), EnvError> {
        validate::validate(self, channel)
    }

    fn spaces(&self, channel: &ChannelPhysics) -> Spaces {
        let actions = &ACTIONS[..self.candidates().min(MOST_CANDIDATES)];
        Spaces {
            roles: ROLES.to_vec(),
            outcomes: OUTCOMES.to_vec(),
            meaning: deal::meaning(self),
            // Each seat has one turn: its step is all that it says.
            message_unit: MessageUnit::Step,
            masks_actions: true,
            masks_speech: true,
            ..Spaces::new(AGENTS, actions, observe::blocks(self), channel)
        }
    }

    fn make(
        &self,
        channel: &ChannelPhysics,
        keys: &[EpisodeKey],
    ) -> Result<Box<dyn VecEnv>, EnvError> {
        Batch::boxed(self, channel, keys)
    }

    fn describe(&self) -> Description {
        describe::describe(self)
    }

    fn with_split(&self, split: Split) -> Result<Self, SplitError> {
        let shown = kept_apart(Self::NAME, split, self.split, self.keeps_apart())?;
        Ok(Self {
            split: shown,
            ..self.clone()
        })
    }

    fn before_training(&self) -> Self {
        Self {
            split: ImageSplit::Train,
            ..self.clone()
        }
    }

    fn ends_together(&self) -> bool {
        true
    }
}

impl EcsGame for ReferentialConfig {
    fn build(&self, stage: &mut Stage) {
        let (candidates, targets) = (self.candidates(), usize::from(self.targets));
        let objects = Objects::open(self).expect("the options were validated");
        stage.world.insert_resource(objects);
        stage.world.insert_resource(DealRules {
            candidates,
            same_image: self.same_image,
            balanced: self.balanced,
        });
        stage.world.insert_resource(JudgeRules {
            targets,
            wrong_reward: self.wrong_reward as f32,
        });
        stage.world.insert_resource(Eyes {
            candidates,
            targets,
            sender_sees: match self.sender_sees_distractors {
                true => candidates,
                false => targets,
            },
        });
        stage.world.insert_resource(Turns {
            speaks: [true, false],
            chooses: [false, true],
            actions: candidates,
        });
        stage.spawn::<AgentId, _>(AGENTS, |_| ());
        stage.spawn::<CandidateId, _>(candidates, |_| {
            (Object::default(), CandidatePlace::default())
        });
        stage.hold::<CandidateId, Object>("candidates");
        stage.hold::<CandidateId, CandidatePlace>("candidates");

        stage.on_reset((deal::deal, turns::first_turn));
        stage.on_step(StepPhase::Ending, (turns::next_turn, judge::judge).chain());
        stage.observe_with(observe::observe);
        stage.draw_with(view::scene);
        stage.settle_with(settle);
    }
}
