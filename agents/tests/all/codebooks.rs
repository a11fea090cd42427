//! A codebook that collapses is reported as collapsed, and unused codes come back.

use std::sync::Arc;

use protolang_agents::agent::Agent;
use protolang_agents::blueprint::{Blueprint, Design};
use protolang_agents::config::{NetworkConfig, PpoConfig};
use protolang_agents::learner::{Learner, UpdateClock};
use protolang_agents::objectives::ObjectivesConfig;
use protolang_agents::pretraining::Pretraining;
use protolang_agents::report::PerceptionReport;
use protolang_agents::rollout::Rollout;
use protolang_agents::threads;
use protolang_agents::workers::Workers;
use protolang_channel::config::{
    ChannelConfig, ChannelKind, CodebookUpdate, PerceptionConfig, PerceptionKind,
    Pretraining as When,
};
use protolang_envs::games::GameConfig;
use protolang_spec::channel::ChannelPhysics;

/// Kinds of observation there are.
const KINDS: usize = 16;
const CODES: usize = 16;

fn blueprint(perception: PerceptionConfig) -> Blueprint {
    let game = GameConfig::from_name("score").expect("a game");
    let spaces = game.spaces(&ChannelPhysics::default());
    let channel = ChannelConfig {
        kind: ChannelKind::Token,
        alphabet: spaces.symbols.alphabet,
        length: 1,
        sources: 1,
        embedding: 16,
        temperature: 1.0,
    };
    let design = Design {
        network: &NetworkConfig::default(),
        perception: &perception,
        auxiliary: &[],
        channel: &channel,
    };
    Blueprint::new(&spaces, &design).expect("a network")
}

/// Mother Tongue's VQ-VAE as published, but for its size.
fn published() -> PerceptionConfig {
    PerceptionConfig {
        kind: PerceptionKind::VqVae,
        codes: CODES,
        straight_through: false,
        codebook_update: CodebookUpdate::Gradient,
        reset_after: 0,
        pretraining: When::Continued,
        collapse_threshold: 0.3,
        ..PerceptionConfig::default()
    }
}

/// Observations of a few kinds that differ in every second number, with a little that says nothing.
fn observations(len: usize, count: usize) -> Vec<u8> {
    let bit = |kind: usize, at: usize| (kind * 2_654_435_761 + at * 40_503) >> 7 & 1 == 1;
    let noise = |row: usize, at: usize| ((row * 7 + at * 13) % 5) as u8;
    (0..count)
        .flat_map(|row| {
            let kind = row % KINDS;
            (0..len).map(move |at| if bit(kind, at) { 2 } else { 0 } + noise(row, at) / 4)
        })
        .collect()
}

fn trained(perception: PerceptionConfig) -> (f64, usize, Blueprint, Agent) {
    threads::single();
    let blueprint = blueprint(perception);
    let mut agent = Agent::new(&blueprint, 3, 0);
    let len = GameConfig::from_name("score")
        .expect("a game")
        .spaces(&ChannelPhysics::default())
        .observation_len();
    let seen = observations(len, 640);
    let mut pretraining = Pretraining::new(&blueprint, &agent, 3, 0).expect("perception");
    for _ in 0..60 {
        pretraining.epoch(&seen).expect("finite");
    }
    let (perplexity, used) = pretraining.codes(&seen).usage(0);
    pretraining.finish(&mut agent);
    (perplexity, used, blueprint, agent)
}

/// How perception fares in an update of the policy.
fn update(blueprint: &Blueprint, agent: &mut Agent) -> PerceptionReport {
    let (steps, lanes) = (8, 16);
    let mut rollout = Rollout::new(blueprint, steps, lanes, 1);
    let len = rollout.observations.len() / (steps * lanes);
    rollout.observations = observations(len, steps * lanes);
    let config = PpoConfig {
        lanes,
        ..PpoConfig::default()
    };
    let clock = UpdateClock {
        run_seed: 1,
        update: 1,
        learning_rate: 1e-3,
        entropy: 1.0,
    };
    let reports = Learner::new(blueprint, &config, &ObjectivesConfig::default(), 0)
        .learn(
            &Workers::none(),
            &mut [agent],
            &[0],
            &Arc::new(vec![rollout.clone()]),
            clock,
        )
        .expect("finite numbers");
    reports[0].perception.expect("perception learns")
}

#[test]
fn without_a_straight_through_gradient_it_collapses_and_the_alarm_is_seen() {
    let (perplexity, used, blueprint, mut agent) = trained(published());
    assert!(used <= 2, "{used} codes, perplexity {perplexity}");
    let report = update(&blueprint, &mut agent);
    assert!(report.collapsed, "{report:?}");
}

#[test]
fn codes_that_nobody_uses_come_back() {
    let straight = PerceptionConfig {
        straight_through: true,
        ..published()
    };
    let (_, used, ..) = trained(straight.clone());
    let resetting = PerceptionConfig {
        reset_after: 10,
        ..straight
    };
    let (perplexity, all, blueprint, mut agent) = trained(resetting);
    assert!(all > used && all >= CODES - 2, "{used} before, {all} after");
    assert!(perplexity > 0.7 * CODES as f64, "perplexity {perplexity}");
    let report = update(&blueprint, &mut agent);
    assert!(!report.collapsed, "{report:?}");
}

#[test]
fn moving_averages_find_the_kinds_too() {
    let ema = PerceptionConfig {
        straight_through: true,
        codebook_update: CodebookUpdate::Ema,
        ema_decay: 0.9,
        reset_after: 10,
        ..published()
    };
    let (perplexity, used, ..) = trained(ema);
    assert!(used >= CODES - 2, "{used} codes, perplexity {perplexity}");
}

#[test]
fn what_is_frozen_stays() {
    let frozen = PerceptionConfig {
        straight_through: true,
        pretraining: When::Frozen,
        ..published()
    };
    let blueprint = blueprint(frozen);
    let mut agent = Agent::new(&blueprint, 3, 0);
    let own = |agent: &Agent| -> Vec<_> {
        let all = agent.tensors(&blueprint).into_iter();
        all.filter(|(name, ..)| name.starts_with("perception."))
            .collect()
    };
    let before = own(&agent);
    let (steps, lanes) = (4, 16);
    let mut rollout = Rollout::new(&blueprint, steps, lanes, 1);
    let len = rollout.observations.len() / (steps * lanes);
    rollout.observations = observations(len, steps * lanes);
    rollout.rewards[3] = 1.0;
    let config = PpoConfig {
        lanes,
        ..PpoConfig::default()
    };
    let clock = UpdateClock {
        run_seed: 1,
        update: 1,
        learning_rate: 1e-3,
        entropy: 1.0,
    };
    let whole = agent.clone();
    let reports = Learner::new(&blueprint, &config, &ObjectivesConfig::default(), 0)
        .learn(
            &Workers::none(),
            &mut [&mut agent],
            &[0],
            &Arc::new(vec![rollout.clone()]),
            clock,
        )
        .expect("finite numbers");
    assert!(reports[0].perception.is_none());
    assert_eq!(own(&agent), before);
    assert_ne!(agent, whole, "the rest has learnt");
}
