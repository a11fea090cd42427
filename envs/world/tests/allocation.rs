//! A step allocates nothing.

#![expect(unsafe_code, reason = "a global allocator is unsafe to write")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use protolang_envs::games::GameConfig;
use protolang_envs::games::registry::games;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use protolang_spec::step::Status;

thread_local! {
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

/// The system's allocator, counting.
struct Counting;

// SAFETY: every call is passed on to `System` unchanged; the counter is a plain thread-local number whose
// access neither allocates nor unwinds (`try_with` covers a thread that is ending).
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let _ = ALLOCATIONS.try_with(|count| count.set(count.get() + 1));
        // SAFETY: the caller keeps `GlobalAlloc`'s contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps `GlobalAlloc`'s contract.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn allocations() -> u64 {
    ALLOCATIONS.with(Cell::get)
}

#[test]
fn a_thousand_steps_with_resets_allocate_nothing() {
    let channels = [
        ChannelPhysics::default(),
        ChannelPhysics {
            length: 2,
            noise: 0.1,
            silence: true,
            ..ChannelPhysics::default()
        },
        ChannelPhysics {
            length: 2,
            delay: 3,
            range: Some(2),
            noise: 0.1,
            silence: true,
            ..ChannelPhysics::default()
        },
        ChannelPhysics {
            length: 3,
            noise: 0.1,
            silence: true,
            ..ChannelPhysics::default()
        },
    ];
    let listed = games().entries().map(|entry| {
        let name = entry.name;
        let game = GameConfig::from_name(name).expect("a listed game exists");
        (name, game)
    });
    let cells = r#"{"name": "deduction", "map": {"cells": 5}}"#;
    let cells = serde_json::from_str(cells).expect("options of a game");
    for (name, game) in listed.chain([("deduction on cells", cells)]) {
        // A game may refuse a channel that makes no sense in it, but not the plain one.
        assert_eq!(game.validate(&channels[0]), Ok(()));
        for channel in channels
            .iter()
            .filter(|channel| game.validate(channel).is_ok())
        {
            let mut batch = game.make_lanes(channel, 0..50, 1).expect("a game");
            let spaces = batch.spaces().clone();
            let seats = batch.lanes() * batch.agents();
            let mut rng = stream(
                EpisodeKey {
                    run_seed: 1,
                    lane: 0,
                    episode: 0,
                },
                Purpose::Policy,
            );
            let mut actions = vec![0; seats];
            let mut symbols = vec![0; seats * spaces.symbols.length];
            let mut observations = vec![0; seats * spaces.observation_len()];
            let mut heard = vec![0; seats * spaces.heard_len()];
            let mut episodes = 0;

            let before = allocations();
            assert_eq!(
                allocations() - before,
                0,
                "counting allocates nothing itself"
            );
            for _ in 0..1_000 {
                for action in &mut actions {
                    *action = below(&mut rng, spaces.actions.len() as u32) as u8;
                }
                for symbol in &mut symbols {
                    *symbol = below(&mut rng, spaces.symbols.alphabet as u32) as u16;
                }
                let view = batch
                    .step(&actions, &symbols, &mut observations, &mut heard)
                    .expect("the step is legal");
                episodes += view
                    .status
                    .iter()
                    .filter(|s| **s != Status::Running)
                    .count();
            }
            assert_eq!(allocations() - before, 0, "{name}");
            assert!(episodes > 100, "episodes have ended and begun");
        }
    }
    let before = allocations();
    drop(vec![1_u8; 100]);
    assert_eq!(allocations() - before, 1, "the counter counts");
}
