//! The deduction game as a picture: each room is a block of cells between walls, with doors.

use bevy_ecs::prelude::*;

use super::colours::NAMES;
use super::components::{Identity, Life, Place};
use super::rooms::place;
use super::table::{Setting, TableId};
use crate::order::{AgentId, components};
use crate::scene::{Scene, SceneCell, SceneKind};

/// Rows and columns of a room: eight agents and one cell to spare.
const INSIDE: usize = 3;
/// From a room to the next: a room and a wall.
const STRIDE: usize = INSIDE + 1;

/// Draws a lane. Each agent has its own cell in every room, by its seat; a body is an item there, with
/// the first letter of its colour.
pub(super) fn scene(world: &World, lane: usize) -> Scene {
    let setting = components::<TableId, Setting>(world, lane)
        .first()
        .copied()
        .unwrap_or_default();
    let (rows, cols) = (usize::from(setting.height), usize::from(setting.width));
    let (height, width) = (rows * STRIDE + 1, cols * STRIDE + 1);
    let mut cells = walls(height, width);
    let identities = components::<AgentId, Identity>(world, lane);
    let lives = components::<AgentId, Life>(world, lane);
    let places = components::<AgentId, Place>(world, lane);
    for (seat, at) in places.iter().enumerate() {
        let (row, col) = place(at.room);
        let row = usize::from(row) * STRIDE + 1 + seat / INSIDE;
        let col = usize::from(col) * STRIDE + 1 + seat % INSIDE;
        let kind = match lives[seat] {
            Life::Alive => SceneKind::Agent { seat },
            Life::Body => SceneKind::Item {
                index: seat,
                label: NAMES[usize::from(identities[seat].colour)][..1].to_uppercase(),
                target: identities[seat].impostor,
                lifted: false,
            },
            Life::Gone => continue,
        };
        cells.push(SceneCell { row, col, kind });
    }
    cells.sort_by_key(|cell| (cell.row, cell.col));
    Scene {
        height,
        width,
        cells,
    }
}

/// Walls around and between rooms, with a door in the middle of each wall between two.
fn walls(height: usize, width: usize) -> Vec<SceneCell> {
    let mut cells = Vec::new();
    for row in 0..height {
        for col in 0..width {
            let (across, down) = (row % STRIDE == 0, col % STRIDE == 0);
            let rim = row == 0 || col == 0 || row + 1 == height || col + 1 == width;
            let door = !rim
                && ((across && col % STRIDE == STRIDE / 2) || (down && row % STRIDE == STRIDE / 2));
            if (across || down) && !door {
                cells.push(SceneCell {
                    row,
                    col,
                    kind: SceneKind::Wall,
                });
            }
        }
    }
    cells
}
