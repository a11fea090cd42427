use std::collections::BTreeMap;

use crate::games::GameConfig;
use crate::games::built;
use crate::games::score::components::{ItemId, Owns, Score, WallId};
use crate::games::score::{ItemRowsFrom, Layout, MaxStepsFrom, ScoreConfig, ScoreSplit};
use crate::grid::Position;
use crate::order::{AgentId, components};
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::vec_env::VecEnv as _;

/// How one lane begins.
struct Start {
    agents: Vec<Position>,
    items: Vec<Position>,
    walls: Vec<Position>,
    scores: Vec<u8>,
    owns: Vec<usize>,
}

fn starts(config: &ScoreConfig, lanes: u64, progress: u64) -> Vec<Start> {
    let game = GameConfig::new(config.clone());
    let mut batch = built::lanes(&game, &ChannelPhysics::default(), 0..lanes, 7).expect("a game");
    batch.set_progress(progress);
    batch.reset_all();
    let world = &batch.stage_for_tests().world;
    let start = |lane| Start {
        agents: components::<AgentId, Position>(world, lane),
        items: components::<ItemId, Position>(world, lane),
        walls: components::<WallId, Position>(world, lane),
        scores: components::<ItemId, Score>(world, lane)
            .into_iter()
            .map(|s| s.0)
            .collect(),
        owns: components::<AgentId, Owns>(world, lane)
            .into_iter()
            .map(|o| o.item.into())
            .collect(),
    };
    (0..lanes as usize).map(start).collect()
}

/// Whether every value was drawn about equally often: the chi-square statistic of `counts` stays under
/// its value at p = 1e-6, by Wilson and Hilferty's approximation.
fn uniform(counts: &BTreeMap<impl Ord, u32>, values: usize) -> bool {
    assert_eq!(counts.len(), values, "every value occurs");
    let expected = f64::from(counts.values().sum::<u32>()) / values as f64;
    let square = |count: &u32| (f64::from(*count) - expected).powi(2) / expected;
    let statistic: f64 = counts.values().map(square).sum();
    let degrees = (values - 1) as f64;
    let spread = 2.0 / (9.0 * degrees);
    statistic < degrees * (1.0 - spread + 4.753 * spread.sqrt()).powi(3)
}

fn count<K: Ord>(values: impl Iterator<Item = K>) -> BTreeMap<K, u32> {
    let mut counts = BTreeMap::new();
    values.for_each(|value| *counts.entry(value).or_default() += 1);
    counts
}

#[test]
fn the_papers_layout_on_every_grid() {
    for grid in 5..=9 {
        for walls in [0, 2] {
            let config = ScoreConfig {
                grid,
                walls,
                ..ScoreConfig::default()
            };
            for start in starts(&config, 500, 0) {
                let edges = [0, grid - 1];
                assert!(edges.contains(&start.items[0].row) && edges.contains(&start.items[1].row));
                assert_ne!(start.items[0].row, start.items[1].row);
                assert!(start.items[0].manhattan(start.items[1]) >= 3);
                for (agent, owns) in start.agents.iter().zip(&start.owns) {
                    let item = start.items[*owns];
                    assert_eq!(agent.manhattan(item), 1);
                    let rows = if item.row == 0 {
                        [0, 1]
                    } else {
                        [grid - 2, grid - 1]
                    };
                    assert!(rows.contains(&agent.row));
                }
                assert_ne!(start.owns[0], start.owns[1]);
                assert_eq!(start.walls.len(), usize::from(walls));
                assert!(
                    start
                        .walls
                        .iter()
                        .all(|wall| wall.row == grid / 2 && wall.col < grid)
                );
            }
        }
    }
}

#[test]
fn every_beginning_is_as_likely_as_the_paper_says() {
    let starts = starts(&ScoreConfig::default(), 40_000, 0);
    assert!(
        uniform(&count(starts.iter().map(|s| s.items[0].row)), 2),
        "side of item 0"
    );
    assert!(
        uniform(&count(starts.iter().map(|s| s.owns[0])), 2),
        "owner of item 0"
    );
    assert!(
        uniform(&count(starts.iter().map(|s| s.items[0].col)), 5),
        "column of item 0"
    );
    assert!(uniform(
        &count(starts.iter().map(|s| (s.items[0].col, s.items[1].col))),
        25
    ));
    assert!(
        uniform(&count(starts.iter().map(|s| s.scores[0])), 50),
        "score of item 0"
    );
    assert!(
        uniform(&count(starts.iter().map(|s| s.scores[1])), 50),
        "score of item 1"
    );
    assert!(starts.iter().all(|s| s.scores[0] != s.scores[1]));
    // Beside an item in the corner there are two cells, elsewhere three.
    for (col, cells) in [(0, 2), (1, 3), (2, 3), (4, 2)] {
        let beside = starts
            .iter()
            .filter(|s| s.items[s.owns[0]] == Position { row: 0, col });
        assert!(uniform(
            &count(beside.map(|s| (s.agents[0].row, s.agents[0].col))),
            cells
        ));
    }
}

#[test]
fn walls_take_any_cells_of_the_middle_row() {
    let config = ScoreConfig {
        walls: 2,
        ..ScoreConfig::default()
    };
    let pairs = starts(&config, 20_000, 0)
        .into_iter()
        .map(|s| (s.walls[0].col, s.walls[1].col));
    assert!(
        uniform(&count(pairs), 20),
        "ordered pairs of different cells"
    );
}

#[test]
fn scores_come_from_the_split_or_from_the_list() {
    for split in [ScoreSplit::Train, ScoreSplit::Test, ScoreSplit::Hard] {
        let config = ScoreConfig {
            split,
            ..ScoreConfig::default()
        };
        let drawn = starts(&config, 20_000, 0);
        let counts = count(drawn.iter().flat_map(|s| s.scores.clone()));
        assert!(uniform(&counts, split.scores().len()));
        assert!(counts.keys().all(|score| split.scores().contains(score)));
    }
    let config = ScoreConfig {
        scores: vec![9, 3, 255],
        ..ScoreConfig::default()
    };
    let counts = count(
        starts(&config, 3_000, 0)
            .iter()
            .map(|s| (s.scores[0], s.scores[1])),
    );
    assert!(uniform(&counts, 6));
}

#[test]
fn items_in_inner_rows_keep_their_distance() {
    let config = ScoreConfig {
        item_rows: vec![1],
        ..ScoreConfig::default()
    };
    let starts = starts(&config, 5_000, 0);
    for start in &starts {
        assert_eq!(
            count(start.items.iter().map(|item| item.row))
                .into_keys()
                .collect::<Vec<_>>(),
            [1, 3]
        );
        assert!(start.items[0].manhattan(start.items[1]) >= 3);
        for (agent, owns) in start.agents.iter().zip(&start.owns) {
            assert_eq!(agent.manhattan(start.items[*owns]), 1);
            assert_ne!(agent.row, 2);
        }
    }
}

#[test]
fn layout2_places_agents_on_opposite_edges_and_items_on_their_owners_side() {
    for grid in 5..=9 {
        let config = ScoreConfig {
            grid,
            ..ScoreConfig::layout2()
        };
        for start in starts(&config, 500, 0) {
            for (agent, owns) in start.agents.iter().zip(&start.owns) {
                let (edge, row) = if agent.row == 0 {
                    (0, 1)
                } else {
                    (grid - 1, grid - 2)
                };
                assert_eq!((agent.row, start.items[*owns].row), (edge, row));
            }
            assert_ne!(start.agents[0].row, start.agents[1].row);
        }
    }
    let starts = starts(&ScoreConfig::layout2(), 20_000, 0);
    assert!(uniform(
        &count(starts.iter().map(|s| (s.agents[0].row, s.agents[0].col))),
        10
    ));
    assert!(uniform(
        &count(starts.iter().map(|s| (s.items[0].col, s.items[1].col))),
        25
    ));
}

#[test]
fn layout2s_curriculum_opens_the_edge_rows_and_shortens_time() {
    let config = ScoreConfig {
        max_steps_curriculum: vec![MaxStepsFrom {
            from_step: 100,
            max_steps: 15,
        }],
        item_rows_curriculum: vec![ItemRowsFrom {
            from_step: 100,
            item_rows: vec![0, 1],
        }],
        ..ScoreConfig::layout2()
    };
    assert_eq!(config.layout, Layout::Layout2);
    assert!(
        starts(&config, 500, 99)
            .iter()
            .all(|s| [1, 3].contains(&s.items[0].row))
    );
    let later = starts(&config, 20_000, 100);
    for start in &later {
        assert!(start.items.iter().all(|item| !start.agents.contains(item)));
    }
    // Of the ten cells of its side, the agent's own is taken.
    let side = later
        .iter()
        .filter(|s| s.agents[0] == Position { row: 0, col: 2 });
    let cells = count(side.map(|s| (s.items[s.owns[0]].row, s.items[s.owns[0]].col)));
    assert!(uniform(&cells, 9));
}
