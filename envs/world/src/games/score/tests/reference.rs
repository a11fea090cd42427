//! Episodes recorded by the authors' own programs, replayed in ours: every observation, every message
//! heard, every reward, every end. How they were recorded: `tests/reference/*.py`.

use serde_json::Value;

use super::arena::{Arena, Setup};
use crate::games::score::ScoreConfig;
use crate::grid::Position;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::step::Status;

fn numbers(value: &Value) -> Vec<u64> {
    let numbers = value.as_array().expect("a list");
    numbers
        .iter()
        .map(|number| number.as_u64().expect("a whole number"))
        .collect()
}

fn bytes(value: &Value) -> Vec<u8> {
    numbers(value)
        .into_iter()
        .map(|number| u8::try_from(number).expect("a byte"))
        .collect()
}

fn positions(value: &Value) -> Vec<Position> {
    let cells = value.as_array().expect("a list of cells").iter().map(bytes);
    cells
        .map(|cell| Position {
            row: cell[0],
            col: cell[1],
        })
        .collect()
}

/// The options of an episode: ours in JSON, with the channel's one among them.
fn options(variant: &Value) -> (ScoreConfig, ChannelPhysics) {
    let mut variant = variant.clone();
    let one_way = variant
        .as_object_mut()
        .expect("options")
        .remove("one_way")
        .is_some();
    let config = serde_json::from_value(variant).expect("options of ScoreG");
    (
        config,
        ChannelPhysics {
            one_way,
            ..ChannelPhysics::default()
        },
    )
}

fn arena(record: &Value) -> Arena {
    let (mut config, channel) = options(&record["variant"]);
    let walls = record.get("walls").map_or_else(Vec::new, positions);
    config.walls = walls.len() as u8;
    let pair = |key: &str| <[u8; 2]>::try_from(bytes(&record[key])).expect("one for each");
    let cells = |key: &str| <[Position; 2]>::try_from(positions(&record[key])).expect("two");
    let setup = Setup {
        agents: cells("agents"),
        items: cells("items"),
        walls,
        scores: pair("scores"),
        owns: pair("owns"),
    };
    Arena::with(&config, &channel, &setup)
}

/// Compares what both agents see, and hear where the record says so.
fn compare_seen(arena: &Arena, seen: &Value, place: &str) {
    for seat in 0..2 {
        let expected = [bytes(&seen[seat][0]), bytes(&seen[seat][1])].concat();
        assert_eq!(arena.seen(seat), expected, "what agent {seat} sees {place}");
        if let Some(heard) = seen[seat].get(2) {
            assert_eq!(
                u64::from(arena.heard[seat]),
                numbers(heard)[0],
                "what agent {seat} hears {place}"
            );
        }
    }
}

/// Replays an episode; a step is actions, what was said (or nothing), what is seen, rewards, the end.
fn replay(
    record: &Value,
    place: &str,
    step_of: impl Fn(&Value) -> (&Value, [u16; 2], &Value, &Value, bool),
) {
    let mut arena = arena(record);
    compare_seen(&arena, &record["first"], place);
    for (index, step) in record["steps"]
        .as_array()
        .expect("steps")
        .iter()
        .enumerate()
    {
        let place = format!("{place}, step {}", index + 1);
        let (actions, said, seen, rewards, done) = step_of(step);
        let done_now = arena.say([bytes(actions)[0], bytes(actions)[1]], said);
        let reward = rewards[0].as_f64().expect("a number");
        assert_eq!(rewards[0], rewards[1]);
        assert!(
            (f64::from(done_now.reward) - reward).abs() < 1e-6,
            "{done_now:?}, not {reward} {place}"
        );
        assert_eq!(done_now.status != Status::Running, done, "{place}");
        if !seen.is_null() {
            compare_seen(&arena, seen, &place);
        }
        if let (true, Some(success)) = (done, record.get("success")) {
            assert_eq!(done_now.outcome == Some("target"), success == 1, "{place}");
        }
    }
}

fn records(text: &str) -> Vec<Value> {
    serde_json::from_str(text).expect("recorded episodes are JSON")
}

#[test]
fn the_authors_scoreg() {
    let records = records(include_str!("../../../../tests/reference/scoreg.json"));
    assert_eq!(records.len(), 180);
    for (number, record) in records.iter().enumerate() {
        replay(record, &format!("in episode {number}"), |step| {
            let said = numbers(&step[1]);
            let said = [said[0] as u16, said[1] as u16];
            (
                &step[0],
                said,
                &step[2],
                &step[3],
                step[4].as_bool().expect("yes or no"),
            )
        });
    }
}

#[test]
fn the_authors_layout2() {
    let records = records(include_str!(
        "../../../../tests/reference/scoreg_layout2.json"
    ));
    assert_eq!(records.len(), 180);
    for (number, record) in records.iter().enumerate() {
        replay(record, &format!("in episode {number}"), |step| {
            (
                &step[0],
                [0, 0],
                &step[1],
                &step[2],
                step[3].as_bool().expect("yes or no"),
            )
        });
    }
}
