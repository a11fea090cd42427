//! Lines of sight and windows, against another way to work them out.

use proptest::prelude::*;

use super::field::{config, field, lie, look, set_tasks, stand};
use crate::batch::Batch;
use crate::games::deduction::blocks::LEN;
use crate::games::deduction::components::{Asked, Identity, Life, Spots, Tasks};
use crate::games::deduction::config::MapConfig;
use crate::games::deduction::ground::CellMap;
use crate::games::deduction::layout::RoomLayout;
use crate::games::deduction::sightlines::clear;
use crate::games::deduction::table::{Phase, Setting, TableId};
use crate::games::deduction::window::{self, BODY, CHANNELS, PLAYERS, SEEN, TASK, WALL};
use crate::grid::Position;
use crate::order::{AgentId, components};
use protolang_spec::vec_env::VecEnv as _;

/// Whether no wall is crossed: the times at which one is inside of a square, walking from one middle to the
/// other, are cut with those for rows and for columns. Exact: all times are multiples of one.
fn clear_slowly(layout: RoomLayout, one: Position, other: Position) -> bool {
    let ends =
        [(one.row, other.row), (one.col, other.col)].map(|(a, b)| (i64::from(a), i64::from(b)));
    let whole: i64 = ends.iter().map(|(a, b)| 2 * (b - a).abs().max(1)).product();
    layout
        .cells()
        .filter(|at| !layout.is_floor(*at))
        .all(|wall| {
            let (mut enters, mut leaves) = (0, whole);
            for ((from, to), at) in ends.into_iter().zip([wall.row, wall.col]) {
                let (low, high) = (
                    2 * (i64::from(at) - from) - 1,
                    2 * (i64::from(at) - from) + 1,
                );
                match 2 * (to - from) {
                    0 if low < 0 && 0 < high => {}
                    0 => leaves = 0,
                    speed => {
                        let times = [low * whole / speed, high * whole / speed];
                        enters = enters.max(times[0].min(times[1]));
                        leaves = leaves.min(times[0].max(times[1]));
                    }
                }
            }
            enters >= leaves
        })
}

/// What the window of an agent must show, worked out cell by cell.
fn expected(batch: &Batch, lane: usize, seat: usize, map: &MapConfig) -> Vec<u8> {
    let world = batch.world();
    let [setting] = components::<TableId, Setting>(world, lane)[..] else {
        panic!("a lane has a table");
    };
    let layout = RoomLayout::new(map.cells, setting.width, setting.height);
    let cells = components::<AgentId, Position>(world, lane);
    let lives = components::<AgentId, Life>(world, lane);
    let identities = components::<AgentId, Identity>(world, lane);
    let tasks = components::<AgentId, Tasks>(world, lane)[seat];
    let spots = components::<AgentId, Spots>(world, lane)[seat];
    let (own, radius) = (cells[seat], i32::from(map.window));
    let on_map = |row: i32, col: i32| {
        let at = Position {
            row: u8::try_from(row).ok()?,
            col: u8::try_from(col).ok()?,
        };
        (at.row < layout.rows() && at.col < layout.cols()).then_some(at)
    };
    let in_window = |at: Position| at.chebyshev(own) <= map.window;
    let floor_seen =
        |at: Position| in_window(at) && layout.is_floor(at) && clear_slowly(layout, own, at);
    let mut window = Vec::new();
    for row in i32::from(own.row) - radius..=i32::from(own.row) + radius {
        for col in i32::from(own.col) - radius..=i32::from(own.col) + radius {
            let mut numbers = [0; CHANNELS];
            if let Some(at) = on_map(row, col) {
                let mut around = (-1..=1).flat_map(|r| (-1..=1).map(move |c| (row + r, col + c)));
                let wall = !layout.is_floor(at)
                    && around.any(|(row, col)| on_map(row, col).is_some_and(floor_seen));
                let seen = floor_seen(at);
                numbers[WALL] = u8::from(wall);
                numbers[SEEN] = u8::from(wall || seen);
                let mut mine = (0..8).filter(|task| tasks.open >> task & 1 == 1);
                numbers[TASK] = u8::from(seen && mine.any(|task| spots.0[task] == at));
                for other in
                    (0..cells.len()).filter(|other| *other != seat && cells[*other] == at && seen)
                {
                    match lives[other] {
                        Life::Alive => numbers[PLAYERS + usize::from(identities[other].colour)] = 1,
                        Life::Body => numbers[BODY] = 1,
                        Life::Gone => {}
                    }
                }
            }
            window.extend(numbers);
        }
    }
    window
}

/// Checks that everybody stands on floor, and that the windows show what they must.
pub(super) fn check(batch: &Batch, lane: usize, map: &MapConfig, observations: &[u8]) {
    if map.cells == 0 {
        return;
    }
    let len = LEN + window::len(map);
    let agents = batch.agents();
    let world = batch.world();
    let [setting] = components::<TableId, Setting>(world, lane)[..] else {
        panic!("a lane has a table");
    };
    let layout = RoomLayout::new(map.cells, setting.width, setting.height);
    for cell in components::<AgentId, Position>(world, lane) {
        assert!(layout.is_floor(cell), "{cell:?}");
    }
    let play = components::<TableId, Phase>(world, lane) == [Phase::Play];
    for (seat, asked) in components::<AgentId, Asked>(world, lane)
        .into_iter()
        .enumerate()
    {
        let seen = &observations[(lane * agents + seat) * len..][..len][LEN..];
        if play && asked.0 {
            assert_eq!(
                seen,
                expected(batch, lane, seat, map),
                "lane {lane}, seat {seat}"
            );
        } else {
            assert!(seen.iter().all(|number| *number == 0));
        }
    }
}

proptest! {
    #[test]
    fn sight_is_mutual_and_what_geometry_says(
        (side, radius) in (3_u8..8, 1_u8..8),
        (width, height) in prop::sample::select(vec![(2, 1), (1, 3), (2, 2), (3, 2), (4, 4)]),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 40),
    ) {
        let layout = RoomLayout::new(side, width, height);
        let cell_map = CellMap::new(layout, radius);
        let floor: Vec<Position> = layout.cells().filter(|at| layout.is_floor(*at)).collect();
        for pair in picks.chunks(2) {
            let [one, other] = [pair[0], pair[1]].map(|pick| *pick.get(&floor));
            let sees = clear(layout, one, other);
            prop_assert_eq!(sees, clear(layout, other, one));
            prop_assert_eq!(sees, clear_slowly(layout, one, other), "{:?} {:?}", one, other);
            let near = one.chebyshev(other) <= radius;
            prop_assert_eq!(cell_map.sees(one, other), sees && near);
            prop_assert_eq!(cell_map.sees(other, one), sees && near);
        }
    }
}

/// A window as text: walls, floor in sight, tasks, bodies, players.
fn drawn(observation: &[u8], side: usize) -> String {
    let rows = observation[LEN..].chunks_exact(side * CHANNELS).map(|row| {
        let cells = row.chunks_exact(CHANNELS).map(|cell| match cell {
            cell if cell[WALL] == 1 => '#',
            cell if cell[SEEN] == 0 => ' ',
            cell if cell[BODY] == 1 => 'x',
            cell if cell[TASK] == 1 => 't',
            cell => match cell[PLAYERS..].iter().position(|there| *there == 1) {
                Some(colour) => char::from(b'0' + colour as u8),
                None => '.',
            },
        });
        format!("|{}|", cells.collect::<String>())
    });
    rows.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_window_shows_what_walls_do_not_hide() {
    let mut arena = field(config(), &[(3, 8), (3, 4), (5, 1), (1, 8), (11, 11)]);
    lie(&mut arena, 4, (1, 3));
    set_tasks(&mut arena, 1, &[(4, 2), (3, 9), (1, 7)]);
    stand(&mut arena, 2, (5, 1));
    look(&mut arena);
    let (mut observations, mut heard) = (arena.observations.clone(), arena.heard.clone());
    arena.batch.observe(&mut observations, &mut heard);
    let len = LEN + window::len(&config().map);
    insta::assert_snapshot!(drawn(&observations[len..2 * len], 11), @r"
    |           |
    |           |
    | #######   |
    | #..x..#   |
    | #.....#  .|
    | #.......0t|
    | #.t...#  .|
    | #2....#   |
    | ###.###   |
    |    .      |
    |   ..      |
    ");
}
