//! How scripted crewmates vote. The impostor's vote is uniform, whoever they are.

use rand::rngs::ChaCha8Rng;

use super::super::actions::{SKIP, VOTE};
use super::super::colours::{Colours, each, only};
use super::draw::any_of;
use super::knowledge::Knowledge;
use protolang_spec::players::random_legal;

/// A way of voting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voter {
    /// Anybody alive, or nobody.
    Uniform,
    /// Whom it has ever seen kill, otherwise anybody alive or nobody.
    Private,
    /// Whom any crewmate alive has ever seen kill, otherwise anybody alive or nobody.
    Shared,
    /// Whom it has ever seen kill, otherwise nobody.
    PrivateSkip,
    /// Whom any crewmate alive has ever seen kill, otherwise nobody.
    SharedSkip,
    /// The impostor.
    Oracle,
    /// Nobody.
    Skip,
}

impl Voter {
    /// The vote of a crewmate.
    pub(super) fn vote(self, seat: usize, lane: &Knowledge<'_>, dice: &mut ChaCha8Rng) -> u8 {
        let suspects: Vec<u8> = each(self.suspects(seat, lane))
            .map(|colour| VOTE.start + colour)
            .filter(|vote| lane.legal[seat][usize::from(*vote)])
            .collect();
        if !suspects.is_empty() {
            return any_of(&suspects, dice);
        }
        match self {
            Self::Uniform | Self::Private | Self::Shared => random_legal(&lane.legal[seat], dice),
            Self::PrivateSkip | Self::SharedSkip | Self::Oracle | Self::Skip => SKIP,
        }
    }

    fn suspects(self, seat: usize, lane: &Knowledge<'_>) -> Colours {
        let crew = |seat: &usize| lane.lives[*seat].alive() && !lane.identities[*seat].impostor;
        let seats = 0..lane.lives.len();
        match self {
            Self::Uniform | Self::Skip => 0,
            Self::Private | Self::PrivateSkip => lane.witnessed[seat].ever,
            Self::Shared | Self::SharedSkip => seats
                .filter(crew)
                .fold(0, |set, seat| set | lane.witnessed[seat].ever),
            Self::Oracle => seats
                .filter(|seat| lane.identities[*seat].impostor)
                .fold(0, |set, seat| set | only(lane.identities[seat].colour)),
        }
    }
}
