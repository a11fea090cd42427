//! Options that parity games share.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What an agent sees of the digit: its image and its label, one of the two, or neither.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Sees {
    /// The image and the true label.
    ImageAndLabel,
    /// The image alone.
    Image,
    /// The label alone.
    Label,
    /// Neither.
    Nothing,
}

impl Sees {
    /// Whether the image is seen.
    pub fn image(self) -> bool {
        matches!(self, Self::ImageAndLabel | Self::Image)
    }

    /// Whether the label is seen.
    pub fn label(self) -> bool {
        matches!(self, Self::ImageAndLabel | Self::Label)
    }

    /// In words.
    pub(in crate::games) fn words(self) -> &'static str {
        match self {
            Self::ImageAndLabel => "the image and the label",
            Self::Image => "the image",
            Self::Label => "the label",
            Self::Nothing => "neither image nor label",
        }
    }
}

/// How agents act.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ActionsFrom {
    /// By what they say: the first symbol decides, the lower half of the alphabet being action 0.
    #[default]
    Spoken,
    /// Beside what they say.
    Chosen,
}
