//! A map that is too wide for boxes around its cells: walls are blocks, and free cells dots.

use protolang_spec::scene::{Scene, SceneKind};

use super::scene_text::text;

/// Least width of a cell, in characters.
const CELL: usize = 3;

/// The map, and under it who shares a cell: the first of them stands in it, with a plus.
pub fn plan(scene: &Scene) -> Vec<String> {
    let mut cells: Vec<Vec<Vec<&SceneKind>>> = vec![vec![Vec::new(); scene.width]; scene.height];
    for cell in &scene.cells {
        cells[cell.row][cell.col].push(&cell.kind);
    }
    let mut shared = Vec::new();
    let all = scene
        .cells
        .iter()
        .filter(|cell| cell.kind != SceneKind::Wall);
    let longest = all.map(|cell| text(&cell.kind).chars().count()).max();
    let width = longest.unwrap_or(0).max(CELL);
    let mut lines: Vec<String> = Vec::with_capacity(scene.height);
    for row in &mut cells {
        let mut line = String::new();
        for kinds in row {
            // Agents before items.
            kinds.sort_by_key(|kind| !matches!(kind, SceneKind::Agent { .. }));
            let shown = match kinds[..] {
                [] => "·".to_owned(),
                [SceneKind::Wall, ..] => "█".repeat(width),
                [one] => text(one),
                [first, ..] => {
                    let sign = match first {
                        SceneKind::Agent { .. } => format!("{}+", text(first)),
                        _ => "[+]".to_owned(),
                    };
                    let who: Vec<String> = kinds.iter().map(|kind| text(kind)).collect();
                    shared.push(format!("{sign} is {}", who.join(" ")));
                    sign
                }
            };
            line.push_str(&format!("{shown:^width$}"));
        }
        lines.push(line);
    }
    lines.extend(shared);
    lines
}

#[cfg(test)]
mod tests {
    use protolang_spec::scene::SceneCell;

    use super::*;

    #[test]
    fn walls_are_blocks_and_who_shares_a_cell_is_told() {
        let cell = |row, col, kind| SceneCell { row, col, kind };
        let body = |index| SceneKind::Item {
            index,
            label: "R".to_owned(),
            target: false,
            lifted: false,
        };
        let scene = Scene {
            height: 3,
            width: 3,
            cells: vec![
                cell(0, 0, SceneKind::Wall),
                cell(0, 1, SceneKind::Wall),
                cell(1, 0, body(4)),
                cell(1, 0, SceneKind::Agent { seat: 1 }),
                cell(1, 0, SceneKind::Agent { seat: 2 }),
                cell(1, 2, SceneKind::Agent { seat: 3 }),
                cell(2, 1, body(0)),
                cell(2, 2, body(5)),
                cell(2, 2, body(6)),
            ],
        };
        assert_eq!(
            plan(&scene),
            [
                "██████ · ",
                "A1+ · A3 ",
                " · [R][+]",
                "A1+ is A1 A2 [R]",
                "[+] is [R] [R]"
            ]
        );
    }
}
