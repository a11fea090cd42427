//! The referential game in words.

use super::config::{ObjectKind, ReferentialConfig};
use super::judge::RIGHT_REWARD;
use crate::games::manual::count;
use protolang_spec::game::Description;

/// The rules with the configured numbers.
pub(super) fn describe(config: &ReferentialConfig) -> Description {
    let mut description = Description::new(
        "Referential game",
        "The sender sees a target and speaks. The receiver sees candidates and must choose the target;\n\
         only what it hears tells it which one that is.",
    );
    description.section("Objects", objects(config));
    description.section("Turns", turns(config));
    description.section(
        "Rewards (both agents get the same)",
        [
            format!("a target is chosen: {RIGHT_REWARD:+}"),
            format!("another candidate is chosen: {:+}", config.wrong_reward),
        ],
    );
    description
}

fn objects(config: &ReferentialConfig) -> Vec<String> {
    let mut lines = match config.objects {
        ObjectKind::Attributes => vec![
            format!(
                "combinations of {}, each with one of {} values",
                count(config.attributes.into(), "attribute"),
                config.values
            ),
            "no two candidates are the same".to_owned(),
        ],
        ObjectKind::Images => vec![
            "images of digits".to_owned(),
            "no two candidates have the same label".to_owned(),
            match config.same_image {
                true => "the receiver sees the very images that the sender sees".to_owned(),
                false => {
                    "the receiver sees other images than the sender, of the same labels".to_owned()
                }
            },
        ],
    };
    if config.objects == ObjectKind::Attributes && config.holdout > 0.0 {
        lines.push(format!(
            "a share of {} of the combinations is kept for split test",
            config.holdout
        ));
    }
    lines
}

fn turns(config: &ReferentialConfig) -> Vec<String> {
    let (targets, candidates) = (usize::from(config.targets), config.candidates());
    let sees = match config.sender_sees_distractors {
        true => format!(
            "all {candidates} candidates, the {} first and marked",
            count(targets, "target")
        ),
        false => format!("the {}", count(targets, "target")),
    };
    vec![
        format!("the sender (agent 0) sees {sees}, in both steps"),
        format!(
            "the receiver (agent 1) sees all {candidates} candidates in an order of its own, in both steps"
        ),
        "step 1: the sender speaks".to_owned(),
        "step 2: the receiver has heard it and chooses; the episode ends".to_owned(),
    ]
}
