//! How scripted crewmates play.

use rand::rngs::ChaCha8Rng;

use super::super::actions::{DO_TASK, GO, REPORT, object};
use super::super::rooms::{beside, place};
use super::knowledge::Knowledge;
use super::script::any_of;
use crate::games::players::random_legal;

/// A way of playing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Crew {
    /// Any legal action.
    Random,
    /// Reports a body where it sees one, otherwise any legal action.
    AlwaysReport,
    /// Reports a body where it sees one, otherwise does the nearest task; any legal action when all are
    /// done.
    TaskRush,
}

impl Crew {
    /// The action of a free crewmate.
    pub(super) fn act(self, seat: usize, lane: &Knowledge<'_>, dice: &mut ChaCha8Rng) -> u8 {
        let reports = lane.legal_in(seat, REPORT);
        if self != Self::Random && !reports.is_empty() {
            return any_of(&reports, dice);
        }
        let nearer = if self == Self::TaskRush {
            task_rush(seat, lane)
        } else {
            Vec::new()
        };
        if nearer.is_empty() {
            random_legal(&lane.legal[seat], dice)
        } else {
            any_of(&nearer, dice)
        }
    }
}

/// The task in the room, or the moves that lead nearer to one; nothing when all tasks are done.
fn task_rush(seat: usize, lane: &Knowledge<'_>) -> Vec<u8> {
    if lane.legal[seat][usize::from(DO_TASK)] {
        return vec![DO_TASK];
    }
    let tasks = &lane.tasks[seat];
    let distance = |from: u8| {
        let (row, col) = place(from);
        let open = |task: &usize| tasks.open >> task & 1 == 1;
        let to_go = |task: usize| {
            let (to_row, to_col) = place(tasks.rooms[task]);
            row.abs_diff(to_row) + col.abs_diff(to_col)
        };
        (0..tasks.rooms.len()).filter(open).map(to_go).min()
    };
    let room = lane.places[seat].room;
    let mut moves = lane.legal_in(seat, GO);
    moves.retain(|action| {
        let direction = object(*action, GO).unwrap_or(0);
        distance(beside(room, usize::from(direction))) < distance(room)
    });
    moves
}
