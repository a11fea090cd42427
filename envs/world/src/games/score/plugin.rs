//! Puts ScoreG together: which entities there are, which systems are its rules, what its state is.

use bevy_ecs::prelude::*;

use super::components::{AGENTS, ITEMS, ItemId, Lifted, Owns, Score, WallId};
use super::config::ScoreConfig;
use super::ending::{self, EndingRules, OUTCOMES};
use super::movement::{self, ACTIONS};
use super::observe::{self, Eyes};
use super::pickup::{self, Strengths};
use super::placement::{self, MEANING, PlacementRules};
use super::settle::settle;
use super::time::TimeLimit;
use super::{describe, held_out, view};
use crate::batch::Batch;
use crate::ecs_game::EcsGame;
use crate::grid::{Occupancy, Position};
use crate::order::AgentId;
use crate::stage::{Stage, StepPhase};
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;
use protolang_spec::game::{Description, Game};
use protolang_spec::keys::EpisodeKey;
use protolang_spec::message_unit::MessageUnit;
use protolang_spec::spaces::Spaces;
use protolang_spec::split::{Split, SplitError};
use protolang_spec::step::Status;
use protolang_spec::vec_env::VecEnv;

impl Game for ScoreConfig {
    const NAME: &'static str = "score";
    const SUMMARY: &'static str =
        "ScoreG: two agents lift one of two items together; each knows the score of one";

    fn validate(&self, channel: &ChannelPhysics) -> Result<(), EnvError> {
        Self::validate(self, channel)
    }

    fn spaces(&self, channel: &ChannelPhysics) -> Spaces {
        Spaces {
            outcomes: OUTCOMES.to_vec(),
            meaning: MEANING.to_vec(),
            // Agents speak in every step until the item is lifted: all that was said is as long as the
            // episode, and would tell how soon they succeeded.
            message_unit: MessageUnit::Step,
            ..Spaces::new(AGENTS, &ACTIONS, observe::blocks(self), channel)
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
        held_out::with_split(self, split)
    }
}

impl EcsGame for ScoreConfig {
    fn build(&self, stage: &mut Stage) {
        let frame = usize::from(self.window / 2);
        let occupancy = Occupancy::new(stage.lanes(), usize::from(self.grid), frame);
        let timeout = if self.timeout_truncates {
            Status::Truncated
        } else {
            Status::Terminated
        };
        stage.world.insert_resource(occupancy);
        stage
            .world
            .insert_resource(TimeLimit::new(stage.lanes(), self.last_step_pickup));
        stage.world.insert_resource(Strengths {
            agent: self.agent_strength,
            item: self.item_strength,
        });
        stage.world.insert_resource(EndingRules {
            time_bonus: self.time_bonus,
            last_step_penalty: self.last_step_penalty,
            timeout,
        });
        stage.world.insert_resource(PlacementRules {
            config: self.clone(),
            scores: self.score_list(),
        });
        stage.world.insert_resource(Eyes::new(self));

        stage.spawn::<AgentId, _>(AGENTS, |_| (Position::default(), Owns::default()));
        stage.spawn::<ItemId, _>(ITEMS, |_| {
            (Position::default(), Score::default(), Lifted::default())
        });
        stage.spawn::<WallId, _>(usize::from(self.walls), |_| Position::default());
        stage.hold::<AgentId, Position>("agents");
        stage.hold::<AgentId, Owns>("agents");
        stage.hold::<ItemId, Position>("items");
        stage.hold::<ItemId, Score>("items");
        stage.hold::<ItemId, Lifted>("items");
        stage.hold::<WallId, Position>("walls");

        stage.on_reset(placement::place);
        if self.simultaneous {
            stage.on_step(
                StepPhase::Rules,
                (movement::move_at_once, pickup::lift).chain(),
            );
        } else {
            stage.on_step(
                StepPhase::Rules,
                (movement::move_in_turn, pickup::lift).chain(),
            );
        }
        stage.on_step(StepPhase::Ending, ending::end_episodes);
        stage.observe_with(observe::observe);
        stage.draw_with(view::scene);
        stage.settle_with(settle);
    }
}
