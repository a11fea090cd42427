//! The private-target game in words.

use super::config::PrivateTargetConfig;
use crate::games::parity::{Sees, turns_in_words};
use protolang_spec::game::Description;

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
