//! The games in words.

use protolang_envs::games::GameConfig;
use protolang_envs::games::deduction::{DeductionConfig, MapConfig};
use protolang_envs::games::manual::manual;
use protolang_envs::games::registry::games;
use protolang_envs::games::score::{ItemRowsFrom, MaxStepsFrom, ScoreConfig};
use protolang_spec::channel::ChannelPhysics;

#[test]
fn every_listed_game_exists_under_its_name() {
    for (name, summary) in games().entries().map(|entry| (entry.name, entry.summary)) {
        let game = GameConfig::from_name(name).expect("a listed game exists");
        assert_eq!(game.name(), name);
        assert!(!summary.is_empty() && summary.len() < 100);
        assert_eq!(game.validate(&ChannelPhysics::default()), Ok(()));
        assert!(!manual(&*game, &ChannelPhysics::default()).is_empty());
    }
    assert_eq!(GameConfig::from_name("chess"), None);
}

fn by_default(name: &str) -> String {
    let game = GameConfig::from_name(name).expect("a listed game exists");
    manual(&*game, &ChannelPhysics::default())
}

#[test]
fn the_dilemma_in_words() {
    insta::assert_snapshot!(by_default("dilemma"));
}

#[test]
fn the_private_target_in_words() {
    insta::assert_snapshot!(by_default("private-target"));
}

#[test]
fn the_referential_game_in_words() {
    insta::assert_snapshot!(by_default("referential"));
}

#[test]
fn scoreg_in_words() {
    let game = GameConfig::new(ScoreConfig::default());
    insta::assert_snapshot!(manual(&*game, &ChannelPhysics::default()));
}

#[test]
fn layout2_in_words() {
    let game = GameConfig::new(ScoreConfig {
        grid: 7,
        walls: 2,
        max_steps_curriculum: vec![MaxStepsFrom {
            from_step: 50_000_000,
            max_steps: 15,
        }],
        item_rows_curriculum: vec![ItemRowsFrom {
            from_step: 50_000_000,
            item_rows: vec![0, 1],
        }],
        scores: vec![3, 7],
        ..ScoreConfig::layout2()
    });
    let channel = ChannelPhysics {
        silence: true,
        delay: 2,
        range: Some(1),
        one_way: true,
        noise: 0.1,
        muted: true,
        ..ChannelPhysics::default()
    };
    insta::assert_snapshot!(manual(&*game, &channel));
}

#[test]
fn deduction_in_words() {
    let game = GameConfig::new(DeductionConfig::default());
    insta::assert_snapshot!(manual(&*game, &ChannelPhysics::default()));
}

#[test]
fn deduction_on_cells_in_words() {
    let map = MapConfig {
        cells: 3,
        window: 1,
        ..MapConfig::default()
    };
    let game = GameConfig::new(DeductionConfig {
        map,
        ..DeductionConfig::default()
    });
    insta::assert_snapshot!(manual(&*game, &ChannelPhysics::default()));
}
