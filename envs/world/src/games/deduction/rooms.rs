//! The map: a grid of rooms. Walking leads from a room to one beside it.

/// Rooms in the longest row and in the longest column that a map can have.
pub(super) const SIDE: usize = 4;
/// Rooms of the largest map. A room has the same number on every map: row x [`SIDE`] + column.
pub(super) const ROOMS: usize = SIDE * SIDE;

/// Ways out of a room.
pub(super) const DIRECTIONS: usize = 4;
/// Their names; north is up.
pub(super) const DIRECTION_NAMES: [&str; DIRECTIONS] = ["north", "south", "west", "east"];

/// Number of a room.
pub(super) fn room(row: u8, col: u8) -> u8 {
    row * SIDE as u8 + col
}

/// Row and column of a room.
pub(super) fn place(room: u8) -> (u8, u8) {
    (room / SIDE as u8, room % SIDE as u8)
}

/// Whether there is a room in this direction on a map of this size.
pub(super) fn leads_on(from: u8, direction: usize, width: u8, height: u8) -> bool {
    let (row, col) = place(from);
    match direction {
        0 => row > 0,
        1 => row + 1 < height,
        2 => col > 0,
        _ => col + 1 < width,
    }
}

/// The room in this direction.
pub(super) fn beside(from: u8, direction: usize) -> u8 {
    match direction {
        0 => from.wrapping_sub(SIDE as u8),
        1 => from.wrapping_add(SIDE as u8),
        2 => from.wrapping_sub(1),
        _ => from.wrapping_add(1),
    }
}

/// The direction that leads from a room to one beside it.
pub(super) fn direction(from: u8, to: u8) -> usize {
    (0..DIRECTIONS - 1)
        .find(|direction| beside(from, *direction) == to)
        .unwrap_or(DIRECTIONS - 1)
}

/// Where everybody begins, and comes back to after every meeting: the top row, in the middle, rather
/// to the left.
pub(super) fn spawn(width: u8) -> u8 {
    room(0, (width - 1) / 2)
}
