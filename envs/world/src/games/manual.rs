//! A game's manual: what it says of itself, then its spaces.

use std::fmt::Write as _;

use protolang_spec::any_game::AnyGame;
use protolang_spec::block::BlockKind;

use protolang_spec::attribute::Attribute;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::spaces::{ActionSource, Spaces};

/// The game in words, with the configured numbers: what `protolang games NAME` prints above the options, which
/// are explained by their schema.
pub fn manual(game: &dyn AnyGame, channel: &ChannelPhysics) -> String {
    let description = game.describe();
    let mut manual = Manual(format!("{}\n{}\n", description.title, description.summary));
    for section in description.sections {
        manual.section(&section.heading, section.lines);
    }
    manual.spaces(&game.spaces(channel), channel);
    manual.0
}

/// The text, growing section by section.
struct Manual(String);

impl Manual {
    /// A heading and lines below it.
    fn section(&mut self, heading: &str, lines: impl IntoIterator<Item = String>) {
        let _ = writeln!(self.0, "\n{heading}");
        for line in lines {
            let _ = writeln!(self.0, "  {line}");
        }
    }

    /// Actions, observations, symbols, outcomes and meanings, index by index.
    fn spaces(&mut self, spaces: &Spaces, channel: &ChannelPhysics) {
        self.section("Actions", numbered(spaces.actions.iter()));
        let heading = format!(
            "Observation: {} bytes an agent, in this order",
            spaces.observation_len()
        );
        self.section(&heading, observation(spaces));
        self.section("Symbols", symbols(spaces, channel));
        let outcome = |outcome: &protolang_spec::spaces::Outcome| {
            let success = if outcome.success { " (success)" } else { "" };
            format!("{}{success}", outcome.name)
        };
        self.section("Outcomes", numbered(spaces.outcomes.iter().map(outcome)));
        self.section(
            "What each agent privately knows, as recorded with an episode",
            numbered(spaces.meaning.iter().map(Attribute::describe)),
        );
    }
}

/// Where a cell of a window lies, seen from its middle.
pub(crate) fn place_in_words(row: isize, col: isize) -> String {
    let word = |steps: isize, less: &str, more: &str| match steps {
        0 => String::new(),
        _ => format!("{} {}", steps.abs(), if steps < 0 { less } else { more }),
    };
    match (word(row, "up", "down"), word(col, "left", "right")) {
        (rows, cols) if rows.is_empty() && cols.is_empty() => "own cell".to_owned(),
        (rows, cols) if rows.is_empty() => cols,
        (rows, cols) if cols.is_empty() => rows,
        (rows, cols) => format!("{rows} {cols}"),
    }
}

fn numbered(lines: impl Iterator<Item = impl std::fmt::Display>) -> impl Iterator<Item = String> {
    lines
        .enumerate()
        .map(|(index, line)| format!("{index:>3}  {line}"))
}

fn observation(spaces: &Spaces) -> Vec<String> {
    let mut lines = Vec::new();
    let mut index = 0;
    for block in &spaces.observation {
        let shape = match block.kind {
            BlockKind::Grid {
                height,
                width,
                channels,
            } => {
                format!("{height} rows x {width} columns x {channels} numbers")
            }
            BlockKind::Vector { len } => format!("{len} numbers"),
        };
        lines.push(format!(
            "{}: {shape}, networks divide by {}",
            block.name, block.scale
        ));
        for element in &block.elements {
            lines.push(format!("{index:>3}  {}", element.text));
            index += 1;
        }
    }
    lines
}

fn symbols(spaces: &Spaces, channel: &ChannelPhysics) -> Vec<String> {
    let symbols = spaces.symbols;
    if symbols.length == 0 {
        return vec!["none: there is no channel".to_owned()];
    }
    let mut lines = vec![
        format!(
            "every agent says {} a step, each one of {} words (0 to {})",
            count(symbols.length, "symbol"),
            channel.vocabulary,
            channel.vocabulary - 1,
        ),
        format!(
            "and hears {} of {}, {} later",
            count(symbols.length, "symbol"),
            match symbols.sources + 1 < spaces.agents {
                true => "the one whose turn it is".to_owned(),
                false => format!("each of {}", count(symbols.sources, "other agent")),
            },
            count(usize::from(channel.delay), "step"),
        ),
        format!(
            "where nothing arrives, {} is heard",
            match channel.silence {
                true => format!(
                    "symbol {}, silence, which may also be said,",
                    channel.nothing()
                ),
                false => "word 0".to_owned(),
            }
        ),
    ];
    if spaces.masks_speech {
        lines.push("what is said out of turn is not heard".to_owned());
    }
    if spaces.actions_from == ActionSource::FirstSymbol {
        lines.extend(spoken_actions(spaces));
    }
    if let Some(range) = channel.range {
        let steps = count(usize::from(range), "king's move");
        lines.push(format!(
            "messages carry {steps} on the map, measured when they are heard"
        ));
    }
    if channel.one_way {
        lines.push("agent 0 never hears".to_owned());
    }
    if channel.noise > 0.0 {
        lines.push(format!(
            "a symbol is replaced at random with probability {}",
            channel.noise
        ));
    }
    if channel.muted {
        lines.push("muted: nothing is heard".to_owned());
    }
    lines
}

/// Which first symbols mean which action.
fn spoken_actions(spaces: &Spaces) -> impl Iterator<Item = String> {
    let alphabet = spaces.symbols.alphabet as u16;
    spaces
        .actions
        .iter()
        .enumerate()
        .map(move |(action, name)| {
            let means = |symbol: &u16| usize::from(spaces.spoken_action(*symbol)) == action;
            let first = (0..alphabet).find(means).unwrap_or(0);
            let last = (0..alphabet).rfind(means).unwrap_or(0);
            format!("a first symbol from {first} to {last} means {name}")
        })
}

/// A number and what it counts.
pub(crate) fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}
