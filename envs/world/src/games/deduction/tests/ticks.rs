//! Walking, working and waiting, tick by tick.

use super::arena::{Arena, EAST, NORTH, SOUTH, room};
use crate::games::deduction::DeductionConfig;
use crate::games::deduction::actions::DO_TASK;
use crate::games::deduction::components::{Place, Tasks};

fn base() -> Arena {
    Arena::new(DeductionConfig::default())
}

/// Steps until a seat is asked again.
fn ticks_until_asked(arena: &mut Arena, seat: usize, first: u8) -> usize {
    arena.step(&[(seat, first)]);
    let mut ticks = 1;
    while !arena.asked(seat) {
        arena.step(&[]);
        ticks += 1;
    }
    ticks
}

#[test]
fn a_walk_takes_its_time_and_shows_on_both_sides() {
    let mut arena = base();
    arena.step(&[(1, EAST)]);
    let walking = Place {
        room: room(0, 1),
        from: room(0, 0),
    };
    assert_eq!(arena.get::<Place>(1), walking);
    assert!(!arena.asked(1));
    for _ in 0..2 {
        arena.step(&[]);
        assert_eq!(arena.get::<Place>(1), walking);
    }
    arena.step(&[]);
    assert_eq!(arena.get::<Place>(1), Place::at(room(0, 1)));
    assert!(!arena.asked(1));
    arena.step(&[]);
    assert!(arena.asked(1));
    assert_eq!(ticks_until_asked(&mut base(), 1, SOUTH), 5);
}

#[test]
fn a_task_takes_its_time_and_pays_when_it_is_done() {
    let mut arena = base();
    arena.tasks(1, &[room(0, 1), room(0, 0), room(0, 0)]);
    arena.place(1, room(0, 0));
    assert!(arena.legal(1).contains(&"do-task"));
    let paid: Vec<f32> = (0..5)
        .map(|_| arena.step(&[(1, DO_TASK)]).rewards[1])
        .collect();
    assert_eq!(paid, [0.0, 0.0, 0.0, 0.2, 0.0]);
    assert_eq!(arena.get::<Tasks>(1).open, 0b101, "the first in the room");
    assert!(arena.asked(1));
}

#[test]
fn who_waits_is_asked_after_three_ticks_or_when_something_is_new() {
    let mut arena = base();
    arena.place(1, room(1, 1));
    arena.step(&[(2, EAST)]);
    // Nothing is new to seat 1 in its room, far away from the others.
    arena.step(&[]);
    while !arena.asked(1) {
        arena.step(&[]);
    }
    assert_eq!(ticks_until_asked(&mut arena, 1, 0), 3);
    // The impostor's cooldown is news in every tick.
    let mut arena = base();
    arena.step(&[]);
    for _ in 0..4 {
        assert_eq!(ticks_until_asked(&mut arena, 0, 0), 1);
    }
}

#[test]
fn rooms_lead_on_where_the_map_does() {
    let mut arena = base();
    arena.place(1, room(1, 0));
    assert_eq!(arena.legal(1), ["wait", "go-north", "go-east"]);
    arena.place(1, room(0, 1));
    assert_eq!(arena.legal(1), ["wait", "go-south", "go-west"]);
    // A way that is not there is waiting.
    arena.step(&[(1, NORTH)]);
    assert_eq!(arena.get::<Place>(1), Place::at(room(0, 1)));
}

#[test]
fn all_tasks_done_is_the_crews_win_one_tick_later() {
    let mut arena = base();
    for seat in 1..5 {
        arena.tasks(seat, &[]);
    }
    arena.tasks(1, &[room(0, 0)]);
    arena.place(1, room(0, 0));
    for _ in 0..4 {
        assert_eq!(arena.step(&[(1, DO_TASK)]).outcome, None);
    }
    let last = arena.step(&[]);
    assert_eq!(last.outcome, Some("tasks"));
    assert_eq!(last.rewards, [0.0, 1.0, 1.0, 1.0, 1.0]);
}

#[test]
fn the_cap_cuts_off() {
    let mut arena = Arena::new(DeductionConfig {
        cap: 20,
        ..DeductionConfig::default()
    });
    let steps = (4..20).map(|_| arena.step(&[]).outcome).collect::<Vec<_>>();
    assert!(steps.iter().all(Option::is_none));
    let last = arena.step(&[]);
    assert_eq!(last.outcome, Some("cap"));
    assert_eq!(last.status, protolang_spec::step::Status::Truncated);
    assert_eq!(last.rewards, [0.0; 5]);
    assert_eq!(arena.ticks(), 20);
}
