//! The map: where things stand, and what stands where.

use bevy_ecs::prelude::*;

use crate::state::State;
use protolang_spec::error::EnvError;
use protolang_spec::words::Reader;
use protolang_spec::words::Words;

/// Where something stands; row 0 is at the top, column 0 at the left.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Row, 0 at the top.
    pub row: u8,
    /// Column, 0 at the left.
    pub col: u8,
}

impl Position {
    /// Steps up, down, left and right between the two.
    pub fn manhattan(self, other: Self) -> u8 {
        self.row.abs_diff(other.row) + self.col.abs_diff(other.col)
    }

    /// King's moves between the two; at most 1 means at most sqrt(2) apart.
    pub fn chebyshev(self, other: Self) -> u8 {
        self.row
            .abs_diff(other.row)
            .max(self.col.abs_diff(other.col))
    }
}

impl State for Position {
    fn write(&self, words: &mut dyn Words) {
        words.put(u64::from(self.row));
        words.put(u64::from(self.col));
    }

    fn read(from: &mut Reader<'_>) -> Result<Self, EnvError> {
        Ok(Self {
            row: from.byte()?,
            col: from.byte()?,
        })
    }
}

/// Code of [`Occupancy`]: nothing stands there.
pub const EMPTY: u8 = 0;
/// An agent stands there.
pub const AGENT: u8 = 1;
/// An item lies there.
pub const ITEM: u8 = 2;
/// A wall, or the frame around the map.
pub const WALL: u8 = 3;

/// What stands in each cell of each lane. The map is framed by walls as wide as an agent sees, so that
/// neither a move nor a window needs to know where it ends.
#[derive(Resource)]
pub struct Occupancy {
    /// Codes, `[lanes, frame + grid + frame, frame + grid + frame]`.
    pub cells: Vec<u8>,
    /// Rows and columns of the map.
    grid: usize,
    /// Width of the frame.
    frame: usize,
}

impl Occupancy {
    /// Empty maps of `grid` rows and columns in a frame of walls of this width.
    pub fn new(lanes: usize, grid: usize, frame: usize) -> Self {
        let side = grid + 2 * frame;
        Self {
            cells: vec![WALL; lanes * side * side],
            grid,
            frame,
        }
    }

    /// Cells from one row to the next.
    pub fn side(&self) -> usize {
        self.grid + 2 * self.frame
    }

    /// Index of a cell.
    pub fn cell(&self, lane: usize, at: Position) -> usize {
        let side = self.side();
        let (row, col) = (
            usize::from(at.row) + self.frame,
            usize::from(at.col) + self.frame,
        );
        (lane * side + row) * side + col
    }

    /// Whether the cell is on the map.
    pub fn holds(&self, at: Position) -> bool {
        usize::from(at.row) < self.grid && usize::from(at.col) < self.grid
    }

    /// What stands in a cell.
    pub fn at(&self, lane: usize, at: Position) -> u8 {
        self.cells[self.cell(lane, at)]
    }

    /// Sets what stands in a cell.
    pub fn put(&mut self, lane: usize, at: Position, code: u8) {
        let cell = self.cell(lane, at);
        self.cells[cell] = code;
    }

    /// Empties the map of a lane, its frame excepted.
    pub fn clear(&mut self, lane: usize) {
        for row in 0..self.grid {
            let start = self.cell(
                lane,
                Position {
                    row: row as u8,
                    col: 0,
                },
            );
            self.cells[start..start + self.grid].fill(EMPTY);
        }
    }

    /// Puts something where nothing may stand yet: rebuilding a map from what was saved.
    pub fn settle(&mut self, lane: usize, at: Position, code: u8) -> Result<(), EnvError> {
        if !self.holds(at) {
            return Err(EnvError::restore("something stands outside of the map"));
        }
        if self.at(lane, at) != EMPTY {
            return Err(EnvError::restore("two things stand in one cell"));
        }
        self.put(lane, at, code);
        Ok(())
    }
}
