//! Who sees a kill: whoever is in the killer's room, or walks into it, and does not work on a task. On the
//! map of cells it is whoever has the killer in sight.

use super::colours::only;
use super::components::{Activity, Doing, Identity, Life, Witnessed};

/// Shows a kill to those of the lane who see it, if it is in their view, and to its victim, who is past telling. Gives the number
/// of living witnesses.
pub(super) fn notice(
    killer: usize,
    victim: usize,
    identities: &[Identity],
    lives: &[Life],
    activities: &[Activity],
    witnessed: &mut [Witnessed],
    in_view: impl Fn(usize) -> bool,
) -> u32 {
    let (by, of) = (
        only(identities[killer].colour),
        only(identities[victim].colour),
    );
    let mut witnesses = 0;
    for seat in 0..identities.len() {
        let looks = matches!(
            activities[seat].doing,
            Doing::Free | Doing::Waiting | Doing::Walking
        );
        let sees = seat != killer && lives[seat].alive() && in_view(seat) && looks;
        let witness = &mut witnessed[seat];
        if sees || seat == victim {
            witness.killers_now |= by;
            witness.victims_now |= of;
        }
        if sees {
            witness.killers |= by;
            witness.ever |= by;
            witness.victims |= of;
            witnesses += 1;
        }
    }
    witnesses
}
