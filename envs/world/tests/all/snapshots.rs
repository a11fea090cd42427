//! Open episodes, saved and restored.

use crate::play::Env;
use protolang_envs::games::GameConfig;
use protolang_envs::games::score::{MaxStepsFrom, ScoreConfig};
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;
use protolang_spec::step::Status;

use crate::play::{Player, batch, every_game, hashes, score};

fn rich() -> (GameConfig, ChannelPhysics) {
    let game = ScoreConfig {
        walls: 2,
        max_steps_curriculum: vec![MaxStepsFrom {
            from_step: 100,
            max_steps: 5,
        }],
        ..ScoreConfig::default()
    };
    let channel = ChannelPhysics {
        silence: true,
        delay: 3,
        range: Some(3),
        noise: 0.2,
        ..ChannelPhysics::default()
    };
    (GameConfig::new(game), channel)
}

/// Saves, and goes on in a batch that knows nothing but what was saved.
fn reborn(old: &Env, game: &GameConfig, channel: &ChannelPhysics) -> Env {
    let saved = old.save();
    let mut new = game
        .make_lanes(channel, 900..900 + old.lanes() as u64, 77)
        .expect("a game");
    new.restore(&saved).expect("what was saved can be restored");
    assert_eq!(new.save(), saved, "byte for byte");
    new
}

#[test]
fn ten_thousand_steps_with_a_rebirth_before_each_equal_an_uninterrupted_run() {
    const LANES: u64 = 5;
    let (game, channel) = rich();
    let mut straight = batch(&game, &channel, LANES);
    let mut broken = batch(&game, &channel, LANES);
    let (mut one, mut two) = (Player::new(&straight), Player::new(&broken));
    for step in 0..2_000 {
        if step == 1_000 {
            straight.set_progress(100);
            broken.set_progress(100);
        }
        broken = reborn(&broken, &game, &channel);
        let expected = one.step(&mut straight);
        let got = two.step(&mut broken);
        assert_eq!(expected.rewards, got.rewards);
        assert_eq!(expected.status, got.status);
        assert_eq!(one.observations, two.observations);
        assert_eq!(one.heard, two.heard);
        assert_eq!(hashes(&straight), hashes(&broken), "after step {step}");
        for lane in 0..LANES as usize {
            assert_eq!(straight.meaning(lane, 1), broken.meaning(lane, 1));
            assert_eq!(straight.scene(lane), broken.scene(lane));
            assert_eq!(straight.progress_of(lane), broken.progress_of(lane));
        }
    }
}

#[test]
fn every_game_can_be_reborn_before_each_step() {
    for (game, channel) in every_game() {
        let mut straight = batch(&game, &channel, 3);
        let mut broken = batch(&game, &channel, 3);
        let (mut one, mut two) = (Player::new(&straight), Player::new(&broken));
        for step in 0..200 {
            broken = reborn(&broken, &game, &channel);
            assert_eq!(straight.speaks(), broken.speaks());
            assert_eq!(straight.legal_actions(), broken.legal_actions());
            for lane in 0..3 {
                assert_eq!(straight.meaning(lane, 0), broken.meaning(lane, 0));
                assert_eq!(straight.meaning(lane, 1), broken.meaning(lane, 1));
                assert_eq!(straight.scene(lane), broken.scene(lane));
            }
            let expected = one.step(&mut straight);
            let got = two.step(&mut broken);
            assert_eq!(expected.rewards, got.rewards);
            assert_eq!(expected.status, got.status);
            assert_eq!(one.observations, two.observations);
            assert_eq!(one.heard, two.heard);
            assert_eq!(hashes(&straight), hashes(&broken), "{} {step}", game.name());
        }
    }
}

#[test]
fn a_finished_lane_stays_finished_in_every_game() {
    for (game, channel) in every_game() {
        let mut world = batch(&game, &channel, 2);
        world.set_auto_reset(false);
        let mut player = Player::new(&world);
        let running = |status: &[Status]| status.iter().all(|s| *s == Status::Running);
        while running(player.step(&mut world).status) {}
        let mut new = batch(&game, &channel, 2);
        new.restore(&world.save())
            .expect("what was saved can be restored");
        assert_eq!(new.speaks(), world.speaks());
        assert_eq!(new.legal_actions(), world.legal_actions());
        let (actions, symbols) = player.draw(&new);
        let (actions, symbols) = (actions.to_vec(), symbols.to_vec());
        let result = new.step(
            &actions,
            &symbols,
            &mut player.observations,
            &mut player.heard,
        );
        assert!(
            matches!(result, Err(EnvError::Finished { .. })),
            "{}",
            game.name()
        );
    }
}

#[test]
fn damaged_data_are_refused_by_every_game() {
    for (game, channel) in every_game() {
        let mut world = batch(&game, &channel, 2);
        let mut player = Player::new(&world);
        for _ in 0..3 {
            player.step(&mut world);
        }
        let saved = world.save();
        for bit in (0..saved.len() * 8).step_by(3) {
            let mut damaged = saved.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            refused(&mut world, &damaged);
        }
    }
}

fn refused(batch: &mut Env, saved: &[u8]) -> String {
    let (before, progress) = (hashes(batch), batch.save());
    let error = batch.restore(saved).expect_err("the data are refused");
    assert!(matches!(error, EnvError::Restore { .. }), "{error:?}");
    assert_eq!(hashes(batch), before, "the open episodes are as they were");
    assert_eq!(batch.save(), progress);
    error.to_string()
}

#[test]
fn damaged_data_are_refused() {
    let (game, channel) = rich();
    let mut world = batch(&game, &channel, 2);
    let mut player = Player::new(&world);
    for _ in 0..7 {
        player.step(&mut world);
    }
    let saved = world.save();
    for _ in 0..3 {
        player.step(&mut world);
    }
    for len in 0..saved.len() {
        refused(&mut world, &saved[..len]);
    }
    for bit in 0..saved.len() * 8 {
        let mut damaged = saved.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        refused(&mut world, &damaged);
    }
    let longer = [&saved[..], &[0]].concat();
    refused(&mut world, &longer);
    world.restore(&saved).expect("the undamaged data are not");
}

#[test]
fn data_of_another_batch_are_refused_with_a_reason() {
    let channel = ChannelPhysics::default();
    let saved = batch(&score(), &channel, 3).save();
    let mut two = batch(&score(), &channel, 2);
    let error = refused(&mut two, &saved);
    assert!(
        error.ends_with("they have 3 lanes, this batch has 2; give the batch as many"),
        "{error}"
    );

    let of = |config: ScoreConfig| batch(&GameConfig::new(config), &channel, 2);
    let large = of(ScoreConfig {
        grid: 9,
        ..ScoreConfig::default()
    })
    .save();
    refused(&mut two, &large);
    let other_scores = of(ScoreConfig {
        scores: vec![7, 8],
        ..ScoreConfig::default()
    })
    .save();
    refused(&mut two, &other_scores);
    let walls = of(ScoreConfig {
        walls: 1,
        ..ScoreConfig::default()
    })
    .save();
    refused(&mut two, &walls);
    assert_eq!(
        refused(&mut two, b"something else entirely"),
        "cannot restore saved episodes: these are not saved episodes"
    );
}

#[test]
fn data_of_another_format_are_refused_as_newer_or_older() {
    let mut world = batch(&score(), &ChannelPhysics::default(), 1);
    let mut saved = world.save();
    saved[5] = 2;
    assert!(refused(&mut world, &saved).contains("format 2 is newer than 1"));
    saved[5] = 0;
    assert!(refused(&mut world, &saved).contains("format 0 is older than 1"));
}
