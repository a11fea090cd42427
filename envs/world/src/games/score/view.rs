//! ScoreG as a picture.

use bevy_ecs::prelude::*;

use super::components::{ItemId, Lifted, Score, WallId, target};
use super::placement::PlacementRules;
use crate::grid::Position;
use crate::order::{AgentId, components};
use protolang_spec::scene::{Scene, SceneCell, SceneKind};

/// Draws a lane.
pub(super) fn scene(world: &World, lane: usize) -> Scene {
    let grid = usize::from(world.resource::<PlacementRules>().config.grid);
    let scores = components::<ItemId, Score>(world, lane);
    let lifted = components::<ItemId, Lifted>(world, lane);
    let cell = |at: Position, kind| SceneCell {
        row: at.row.into(),
        col: at.col.into(),
        kind,
    };

    let walls = components::<WallId, Position>(world, lane);
    let mut cells: Vec<SceneCell> = walls
        .into_iter()
        .map(|at| cell(at, SceneKind::Wall))
        .collect();
    for (index, at) in components::<ItemId, Position>(world, lane)
        .into_iter()
        .enumerate()
    {
        let kind = SceneKind::Item {
            index,
            label: scores[index].0.to_string(),
            target: index == target(&scores),
            lifted: lifted[index].0,
        };
        cells.push(cell(at, kind));
    }
    for (seat, at) in components::<AgentId, Position>(world, lane)
        .into_iter()
        .enumerate()
    {
        cells.push(cell(at, SceneKind::Agent { seat }));
    }
    cells.sort_by_key(|cell| (cell.row, cell.col));
    Scene {
        height: grid,
        width: grid,
        cells,
    }
}
