//! What agents observe, and what viewers see.

use super::arena::{Arena, EAST, report, room};
use crate::games::deduction::blocks::{
    BODIES, DOING, ENTERING, HERE, LEN, LIVING, REPORT, SELF, SPEAKERS, WAYS, blocks,
};
use crate::games::deduction::colours::COLOURS;
use crate::games::deduction::table::Phase;
use crate::games::deduction::{DeductionConfig, MapConfig};
use protolang_spec::scene::SceneKind;
use protolang_spec::vec_env::VecEnv as _;

fn seen(arena: &mut Arena, seat: usize) -> Vec<u8> {
    let (mut observations, mut heard) = (arena.observations.clone(), arena.heard.clone());
    arena.batch.observe(&mut observations, &mut heard);
    observations[seat * LEN..(seat + 1) * LEN].to_vec()
}

/// A set of colours in an observation, in order.
fn colours(observation: &[u8], at: usize) -> Vec<usize> {
    (0..COLOURS)
        .filter(|colour| observation[at + colour] == 1)
        .collect()
}

#[test]
fn the_blocks_describe_every_number() {
    let blocks = blocks(&MapConfig::default());
    assert!(
        blocks
            .iter()
            .all(|block| block.elements.len() == block.len())
    );
    assert_eq!(
        blocks
            .iter()
            .map(protolang_spec::block::Block::len)
            .sum::<usize>(),
        LEN
    );
}

#[test]
fn the_free_see_their_room_and_the_busy_do_not() {
    let mut arena = Arena::new(DeductionConfig::default());
    arena.place(2, room(0, 1));
    arena.body(4, room(0, 1));
    // Seat 1 walks in, seat 3 has stayed in the first room.
    arena.step(&[(1, EAST)]);
    let here = seen(&mut arena, 2);
    assert_eq!(colours(&here, SELF + 2), [2]);
    assert_eq!(colours(&here, ENTERING), [1]);
    assert_eq!(here[WAYS + 4..WAYS + 8], [0, 0, 1, 0], "from the west");
    assert_eq!(colours(&here, BODIES), [4]);
    assert_eq!(
        colours(&here, LIVING),
        [0, 1, 2, 3, 4],
        "no death is announced"
    );
    assert_eq!(colours(&seen(&mut arena, 3), HERE), [0]);
    let walking = seen(&mut arena, 1);
    assert_eq!(walking[DOING..DOING + 4], [0, 0, 1, 0]);
    assert_eq!(colours(&walking, HERE), [] as [usize; 0]);
    assert_eq!(colours(&walking, BODIES), [] as [usize; 0]);
}

#[test]
fn a_meeting_shows_who_reported_and_who_speaks() {
    let mut arena = Arena::new(DeductionConfig::default());
    arena.body(4, room(0, 0));
    arena.step(&[]);
    arena.step(&[]);
    while !arena.legal(1).contains(&"report-blue") {
        arena.step(&[]);
    }
    arena.step(&[(1, report(4))]);
    let first = usize::from(arena.meeting().order[0]);
    for seat in 0..4 {
        let seen = seen(&mut arena, seat);
        assert_eq!(colours(&seen, REPORT), [1]);
        assert_eq!(colours(&seen, REPORT + COLOURS), [4]);
        assert_eq!(colours(&seen, LIVING), [0, 1, 2, 3]);
        assert_eq!(colours(&seen, SPEAKERS + COLOURS), [first]);
    }
    arena.step(&[]);
    arena.step(&[]);
    assert_eq!(arena.phase(), Phase::Query);
    let listener = (0..4).find(|seat| *seat != first).expect("others live");
    assert_eq!(colours(&seen(&mut arena, listener), SPEAKERS), [first]);
    assert_eq!(seen(&mut arena, 4), [0; LEN]);
}

#[test]
fn the_scene_has_rooms_doors_agents_and_bodies() {
    let mut arena = Arena::new(DeductionConfig::default());
    arena.body(4, room(1, 1));
    let scene = arena.batch.scene(0);
    assert_eq!((scene.height, scene.width), (9, 9));
    let at = |row: usize, col: usize| {
        let cell = scene
            .cells
            .iter()
            .find(|cell| (cell.row, cell.col) == (row, col));
        cell.map(|cell| cell.kind.clone())
    };
    assert_eq!(at(0, 2), Some(SceneKind::Wall));
    assert_eq!(at(4, 2), None, "a door");
    assert_eq!(at(1, 1), Some(SceneKind::Agent { seat: 0 }));
    assert!(matches!(at(6, 6), Some(SceneKind::Item { index: 4, .. })));
    let agents = scene
        .cells
        .iter()
        .filter(|cell| matches!(cell.kind, SceneKind::Agent { .. }));
    assert_eq!(agents.count(), 4);
}
