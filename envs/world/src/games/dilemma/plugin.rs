//! Puts the dilemma together.

use super::config::DilemmaConfig;
use super::describe;
use crate::batch::Batch;
use crate::ecs_game::EcsGame;
use crate::games::parity;
use crate::images::{ImageSplit, kept_apart};
use crate::stage::Stage;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;
use protolang_spec::game::{Description, Game};
use protolang_spec::keys::EpisodeKey;
use protolang_spec::spaces::Spaces;
use protolang_spec::split::{Split, SplitError};
use protolang_spec::vec_env::VecEnv;

impl Game for DilemmaConfig {
    const NAME: &'static str = "dilemma";
    const SUMMARY: &'static str =
        "cooperate or defect over a digit, by speaking in turn; its parity decides what that pays";

    fn validate(&self, channel: &ChannelPhysics) -> Result<(), EnvError> {
        parity::validate(&self.setup(), channel)
    }

    fn spaces(&self, channel: &ChannelPhysics) -> Spaces {
        parity::spaces(&self.setup(), channel)
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
        let apart = self.images().keeps_apart();
        Ok(Self {
            split: kept_apart(Self::NAME, split, self.split, apart)?,
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

impl EcsGame for DilemmaConfig {
    fn build(&self, stage: &mut Stage) {
        parity::build(&self.setup(), stage);
    }
}
