use crate::games::GameConfig;
use crate::games::score::{ItemRowsFrom, Layout, MaxStepsFrom, ScoreConfig, ScoreSplit};
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;

#[test]
fn the_splits_are_the_papers() {
    let train = ScoreSplit::Train.scores();
    assert_eq!(train.len(), 50);
    assert_eq!((train[0], train[1], train[49]), (5, 10, 250));
    let test = ScoreSplit::Test.scores();
    assert_eq!(test.len(), 100);
    assert_eq!(test[..6], [2, 4, 6, 8, 12, 14]);
    assert_eq!(test[99], 248);
    assert!(test.iter().all(|score| !train.contains(score)));
    assert_eq!(
        ScoreSplit::Hard.scores(),
        [
            202, 204, 206, 208, 212, 214, 216, 218, 222, 224, 226, 228, 232, 234, 236, 238
        ]
    );
}

#[test]
fn curricula_hold_from_their_step_on() {
    let config = ScoreConfig {
        max_steps: 30,
        max_steps_curriculum: vec![
            MaxStepsFrom {
                from_step: 50,
                max_steps: 15,
            },
            MaxStepsFrom {
                from_step: 75,
                max_steps: 8,
            },
        ],
        item_rows_curriculum: vec![ItemRowsFrom {
            from_step: 50,
            item_rows: vec![0, 1],
        }],
        ..ScoreConfig::layout2()
    };
    let at = |progress| (config.max_steps_at(progress), config.item_rows_at(progress));
    assert_eq!(at(0), (30, &[1][..]));
    assert_eq!(at(49), (30, &[1][..]));
    assert_eq!(at(50), (15, &[0, 1][..]));
    assert_eq!(at(74), (15, &[0, 1][..]));
    assert_eq!(at(75), (8, &[0, 1][..]));
    assert_eq!(at(u64::MAX), (8, &[0, 1][..]));
}

/// The key that is refused, and why.
fn refused(config: ScoreConfig) -> (&'static str, String) {
    match config.validate(&ChannelPhysics::default()) {
        Err(EnvError::Config { key, problem }) => (key, problem),
        other => panic!("{other:?}"),
    }
}

#[test]
fn options_that_make_no_game_are_refused_by_name() {
    let good = ScoreConfig::default;
    let from = |from_step, max_steps| MaxStepsFrom {
        from_step,
        max_steps,
    };
    let cases = [
        ("game.grid", ScoreConfig { grid: 4, ..good() }),
        ("game.grid", ScoreConfig { grid: 16, ..good() }),
        (
            "game.window",
            ScoreConfig {
                window: 4,
                ..good()
            },
        ),
        (
            "game.window",
            ScoreConfig {
                window: 1,
                ..good()
            },
        ),
        (
            "game.window",
            ScoreConfig {
                window: 11,
                ..good()
            },
        ),
        ("game.walls", ScoreConfig { walls: 5, ..good() }),
        (
            "game.item_strength",
            ScoreConfig {
                item_strength: 7,
                ..good()
            },
        ),
        (
            "game.item_strength",
            ScoreConfig {
                item_strength: 0,
                ..good()
            },
        ),
        (
            "game.item_strength",
            ScoreConfig {
                agent_strength: 0,
                ..good()
            },
        ),
        (
            "game.scores",
            ScoreConfig {
                scores: vec![5],
                ..good()
            },
        ),
        (
            "game.scores",
            ScoreConfig {
                scores: vec![5, 5],
                ..good()
            },
        ),
        (
            "game.scores",
            ScoreConfig {
                scores: vec![0, 5],
                ..good()
            },
        ),
        (
            "game.max_steps",
            ScoreConfig {
                max_steps: 1,
                ..good()
            },
        ),
        (
            "game.max_steps_curriculum",
            ScoreConfig {
                max_steps_curriculum: vec![from(1, 1)],
                ..good()
            },
        ),
        (
            "game.max_steps_curriculum",
            ScoreConfig {
                max_steps_curriculum: vec![from(2, 5), from(1, 5)],
                ..good()
            },
        ),
        (
            "game.item_rows",
            ScoreConfig {
                item_rows: vec![2],
                ..good()
            },
        ),
        (
            "game.item_rows",
            ScoreConfig {
                item_rows: vec![2],
                grid: 6,
                ..good()
            },
        ),
        (
            "game.item_rows_curriculum",
            ScoreConfig {
                item_rows_curriculum: vec![ItemRowsFrom {
                    from_step: 0,
                    item_rows: vec![0, 9],
                }],
                ..good()
            },
        ),
    ];
    for (key, config) in cases {
        let (named, problem) = refused(config.clone());
        assert_eq!(named, key, "{config:?}: {problem}");
    }
    assert_eq!(
        EnvError::Config {
            key: "game.grid",
            problem: refused(ScoreConfig { grid: 4, ..good() }).1
        }
        .to_string(),
        "`game.grid` is 4; give 5 to 15"
    );
}

#[test]
fn one_step_is_enough_where_the_last_step_counts() {
    let config = ScoreConfig {
        max_steps: 1,
        last_step_pickup: true,
        ..ScoreConfig::default()
    };
    assert_eq!(config.validate(&ChannelPhysics::default()), Ok(()));
}

#[test]
fn options_survive_json_and_unknown_ones_are_refused() {
    let config = GameConfig::new(ScoreConfig {
        split: ScoreSplit::Hard,
        layout: Layout::Layout2,
        item_rows_curriculum: vec![ItemRowsFrom {
            from_step: 9,
            item_rows: vec![0, 1],
        }],
        ..ScoreConfig::layout2()
    });
    let json = serde_json::to_string(&config).expect("options are JSON");
    assert!(
        json.contains(r#""name":"score""#) && json.contains(r#""layout":"layout2""#),
        "{json}"
    );
    assert_eq!(
        serde_json::from_str::<GameConfig>(&json).expect("and back"),
        config
    );
    let unknown = serde_json::from_str::<ScoreConfig>(r#"{"gird": 5}"#).expect_err("a slip");
    assert!(unknown.to_string().contains("gird"), "{unknown}");
    assert_eq!(
        serde_json::from_str::<ScoreConfig>("{}").expect("everything has a default"),
        ScoreConfig::default()
    );
}
