//! Options of the referential game.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::images::{ImageOptions, ImageSplit, TRAIN_SHARE};

/// Options of the referential game.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ReferentialConfig {
    /// What objects are: combinations of attributes, or images.
    pub objects: ObjectKind,
    /// Attributes of an object, where objects have attributes.
    #[schemars(range(min = 1, max = 16))]
    pub attributes: u8,
    /// Values of each attribute.
    #[schemars(range(min = 2, max = 255))]
    pub values: u8,
    /// Candidates that are right.
    #[schemars(range(min = 1, max = 31))]
    pub targets: u8,
    /// Candidates that are wrong; with the targets at most 32, of images at most 10.
    #[schemars(range(min = 1, max = 31))]
    pub distractors: u8,
    /// Whether the sender sees all candidates, the targets first and marked; otherwise it sees the targets alone.
    pub sender_sees_distractors: bool,
    /// Whether the receiver sees the very images that the sender sees; otherwise it sees other images with the
    /// same labels.
    pub same_image: bool,
    /// Reward of choosing a candidate that is wrong; the right one pays 1.
    #[schemars(extend("exclusiveMaximum" = 1.0))]
    pub wrong_reward: f64,
    /// Share of the combinations of attributes that are shown with split = "test" alone, and not with "train";
    /// with 0 all are always shown.
    #[schemars(range(min = 0.0), extend("exclusiveMaximum" = 1.0))]
    pub holdout: f64,
    /// Images: whether every label is the target's once in each ten episodes of a lane, in an order drawn anew;
    /// otherwise labels are independent.
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

/// What objects are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ObjectKind {
    /// Combinations of attributes.
    #[default]
    Attributes,
    /// Images, of which no two candidates have the same label.
    Images,
}

impl Default for ReferentialConfig {
    fn default() -> Self {
        Self {
            objects: ObjectKind::default(),
            attributes: 4,
            values: 4,
            targets: 1,
            distractors: 4,
            sender_sees_distractors: false,
            same_image: true,
            wrong_reward: 0.0,
            holdout: 0.0,
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

impl ReferentialConfig {
    /// Candidates of an episode.
    pub fn candidates(&self) -> usize {
        usize::from(self.targets) + usize::from(self.distractors)
    }

    /// Whether `split = "train"` shows other objects than `split = "test"`.
    pub(crate) fn keeps_apart(&self) -> bool {
        match self.objects {
            ObjectKind::Attributes => self.holdout > 0.0,
            ObjectKind::Images => self.images().keeps_apart(),
        }
    }

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
}
