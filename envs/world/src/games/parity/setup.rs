//! What tells one parity game from another: data.

use bevy_ecs::prelude::*;

use super::options::{ActionsFrom, Sees};
use crate::images::ImageOptions;
use crate::turns::AGENTS;
use protolang_spec::spaces::Outcome;

/// Something for each pair of answers: by parity (0 even, 1 odd), action of the sender, action of the
/// receiver.
pub(in crate::games) type Answers<T> = [[[T; 2]; 2]; 2];

/// A parity game.
#[derive(Clone, Debug)]
pub(in crate::games) struct Setup {
    /// What answers pay to sender and receiver.
    pub(in crate::games) pays: Answers<[i8; AGENTS]>,
    /// Index in `outcomes` that answers lead to.
    pub(in crate::games) leads_to: Answers<u8>,
    /// Ways to end.
    pub(in crate::games) outcomes: Vec<Outcome>,
    /// Names of the two actions.
    pub(in crate::games) actions: [&'static str; 2],
    /// How agents act.
    pub(in crate::games) acting: ActionsFrom,
    /// Whether the sender's action counts.
    pub(in crate::games) sender_acts: bool,
    /// Whether both get the sum of what the two are paid.
    pub(in crate::games) joint: bool,
    /// What sender and receiver see.
    pub(in crate::games) sees: [Sees; AGENTS],
    /// Whether every label comes once in ten episodes of a lane.
    pub(in crate::games) balanced: bool,
    /// Which images are shown.
    pub(in crate::games) images: ImageOptions,
}

/// What the rules need of a [`Setup`] while a game is played.
#[derive(Resource, Clone, Debug)]
pub(super) struct Rules {
    pub(super) pays: Answers<[i8; AGENTS]>,
    pub(super) leads_to: Answers<u8>,
    /// Whose action counts.
    pub(super) acts: [bool; AGENTS],
    pub(super) joint: bool,
    pub(super) sees: [Sees; AGENTS],
    pub(super) balanced: bool,
}

impl Setup {
    pub(super) fn rules(&self) -> Rules {
        Rules {
            pays: self.pays,
            leads_to: self.leads_to,
            acts: [self.sender_acts, true],
            joint: self.joint,
            sees: self.sees,
            balanced: self.balanced,
        }
    }
}
