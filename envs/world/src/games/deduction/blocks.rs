//! How an observation is laid out: the same for every map, number of players and role, so that a network
//! that was trained in one setting can play in another.

use super::colours::{COLOURS, NAMES};
use super::config::MapConfig;
use super::rooms::{DIRECTION_NAMES, DIRECTIONS, ROOMS, SIDE};
use super::window;
use crate::spaces::{Block, BlockKind};

/// A block: its name, its length, what networks divide by, and what its elements are.
type Plan = (&'static str, usize, f32, fn(usize) -> String);

const fn len(plan: &Plan) -> usize {
    plan.1
}

/// Where each block begins, and last where the observation ends.
const fn starts<const N: usize, const M: usize>(plans: &[Plan; N]) -> [usize; M] {
    let mut starts = [0; M];
    let mut index = 0;
    while index < N {
        starts[index + 1] = starts[index] + len(&plans[index]);
        index += 1;
    }
    starts
}

const PLANS: [Plan; 20] = [
    ("phase", 4, 1.0, |i| {
        let what = ["play", "a question", "a message", "a vote"][i];
        format!("it is time for {what}")
    }),
    ("turn", 3, 1.0, |i| {
        [
            "it is asked what to do or to vote",
            "it is asked whom it suspects",
            "it is heard when it speaks",
        ][i]
            .to_owned()
    }),
    ("self", 2 + COLOURS, 1.0, |i| match i {
        0 => "it lives".to_owned(),
        1 => "it is an impostor".to_owned(),
        _ => format!("it is {}", NAMES[i - 2]),
    }),
    ("doing", 4, 1.0, |i| {
        let what = ["free", "waiting", "walking", "working"][i];
        format!("it is {what}")
    }),
    ("room", 2 * SIDE, 1.0, in_row_or_column),
    ("setup", 4, 8.0, |i| {
        [
            "rooms in a row",
            "rows of rooms",
            "crewmates at the beginning",
            "impostors at the beginning",
        ][i]
            .to_owned()
    }),
    ("fellows", COLOURS, 1.0, |i| {
        format!("{} is an impostor too (impostors see it)", NAMES[i])
    }),
    ("living", COLOURS, 1.0, |i| {
        format!("{} was alive when that was last announced", NAMES[i])
    }),
    ("here", COLOURS, 1.0, |i| {
        format!("{} is in the room", NAMES[i])
    }),
    ("entering", COLOURS, 1.0, |i| {
        format!("{} comes in", NAMES[i])
    }),
    ("leaving", COLOURS, 1.0, |i| {
        format!("{} goes out", NAMES[i])
    }),
    ("ways", COLOURS * DIRECTIONS, 1.0, |i| {
        let (colour, direction) = (i / DIRECTIONS, i % DIRECTIONS);
        let (colour, direction) = (NAMES[colour], DIRECTION_NAMES[direction]);
        format!("{colour} comes from or goes to the {direction}")
    }),
    ("bodies", COLOURS, 1.0, |i| {
        format!("the body of {} lies in the room", NAMES[i])
    }),
    ("tasks", ROOMS + 2, 8.0, |i| match i {
        0..ROOMS => format!("own open tasks in row {}, column {}", i / SIDE, i % SIDE),
        ROOMS => "own open tasks in the room".to_owned(),
        _ => "own open tasks".to_owned(),
    }),
    ("cooldown", 1, 10.0, |_| {
        "ticks until it can kill".to_owned()
    }),
    ("time", 1, 255.0, |_| {
        "ticks, of 255 that the game can last".to_owned()
    }),
    ("witnessed", 4 * COLOURS, 1.0, |i| {
        let (what, colour) = (i / COLOURS, NAMES[i % COLOURS]);
        let what = [
            "kill in this tick",
            "be killed in this tick",
            "kill",
            "be killed",
        ][what];
        format!("it saw {colour} {what}")
    }),
    ("report", 2 * COLOURS + 2 * SIDE, 1.0, |i| {
        match i / COLOURS {
            0 => format!("{} has reported", NAMES[i]),
            1 => format!("the body of {} was reported", NAMES[i - COLOURS]),
            _ => format!("of the report: {}", in_row_or_column(i - 2 * COLOURS)),
        }
    }),
    ("speakers", 2 * COLOURS + 1, 1.0, |i| match i / COLOURS {
        0 => format!("{} has just spoken", NAMES[i]),
        1 => format!("{} speaks next", NAMES[i - COLOURS]),
        _ => "messages are still to come".to_owned(),
    }),
    ("votes", 2 * COLOURS + 1, 8.0, |i| match i {
        0..COLOURS => format!("votes for {} at the last meeting", NAMES[i]),
        COLOURS => "votes for nobody at the last meeting".to_owned(),
        _ => format!(
            "8 if {} was ejected at the last meeting",
            NAMES[i - COLOURS - 1]
        ),
    }),
];

fn in_row_or_column(index: usize) -> String {
    match index / SIDE {
        0 => format!("row {index}"),
        _ => format!("column {}", index - SIDE),
    }
}

/// Where each block begins.
const STARTS: [usize; PLANS.len() + 1] = starts(&PLANS);

/// Bytes of an observation without a window.
pub(super) const LEN: usize = STARTS[PLANS.len()];

pub(super) const PHASE: usize = STARTS[0];
pub(super) const TURN: usize = STARTS[1];
pub(super) const SELF: usize = STARTS[2];
pub(super) const DOING: usize = STARTS[3];
pub(super) const ROOM: usize = STARTS[4];
pub(super) const SETUP: usize = STARTS[5];
pub(super) const FELLOWS: usize = STARTS[6];
pub(super) const LIVING: usize = STARTS[7];
pub(super) const HERE: usize = STARTS[8];
pub(super) const ENTERING: usize = STARTS[9];
pub(super) const LEAVING: usize = STARTS[10];
pub(super) const WAYS: usize = STARTS[11];
pub(super) const BODIES: usize = STARTS[12];
pub(super) const TASKS: usize = STARTS[13];
pub(super) const COOLDOWN: usize = STARTS[14];
pub(super) const TIME: usize = STARTS[15];
pub(super) const WITNESSED: usize = STARTS[16];
pub(super) const REPORT: usize = STARTS[17];
pub(super) const SPEAKERS: usize = STARTS[18];
pub(super) const VOTES: usize = STARTS[19];

/// Blocks of the observation of one agent. On the map of cells what is in sight takes the place of the room.
pub(super) fn blocks(map: &MapConfig) -> Vec<Block> {
    let seen = |name: &str, words: String| match (map.cells, name) {
        (1.., "here" | "bodies") => words
            .replace("lies in the room", "is in sight")
            .replace("in the room", "in sight"),
        _ => words,
    };
    let block = |(name, len, scale, words): &Plan| Block {
        name,
        kind: BlockKind::Vector { len: *len },
        scale: *scale,
        elements: (0..*len).map(|index| seen(name, words(index))).collect(),
    };
    PLANS.iter().map(block).chain(window::block(map)).collect()
}
