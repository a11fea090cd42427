//! Episodes begin and end where they should.

use protolang_envs::games::GameConfig;
use protolang_envs::games::score::{MaxStepsFrom, ScoreConfig};
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::keys::EpisodeKey;
use protolang_spec::step::Status;

use crate::play::{Player, batch, every_game, hashes, score};

#[test]
fn a_finished_lane_begins_its_next_episode_in_the_same_step() {
    for (game, channel) in every_game() {
        check_next_episodes(&game, &channel);
    }
}

fn check_next_episodes(game: &GameConfig, channel: &ChannelPhysics) {
    let mut world = batch(game, channel, 4);
    let mut player = Player::new(&world);
    for _ in 0..300 {
        let keys: Vec<EpisodeKey> = (0..4).map(|lane| world.key(lane)).collect();
        let clocks: Vec<u32> = (0..4).map(|lane| world.clock(lane)).collect();
        let view = player.step(&mut world);
        let (status, lengths) = (view.status.to_vec(), view.lengths.to_vec());
        for lane in 0..4 {
            let (key, clock) = (world.key(lane), world.clock(lane));
            if status[lane] == Status::Running {
                assert_eq!((key, clock), (keys[lane], clocks[lane] + 1));
            } else {
                assert_eq!((key.episode, clock), (keys[lane].episode + 1, 0));
                assert_eq!(lengths[lane], clocks[lane] + 1);
                // The new episode is the one that a batch of its own begins with.
                let alone = game.make(channel, &[key]).expect("the options make a game");
                assert_eq!(alone.state_hash(0), world.state_hash(lane));
            }
        }
        let mut observations = vec![0; player.observations.len()];
        let mut heard = vec![0; player.heard.len()];
        world.observe(&mut observations, &mut heard);
        assert_eq!(
            (observations, heard),
            (player.observations.clone(), player.heard.clone())
        );
    }
}

#[test]
fn final_observations_are_those_that_a_lane_without_reset_ends_with() {
    let channel = ChannelPhysics::default();
    let (mut going_on, mut stopping) = (batch(&score(), &channel, 1), batch(&score(), &channel, 1));
    stopping.set_auto_reset(false);
    let (mut one, mut two) = (Player::new(&going_on), Player::new(&stopping));
    let mut ends = 0;
    for _ in 0..500 {
        let running = two.step(&mut stopping).status[0] == Status::Running;
        let view = one.step(&mut going_on);
        assert_eq!(view.status[0] == Status::Running, running);
        if running {
            assert_eq!(one.observations, two.observations);
            assert_eq!(going_on.state_hash(0), stopping.state_hash(0));
        } else {
            assert_eq!(view.final_observations, two.observations);
            assert_eq!(view.final_heard, two.heard);
            ends += 1;
            let key = stopping.key(0);
            stopping
                .reset_lane(
                    0,
                    EpisodeKey {
                        episode: key.episode + 1,
                        ..key
                    },
                )
                .expect("the lane exists");
            stopping.observe(&mut two.observations, &mut two.heard);
            assert_eq!(one.observations, two.observations);
        }
    }
    assert!(ends > 40);
}

#[test]
fn progress_holds_from_the_next_reset_of_each_lane_on() {
    let game = GameConfig::new(ScoreConfig {
        max_steps: 6,
        max_steps_curriculum: vec![MaxStepsFrom {
            from_step: 1000,
            max_steps: 3,
        }],
        ..ScoreConfig::default()
    });
    // Nobody lifts: every episode takes as long as it may.
    let mut world = batch(&game, &ChannelPhysics::default(), 1);
    let (mut observations, mut heard) = (vec![0; 40], vec![0; 2]);
    let mut lengths = Vec::new();
    for step in 1..=15 {
        let view = world
            .step(&[0, 0], &[0, 0], &mut observations, &mut heard)
            .expect("the step is legal");
        if view.status[0] != Status::Running {
            lengths.push(view.lengths[0]);
        }
        if step == 2 {
            world.set_progress(1000);
            assert_eq!(world.progress_of(0), 0);
        }
    }
    assert_eq!(lengths, [6, 3, 3, 3]);
    assert_eq!(world.progress_of(0), 1000);

    let mut replay = batch(&game, &ChannelPhysics::default(), 1);
    replay.set_progress(999);
    replay.reset_all();
    assert_eq!(replay.progress_of(0), 999);
}

#[test]
fn reset_all_begins_the_current_episodes_anew() {
    let mut world = batch(&score(), &ChannelPhysics::default(), 3);
    let at_first = hashes(&world);
    let mut player = Player::new(&world);
    for _ in 0..5 {
        player.step(&mut world);
    }
    assert_ne!(hashes(&world), at_first);
    let keys: Vec<EpisodeKey> = (0..3).map(|lane| world.key(lane)).collect();
    world.reset_all();
    assert_eq!(keys, (0..3).map(|lane| world.key(lane)).collect::<Vec<_>>());
    let unfinished: Vec<usize> = (0..3).filter(|lane| keys[*lane].episode == 0).collect();
    assert!(!unfinished.is_empty());
    for lane in unfinished {
        assert_eq!(world.state_hash(lane), at_first[lane]);
    }
}
