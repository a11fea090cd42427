//! The map: where things stand, and what stands where.

use bevy_ecs::prelude::*;

use crate::error::EnvError;
use crate::hash::Words;
use crate::state::{Reader, State};

/// Where something stands; row 0 is at the top, column 0 at the left.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) row: u8,
    pub(crate) col: u8,
}

impl Position {
    pub(crate) fn manhattan(self, other: Self) -> u8 {
        self.row.abs_diff(other.row) + self.col.abs_diff(other.col)
    }

    /// King's moves between the two; at most 1 means at most sqrt(2) apart.
    pub(crate) fn chebyshev(self, other: Self) -> u8 {
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

/// Codes of [`Occupancy`].
pub(crate) const EMPTY: u8 = 0;
pub(crate) const AGENT: u8 = 1;
pub(crate) const ITEM: u8 = 2;
pub(crate) const WALL: u8 = 3;

/// What stands in each cell of each lane. The map is framed by walls as wide as an agent sees, so that
/// neither a move nor a window needs to know where it ends.
#[derive(Resource)]
pub(crate) struct Occupancy {
    pub(crate) cells: Vec<u8>,
    /// Rows and columns of the map.
    grid: usize,
    /// Width of the frame.
    frame: usize,
}

impl Occupancy {
    pub(crate) fn new(lanes: usize, grid: usize, frame: usize) -> Self {
        let side = grid + 2 * frame;
        Self {
            cells: vec![WALL; lanes * side * side],
            grid,
            frame,
        }
    }

    /// Cells from one row to the next.
    pub(crate) fn side(&self) -> usize {
        self.grid + 2 * self.frame
    }

    /// Index of a cell.
    pub(crate) fn cell(&self, lane: usize, at: Position) -> usize {
        let side = self.side();
        let (row, col) = (
            usize::from(at.row) + self.frame,
            usize::from(at.col) + self.frame,
        );
        (lane * side + row) * side + col
    }

    /// Whether the cell is on the map.
    pub(crate) fn holds(&self, at: Position) -> bool {
        usize::from(at.row) < self.grid && usize::from(at.col) < self.grid
    }

    pub(crate) fn at(&self, lane: usize, at: Position) -> u8 {
        self.cells[self.cell(lane, at)]
    }

    pub(crate) fn put(&mut self, lane: usize, at: Position, code: u8) {
        let cell = self.cell(lane, at);
        self.cells[cell] = code;
    }

    /// Empties the map of a lane, its frame excepted.
    pub(crate) fn clear(&mut self, lane: usize) {
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
    pub(crate) fn settle(&mut self, lane: usize, at: Position, code: u8) -> Result<(), EnvError> {
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
