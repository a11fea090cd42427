//! How scripted crewmates play.

use rand::rngs::ChaCha8Rng;

use super::super::actions::{DO_TASK, GO, REPORT, WAIT};
use super::super::rooms::{DIRECTION_NAMES, DIRECTIONS, beside, place};
use super::draw::any_of;
use super::knowledge::Knowledge;
use protolang_spec::players::random_legal;

/// A way of playing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Crew {
    /// Any legal action.
    Random,
    /// Reports a body where it sees one, otherwise any legal action.
    AlwaysReport,
    /// Reports a body where it sees one, otherwise does the nearest task, and waits when all are done.
    TaskRush,
}

/// Of two ways that are as short, all task-rushers take the one that comes first here, and so meet often.
const FIRST_WAYS: [&str; DIRECTIONS] = ["north", "west", "east", "south"];

impl Crew {
    /// The action of a free crewmate.
    pub(super) fn act(self, seat: usize, lane: &Knowledge<'_>, dice: &mut ChaCha8Rng) -> u8 {
        let reports = lane.legal_in(seat, REPORT);
        if self != Self::Random && !reports.is_empty() {
            return any_of(&reports, dice);
        }
        match self {
            Self::Random | Self::AlwaysReport => random_legal(&lane.legal[seat], dice),
            Self::TaskRush => task_rush(seat, lane),
        }
    }
}

/// The task in the room, or the way to the nearest; waiting when all tasks are done.
fn task_rush(seat: usize, lane: &Knowledge<'_>) -> u8 {
    if lane.legal[seat][usize::from(DO_TASK)] {
        return DO_TASK;
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
    let mut ways = FIRST_WAYS.iter().filter_map(|way| {
        let direction = DIRECTION_NAMES.iter().position(|name| name == way)?;
        let action = GO.start + direction as u8;
        let legal = lane.legal[seat][usize::from(action)];
        (legal && distance(beside(room, direction)) < distance(room)).then_some(action)
    });
    ways.next().unwrap_or(WAIT)
}
