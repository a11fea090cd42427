//! How agents move: one step up, down, left or right into a cell that is empty; otherwise they stay.

use bevy_ecs::prelude::*;

use super::components::AGENTS;
use super::time::TimeLimit;
use crate::grid::{AGENT, EMPTY, Occupancy, Position};
use crate::lane::{Actions, Clock};
use crate::order::{AgentId, table};

/// Names of the actions, in index order.
pub(super) const ACTIONS: [&str; 5] = ["up", "down", "left", "right", "pick-up"];
/// The action that does not move.
pub(super) const PICK_UP: u8 = 4;
/// Rows and columns that an action moves by.
const MOVES: [(i8, i8); ACTIONS.len()] = [(-1, 0), (1, 0), (0, -1), (0, 1), (0, 0)];

/// One agent after the other, in seat order: agent 1 meets the map as agent 0 left it.
pub(super) fn move_in_turn(
    mut agents: Query<&mut Position, With<AgentId>>,
    occupancy: ResMut<Occupancy>,
    actions: Res<Actions>,
    clock: Res<Clock>,
    limit: Res<TimeLimit>,
) {
    let occupancy = occupancy.into_inner();
    let mut positions = table(
        agents
            .contiguous_iter_mut()
            .expect("positions are stored in tables"),
    );
    let lanes = positions
        .bypass_change_detection()
        .as_chunks_mut::<AGENTS>()
        .0
        .iter_mut()
        .zip(actions.0.as_chunks::<AGENTS>().0)
        .zip(&clock.steps)
        .enumerate();
    for (lane, ((positions, actions), step)) in lanes {
        let acting = limit.acting(lane, *step);
        for (position, action) in positions.iter_mut().zip(actions).take(acting) {
            let cell = occupancy.cell(lane, *position);
            let (moved, target) = target(occupancy, cell, *position, *action);
            let free = occupancy.cells[target] == EMPTY;
            go(occupancy, position, moved, cell, target, free);
        }
    }
}

/// All agents at once, from the map as it was: nobody enters a cell that was taken, and of two that aim
/// at one cell the later seat gets it.
pub(super) fn move_at_once(
    mut agents: Query<&mut Position, With<AgentId>>,
    occupancy: ResMut<Occupancy>,
    actions: Res<Actions>,
    clock: Res<Clock>,
    limit: Res<TimeLimit>,
) {
    let occupancy = occupancy.into_inner();
    let mut positions = table(
        agents
            .contiguous_iter_mut()
            .expect("positions are stored in tables"),
    );
    let lanes = positions
        .bypass_change_detection()
        .as_chunks_mut::<AGENTS>()
        .0
        .iter_mut()
        .zip(actions.0.as_chunks::<AGENTS>().0)
        .zip(&clock.steps)
        .enumerate();
    for (lane, (([first, second], [first_action, second_action]), step)) in lanes {
        let cells = [occupancy.cell(lane, *first), occupancy.cell(lane, *second)];
        let (first_moved, first_target) = target(occupancy, cells[0], *first, *first_action);
        let (second_moved, second_target) = target(occupancy, cells[1], *second, *second_action);
        let second_acts = limit.acting(lane, *step) == AGENTS;
        let contested = second_acts && first_target == second_target;
        let first_free = occupancy.cells[first_target] == EMPTY && !contested;
        let second_free = second_acts && occupancy.cells[second_target] == EMPTY;
        go(
            occupancy,
            first,
            first_moved,
            cells[0],
            first_target,
            first_free,
        );
        go(
            occupancy,
            second,
            second_moved,
            cells[1],
            second_target,
            second_free,
        );
    }
}

/// Where an action leads. The frame of walls keeps every target inside the lane's cells.
fn target(occupancy: &Occupancy, cell: usize, at: Position, action: u8) -> (Position, usize) {
    let (rows, cols) = MOVES[usize::from(action)];
    let moved = Position {
        row: at.row.wrapping_add_signed(rows),
        col: at.col.wrapping_add_signed(cols),
    };
    let offset = isize::from(rows) * occupancy.side() as isize + isize::from(cols);
    (moved, cell.wrapping_add_signed(offset))
}

/// Moves if the target is free. It selects rather than branches: random play would mispredict.
fn go(
    occupancy: &mut Occupancy,
    position: &mut Position,
    moved: Position,
    cell: usize,
    target: usize,
    free: bool,
) {
    let new_cell = if free { target } else { cell };
    *position = if free { moved } else { *position };
    occupancy.cells[cell] = EMPTY;
    occupancy.cells[new_cell] = AGENT;
}
