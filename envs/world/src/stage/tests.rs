//! The order of systems: what may vary changes nothing, and what must not vary is refused.

use std::collections::BTreeSet;

use bevy_ecs::prelude::*;
use bevy_ecs::schedule::{LogLevel, ScheduleBuildSettings};

use super::{Stage, StepPhase, strict};
use crate::batch::Batch;
use crate::games::GameConfig;
use crate::games::built;
use crate::games::registry::games;
use crate::games::score::ScoreConfig;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::hash::StableHasher;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use protolang_spec::vec_env::VecEnv as _;
use protolang_spec::words::Words as _;

const SEEDS: u64 = 64;

fn shuffled(seed: u64, settings: ScheduleBuildSettings) -> ScheduleBuildSettings {
    ScheduleBuildSettings {
        shuffle_seed: Some(seed),
        ..settings
    }
}

fn keys(lanes: u64) -> Vec<EpisodeKey> {
    (0..lanes)
        .map(|lane| EpisodeKey {
            run_seed: 3,
            lane,
            episode: 0,
        })
        .collect()
}

/// Names of the systems of a step in the order in which they run.
fn order(stage: &Stage) -> Vec<String> {
    let systems = stage.step.systems().expect("the schedule is built");
    systems
        .map(|(_, system)| system.name().to_string())
        .collect()
}

/// A hash over every observation, message, reward and state of random play.
fn play(batch: &mut Batch, steps: usize) -> u64 {
    let mut rng = stream(
        EpisodeKey {
            run_seed: 9,
            lane: 0,
            episode: 0,
        },
        Purpose::Policy,
    );
    let spaces = batch.spaces().clone();
    let (actions_n, alphabet) = (spaces.actions.len() as u32, spaces.symbols.alphabet as u32);
    let seats = batch.lanes() * batch.agents();
    let mut observations = vec![0; seats * spaces.observation_len()];
    let mut heard = vec![0; seats * spaces.heard_len()];
    let mut hasher = StableHasher::new();
    for _ in 0..steps {
        let actions: Vec<u8> = (0..seats)
            .map(|_| below(&mut rng, actions_n) as u8)
            .collect();
        let symbols: Vec<u16> = (0..seats * spaces.symbols.length)
            .map(|_| below(&mut rng, alphabet) as u16)
            .collect();
        let view = batch
            .step(&actions, &symbols, &mut observations, &mut heard)
            .expect("the step is legal");
        view.rewards
            .iter()
            .for_each(|reward| hasher.put(u64::from(reward.to_bits())));
        hasher.bytes(&observations);
        heard
            .iter()
            .for_each(|symbol| hasher.put(u64::from(*symbol)));
        (0..batch.lanes()).for_each(|lane| hasher.put(batch.state_hash(lane)));
    }
    hasher.finish()
}

#[test]
fn every_order_of_systems_that_is_left_open_gives_the_same_world() {
    let game = GameConfig::new(ScoreConfig {
        walls: 1,
        ..ScoreConfig::default()
    });
    let channel = ChannelPhysics {
        range: Some(2),
        delay: 2,
        noise: 0.1,
        ..ChannelPhysics::default()
    };
    let mut all = vec![(game, channel)];
    for name in games().entries().map(|entry| entry.name) {
        let game = GameConfig::from_name(name).expect("a listed game exists");
        all.push((game, ChannelPhysics::default()));
    }
    for (game, channel) in all {
        let (orders, hashes) = played_in_every_order(&game, &channel);
        assert!(
            orders > 1,
            "{}: the seeds have tried several orders",
            game.name()
        );
        assert_eq!(hashes, 1, "{}", game.name());
    }
}

/// How many orders of systems the seeds lead to, and how many worlds these.
fn played_in_every_order(game: &GameConfig, channel: &ChannelPhysics) -> (usize, usize) {
    let (mut orders, mut hashes) = (BTreeSet::new(), BTreeSet::new());
    for seed in 0..SEEDS {
        let mut batch = built::with_settings(game, channel, &keys(4), shuffled(seed, strict()))
            .expect("the options make a game");
        orders.insert(order(batch.stage_for_tests()));
        hashes.insert(play(&mut batch, 100));
    }
    (orders.len(), hashes.len())
}

#[test]
fn so_it_is_in_every_game() {
    for name in games().entries().map(|entry| entry.name) {
        let game = GameConfig::from_name(name).expect("a listed game exists");
        let channel = ChannelPhysics::default();
        let hashes: BTreeSet<u64> = (0..SEEDS)
            .map(|seed| {
                let settings = shuffled(seed, strict());
                let batch = built::with_settings(&game, &channel, &keys(3), settings);
                play(&mut batch.expect("the options make a game"), 20)
            })
            .collect();
        assert_eq!(hashes.len(), 1, "{name}");
    }
}

#[derive(Resource)]
struct Number(u64);

fn double(mut number: ResMut<Number>) {
    number.0 *= 2;
}

fn increase(mut number: ResMut<Number>) {
    number.0 += 1;
}

/// A stage with two rules of which each undoes the other's order.
fn quarrel(settings: ScheduleBuildSettings) -> Stage {
    let game = GameConfig::new(ScoreConfig::default());
    let channel = ChannelPhysics::default();
    let mut stage = Stage::new(&game.spaces(&channel), &channel, keys(1), settings);
    stage.world.insert_resource(Number(1));
    stage.on_step(StepPhase::Rules, (double, increase));
    stage
}

#[test]
#[should_panic(expected = "the rules have no clear order")]
fn two_rules_without_an_order_are_refused() {
    quarrel(strict()).finish();
}

#[test]
fn two_rules_without_an_order_would_give_two_worlds() {
    let lax = ScheduleBuildSettings {
        ambiguity_detection: LogLevel::Ignore,
        ..strict()
    };
    let numbers: BTreeSet<u64> = (0..SEEDS)
        .map(|seed| {
            let mut stage = quarrel(shuffled(seed, lax.clone()));
            // Without agents there is nobody to hear.
            stage.world.insert_resource(crate::channel::air::Air::new(
                &ChannelPhysics {
                    muted: true,
                    ..ChannelPhysics::default()
                },
                1,
                2,
                1,
            ));
            stage.finish();
            stage.run_step();
            stage.world.resource::<Number>().0
        })
        .collect();
    assert_eq!(numbers, BTreeSet::from([3, 4]));
}
