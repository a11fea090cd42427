//! The deduction game as a picture: rooms between walls, with doors. Where rooms are points each agent has a
//! place of its own in every room; on the map of cells all stand where they stand.

use bevy_ecs::prelude::*;

use super::colours::NAMES;
use super::components::{Identity, Life, Place};
use super::layout::RoomLayout;
use super::rules::Rules;
use super::table::{Setting, TableId};
use crate::grid::Position;
use crate::order::{AgentId, components};
use protolang_spec::scene::{Scene, SceneCell, SceneKind};

/// Rows and columns of a room that is a point: eight agents and one cell to spare.
const INSIDE: u8 = 3;

/// Draws a lane. A body is an item, with the first letter of its colour.
pub(super) fn scene(world: &World, lane: usize) -> Scene {
    let setting = components::<TableId, Setting>(world, lane)
        .first()
        .copied()
        .unwrap_or_default();
    let cell_map = world.resource::<Rules>().cell_map(setting);
    let in_points = RoomLayout::new(INSIDE, setting.width, setting.height);
    let layout = cell_map.map_or(in_points, |cell_map| cell_map.layout);
    let mut cells = walls(layout);
    let identities = components::<AgentId, Identity>(world, lane);
    let lives = components::<AgentId, Life>(world, lane);
    let places = components::<AgentId, Place>(world, lane);
    let positions = components::<AgentId, Position>(world, lane);
    for (seat, at) in places.iter().enumerate() {
        let at = match cell_map {
            None => layout.inside(at.room, seat as u8),
            Some(_) => positions[seat],
        };
        let (row, col) = (usize::from(at.row), usize::from(at.col));
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
        height: layout.rows().into(),
        width: layout.cols().into(),
        cells,
    }
}

fn walls(layout: RoomLayout) -> Vec<SceneCell> {
    let all = layout.cells().filter(|at| !layout.is_floor(*at));
    all.map(|at| SceneCell {
        row: at.row.into(),
        col: at.col.into(),
        kind: SceneKind::Wall,
    })
    .collect()
}
