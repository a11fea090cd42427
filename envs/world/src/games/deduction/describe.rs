//! The deduction game in words.

use super::colours::{COLOURS, NAMES};
use super::config::DeductionConfig;
use crate::games::manual::count;
use protolang_spec::game::Description;

/// The rules with the configured numbers.
pub(super) fn describe(config: &DeductionConfig) -> Description {
    let mut description = Description::new(
        "Find the impostor",
        "Crewmates do tasks in rooms while an impostor among them kills. When a body is found, the\n\
         living talk and vote. Rules after the environment of \"Training Language Models for Social\n\
         Deduction with Multi-Agent RL\" (AAMAS 2025).",
    );
    description.section("Players", players(config));
    description.section("Play", play(config));
    description.section("Meetings", meetings(config));
    description.section("Ends", ends(config));
    description.section("Rewards", rewards(config));
    description.section("Steps", steps());
    description
}

fn players(config: &DeductionConfig) -> Vec<String> {
    vec![
        format!(
            "{} in the first seats, then {}",
            count(config.impostors.into(), "impostor"),
            count(config.crew.into(), "crewmate")
        ),
        format!(
            "each is known to the others by a colour alone, another one in every episode: {}",
            NAMES[..COLOURS].join(", ")
        ),
    ]
}

fn play(config: &DeductionConfig) -> Vec<String> {
    let (map, tasks) = if config.randomize {
        (
            "3x1, 2x2 or 3x2 rooms (width x height), drawn in each episode".to_owned(),
            "3 to 5 tasks".to_owned(),
        )
    } else {
        (
            format!(
                "{} x {} rooms (width x height)",
                config.map.width, config.map.height
            ),
            count(config.tasks.into(), "task"),
        )
    };
    let mut lines = vec![
        format!("{map}; all begin in the top row, in the middle, rather to the left"),
        format!("each crewmate has {tasks}, each in any room"),
    ];
    lines.extend(match config.map.cells {
        0 => in_rooms(config),
        _ => on_cells(config),
    });
    lines
}

/// Play where rooms are points.
fn in_rooms(config: &DeductionConfig) -> Vec<String> {
    let time = config.task_time;
    vec![
        format!(
            "a task and a walk to a room beside take {time} ticks; the next decision is {} ticks \
             after the last",
            time + 2
        ),
        "who walks counts as in the new room at once, and shows in the old one until it arrives"
            .to_owned(),
        "who waits is asked again when it sees something new, and after 3 ticks".to_owned(),
        format!(
            "an impostor kills anybody in sight but impostors, {} ticks after the last kill or the \
             beginning of play at the soonest; all other actions of the tick come first",
            config.cooldown
        ),
        "whoever is in the killer's room, or walks into it, sees a kill; who works on a task does \
         not"
        .to_owned(),
        "crewmates in the room see a body, and can report it".to_owned(),
        match config.ghosts {
            true => {
                "who is ejected on its way to a room is seen on its way for good, and can be \
                     killed again"
            }
            false => "of who is ejected nothing is seen",
        }
        .to_owned(),
    ]
}

/// Play on the map of cells.
fn on_cells(config: &DeductionConfig) -> Vec<String> {
    let (cells, time) = (config.map.cells, config.task_time);
    let window = count(config.map.window.into(), "cell");
    vec![
        format!(
            "a room is {cells} x {cells} cells; walls of one cell around and between rooms, with a door of one cell in \
             the middle of each wall between two; a door belongs to the room north or west of it"
        ),
        "all begin in the middle of the room; several can stand in one cell".to_owned(),
        format!(
            "agents see {window} in every direction, as far as no wall is in the way; a line of sight is one in both directions"
        ),
        "a step to a cell beside takes one tick, and so does waiting".to_owned(),
        format!(
            "a task is done in its cell and takes {time} ticks; the next decision is {} ticks after the last",
            time + 2
        ),
        format!(
            "an impostor kills anybody in sight but impostors who is one cell away at most, also diagonally, \
             {} ticks after the last kill or the beginning of play at the soonest; all other actions of the tick \
             come first; the body lies in the killer's cell",
            config.cooldown
        ),
        "whoever has the killer in sight sees a kill; who works on a task does not".to_owned(),
        "crewmates who have a body in sight can report it; the report tells its room".to_owned(),
    ]
}

fn meetings(config: &DeductionConfig) -> Vec<String> {
    let turns = match config.discussion_turns {
        0 => "nobody speaks".to_owned(),
        1 => "each speaks once, in random order".to_owned(),
        turns => format!("each speaks {turns} times, in one random order over and over"),
    };
    vec![
        format!(
            "a report tells all who reports whom, and where; bodies vanish; the meeting begins at \
             the next multiple of {} ticks",
            config.reporting_alignment
        ),
        turns,
        "before the first message and after each, all are asked whom they suspect".to_owned(),
        "then all vote at once, for anybody alive or for nobody; the one with the most votes is \
         ejected, with a tie nobody is; all are told the numbers, but no role"
            .to_owned(),
        "then play begins anew in the first room".to_owned(),
    ]
}

fn ends(config: &DeductionConfig) -> Vec<String> {
    vec![
        "ejection: no impostor is left; the crew wins".to_owned(),
        "impostor: there are as many impostors as crewmates; the impostors win".to_owned(),
        "tasks: all tasks of the crewmates alive are done; the crew wins".to_owned(),
        format!(
            "cap: {} ticks are over; nobody wins, the episode is cut off",
            config.cap
        ),
    ]
}

fn rewards(config: &DeductionConfig) -> Vec<String> {
    vec![
        "+1 for each winner, dead or alive".to_owned(),
        format!(
            "+{} for a task done, a report, a kill, a vote for an impostor",
            config.task_reward
        ),
        format!(
            "when the impostors are ejected, each crewmate gets +{} for each of its open tasks \
             instead",
            config.task_reward
        ),
        "rewards for beliefs are the learner's: it has the answers".to_owned(),
    ]
}

fn steps() -> Vec<String> {
    vec![
        "a step is a tick of play, a question, a message, or a vote".to_owned(),
        "who is busy, dead or not asked can only wait, and is told so by the mask".to_owned(),
        "an action that is not legal counts as waiting, in a vote as a vote for nobody".to_owned(),
        "all alive hear the message of the one whose turn it is; the observation says who it was"
            .to_owned(),
    ]
}
