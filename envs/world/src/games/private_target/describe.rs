//! The private-target game in words.

use super::config::PrivateTargetConfig;
use crate::games::parity::{Sees, turns_in_words};
use crate::images::IMAGE_OPTIONS;
use protolang_spec::game::{Description, OptionText};

/// The rules with the configured numbers.
pub(super) fn describe(config: &PrivateTargetConfig) -> Description {
    let mut description = Description::new(
        "Private target",
        "Only the sender sees a digit. The receiver must say whether it is even or odd; only what\n\
         it hears tells it.",
    );
    let (sees, acting) = ([config.sender_sees, Sees::Nothing], config.actions);
    description.section(
        "Turns",
        turns_in_words(sees, acting, false, config.balanced),
    );
    description.section(
        "Rewards (both agents get the same)",
        ["right: +1".to_owned(), "wrong: -1".to_owned()],
    );
    description
}

/// Every option; a test holds the keys against [`PrivateTargetConfig`].
pub(super) fn options() -> Vec<OptionText> {
    let mut options = vec![
        (
            "sender_sees",
            "what the sender sees: \"image-and-label\", \"image\", \"label\", \"nothing\"",
        ),
        (
            "actions",
            "\"spoken\": the receiver's first symbol is its answer; \"chosen\": it chooses it",
        ),
        (
            "balanced",
            "every label comes once in each ten episodes of a lane; otherwise labels are independent",
        ),
    ];
    options.extend(IMAGE_OPTIONS);
    options
}
