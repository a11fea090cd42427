//! ScoreG in words.

use super::components::{AGENTS, ITEMS};
use super::config::{Layout, ScoreConfig};
use super::ending::{DISTRACTOR_REWARD, TARGET_REWARD, TIMEOUT_REWARD};
use super::observe::{ITEM_SHOWN, SELF_SHOWN, WALL_SHOWN};
use protolang_spec::game::Description;

/// The rules with the configured numbers.
pub(super) fn describe(config: &ScoreConfig) -> Description {
    let mut description = Description::new(
        "ScoreG",
        "Two agents lift one of two items together. Each knows the score of one item; only talking\n\
         tells them which is the better one.",
    );
    description.section("Map", map(config));
    description.section("Beginning", beginning(config));
    description.section("Rules", rules(config));
    description.section("Rewards (both agents get the same)", rewards(config));
    description.section("Seen", seen(config));
    description
}

fn map(config: &ScoreConfig) -> Vec<String> {
    let grid = config.grid;
    let mut lines = vec![format!(
        "{grid} x {grid} cells, {AGENTS} agents, {ITEMS} items"
    )];
    if config.walls > 0 {
        lines.push(format!(
            "walls at {} random cells of row {}",
            config.walls,
            grid / 2
        ));
    }
    lines
}

fn beginning(config: &ScoreConfig) -> Vec<String> {
    let scores = config.score_list();
    let least = scores.iter().min().copied().unwrap_or(0);
    let most = scores.iter().max().copied().unwrap_or(0);
    let mut lines = vec![
        format!(
            "scores: two different ones of {} from {least} to {most}",
            scores.len()
        ),
        "the item of the higher score is the target".to_owned(),
        "each agent owns one item, by a fair coin; it alone sees its score".to_owned(),
        "the items are on opposite sides (top and bottom half), by a fair coin, in any column"
            .to_owned(),
        rows(config.item_rows_at(0), ""),
    ];
    for entry in &config.item_rows_curriculum {
        let from = format!(", from env step {} on", entry.from_step);
        lines.push(rows(config.item_rows_at(entry.from_step), &from));
    }
    match config.layout {
        Layout::Score => {
            lines.push(format!(
                "the items are at least {} steps apart",
                config.layout.item_distance()
            ));
            lines.push(
                "each agent stands beside its item, in one of the two rows at the edge".to_owned(),
            );
        }
        Layout::Layout2 => {
            lines.push("each agent stands anywhere in the edge row of its item's side".to_owned())
        }
    }
    lines
}

fn rows(rows: &[u8], from: &str) -> String {
    let rows: Vec<String> = rows.iter().map(u8::to_string).collect();
    format!(
        "item rows, counted from the edge of the side: {}{from}",
        rows.join(", ")
    )
}

fn rules(config: &ScoreConfig) -> Vec<String> {
    let mut lines =
        vec![
        "a move leads one cell up, down, left or right; into a wall, an item, an agent or off the \
         map it leads nowhere"
            .to_owned(),
        if config.simultaneous {
            "agents move at the same time, from the map as it was; of two that aim at one cell, \
             agent 1 gets it"
                .to_owned()
        } else {
            "agent 0 moves first; agent 1 meets the map as agent 0 left it".to_owned()
        },
        format!(
            "an item is lifted when agents in the eight cells around it choose pick-up in the same \
             step and are strong enough together: an agent has strength {}, an item takes {}",
            config.agent_strength, config.item_strength
        ),
        "if two items could be lifted, the first one is".to_owned(),
        format!("the episode ends when an item is lifted, or after {} steps", config.max_steps),
    ];
    for entry in &config.max_steps_curriculum {
        lines.push(format!(
            "from env step {} on: {} steps",
            entry.from_step, entry.max_steps
        ));
    }
    if !config.last_step_pickup {
        lines.push("in the last step agent 1 does not act, and nothing is lifted".to_owned());
    }
    lines
}

fn rewards(config: &ScoreConfig) -> Vec<String> {
    let bonus = if config.time_bonus {
        " + (max_steps - step) / max_steps, steps counted from 1"
    } else {
        ""
    };
    let end = if config.timeout_truncates {
        "the episode is cut off"
    } else {
        "the episode ends"
    };
    let mut lines = vec![
        format!("target lifted: {TARGET_REWARD:+}{bonus}"),
        format!("other item lifted: {DISTRACTOR_REWARD:+}"),
        format!("time is up: {TIMEOUT_REWARD:+}, {end}"),
    ];
    if config.last_step_pickup && config.last_step_penalty {
        lines.push(format!(
            "item lifted in the last step: {TIMEOUT_REWARD:+} on top"
        ));
    }
    lines
}

fn seen(config: &ScoreConfig) -> Vec<String> {
    let window = config.window;
    let mut lines = vec![format!(
        "a window of {window} x {window} cells around the agent"
    )];
    if config.blank_occupancy {
        lines.push(format!(
            "occupancy: the agent itself {SELF_SHOWN}, everything else 0"
        ));
    } else {
        let partner = if config.partner_visible {
            SELF_SHOWN
        } else {
            0
        };
        lines.push(format!(
            "occupancy: empty 0, the agent itself {SELF_SHOWN}, the partner {partner}, an item \
             {ITEM_SHOWN}, a wall or beyond the map {WALL_SHOWN}"
        ));
    }
    lines.push("score: that of the agent's own item, in its cell; 0 elsewhere".to_owned());
    lines
}
