//! The map of cells, set by hand: two by two rooms of five cells, walls in rows and columns 0, 6 and 12,
//! doors in the middle of the inner ones.

use super::arena::Arena;
use crate::games::deduction::actions::{GO, REPORT};
use crate::games::deduction::components::{
    Activity, Asked, Cooldown, Identity, Life, Place, Sight, Spots, Tasks,
};
use crate::games::deduction::layout::RoomLayout;
use crate::games::deduction::looking::{LaneView, look_around};
use crate::games::deduction::rules::Rules;
use crate::games::deduction::table::Setting;
use crate::games::deduction::{DeductionConfig, MapConfig};
use crate::grid::Position;
use crate::order::{AgentId, components};
use protolang_spec::vec_env::VecEnv as _;

pub(super) const LAYOUT: (u8, u8, u8) = (5, 2, 2);
pub(super) const WEST: u8 = GO.start + 2;

pub(super) fn at((row, col): (u8, u8)) -> Position {
    Position { row, col }
}

pub(super) fn config() -> DeductionConfig {
    DeductionConfig {
        map: MapConfig {
            cells: LAYOUT.0,
            ..MapConfig::default()
        },
        ..DeductionConfig::default()
    }
}

pub(super) fn room_of(cell: (u8, u8)) -> u8 {
    let (side, width, height) = LAYOUT;
    RoomLayout::new(side, width, height).room_of(at(cell))
}

/// Everybody free in these cells, by seat, and each with one task in the last room's last cell.
pub(super) fn field(config: DeductionConfig, cells: &[(u8, u8)]) -> Arena {
    let mut arena = Arena::new(config);
    for (seat, cell) in cells.iter().enumerate() {
        stand(&mut arena, seat, *cell);
        if seat > 0 {
            set_tasks(&mut arena, seat, &[(11, 11)]);
        }
    }
    look(&mut arena);
    arena
}

/// Puts an agent into a cell, free and asked.
pub(super) fn stand(arena: &mut Arena, seat: usize, cell: (u8, u8)) {
    arena.put::<AgentId, _>(seat, at(cell));
    arena.put::<AgentId, _>(seat, Place::at(room_of(cell)));
    arena.put::<AgentId, _>(seat, Activity::default());
    arena.put::<AgentId, _>(seat, Asked(true));
}

pub(super) fn lie(arena: &mut Arena, seat: usize, cell: (u8, u8)) {
    stand(arena, seat, cell);
    arena.put::<AgentId, _>(seat, Life::Body);
    arena.put::<AgentId, _>(seat, Asked(false));
}

pub(super) fn set_tasks(arena: &mut Arena, seat: usize, cells: &[(u8, u8)]) {
    let rooms: Vec<u8> = cells.iter().map(|cell| room_of(*cell)).collect();
    arena.tasks(seat, &rooms);
    let mut spots = Spots::default();
    for (spot, cell) in spots.0.iter_mut().zip(cells) {
        *spot = at(*cell);
    }
    arena.put::<AgentId, _>(seat, spots);
}

/// Lets everybody look around.
pub(super) fn look(arena: &mut Arena) {
    let world = arena.batch.world();
    let (identities, lives, places, cells, tasks, spots, cooldowns) = (
        components::<AgentId, Identity>(world, 0),
        components::<AgentId, Life>(world, 0),
        components::<AgentId, Place>(world, 0),
        components::<AgentId, Position>(world, 0),
        components::<AgentId, Tasks>(world, 0),
        components::<AgentId, Spots>(world, 0),
        components::<AgentId, Cooldown>(world, 0),
    );
    let lane = LaneView {
        identities: &identities,
        lives: &lives,
        places: &places,
        cells: &cells,
    };
    let setting = arena.table::<Setting>();
    let cell_map = world.resource::<Rules>().cell_map(setting);
    let cell_map = cell_map.expect("a map of cells");
    let sights: Vec<Sight> = (0..identities.len())
        .map(|seat| {
            let tasks = (&tasks[seat], &spots[seat]);
            look_around(seat, &lane, cell_map, tasks, cooldowns[seat])
        })
        .collect();
    for (seat, sight) in sights.into_iter().enumerate() {
        arena.put::<AgentId, _>(seat, sight);
    }
    arena.mask();
}

/// Lets the impostor kill at once whoever is within reach.
pub(super) fn ready(arena: &mut Arena) {
    arena.put::<AgentId, _>(0, Cooldown(0));
    look(arena);
}

/// The colours of those who can be killed by the impostor, or reported by a seat.
pub(super) fn aims(arena: &Arena, seat: usize, what: &str) -> Vec<String> {
    let names = arena.legal(seat).into_iter();
    names
        .filter_map(|name| Some(name.strip_prefix(what)?.to_owned()))
        .collect()
}

pub(super) fn can_report(arena: &Arena, seat: usize) -> bool {
    let first = usize::from(REPORT.start);
    let all = arena.batch.spaces().actions[first..first + REPORT.len()].to_vec();
    arena.legal(seat).iter().any(|name| all.contains(name))
}
