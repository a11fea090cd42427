//! How an observation is laid out: the same for every map, number of players and role, so that a network
//! that was trained in one setting can play in another.

use super::colours::{COLOURS, NAMES};
use super::config::MapConfig;
use super::rooms::{DIRECTION_NAMES, DIRECTIONS, ROOMS, SIDE};
use super::window;
use protolang_spec::block::{Block, Element};

/// A block: its name, its length, what networks divide by, and what its elements are.
type BlockSpec = (&'static str, usize, f32, fn(usize) -> Element);

const fn len(plan: &BlockSpec) -> usize {
    plan.1
}

/// Where each block begins, and last where the observation ends.
const fn starts<const N: usize, const M: usize>(plans: &[BlockSpec; N]) -> [usize; M] {
    let mut starts = [0; M];
    let mut index = 0;
    while index < N {
        starts[index + 1] = starts[index] + len(&plans[index]);
        index += 1;
    }
    starts
}

/// One of these pairs of an identifier and a text.
fn one(index: usize, all: &[(&str, &str)]) -> Element {
    Element::new(all[index].0, all[index].1)
}

/// An element of each colour; `{}` stands for its name in both.
fn colour(index: usize, id: &str, text: &str) -> Element {
    let name = NAMES[index % COLOURS];
    Element::new(id.replace("{}", name), text.replace("{}", name))
}

const PLANS: [BlockSpec; 20] = [
    ("phase", 4, 1.0, |i| {
        let what = [
            ("play", "it is time for play"),
            ("question", "it is time for a question"),
            ("message", "it is time for a message"),
            ("vote", "it is time for a vote"),
        ];
        one(i, &what)
    }),
    ("turn", 3, 1.0, |i| {
        let what = [
            ("acts", "it is asked what to do or to vote"),
            ("asked", "it is asked whom it suspects"),
            ("speaks", "it is heard when it speaks"),
        ];
        one(i, &what)
    }),
    ("self", 2 + COLOURS, 1.0, |i| match i {
        0 => Element::new("alive", "it lives"),
        1 => Element::new("impostor", "it is an impostor"),
        _ => colour(i - 2, "{}", "it is {}"),
    }),
    ("doing", 4, 1.0, |i| {
        let what = ["free", "waiting", "walking", "working"][i];
        Element::new(what, format!("it is {what}"))
    }),
    ("room", 2 * SIDE, 1.0, |i| {
        let (id, text) = row_or_column(i);
        Element::new(id, text)
    }),
    ("setup", 4, 8.0, |i| {
        let what = [
            ("width", "rooms in a row"),
            ("height", "rows of rooms"),
            ("crew", "crewmates at the beginning"),
            ("impostors", "impostors at the beginning"),
        ];
        one(i, &what)
    }),
    ("fellows", COLOURS, 1.0, |i| {
        colour(i, "{}", "{} is an impostor too (impostors see it)")
    }),
    ("living", COLOURS, 1.0, |i| {
        colour(i, "{}", "{} was alive when that was last announced")
    }),
    ("here", COLOURS, 1.0, |i| {
        colour(i, "{}", "{} is in the room")
    }),
    ("entering", COLOURS, 1.0, |i| colour(i, "{}", "{} comes in")),
    ("leaving", COLOURS, 1.0, |i| colour(i, "{}", "{} goes out")),
    ("ways", COLOURS * DIRECTIONS, 1.0, |i| {
        let direction = DIRECTION_NAMES[i % DIRECTIONS];
        let text = format!("{{}} comes from or goes to the {direction}");
        colour(i / DIRECTIONS, &format!("{{}}.{direction}"), &text)
    }),
    ("bodies", COLOURS, 1.0, |i| {
        colour(i, "{}", "the body of {} lies in the room")
    }),
    ("tasks", ROOMS + 2, 8.0, |i| match i {
        0..ROOMS => {
            let (row, column) = (i / SIDE, i % SIDE);
            Element::new(
                format!("room.{row}.{column}"),
                format!("own open tasks in row {row}, column {column}"),
            )
        }
        ROOMS => Element::new("here", "own open tasks in the room"),
        _ => Element::new("all", "own open tasks"),
    }),
    ("cooldown", 1, 10.0, |_| {
        Element::new("cooldown", "ticks until it can kill")
    }),
    ("time", 1, 255.0, |_| {
        Element::new("time", "ticks, of 255 that the game can last")
    }),
    ("witnessed", 4 * COLOURS, 1.0, |i| {
        let (id, text) = [
            ("kills_now.{}", "it saw {} kill in this tick"),
            ("dies_now.{}", "it saw {} be killed in this tick"),
            ("saw_kill.{}", "it saw {} kill"),
            ("saw_die.{}", "it saw {} be killed"),
        ][i / COLOURS];
        colour(i, id, text)
    }),
    ("report", 2 * COLOURS + 2 * SIDE, 1.0, |i| {
        match i / COLOURS {
            0 => colour(i, "reporter.{}", "{} has reported"),
            1 => colour(i, "victim.{}", "the body of {} was reported"),
            _ => {
                let (id, text) = row_or_column(i - 2 * COLOURS);
                Element::new(id, format!("of the report: {text}"))
            }
        }
    }),
    ("speakers", 2 * COLOURS + 1, 1.0, |i| match i / COLOURS {
        0 => colour(i, "last.{}", "{} has just spoken"),
        1 => colour(i, "next.{}", "{} speaks next"),
        _ => Element::new("to_come", "messages are still to come"),
    }),
    ("votes", 2 * COLOURS + 1, 8.0, |i| match i {
        0..COLOURS => colour(i, "for.{}", "votes for {} at the last meeting"),
        COLOURS => Element::new("for.nobody", "votes for nobody at the last meeting"),
        _ => colour(
            i - COLOURS - 1,
            "ejected.{}",
            "8 if {} was ejected at the last meeting",
        ),
    }),
];

/// Identifier and text of a row or a column of rooms.
fn row_or_column(index: usize) -> (String, String) {
    match index / SIDE {
        0 => (format!("row.{index}"), format!("row {index}")),
        _ => {
            let column = index - SIDE;
            (format!("column.{column}"), format!("column {column}"))
        }
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
    let seen = |name: &str, element: Element| match (map.cells, name) {
        (1.., "here" | "bodies") => Element {
            text: element
                .text
                .replace("lies in the room", "is in sight")
                .replace("in the room", "in sight"),
            ..element
        },
        _ => element,
    };
    let block = |(name, len, scale, element): &BlockSpec| {
        let elements = (0..*len).map(|index| seen(name, element(index)));
        Block::vector(name, *scale, elements.collect())
    };
    PLANS.iter().map(block).chain(window::block(map)).collect()
}
