//! The rules of the map of cells.

use super::arena::{Arena, EAST, NORTH, SOUTH, kill, report, room, vote};
use super::field::{
    WEST, aims, at, can_report, config, field, lie, look, ready, room_of, set_tasks, stand,
};
use crate::games::deduction::DeductionConfig;
use crate::games::deduction::actions::DO_TASK;
use crate::games::deduction::components::{Life, Place, Sight, Spots, Tasks};
use crate::games::deduction::table::Phase;
use crate::grid::Position;
use crate::order::AgentId;
use protolang_spec::vec_env::VecEnv as _;

/// Everybody but a few out of the way, in the last room.
fn scene(first: &[(u8, u8)]) -> Arena {
    let mut cells = first.to_vec();
    cells.resize(5, (11, 11));
    field(config(), &cells)
}

fn ways(arena: &Arena, seat: usize) -> Vec<String> {
    aims(arena, seat, "go-")
}

#[test]
fn all_begin_in_the_middle_of_the_room() {
    let arena = Arena::new(config());
    for seat in 0..5 {
        assert_eq!(arena.get::<Position>(seat), at((3, 3)));
        assert_eq!(arena.get::<Place>(seat), Place::at(room(0, 0)));
        assert_eq!(arena.get::<Sight>(seat).room, room(0, 0));
    }
}

#[test]
fn walls_stop_and_doors_let_pass() {
    let mut arena = scene(&[(1, 1), (2, 5), (3, 5)]);
    assert_eq!(ways(&arena, 0), ["south", "east"]);
    assert_eq!(ways(&arena, 1), ["north", "south", "west"]);
    assert_eq!(ways(&arena, 2), ["north", "south", "west", "east"]);
    // A way that is not there is waiting.
    arena.step(&[(0, NORTH), (1, EAST), (2, EAST)]);
    assert_eq!(arena.get::<Position>(0), at((1, 1)));
    assert_eq!(arena.get::<Position>(1), at((2, 5)));
    assert_eq!(arena.get::<Position>(2), at((3, 6)));
    assert_eq!(
        arena.get::<Place>(2),
        Place::at(room(0, 0)),
        "a door is of the room to its west"
    );
    assert_eq!(ways(&arena, 2), ["west", "east"]);
    arena.step(&[(2, EAST)]);
    assert_eq!(arena.get::<Position>(2), at((3, 7)));
    assert_eq!(arena.get::<Place>(2), Place::at(room(0, 1)));
    arena.step(&[(2, WEST)]);
    assert_eq!(arena.get::<Place>(2), Place::at(room(0, 0)));
}

#[test]
fn a_step_and_a_wait_take_a_tick_each() {
    let mut arena = scene(&[(1, 1), (3, 3)]);
    for (steps, action) in [SOUTH, 0, SOUTH, NORTH, 0].into_iter().enumerate() {
        assert!(arena.asked(1) && arena.asked(2), "after {steps} steps");
        arena.step(&[(1, action)]);
    }
    assert_eq!(arena.get::<Position>(1), at((4, 3)));
}

#[test]
fn walls_hide_and_doors_show() {
    let sees = |one, other| {
        let arena = scene(&[one, other]);
        let sees =
            [(0, 0b10), (1, 0b1)].map(|(seat, whom)| arena.get::<Sight>(seat).here & whom != 0);
        assert_eq!(
            sees[0], sees[1],
            "{one:?} and {other:?} see each other or neither"
        );
        sees[0]
    };
    assert!(sees((1, 1), (5, 5)), "across a room");
    assert!(sees((3, 3), (3, 3)), "in one cell");
    assert!(!sees((2, 5), (2, 7)), "through a wall");
    assert!(sees((3, 5), (3, 8)), "through a door");
    assert!(sees((3, 6), (2, 5)) && sees((3, 6), (5, 11)), "from a door");
    assert!(!sees((3, 6), (1, 6 + 1)), "from a door around its corner");
    assert!(!sees((1, 3), (7, 3)), "as far as the window goes");
    assert!(sees((2, 3), (7, 3)));
}

#[test]
fn a_kill_needs_a_victim_within_reach() {
    let mut arena = scene(&[(3, 3), (4, 4), (3, 5), (1, 3), (3, 3)]);
    assert_eq!(aims(&arena, 0, "kill-"), [""; 0], "nor before its time");
    ready(&mut arena);
    assert_eq!(aims(&arena, 0, "kill-"), ["green", "blue"]);
    arena.step(&[(0, kill(2))]);
    assert_eq!(arena.get::<Life>(2), Life::Alive);
    // Within reach when the killer chose: a step away does not help. The body lies with the killer.
    ready(&mut arena);
    arena.step(&[(0, kill(1)), (1, EAST)]);
    assert_eq!(arena.get::<Life>(1), Life::Body);
    assert_eq!(arena.get::<Position>(1), at((3, 3)));
}

#[test]
fn who_has_the_killer_in_sight_and_does_not_work_is_a_witness() {
    let mut arena = scene(&[(3, 5), (3, 6), (3, 9), (2, 8), (5, 5)]);
    set_tasks(&mut arena, 2, &[(3, 9)]);
    ready(&mut arena);
    // Seat 2 works in sight, 3 walks behind the wall, 4 is in the room.
    arena.step(&[(0, kill(1)), (2, DO_TASK), (3, NORTH)]);
    assert_eq!(arena.get::<Life>(1), Life::Body);
    assert_eq!([2, 3, 4].map(|seat| arena.saw(seat)), [false, false, true]);
    let mut arena = scene(&[(3, 5), (3, 6), (3, 9), (2, 8), (9, 3)]);
    ready(&mut arena);
    // Now 2 waits, 3 walks into the line through the door, and 4 is elsewhere.
    arena.step(&[(0, kill(1)), (3, SOUTH)]);
    assert_eq!([2, 3, 4].map(|seat| arena.saw(seat)), [true, true, false]);
}

#[test]
fn a_body_is_reported_where_it_is_seen_and_lies_where_it_lies() {
    let mut arena = scene(&[(11, 11), (3, 5), (2, 5)]);
    lie(&mut arena, 4, (3, 8));
    look(&mut arena);
    assert!(can_report(&arena, 1));
    assert!(!can_report(&arena, 2), "a wall is in the way");
    arena.step(&[(2, report(4))]);
    assert_eq!(arena.phase(), Phase::Play);
    arena.step(&[(1, report(4))]);
    assert_eq!(arena.phase(), Phase::Query);
    assert_eq!(arena.meeting().room, room_of((3, 8)));
    assert_ne!(arena.meeting().room, arena.get::<Place>(1).room);
}

#[test]
fn a_task_is_done_in_its_cell() {
    let mut arena = scene(&[(11, 11), (3, 2)]);
    set_tasks(&mut arena, 1, &[(3, 4), (3, 3), (3, 3)]);
    look(&mut arena);
    assert!(
        !arena.legal(1).contains(&"do-task"),
        "the room is not enough"
    );
    arena.step(&[(1, EAST)]);
    assert!(arena.legal(1).contains(&"do-task"));
    let paid: Vec<f32> = (0..5)
        .map(|_| arena.step(&[(1, DO_TASK)]).rewards[1])
        .collect();
    assert_eq!(paid, [0.0, 0.0, 0.0, 0.2, 0.0]);
    assert_eq!(arena.get::<Tasks>(1).open, 0b101, "the first of the cell");
    assert!(arena.asked(1));
}

#[test]
fn tasks_lie_in_cells_of_their_rooms() {
    for seed in 0..50 {
        let arena = Arena::with_seed(config(), seed);
        for seat in 1..5 {
            let (tasks, spots) = (arena.get::<Tasks>(seat), arena.get::<Spots>(seat));
            for (room, spot) in tasks.rooms.iter().zip(spots.0).take(4) {
                assert_eq!(room_of((spot.row, spot.col)), *room);
                assert!(spot.row % 6 != 0 && spot.col % 6 != 0, "not in a door");
            }
        }
    }
}

#[test]
fn after_a_vote_all_are_in_the_middle_again() {
    let mut arena = scene(&[(11, 11), (3, 5), (9, 9)]);
    lie(&mut arena, 4, (3, 3));
    look(&mut arena);
    arena.step(&[(1, report(4))]);
    while arena.phase() != Phase::Vote {
        arena.step(&[]);
    }
    arena.step(&[(0, vote(2)), (1, vote(2)), (2, vote(2))]);
    assert_eq!(arena.phase(), Phase::Play);
    for seat in [0, 1, 3] {
        assert_eq!(arena.get::<Position>(seat), at((3, 3)));
        assert!(arena.asked(seat));
    }
    assert_eq!(arena.get::<Position>(2), at((9, 9)), "the dead stay");
    assert_eq!(arena.get::<Sight>(0).here, 0b1010);
}

#[test]
fn what_stands_or_lies_in_a_wall_is_not_restored() {
    let restored = |change: fn(&mut Arena)| {
        let mut arena = Arena::with_seed(config(), 1);
        change(&mut arena);
        let mut other = Arena::with_seed(config(), 2);
        other.batch.restore(&arena.batch.save())
    };
    let refused = |change| {
        let error = restored(change).expect_err("it is refused");
        error.to_string()
    };
    restored(|arena| set_tasks(arena, 1, &[(11, 11)])).expect("nothing is wrong");
    restored(|arena| stand(arena, 1, (6, 3))).expect("a door is floor");
    insta::assert_snapshot!(refused(|arena| stand(arena, 1, (6, 4))), @"cannot restore saved episodes: an agent stands in a wall or in another room");
    insta::assert_snapshot!(refused(|arena| arena.put::<AgentId, _>(1, Place::at(1))), @"cannot restore saved episodes: an agent stands in a wall or in another room");
    insta::assert_snapshot!(refused(|arena| set_tasks(arena, 1, &[(6, 3)])), @"cannot restore saved episodes: a task lies in a wall, a door or another room");
    let rooms = Arena::with_seed(DeductionConfig::default(), 1);
    let mut cells = Arena::with_seed(config(), 2);
    let error = cells.batch.restore(&rooms.batch.save());
    error.expect_err("cells are missing");
}
