//! What parity games have in common, in words.

use super::options::{ActionsFrom, Sees};

/// How an episode runs.
pub(in crate::games) fn turns_in_words(
    [sender, receiver]: [Sees; 2],
    acting: ActionsFrom,
    sender_acts: bool,
    balanced: bool,
) -> Vec<String> {
    let labels = match balanced {
        true => "every label comes once in each ten episodes of a lane",
        false => "labels are drawn independently",
    };
    let sender_does = match (acting, sender_acts) {
        (ActionsFrom::Spoken, true) => "speaks; its first symbol is its answer",
        (ActionsFrom::Chosen, true) => "speaks and chooses its answer",
        (_, false) => "speaks",
    };
    let receiver_does = match acting {
        ActionsFrom::Spoken => "has heard it and speaks; its first symbol is its answer",
        ActionsFrom::Chosen => "has heard it and chooses its answer",
    };
    vec![
        format!("{labels}; the image is any one with the label"),
        format!(
            "the sender (agent 0) sees {}, in both steps",
            sender.words()
        ),
        format!(
            "the receiver (agent 1) sees {}, in both steps",
            receiver.words()
        ),
        format!("step 1: the sender {sender_does}"),
        format!("step 2: the receiver {receiver_does}; the episode ends"),
    ]
}
