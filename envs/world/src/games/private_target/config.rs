//! Options of the private-target game. Defaults are the audit's game.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::describe;
use crate::batch::Batch;
use crate::ecs_game::EcsGame;
use crate::games::parity::{self, Actions, Answers, Sees, Setup};
use crate::images::{ImageOptions, ImageSplit, TRAIN_SHARE, kept_apart};
use crate::stage::Stage;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;
use protolang_spec::game::{Description, Game};
use protolang_spec::keys::EpisodeKey;
use protolang_spec::spaces::{Outcome, Spaces};
use protolang_spec::split::{Split, SplitError};
use protolang_spec::vec_env::VecEnv;

/// What both agents are paid, by parity, the sender's action, which does not count, and the receiver's.
pub(super) const PAYS: Answers<[i8; 2]> = [
    [[[1, 1], [-1, -1]], [[1, 1], [-1, -1]]],
    [[[-1, -1], [1, 1]], [[-1, -1], [1, 1]]],
];

/// Index of the outcome, likewise.
const LEADS_TO: Answers<u8> = [[[0, 1], [0, 1]], [[1, 0], [1, 0]]];

const OUTCOMES: [Outcome; 2] = [
    Outcome {
        name: "right",
        success: true,
        winner: None,
    },
    Outcome {
        name: "wrong",
        success: false,
        winner: None,
    },
];

/// Options of the private-target game.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PrivateTargetConfig {
    /// What the sender sees of the digit; the receiver sees nothing of it.
    pub sender_sees: Sees,
    /// How the receiver answers: by its first symbol (spoken), or by a choice beside what it says (chosen).
    pub actions: Actions,
    /// Whether every label comes once in each ten episodes of a lane, in an order drawn anew; otherwise labels
    /// are independent.
    ///
    /// Either way the image is any one with the label.
    pub balanced: bool,
    /// IDX file of images, gzipped or not; empty: the 1,797 digits that are compiled in.
    pub images_file: String,
    /// IDX file of their labels, 0 to 9.
    pub labels_file: String,
    /// IDX file of images for training before the game; empty: a share of the others.
    pub train_images_file: String,
    /// IDX file of their labels.
    pub train_labels_file: String,
    /// Share of the images, from the first on, that is kept for training before the game; with 0 all images serve
    /// both.
    #[schemars(range(min = 0.0), extend("exclusiveMaximum" = 1.0))]
    pub train_share: f64,
    /// Which images are shown: the game's (test), or those kept for training before it (train).
    pub split: ImageSplit,
}

impl Default for PrivateTargetConfig {
    fn default() -> Self {
        Self {
            sender_sees: Sees::Label,
            actions: Actions::default(),
            balanced: true,
            images_file: String::new(),
            labels_file: String::new(),
            train_images_file: String::new(),
            train_labels_file: String::new(),
            train_share: TRAIN_SHARE,
            split: ImageSplit::default(),
        }
    }
}

impl PrivateTargetConfig {
    /// The keys on images.
    pub(crate) fn images(&self) -> ImageOptions {
        ImageOptions {
            images_file: self.images_file.clone(),
            labels_file: self.labels_file.clone(),
            train_images_file: self.train_images_file.clone(),
            train_labels_file: self.train_labels_file.clone(),
            train_share: self.train_share,
            split: self.split,
        }
    }

    fn setup(&self) -> Setup {
        Setup {
            pays: PAYS,
            leads_to: LEADS_TO,
            outcomes: OUTCOMES.to_vec(),
            actions: ["even", "odd"],
            acting: self.actions,
            sender_acts: false,
            joint: false,
            sees: [self.sender_sees, Sees::Nothing],
            balanced: self.balanced,
            images: self.images(),
        }
    }
}

impl Game for PrivateTargetConfig {
    const NAME: &'static str = "private-target";
    const SUMMARY: &'static str =
        "only the sender sees a digit; the receiver must tell whether it is even";

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

impl EcsGame for PrivateTargetConfig {
    fn build(&self, stage: &mut Stage) {
        parity::build(&self.setup(), stage);
    }
}
