//! Who sees whom on the map of cells: those between whom no wall is. All in whole numbers, and the same in
//! both directions.

use super::layout::RoomLayout;
use crate::grid::Position;

/// Whether the straight line between the middles of two cells crosses no wall between them. A wall that it
/// only touches at a corner is not in the way.
pub(super) fn clear(layout: RoomLayout, one: Position, other: Position) -> bool {
    let (rows, cols) = (
        i32::from(other.row) - i32::from(one.row),
        i32::from(other.col) - i32::from(one.col),
    );
    let span = |one: u8, other: u8| one.min(other)..=one.max(other);
    span(one.row, other.row).all(|row| {
        span(one.col, other.col).all(|col| {
            let at = Position { row, col };
            let across = cols * (i32::from(row) - i32::from(one.row))
                - rows * (i32::from(col) - i32::from(one.col));
            // Twice the distance from the line, times its length, against the width of a cell seen from it.
            let crossed = 2 * across.abs() < rows.abs() + cols.abs();
            at == one || at == other || !crossed || layout.is_floor(at)
        })
    })
}

/// The cell that a place in the window around another is. Beyond the map the numbers wrap around, to where
/// there is no floor.
pub(super) fn cell(from: Position, radius: u8, index: usize) -> Position {
    let side = 2 * usize::from(radius) + 1;
    let along = |from: u8, steps: usize| from.wrapping_add(steps as u8).wrapping_sub(radius);
    Position {
        row: along(from.row, index / side),
        col: along(from.col, index % side),
    }
}

/// What of a window around a floor cell is in sight, row by row: every floor cell with a clear line, and the
/// walls beside these, so that a room shows all its walls.
pub(super) fn window(layout: RoomLayout, from: Position, radius: u8) -> Vec<bool> {
    let side = 2 * usize::from(radius) + 1;
    let mut seen = vec![false; side * side];
    let at = |index| cell(from, radius, index);
    for (index, seen) in seen.iter_mut().enumerate() {
        *seen = layout.is_floor(at(index)) && clear(layout, from, at(index));
    }
    let floors = seen.clone();
    for (index, seen) in seen.iter_mut().enumerate() {
        let wall = at(index).row < layout.rows()
            && at(index).col < layout.cols()
            && !layout.is_floor(at(index));
        let (row, col) = (index / side, index % side);
        let around = |at: usize| at.saturating_sub(1)..(at + 2).min(side);
        *seen |= wall && around(row).any(|row| around(col).any(|col| floors[row * side + col]));
    }
    seen
}
