//! What an agent sees when it looks around: its room, and who is in it; on the map of cells, who is in
//! sight.

use super::colours::{each, only};
use super::components::{Cooldown, Identity, Life, Place, Sight, Spots, Tasks};
use super::ground::CellMap;
use super::rooms::direction;
use super::window::{BODY, CHANNELS, PLAYERS, TASK};
use crate::grid::Position;

/// The agents of one lane, as one looks at them.
pub(super) struct LaneView<'a> {
    pub(super) identities: &'a [Identity],
    pub(super) lives: &'a [Life],
    pub(super) places: &'a [Place],
    pub(super) cells: &'a [Position],
}

/// What the agent in a seat sees.
pub(super) fn look(seat: usize, lane: &LaneView<'_>, tasks: &Tasks, cooldown: Cooldown) -> Sight {
    let room = lane.places[seat].room;
    let mut sight = Sight {
        room,
        tasks: tasks.open_in(room),
        cooldown: cooldown.0,
        ..Sight::default()
    };
    for (other, at) in lane.places.iter().enumerate() {
        if other == seat || (at.room != room && at.from != room) {
            continue;
        }
        let (colour, life) = (lane.identities[other].colour, lane.lives[other]);
        let way = |to: u8| (direction(room, to) as u16) << (2 * colour);
        if !at.walks() {
            match life {
                Life::Alive => sight.here |= only(colour),
                Life::Body => sight.bodies |= only(colour),
                Life::Gone => {}
            }
        } else if at.room == room {
            // Also one who was ejected on its way, if the game has ghosts: it never arrives.
            sight.entering |= only(colour);
            sight.ways |= way(at.from);
        } else {
            sight.leaving |= only(colour);
            sight.ways |= way(at.room);
        }
    }
    sight
}

/// What the agent in a seat sees on the map of cells: nobody is on its way there.
pub(super) fn look_around(
    seat: usize,
    lane: &LaneView<'_>,
    cell_map: &CellMap,
    (tasks, spots): (&Tasks, &Spots),
    cooldown: Cooldown,
) -> Sight {
    let own = lane.cells[seat];
    let mut sight = Sight {
        room: lane.places[seat].room,
        tasks: tasks.open & spots.at(own),
        cooldown: cooldown.0,
        ..Sight::default()
    };
    for (other, at) in lane.cells.iter().enumerate() {
        let set = match lane.lives[other] {
            Life::Alive => &mut sight.here,
            Life::Body => &mut sight.bodies,
            Life::Gone => continue,
        };
        if other != seat && cell_map.sees(own, *at) {
            *set |= only(lane.identities[other].colour);
        }
    }
    sight
}

/// Writes the window of the agent in a seat: what it sees around it.
pub(super) fn write_window(
    out: &mut [u8],
    seat: usize,
    lane: &LaneView<'_>,
    cell_map: &CellMap,
    (tasks, spots): (&Tasks, &Spots),
) {
    let own = lane.cells[seat];
    out.copy_from_slice(cell_map.window(own));
    for task in each(tasks.open) {
        if let Some(spot) = cell_map.spot(own, spots.0[usize::from(task)]) {
            out[spot * CHANNELS + TASK] = 1;
        }
    }
    for (other, at) in lane.cells.iter().enumerate() {
        let channel = match lane.lives[other] {
            Life::Alive => PLAYERS + usize::from(lane.identities[other].colour),
            Life::Body => BODY,
            Life::Gone => continue,
        };
        if other == seat {
            continue;
        }
        if let Some(spot) = cell_map.spot(own, *at) {
            out[spot * CHANNELS + channel] = 1;
        }
    }
}
