//! The dilemma in words.

use super::config::{DilemmaConfig, Reward};
use crate::games::parity::turns_in_words;
use protolang_spec::game::Description;

/// The rules with the configured numbers.
pub(super) fn describe(config: &DilemmaConfig) -> Description {
    let mut description = Description::new(
        "Label-parity dilemma",
        "Two agents see a digit. One speaks, the other answers; what they say or choose decides\n\
         whether they cooperate (C) or defect (D), and whether the digit is even decides what that pays.",
    );
    let (sees, acting) = ([config.sender_sees, config.receiver_sees], config.actions);
    description.section("Turns", turns_in_words(sees, acting, true, config.balanced));
    let heading = match config.reward {
        Reward::Joint => "Rewards (both agents get the sum)",
        Reward::Own => "Rewards (each agent gets its own)",
    };
    description.section(heading, rewards(config));
    description
}

fn rewards(config: &DilemmaConfig) -> Vec<String> {
    let parities = config.payoff.table().into_iter().zip(["even", "odd"]);
    let lines = parities.map(|(pays, parity)| {
        let pairs = pays.into_iter().flatten().zip(["CC", "CD", "DC", "DD"]);
        let pairs: Vec<String> = pairs
            .map(|([sender, receiver], pair)| format!("{pair} {sender}, {receiver}"))
            .collect();
        format!("{parity}: {}", pairs.join("; "))
    });
    let mut lines: Vec<String> = lines.collect();
    lines.push(
        "the sender's answer and pay come first; they are paid in the second step".to_owned(),
    );
    lines
}
