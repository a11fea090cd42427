//! What holds in every game, whatever the options and whatever is played.

use crate::play::Env;
use proptest::prelude::*;
use protolang_envs::games::GameConfig;
use protolang_envs::games::score::{Layout, ScoreConfig, ScoreSplit};
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::scene::SceneKind;
use protolang_spec::step::Status;

use crate::play::{Player, every_game, hashes};

prop_compose! {
    fn configs()(
        grid in 5_u8..10,
        window in prop::sample::select(vec![3_u8, 5, 7, 9]),
        max_steps in 2_u32..25,
        split in prop::sample::select(vec![ScoreSplit::Train, ScoreSplit::Test, ScoreSplit::Hard]),
        layout in prop::sample::select(vec![Layout::Score, Layout::Layout2]),
        item_rows in prop::sample::select(vec![vec![], vec![0], vec![1], vec![0, 1]]),
        walls in 0_u8..4,
        flags in prop::array::uniform7(any::<bool>()),
        item_strength in 1_u8..7,
    ) -> ScoreConfig {
        let [simultaneous, last_step_pickup, last_step_penalty, time_bonus, partner_visible,
            blank_occupancy, timeout_truncates] = flags;
        ScoreConfig {
            grid, window, max_steps, split, layout, item_rows, walls, simultaneous,
            last_step_pickup, last_step_penalty, time_bonus, partner_visible, blank_occupancy,
            timeout_truncates, item_strength, ..ScoreConfig::default()
        }
    }
}

prop_compose! {
    fn channels()(
        vocabulary in 1_u16..9,
        length in 0_u8..4,
        delay in 1_u8..4,
        range in prop::option::of(0_u8..9),
        noise in prop::sample::select(vec![0.0, 0.3]),
        flags in prop::array::uniform3(any::<bool>()),
    ) -> ChannelPhysics {
        let [silence, one_way, muted] = flags;
        ChannelPhysics { vocabulary, length, silence, delay, range, one_way, noise, muted }
    }
}

/// That nothing shares a cell, and everything is on the map.
fn check_scene(batch: &Env, lane: usize) {
    let scene = batch.scene(lane);
    let bodies: Vec<_> = scene
        .cells
        .iter()
        .filter(|cell| !matches!(cell.kind, SceneKind::Item { lifted: true, .. }))
        .map(|cell| (cell.row, cell.col))
        .collect();
    assert!(
        bodies.windows(2).all(|pair| pair[0] < pair[1]),
        "sorted, none twice: {bodies:?}"
    );
    assert!(
        bodies
            .iter()
            .all(|(row, col)| *row < scene.height && *col < scene.width)
    );
}

/// That an agent's meaning is what the scene shows of its item.
fn check_meaning(batch: &Env, lane: usize) {
    let scene = batch.scene(lane);
    for agent in 0..2 {
        let [score, row, col, is_target] = batch.meaning(lane, agent) else {
            panic!("four attributes");
        };
        let item = scene.cells.iter().find(|cell| {
            cell.row as i32 == *row
                && cell.col as i32 == *col
                && matches!(&cell.kind, SceneKind::Item { label, .. } if *label == score.to_string())
        });
        let target = item.map(|cell| matches!(cell.kind, SceneKind::Item { target: true, .. }));
        assert_eq!(target, Some(*is_target == 1));
    }
    assert_eq!(
        batch.meaning(lane, 0)[3] + batch.meaning(lane, 1)[3],
        1,
        "one target"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_game_keeps_its_promises(config in configs(), channel in channels(), seed in any::<u64>()) {
        let game = GameConfig::new(config.clone());
        let Ok(mut batch) = game.make_lanes(&channel, 0..3, seed) else {
            panic!("valid options: {:?}", game.validate(&channel));
        };
        let spaces = batch.spaces().clone();
        let mut player = Player::new(&batch);
        for _ in 0..40 {
            let view = player.step(&mut batch);
            let (status, lengths) = (view.status.to_vec(), view.lengths.to_vec());
            for lane in 0..3 {
                prop_assert_eq!(view.rewards[lane * 2], view.rewards[lane * 2 + 1]);
                let reward = view.rewards[lane * 2];
                prop_assert!((-2.0..=2.0).contains(&reward));
                if status[lane] == Status::Running {
                    prop_assert_eq!(reward, 0.0);
                } else {
                    prop_assert!(usize::from(view.outcomes[lane]) < spaces.outcomes.len());
                    prop_assert!(lengths[lane] <= config.max_steps);
                }
            }
            prop_assert!(player.heard.iter().all(|symbol| usize::from(*symbol) < spaces.symbols.alphabet));
            for lane in 0..3 {
                check_scene(&batch, lane);
                check_meaning(&batch, lane);
                prop_assert!(batch.clock(lane) < config.max_steps);
            }
        }
    }

    #[test]
    fn an_interrupted_run_equals_an_uninterrupted_one(
        config in configs(), channel in channels(), before in 0_usize..30, seed in any::<u64>(),
    ) {
        let game = GameConfig::new(config);
        let new = |seed| game.make_lanes(&channel, 0..2, seed).expect("valid options");
        let mut straight = new(seed);
        let mut player = Player::new(&straight);
        for _ in 0..before {
            player.step(&mut straight);
        }
        let mut resumed = new(seed ^ 1);
        resumed.restore(&straight.save()).expect("what was saved can be restored");
        prop_assert_eq!(hashes(&straight), hashes(&resumed));
        let (mut one, mut two) = (Player::new(&straight), Player::new(&resumed));
        for _ in 0..30 {
            one.step(&mut straight);
            two.step(&mut resumed);
            prop_assert_eq!(&one.observations, &two.observations);
            prop_assert_eq!(&one.heard, &two.heard);
            prop_assert_eq!(hashes(&straight), hashes(&resumed));
        }
    }

    #[test]
    fn no_bytes_make_a_restore_panic(
        (game, channel) in prop::sample::select(every_game()), bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        let mut batch = game.make_lanes(&channel, 0..1, 1).expect("a game");
        prop_assert!(batch.restore(&bytes).is_err());
    }

    #[test]
    fn every_game_keeps_its_promises(
        (game, channel) in prop::sample::select(every_game()), seed in any::<u64>(),
    ) {
        let mut batch = game.make_lanes(&channel, 0..3, seed).expect("a game");
        let spaces = batch.spaces().clone();
        let seats = 3 * spaces.agents;
        let masks = |masked: bool, len: usize| if masked { len } else { 0 };
        let mut player = Player::new(&batch);
        for _ in 0..20 {
            prop_assert_eq!(batch.speaks().len(), masks(spaces.masks_speech, seats));
            let legal = batch.legal_actions();
            prop_assert_eq!(legal.len(), masks(spaces.masks_actions, seats * spaces.actions.len()));
            prop_assert!(legal.chunks(spaces.actions.len()).all(|legal| legal.contains(&true)));
            let view = player.step(&mut batch);
            prop_assert!(view.rewards.iter().all(|reward| reward.is_finite()));
            for lane in 0..3 {
                if view.status[lane] == Status::Running {
                    // Tasks pay while a game of deduction goes on; all else pays at the end.
                    let rewards = &view.rewards[lane * spaces.agents..][..spaces.agents];
                    let pays = game.name() == "deduction";
                    prop_assert!(pays || rewards.iter().all(|reward| *reward == 0.0));
                } else {
                    prop_assert!(usize::from(view.outcomes[lane]) < spaces.outcomes.len());
                }
            }
            prop_assert!(player.heard.iter().all(|symbol| usize::from(*symbol) < spaces.symbols.alphabet));
            for block in &spaces.observation {
                prop_assert_eq!(block.elements.len(), block.len());
            }
            for (index, byte) in player.observations.iter().enumerate() {
                let mut at = index % spaces.observation_len();
                let block = spaces.observation.iter().find(|block| {
                    let here = at < block.len();
                    at = at.wrapping_sub(if here { 0 } else { block.len() });
                    here
                });
                prop_assert!(f32::from(*byte) <= block.expect("every byte is in a block").scale);
            }
            for lane in 0..3 {
                let scene = batch.scene(lane);
                let places = scene.cells.iter().map(|cell| (cell.row, cell.col));
                prop_assert!(places.clone().is_sorted());
                prop_assert!(places.into_iter().all(|(row, col)| row < scene.height && col < scene.width));
                for agent in 0..spaces.agents {
                    prop_assert_eq!(batch.meaning(lane, agent).len(), spaces.meaning.len());
                }
            }
        }
    }
}
