//! What is known of a map of cells before anybody plays on it: ways, lines of sight, and windows with nobody
//! in them. Worked out once, when a game is built, so that a step only looks things up.

use super::config::DeductionConfig;
use super::layout::{RoomLayout, next};
use super::mixture;
use super::rooms::{DIRECTIONS, SIDE};
use super::sightlines;
use super::table::Setting;
use super::window::{CHANNELS, SEEN, WALL};
use crate::grid::Position;

/// Words of the set of cells that are in sight: enough for the largest window.
const WORDS: usize = 4;
const _: () = assert!(15 * 15 <= WORDS * u64::BITS as usize);

/// All maps that can be drawn.
pub(super) struct Ground {
    /// By width and height.
    maps: [Option<Box<CellMap>>; SIDE * SIDE],
}

/// One map.
pub(super) struct CellMap {
    pub(super) layout: RoomLayout,
    radius: u8,
    /// For each cell the directions in which one can walk, one bit each.
    ways: Vec<u8>,
    /// For each cell what of the window around it is in sight, one bit each.
    seen: Vec<[u64; WORDS]>,
    /// For each cell its window with walls and what is in sight, and nobody in it.
    windows: Vec<u8>,
}

impl Ground {
    /// None where rooms are points.
    pub(super) fn new(config: &DeductionConfig) -> Option<Self> {
        let (side, radius) = (config.map.cells, config.map.window);
        if side == 0 {
            return None;
        }
        let mut maps = [const { None }; SIDE * SIDE];
        for (width, height) in mixture::maps(config) {
            let cell_map = CellMap::new(RoomLayout::new(side, width, height), radius);
            maps[index(width, height)] = Some(Box::new(cell_map));
        }
        Some(Self { maps })
    }

    /// The map of an episode, if it is one that this game draws.
    pub(super) fn find(&self, setting: Setting) -> Option<&CellMap> {
        let sizes = 1..=SIDE as u8;
        let known = sizes.contains(&setting.width) && sizes.contains(&setting.height);
        let index = known.then(|| index(setting.width, setting.height))?;
        self.maps[index].as_deref()
    }
}

fn index(width: u8, height: u8) -> usize {
    usize::from(height - 1) * SIDE + usize::from(width - 1)
}

impl CellMap {
    pub(super) fn new(layout: RoomLayout, radius: u8) -> Self {
        let mut cell_map = Self {
            layout,
            radius,
            ways: Vec::new(),
            seen: Vec::new(),
            windows: Vec::new(),
        };
        let side = 2 * usize::from(radius) + 1;
        for at in layout.cells() {
            let floor = layout.is_floor(at);
            let open = |way: &usize| floor && layout.is_floor(next(at, *way));
            let ways = (0..DIRECTIONS).filter(open).map(|way| 1 << way).sum();
            cell_map.ways.push(ways);
            // Nobody stands in a wall.
            let window = match floor {
                true => sightlines::window(layout, at, radius),
                false => vec![false; side * side],
            };
            let mut seen = [0; WORDS];
            for (index, shown) in window.into_iter().enumerate() {
                seen[index / 64] |= u64::from(shown) << (index % 64);
                let mut numbers = [0; CHANNELS];
                numbers[WALL] =
                    u8::from(shown && !layout.is_floor(sightlines::cell(at, radius, index)));
                numbers[SEEN] = u8::from(shown);
                cell_map.windows.extend(numbers);
            }
            cell_map.seen.push(seen);
        }
        cell_map
    }

    /// Whether one can walk on in this direction.
    pub(super) fn leads_on(&self, from: Position, direction: usize) -> bool {
        self.ways[self.layout.index(from)] >> direction & 1 == 1
    }

    /// Place of a cell in the window around another, if it lies in it and is in sight.
    pub(super) fn spot(&self, from: Position, of: Position) -> Option<usize> {
        let side = 2 * self.radius + 1;
        let row = of.row.wrapping_sub(from.row).wrapping_add(self.radius);
        let col = of.col.wrapping_sub(from.col).wrapping_add(self.radius);
        let spot = usize::from(row) * usize::from(side) + usize::from(col);
        let seen = row < side
            && col < side
            && self.seen[self.layout.index(from)][spot / 64] >> (spot % 64) & 1 == 1;
        seen.then_some(spot)
    }

    /// Whether someone in one cell sees another cell.
    pub(super) fn sees(&self, from: Position, of: Position) -> bool {
        self.spot(from, of).is_some()
    }

    /// The window around a cell with nobody in it.
    pub(super) fn window(&self, around: Position) -> &[u8] {
        let side = 2 * usize::from(self.radius) + 1;
        let len = side * side * CHANNELS;
        &self.windows[self.layout.index(around) * len..][..len]
    }
}
