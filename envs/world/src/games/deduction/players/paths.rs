//! How scripted players walk on the map of cells: straight in a room, where nothing is in the way, and
//! through doors from room to room.

use super::super::layout::RoomLayout;
use super::super::rooms::place;
use crate::grid::Position;

const NORTH: usize = 0;
const SOUTH: usize = 1;
const WEST: usize = 2;
const EAST: usize = 3;

/// The direction of the first step on the way to a cell, first along the column of rooms; none where one is
/// there. Between rooms in line with each other no way is shorter.
pub(super) fn towards(layout: RoomLayout, from: Position, to: Position) -> Option<usize> {
    let (own, there) = (layout.room_of(from), layout.room_of(to));
    let ((row, col), (to_row, to_col)) = (place(own), place(there));
    match nearer(row, to_row, NORTH, SOUTH).or(nearer(col, to_col, WEST, EAST)) {
        None => in_room(layout, from, to),
        Some(way) => out_of_room(layout, from, way),
    }
}

/// The direction of the first step out of the room of a cell, through the door that leads this way.
pub(super) fn out_of_room(layout: RoomLayout, from: Position, way: usize) -> Option<usize> {
    let door = layout.door(layout.room_of(from), way)?;
    match from == door {
        true => Some(way),
        false => in_room(layout, from, door),
    }
}

/// The same for two cells of one room, its doors included.
fn in_room(layout: RoomLayout, from: Position, to: Position) -> Option<usize> {
    let upright = nearer(from.row, to.row, NORTH, SOUTH);
    let sideways = nearer(from.col, to.col, WEST, EAST);
    // Out of a door, and into one, leads one way only.
    let upright_first = match (layout.opens_upright(from), layout.opens_upright(to)) {
        (Some(upright), _) => upright,
        (None, Some(upright)) => !upright,
        (None, None) => true,
    };
    match upright_first {
        true => upright.or(sideways),
        false => sideways.or(upright),
    }
}

fn nearer(from: u8, to: u8, back: usize, on: usize) -> Option<usize> {
    match from.cmp(&to) {
        std::cmp::Ordering::Less => Some(on),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(back),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::super::super::layout::next;
    use super::*;

    /// Steps from every cell to this one, by search.
    fn distances(layout: RoomLayout, to: Position) -> Vec<Option<usize>> {
        let mut found = vec![None; layout.cells().count()];
        found[layout.index(to)] = Some(0);
        let mut open = VecDeque::from([(to, 0)]);
        while let Some((at, steps)) = open.pop_front() {
            for beside in (0..4).map(|way| next(at, way)) {
                if layout.is_floor(beside) && found[layout.index(beside)].is_none() {
                    found[layout.index(beside)] = Some(steps + 1);
                    open.push_back((beside, steps + 1));
                }
            }
        }
        found
    }

    #[test]
    fn every_walk_arrives_and_every_step_leads_nearer() {
        for (side, width, height) in [(3, 3, 3), (4, 2, 3), (5, 4, 1), (6, 2, 2)] {
            let layout = RoomLayout::new(side, width, height);
            for to in layout.cells().filter(|at| layout.is_floor(*at)) {
                let distances = distances(layout, to);
                for from in layout.cells().filter(|at| layout.is_floor(*at)) {
                    let left = distances[layout.index(from)].expect("all rooms hang together");
                    let step = |at| Some(next(at, towards(layout, at, to)?));
                    let walk: Vec<Position> = std::iter::successors(Some(from), |at| step(*at))
                        .take(100)
                        .collect();
                    assert_eq!(walk.last(), Some(&to), "from {from:?}");
                    assert!(walk.iter().all(|at| layout.is_floor(*at)));
                    let [one, other] = [from, to].map(|at| place(layout.room_of(at)));
                    let in_line = one.0 == other.0 || one.1 == other.1;
                    // From and to doors the way through the room on the other side may be shorter.
                    if in_line && !layout.is_door(from) && !layout.is_door(to) {
                        assert_eq!(walk.len() - 1, left, "from {from:?} to {to:?}");
                    }
                }
            }
        }
    }
}
