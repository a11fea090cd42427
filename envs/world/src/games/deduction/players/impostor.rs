//! How scripted impostors play.

use rand::rngs::ChaCha8Rng;

use super::super::actions::KILL;
use super::draw::any_of;
use super::knowledge::Knowledge;
use protolang_spec::players::random_legal;

/// A way of playing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Impostor {
    /// Any legal action.
    Random,
    /// Kills when it can, otherwise any legal action.
    AlwaysKill,
    /// Kills when it can and sees one other only, otherwise any legal action but killing.
    KillWhenAlone,
}

impl Impostor {
    /// The action of a free impostor.
    pub(super) fn act(self, seat: usize, lane: &Knowledge<'_>, dice: &mut ChaCha8Rng) -> u8 {
        let kills = lane.legal_in(seat, KILL);
        let kill = match self {
            Self::Random => false,
            Self::AlwaysKill => !kills.is_empty(),
            Self::KillWhenAlone => kills.len() == 1,
        };
        if kill {
            return any_of(&kills, dice);
        }
        let mut legal = lane.legal[seat];
        if self == Self::KillWhenAlone {
            legal[usize::from(KILL.start)..usize::from(KILL.end)].fill(false);
        }
        random_legal(&legal, dice)
    }
}
