//! Options of the dilemma. Defaults are the published game.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::payoffs::{LEADS_TO, Payoff};
use crate::games::parity::{ActionsFrom, Sees, Setup};
use crate::images::{ImageOptions, ImageSplit, TRAIN_SHARE};

/// Options of the dilemma.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DilemmaConfig {
    /// Which table pays.
    pub payoff: Payoff,
    /// What the sender, who speaks first, sees of the digit.
    pub sender_sees: Sees,
    /// What the receiver sees of the digit.
    pub receiver_sees: Sees,
    /// How agents act: by their first symbol (spoken), or by a choice beside what they say (chosen).
    pub actions: ActionsFrom,
    /// What an agent is rewarded with: the sum of what the two are paid (joint), or what it is paid itself (own).
    pub reward: Reward,
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

/// What an agent is rewarded with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Reward {
    /// Both with the sum of what the two are paid, as published.
    #[default]
    Joint,
    /// Each with what it is paid.
    Own,
}

impl Default for DilemmaConfig {
    fn default() -> Self {
        Self {
            payoff: Payoff::default(),
            sender_sees: Sees::ImageAndLabel,
            receiver_sees: Sees::ImageAndLabel,
            actions: ActionsFrom::default(),
            reward: Reward::default(),
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

impl DilemmaConfig {
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

    /// The game of parity that these options make.
    pub(super) fn setup(&self) -> Setup {
        Setup {
            pays: self.payoff.table(),
            leads_to: LEADS_TO,
            outcomes: self.payoff.outcomes(),
            actions: ["cooperate", "defect"],
            acting: self.actions,
            sender_acts: true,
            joint: self.reward == Reward::Joint,
            sees: [self.sender_sees, self.receiver_sees],
            balanced: self.balanced,
            images: self.images(),
        }
    }
}
