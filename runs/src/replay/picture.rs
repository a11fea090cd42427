//! A frame as text: the map, and who did, said, heard and knew what.

use protolang_envs::scene::SceneKind;

use super::frames::{Film, Frame};
use super::record::Replay;
use crate::cli::table::columns;

/// Width of a cell of the map, in characters.
const CELL: usize = 7;

/// One line on the episode.
pub fn title(replay: &Replay) -> String {
    let header = &replay.header;
    let nets: Vec<String> = header.nets.iter().map(u32::to_string).collect();
    format!(
        "episode {} at env step {}, networks {}: {} after {} steps, return {:+.2}",
        header.id,
        header.step,
        nets.join(" and "),
        header.outcome,
        replay.steps.len().saturating_sub(1),
        header.returns.first().copied().unwrap_or(0.0),
    )
}

/// The frame, line by line.
pub fn lines(film: &Film, frame: &Frame) -> Vec<String> {
    let mut lines = map(frame);
    lines.push(String::new());
    lines.extend(seats(film, frame).lines().map(str::to_owned));
    lines.push(String::new());
    lines.push(match frame.outcome {
        Some(outcome) => format!("The episode ends: {outcome}."),
        None => String::new(),
    });
    lines
}

/// The map: agents as `A0`, items as `[score]`, the one to lift as `[score]*`, a lifted one as `(score)`.
fn map(frame: &Frame) -> Vec<String> {
    let scene = &frame.scene;
    let mut cells = vec![vec![Vec::new(); scene.width]; scene.height];
    for cell in &scene.cells {
        let text = match &cell.kind {
            SceneKind::Wall => "#".repeat(CELL - 2),
            SceneKind::Agent { seat } => format!("A{seat}"),
            SceneKind::Item {
                label,
                target,
                lifted,
                ..
            } => {
                let star = if *target { "*" } else { "" };
                match lifted {
                    true => format!("({label}){star}"),
                    false => format!("[{label}]{star}"),
                }
            }
        };
        cells[cell.row][cell.col].push(text);
    }
    let rule = |left: &str, middle: &str, right: &str| {
        let bars = vec!["─".repeat(CELL); scene.width];
        format!("{left}{}{right}", bars.join(middle))
    };
    let mut lines = vec![rule("┌", "┬", "┐")];
    for (row, cells) in cells.iter().enumerate() {
        if row > 0 {
            lines.push(rule("├", "┼", "┤"));
        }
        let cells: Vec<String> = cells
            .iter()
            .map(|texts| format!("{:^CELL$}", texts.join("")))
            .collect();
        lines.push(format!("│{}│", cells.join("│")));
    }
    lines.push(rule("└", "┴", "┘"));
    lines
}

/// The table of seats.
fn seats(film: &Film, frame: &Frame) -> String {
    let words = |symbols: &[u16]| {
        let words: Vec<String> = symbols.iter().map(u16::to_string).collect();
        if words.is_empty() {
            "-".to_owned()
        } else {
            words.join(" ")
        }
    };
    let rows: Vec<Vec<String>> = (0..film.spaces.agents)
        .map(|seat| {
            let action = frame.actions.get(seat).map(|action| usize::from(*action));
            let action = action.and_then(|action| film.spaces.actions.get(action));
            let names = film.spaces.meaning.iter().zip(&film.meaning[seat]);
            let knows: Vec<String> = names
                .map(|(name, value)| format!("{name} {value}"))
                .collect();
            vec![
                format!("A{seat}"),
                action.map_or("-", |name| *name).to_owned(),
                words(&frame.said[seat]),
                words(&frame.heard[seat]),
                format!("{:+.2}", frame.rewards[seat]),
                knows.join(", "),
            ]
        })
        .collect();
    columns(
        &["AGENT", "DID", "SAID", "NOW HEARS", "REWARD", "KNOWS"],
        &rows,
    )
}
