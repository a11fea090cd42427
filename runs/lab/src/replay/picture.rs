//! A frame as text: the map, and who did, said, heard and knew what.

use protolang_spec::scene::{Scene, SceneCell, SceneKind};

use super::plan::plan;
use super::scene_text::{CELL, PIXEL, text};
use crate::terminal::escape::shown;
use crate::terminal::table::columns;
use protolang_records::replay::film::{Film, Frame};
use protolang_records::replay::record::Replay;

/// How the upper rule of a map with boxes begins.
const RULE: char = '┌';
/// Columns of a screen; a map that is wider is drawn without boxes.
const SCREEN: usize = 80;

/// One line on the episode.
pub fn title(replay: &Replay) -> String {
    let header = &replay.header;
    let nets: Vec<String> = header.nets.iter().map(u32::to_string).collect();
    let title = format!(
        "episode {} at env step {}, networks {}: {} after {} steps, return {:+.2}",
        header.id,
        header.step,
        nets.join(" and "),
        header.outcome,
        replay.steps.len().saturating_sub(1),
        header.returns.first().copied().unwrap_or(0.0),
    );
    // Texts in it are what the file says.
    shown(title)
}

/// The frame, line by line.
pub fn lines(film: &Film, frame: &Frame) -> Vec<String> {
    let scene = &frame.scene;
    let mut lines = if scene.cells.iter().any(is_pixel) {
        images(scene)
    } else if scene.width * (CELL + 1) < SCREEN {
        map(scene)
    } else {
        plan(scene)
    };
    lines.extend(below(film, frame));
    lines
}

/// What stands below the map: the table of seats, and how the episode ends.
fn below(film: &Film, frame: &Frame) -> Vec<String> {
    let mut lines = vec![String::new()];
    lines.extend(seats(film, frame).lines().map(str::to_owned));
    lines.push(String::new());
    lines.push(match frame.outcome {
        Some(outcome) => format!("The episode ends: {outcome}."),
        None => String::new(),
    });
    lines
}

/// The frame, line by line, as [`lines()`] has it if that fits into so many columns and lines, and else with the
/// smaller map.
pub fn fitted(film: &Film, frame: &Frame, (width, height): (usize, usize)) -> Vec<String> {
    let boxed = lines(film, frame);
    let scene = &frame.scene;
    let wide = boxed
        .iter()
        .any(|line| line.starts_with(RULE) && line.chars().count() > width);
    if (boxed.len() <= height && !wide) || scene.cells.iter().any(is_pixel) {
        return boxed;
    }
    // What is below it keeps its place from frame to frame.
    let all = film.frames.iter().map(|frame| plan(&frame.scene).len());
    let mut lines = plan(scene);
    let below = below(film, frame);
    let most = all
        .max()
        .unwrap_or(0)
        .min(height.saturating_sub(below.len()));
    lines.resize(lines.len().max(most), String::new());
    lines.extend(below);
    if lines.len() > height {
        lines.retain(|line| !line.is_empty());
    }
    lines
}

fn is_pixel(cell: &SceneCell) -> bool {
    matches!(cell.kind, SceneKind::Shade { .. })
}

/// Images, pixel by pixel, framed; what is written under one runs on over the cells to the right.
fn images(scene: &Scene) -> Vec<String> {
    let width = scene.width * PIXEL;
    let mut rows = vec![vec![' '; width]; scene.height];
    for cell in &scene.cells {
        let place = rows[cell.row].iter_mut().skip(cell.col * PIXEL);
        place
            .zip(text(&cell.kind).chars())
            .for_each(|(place, char)| *place = char);
    }
    let rule = "─".repeat(width);
    let mut lines = vec![format!("┌{rule}┐")];
    lines.extend(
        rows.into_iter()
            .map(|row| format!("│{}│", String::from_iter(row))),
    );
    lines.push(format!("└{rule}┘"));
    lines
}

/// The map, cell by cell.
fn map(scene: &Scene) -> Vec<String> {
    let mut cells = vec![vec![Vec::new(); scene.width]; scene.height];
    for cell in &scene.cells {
        cells[cell.row][cell.col].push(text(&cell.kind));
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
            let known = film.spaces.meaning.iter().zip(&film.meaning[seat]);
            let knows: Vec<String> = known
                .map(|(known, value)| format!("{} {}", known.name, known.value(i64::from(*value))))
                .collect();
            vec![
                format!("A{seat}"),
                action.map_or("-", |name| *name).to_owned(),
                words(&frame.symbols[seat]),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_are_drawn_pixel_by_pixel() {
        let pixel = |row, col, level| SceneCell {
            row,
            col,
            kind: SceneKind::Shade { level },
        };
        let item = SceneCell {
            row: 2,
            col: 0,
            kind: SceneKind::Item {
                index: 0,
                label: "7".to_owned(),
                target: true,
                lifted: false,
            },
        };
        let scene = Scene {
            height: 3,
            width: 3,
            cells: vec![pixel(0, 0, 1), pixel(0, 1, 128), pixel(1, 2, 255), item],
        };
        assert_eq!(
            images(&scene),
            ["┌──────┐", "│░░▓▓  │", "│    ██│", "│[7]*  │", "└──────┘"]
        );
    }
}
