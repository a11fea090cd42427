//! Where everything begins, what items are worth, and who owns which.

use bevy_ecs::prelude::*;
use rand::rngs::ChaCha8Rng;

use super::components::{AGENTS, ITEMS, ItemId, Lifted, Owns, Score, WallId, target};
use super::config::{Layout, ScoreConfig};
use super::time::TimeLimit;
use crate::grid::{AGENT, EMPTY, ITEM, Occupancy, Position, WALL};
use crate::lane::{Due, Episodes, Meaning};
use crate::order::{AgentId, table};
use protolang_spec::attribute::Attribute;
use protolang_spec::keys::{Purpose, below, stream};

/// Attributes in an agent's meaning: what it knows of its own item.
pub(super) const MEANING: [Attribute; 4] = [
    Attribute::quantity("score"),
    Attribute::ordinal("row"),
    Attribute::ordinal("col"),
    Attribute::named("is_target", &["no", "yes"]),
];

/// Options that bear on the beginning of an episode.
#[derive(Resource)]
pub(super) struct PlacementRules {
    pub(super) config: ScoreConfig,
    /// Scores to draw from.
    pub(super) scores: Vec<u8>,
}

/// How one episode begins.
struct Beginning {
    scores: [Score; ITEMS],
    owns: [Owns; AGENTS],
    agents: [Position; AGENTS],
    items: [Position; ITEMS],
}

/// Begins the episodes of the lanes that are due.
#[expect(
    clippy::too_many_arguments,
    clippy::type_complexity,
    reason = "a system names its data"
)]
pub(super) fn place(
    due: Res<Due>,
    episodes: Res<Episodes>,
    rules: Res<PlacementRules>,
    mut agents: Query<
        (&mut Position, &mut Owns),
        (With<AgentId>, Without<ItemId>, Without<WallId>),
    >,
    mut items: Query<(&mut Position, &mut Score, &mut Lifted), (With<ItemId>, Without<WallId>)>,
    mut walls: Query<&mut Position, With<WallId>>,
    mut occupancy: ResMut<Occupancy>,
    mut limit: ResMut<TimeLimit>,
    mut meaning: ResMut<Meaning>,
) {
    let stored = "everything is stored in tables";
    let (mut positions, mut owns) = table(agents.contiguous_iter_mut().expect(stored));
    let (mut item_positions, mut scores, mut lifted) =
        table(items.contiguous_iter_mut().expect(stored));
    let mut walls =
        (rules.config.walls > 0).then(|| table(walls.contiguous_iter_mut().expect(stored)));

    for lane in &due.0 {
        let lane = *lane as usize;
        let progress = episodes.progress[lane];
        let mut rng = stream(episodes.keys[lane], Purpose::Reset);
        occupancy.clear(lane);
        limit.max_steps[lane] = rules.config.max_steps_at(progress);

        let beginning = begin(&rules, progress, &mut rng);
        for at in beginning.items {
            occupancy.put(lane, at, ITEM);
        }
        for at in beginning.agents {
            occupancy.put(lane, at, AGENT);
        }
        if let Some(walls) = &mut walls {
            let count = usize::from(rules.config.walls);
            let walls = &mut walls.bypass_change_detection()[lane * count..(lane + 1) * count];
            place_walls(walls, lane, rules.config.grid, &mut occupancy, &mut rng);
        }

        let Beginning {
            scores: new_scores,
            owns: new_owns,
            items: new_items,
            ..
        } = &beginning;
        tell(new_scores, new_owns, new_items, lane, &mut meaning);
        let (agents, items) = (lane * AGENTS, lane * ITEMS);
        positions.bypass_change_detection()[agents..agents + AGENTS]
            .copy_from_slice(&beginning.agents);
        owns.bypass_change_detection()[agents..agents + AGENTS].copy_from_slice(&beginning.owns);
        item_positions.bypass_change_detection()[items..items + ITEMS]
            .copy_from_slice(&beginning.items);
        scores.bypass_change_detection()[items..items + ITEMS].copy_from_slice(&beginning.scores);
        lifted.bypass_change_detection()[items..items + ITEMS].fill(Lifted(false));
    }
}

/// Draws a beginning: scores, owners, sides, cells.
fn begin(rules: &PlacementRules, progress: u64, rng: &mut ChaCha8Rng) -> Beginning {
    let scores = two_scores(&rules.scores, rng);
    let first_owner = below(rng, 2) as u8;
    let owns = [
        Owns { item: first_owner },
        Owns {
            item: 1 - first_owner,
        },
    ];
    let first_at_bottom = below(rng, 2) == 1;
    let bottom = |item: usize| (item == 0) == first_at_bottom;

    let (grid, rows) = (rules.config.grid, rules.config.item_rows_at(progress));
    let (agents, items) = match rules.config.layout {
        Layout::Score => {
            let items = spaced_items(rules.config.layout, grid, rows, bottom, rng);
            let agents = owns.map(|owns| {
                let item = usize::from(owns.item);
                beside(items[item], grid, bottom(item), rng)
            });
            (agents, items)
        }
        Layout::Layout2 => {
            let agents = owns.map(|owns| Position {
                row: edge_row(grid, 0, bottom(usize::from(owns.item))),
                col: below(rng, u32::from(grid)) as u8,
            });
            let items = [0, 1].map(|item| {
                loop {
                    let at = any_cell(grid, rows, bottom(item), rng);
                    if !agents.contains(&at) {
                        break at;
                    }
                }
            });
            (agents, items)
        }
    };
    Beginning {
        scores,
        owns,
        agents,
        items,
    }
}

/// Two different scores, each as likely as any other.
fn two_scores(scores: &[u8], rng: &mut ChaCha8Rng) -> [Score; ITEMS] {
    let first = below(rng, scores.len() as u32) as usize;
    let second = below(rng, scores.len() as u32 - 1) as usize;
    let second = second + usize::from(second >= first);
    [Score(scores[first]), Score(scores[second])]
}

/// Items on opposite sides, as far apart as the layout asks.
fn spaced_items(
    layout: Layout,
    grid: u8,
    rows: &[u8],
    bottom: impl Fn(usize) -> bool,
    rng: &mut ChaCha8Rng,
) -> [Position; ITEMS] {
    let first = any_cell(grid, rows, bottom(0), rng);
    loop {
        let second = any_cell(grid, rows, bottom(1), rng);
        if first.manhattan(second) >= layout.item_distance() {
            return [first, second];
        }
    }
}

/// Any cell of these rows of a side.
fn any_cell(grid: u8, rows: &[u8], bottom: bool, rng: &mut ChaCha8Rng) -> Position {
    let row = if rows.len() == 1 {
        rows[0]
    } else {
        rows[below(rng, rows.len() as u32) as usize]
    };
    let col = below(rng, u32::from(grid)) as u8;
    Position {
        row: edge_row(grid, row, bottom),
        col,
    }
}

/// A row counted from the edge of its side.
fn edge_row(grid: u8, row: u8, bottom: bool) -> u8 {
    if bottom { grid - 1 - row } else { row }
}

/// Any cell beside an item (at Manhattan distance 1) in the two rows at the edge of its side.
fn beside(item: Position, grid: u8, bottom: bool, rng: &mut ChaCha8Rng) -> Position {
    let mut cells = [item; 4];
    let mut count = 0;
    for row_from_edge in 0..2 {
        let row = edge_row(grid, row_from_edge, bottom);
        for col in item.col.saturating_sub(1)..=(item.col + 1).min(grid - 1) {
            let cell = Position { row, col };
            if cell.manhattan(item) == 1 {
                cells[count] = cell;
                count += 1;
            }
        }
    }
    cells[below(rng, count as u32) as usize]
}

/// Walls at free cells of the middle row.
fn place_walls(
    walls: &mut [Position],
    lane: usize,
    grid: u8,
    occupancy: &mut Occupancy,
    rng: &mut ChaCha8Rng,
) {
    for wall in walls {
        *wall = loop {
            let at = Position {
                row: grid / 2,
                col: below(rng, u32::from(grid)) as u8,
            };
            if occupancy.at(lane, at) == EMPTY {
                break at;
            }
        };
        occupancy.put(lane, *wall, WALL);
    }
}

/// Records what each agent knows of its own item.
pub(super) fn tell(
    scores: &[Score],
    owns: &[Owns],
    items: &[Position],
    lane: usize,
    meaning: &mut Meaning,
) {
    let known = &mut meaning.values[lane * AGENTS * MEANING.len()..][..AGENTS * MEANING.len()];
    for (known, owns) in known.chunks_exact_mut(MEANING.len()).zip(owns) {
        let item = usize::from(owns.item);
        known.copy_from_slice(&[
            i32::from(scores[item].0),
            i32::from(items[item].row),
            i32::from(items[item].col),
            i32::from(item == target(scores)),
        ]);
    }
}
