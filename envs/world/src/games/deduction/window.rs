//! The window that an agent sees on the map of cells: as many cells in every direction, itself in the
//! middle, north always up. Of what is out of sight nothing is shown, not even a wall.

use super::colours::{COLOURS, NAMES};
use super::config::MapConfig;
use crate::games::manual::place_in_words;
use protolang_spec::block::{Block, BlockKind, Element};

/// Numbers of a cell: a wall, whether it is in sight, an own open task, a body, and for each colour
/// whether that other player stands there.
pub(super) const CHANNELS: usize = PLAYERS + COLOURS;
pub(super) const WALL: usize = 0;
pub(super) const SEEN: usize = 1;
pub(super) const TASK: usize = 2;
pub(super) const BODY: usize = 3;
pub(super) const PLAYERS: usize = 4;

/// Bytes of the window; none where rooms are points.
pub(super) fn len(map: &MapConfig) -> usize {
    let side = 2 * usize::from(map.window) + 1;
    if map.cells == 0 {
        0
    } else {
        side * side * CHANNELS
    }
}

/// The window as a block of the observation, if there is one.
pub(super) fn block(map: &MapConfig) -> Option<Block> {
    let radius = isize::from(map.window);
    let side = 2 * usize::from(map.window) + 1;
    let mut elements = Vec::with_capacity(len(map));
    for row in -radius..=radius {
        for col in -radius..=radius {
            let place = place_in_words(row, col);
            let what = [
                ("wall", "wall"),
                ("in_sight", "in sight"),
                ("own_task", "own open task"),
                ("body", "a body"),
            ];
            let all = what.into_iter().chain(NAMES.map(|name| (name, name)));
            elements.extend(all.map(|(id, what)| {
                Element::new(format!("{id}.{row}.{col}"), format!("{what}, {place}"))
            }));
        }
    }
    (map.cells > 0).then_some(Block {
        name: "window",
        kind: BlockKind::Grid {
            height: side,
            width: side,
            channels: CHANNELS,
        },
        scale: 1.0,
        elements,
    })
}
