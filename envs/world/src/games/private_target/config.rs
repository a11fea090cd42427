//! Options of the private-target game. Defaults are the audit's game.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::games::parity::{ActionsFrom, Answers, Sees, Setup};
use crate::images::{ImageOptions, ImageSplit, TRAIN_SHARE};
use protolang_spec::spaces::Outcome;

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
    pub actions: ActionsFrom,
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
            actions: ActionsFrom::default(),
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

    /// The game of parity that these options make.
    pub(super) fn setup(&self) -> Setup {
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
