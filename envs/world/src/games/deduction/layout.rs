//! The map of cells: square rooms, walls one cell thick around and between them, and a door of one cell in
//! the middle of every wall between two rooms. Row 0 and column 0 are wall.

use super::rooms::{leads_on, place, room};
use crate::grid::Position;

/// Where walls and doors are; of rooms with an even side the middle is the cell to the north-west.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RoomLayout {
    /// Cells from a room to the next: a room and a wall.
    stride: u8,
    /// Rooms in a row.
    width: u8,
    /// Rows of rooms.
    height: u8,
}

impl RoomLayout {
    /// Rooms of `side` cells a side.
    pub(super) fn new(side: u8, width: u8, height: u8) -> Self {
        Self {
            stride: side + 1,
            width,
            height,
        }
    }

    pub(super) fn rows(self) -> u8 {
        self.height * self.stride + 1
    }

    pub(super) fn cols(self) -> u8 {
        self.width * self.stride + 1
    }

    /// Every cell, row by row.
    pub(super) fn cells(self) -> impl Iterator<Item = Position> {
        (0..self.rows()).flat_map(move |row| (0..self.cols()).map(move |col| Position { row, col }))
    }

    /// Place of a cell of the map among all cells.
    pub(super) fn index(self, at: Position) -> usize {
        usize::from(at.row) * usize::from(self.cols()) + usize::from(at.col)
    }

    /// Whether one can stand there: in a room or in a door.
    pub(super) fn is_floor(self, at: Position) -> bool {
        let inside = |at: u8, end: u8| 0 < at && at < end - 1;
        let middle = self.stride / 2;
        inside(at.row, self.rows())
            && inside(at.col, self.cols())
            && match (at.row % self.stride, at.col % self.stride) {
                (0, along) | (along, 0) => along == middle,
                _ => true,
            }
    }

    /// Whether the cell is a door.
    pub(super) fn is_door(self, at: Position) -> bool {
        self.opens_upright(at).is_some()
    }

    /// Of a door, whether it leads north and south, and not west and east.
    pub(super) fn opens_upright(self, at: Position) -> Option<bool> {
        let upright = at.row.is_multiple_of(self.stride);
        let door = self.is_floor(at) && (upright || at.col.is_multiple_of(self.stride));
        door.then_some(upright)
    }

    /// The room that a floor cell belongs to; a door belongs to the room north or west of it.
    pub(super) fn room_of(self, at: Position) -> u8 {
        let along = |at: u8| at.saturating_sub(1) / self.stride;
        room(along(at.row), along(at.col))
    }

    /// The cell in the middle of a room.
    pub(super) fn middle(self, of: u8) -> Position {
        let (row, col) = place(of);
        let along = |at: u8| at * self.stride + self.stride / 2;
        Position {
            row: along(row),
            col: along(col),
        }
    }

    /// Cells of a room, without doors.
    pub(super) fn in_a_room(self) -> u32 {
        let side = u32::from(self.stride) - 1;
        side * side
    }

    /// A cell of a room by its number, row by row; doors are none of them.
    pub(super) fn inside(self, of: u8, number: u8) -> Position {
        let ((row, col), side) = (place(of), self.stride - 1);
        Position {
            row: row * self.stride + 1 + number / side,
            col: col * self.stride + 1 + number % side,
        }
    }

    /// The door that leads out of a room in a direction, if there is a room.
    pub(super) fn door(self, of: u8, direction: usize) -> Option<Position> {
        let (row, col) = place(of);
        let middle = self.middle(of);
        leads_on(of, direction, self.width, self.height).then(|| match direction {
            0 => Position {
                row: row * self.stride,
                ..middle
            },
            1 => Position {
                row: (row + 1) * self.stride,
                ..middle
            },
            2 => Position {
                col: col * self.stride,
                ..middle
            },
            _ => Position {
                col: (col + 1) * self.stride,
                ..middle
            },
        })
    }
}

/// The cell beside this one; on the map wherever this one is floor.
pub(super) fn next(from: Position, direction: usize) -> Position {
    let Position { row, col } = from;
    match direction {
        0 => Position {
            row: row.wrapping_sub(1),
            col,
        },
        1 => Position {
            row: row.wrapping_add(1),
            col,
        },
        2 => Position {
            row,
            col: col.wrapping_sub(1),
        },
        _ => Position {
            row,
            col: col.wrapping_add(1),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(layout: RoomLayout) -> String {
        let rows = (0..layout.rows()).map(|row| {
            let cell = |col| match (Position { row, col }) {
                at if layout.is_door(at) => '+',
                at if layout.is_floor(at) => '.',
                _ => '#',
            };
            (0..layout.cols()).map(cell).collect::<String>()
        });
        rows.collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn doors_are_in_the_middle_of_shared_walls() {
        insta::assert_snapshot!(drawn(RoomLayout::new(3, 3, 2)), @r"
        #############
        #...#...#...#
        #...+...+...#
        #...#...#...#
        ##+###+###+##
        #...#...#...#
        #...+...+...#
        #...#...#...#
        #############
        ");
        insta::assert_snapshot!(drawn(RoomLayout::new(4, 2, 1)), @r"
        ###########
        #....#....#
        #....+....#
        #....#....#
        #....#....#
        ###########
        ");
    }

    #[test]
    fn a_door_belongs_to_the_room_north_or_west_of_it() {
        for side in 3..=7 {
            let layout = RoomLayout::new(side, 4, 3);
            for of in [room(0, 0), room(1, 2), room(2, 3), room(2, 0)] {
                for number in 0..side * side {
                    assert_eq!(layout.room_of(layout.inside(of, number)), of);
                    assert!(!layout.is_door(layout.inside(of, number)));
                }
                assert_eq!(layout.room_of(layout.middle(of)), of);
                for direction in 0..4 {
                    let Some(door) = layout.door(of, direction) else {
                        continue;
                    };
                    assert!(layout.is_door(door));
                    let beside = super::super::rooms::beside(of, direction);
                    let owner = if direction % 2 == 1 { of } else { beside };
                    assert_eq!(layout.room_of(door), owner);
                    assert_eq!(layout.room_of(next(door, direction)), beside);
                }
            }
            assert_eq!(layout.door(room(2, 3), 1), None);
            assert_eq!(layout.door(room(0, 0), 2), None);
        }
    }
}
