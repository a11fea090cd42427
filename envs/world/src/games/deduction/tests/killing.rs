//! Kills: who sees them, and what comes of them.

use super::arena::{Arena, EAST, kill, room};
use crate::games::deduction::DeductionConfig;
use crate::games::deduction::actions::DO_TASK;
use crate::games::deduction::components::{Cooldown, Life, Place};
use protolang_spec::vec_env::VecEnv as _;

/// Seat 1 works in the first room, 2 comes into it, 3 is elsewhere, 4 is the victim on its way out.
fn scene() -> Arena {
    let mut arena = Arena::new(DeductionConfig::default());
    arena.tasks(1, &[room(0, 1)]);
    arena.place(0, room(0, 1));
    arena.place(1, room(0, 1));
    arena.place(2, room(0, 0));
    arena.place(3, room(1, 0));
    arena.place(4, room(0, 1));
    arena.ready_to_kill(0, 0b10010);
    arena
}

#[test]
fn who_works_or_is_elsewhere_sees_no_kill() {
    let mut arena = scene();
    assert!(arena.legal(0).contains(&"kill-blue"));
    let step = arena.step(&[
        (0, kill(4)),
        (1, DO_TASK),
        (2, EAST),
        (4, super::arena::SOUTH),
    ]);
    assert_eq!(step.rewards, [0.2, 0.0, 0.0, 0.0, 0.0]);
    assert_eq!(arena.get::<Life>(4), Life::Body);
    assert_eq!(
        arena.get::<Place>(4),
        Place::at(room(0, 1)),
        "it lies with the killer"
    );
    let saw = [1, 2, 3, 4].map(|seat| arena.saw(seat));
    assert_eq!(saw, [false, true, false, false]);
    // In the tick of the kill the time has already begun to run.
    assert_eq!(arena.get::<Cooldown>(0), Cooldown(4));
    assert_eq!(arena.legal(4), ["wait"]);
    assert!(arena.batch.legal_actions()[..31].iter().any(|legal| *legal));
    assert!(!arena.legal(0).iter().any(|name| name.starts_with("kill")));
}

#[test]
fn nobody_is_killed_before_the_time_is_up_or_out_of_sight() {
    let mut arena = scene();
    assert!(!arena.legal(0).contains(&"kill-purple"));
    arena.step(&[(0, kill(3))]);
    assert_eq!(arena.get::<Life>(3), Life::Alive);
    let arena = Arena::new(DeductionConfig::default());
    assert!(!arena.legal(0).iter().any(|name| name.starts_with("kill")));
}

#[test]
fn as_many_impostors_as_crewmates_is_their_win() {
    let mut arena = scene();
    arena.put::<crate::order::AgentId, _>(2, Life::Gone);
    arena.put::<crate::order::AgentId, _>(3, Life::Gone);
    let step = arena.step(&[(0, kill(4))]);
    assert_eq!(step.outcome, Some("impostor"));
    assert_eq!(step.rewards, [1.2, 0.0, 0.0, 0.0, 0.0]);
}

#[test]
fn impostors_know_and_spare_each_other() {
    let mut arena = Arena::new(DeductionConfig {
        crew: 4,
        impostors: 2,
        ..DeductionConfig::default()
    });
    arena.ready_to_kill(0, 0b11_1110);
    let kills: Vec<_> = arena
        .legal(0)
        .into_iter()
        .filter(|name| name.starts_with("kill"))
        .collect();
    assert_eq!(
        kills,
        ["kill-orange", "kill-purple", "kill-blue", "kill-yellow"]
    );
    // Both kill the same one in the same tick: one kill is paid.
    arena.ready_to_kill(1, 0b11_1101);
    let step = arena.step(&[(0, kill(3)), (1, kill(3))]);
    assert_eq!(step.rewards[..2], [0.2, 0.0]);
}
