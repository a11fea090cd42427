//! Stacked networks are independent: together they do what each would do alone.

use std::sync::Arc;

use protolang_agents::actor::observation::Observation;
use protolang_agents::actor::{Actor, Decision};
use protolang_agents::agent::Agent;
use protolang_agents::blueprint::{Blueprint, Design};
use protolang_agents::config::{NetworkConfig, PpoConfig};
use protolang_agents::learner::{Learner, UpdateClock};
use protolang_agents::objectives::ObjectivesConfig;
use protolang_agents::rollout::Rollout;
use protolang_agents::workers::Workers;
use protolang_channel::config::{ChannelConfig, ChannelKind, PerceptionConfig, Pretraining};
use protolang_envs::games::GameConfig;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use protolang_spec::step::Status;
use rand::rngs::ChaCha8Rng;

use crate::reference::assert_close;

/// The reference network in ScoreG.
pub(crate) fn score() -> Blueprint {
    blueprint(ChannelKind::Token, 1)
}

pub(crate) fn blueprint(kind: ChannelKind, length: u8) -> Blueprint {
    perceiving(kind, length, Pretraining::None)
}

/// The same where codes, if there are any, are trained so.
pub(crate) fn perceiving(kind: ChannelKind, length: u8, pretraining: Pretraining) -> Blueprint {
    let game = GameConfig::from_name("score").expect("a game");
    let length = if kind == ChannelKind::None { 0 } else { length };
    let physics = ChannelPhysics {
        length,
        ..ChannelPhysics::default()
    };
    let spaces = game.spaces(&physics);
    let channel = ChannelConfig {
        kind,
        alphabet: spaces.symbols.alphabet,
        length: spaces.symbols.length,
        sources: spaces.symbols.sources,
        embedding: 16,
        temperature: 1.0,
    };
    let design = Design {
        network: &NetworkConfig::default(),
        perception: &PerceptionConfig {
            pretraining,
            ..PerceptionConfig::default()
        },
        auxiliary: &[],
        channel: &channel,
    };
    Blueprint::new(&spaces, &design).expect("a network")
}

fn rng(lane: u64) -> ChaCha8Rng {
    let key = EpisodeKey {
        run_seed: 9,
        lane,
        episode: 0,
    };
    stream(key, Purpose::Policy)
}

/// A rollout of made-up transitions.
fn made_up(blueprint: &Blueprint, steps: usize, lanes: usize, length: usize) -> Rollout {
    let mut rollout = Rollout::new(blueprint, steps, lanes, 2);
    let mut rng = rng(1);
    let mut below = |n: u32| below(&mut rng, n);
    rollout.observations.fill_with(|| below(256) as u8);
    rollout.heard.fill_with(|| below(4) as u16);
    rollout.actions.fill_with(|| below(5) as u8);
    rollout.symbols.fill_with(|| below(4) as u16);
    rollout
        .action_log_prob
        .fill_with(|| -1.6 - below(100) as f32 * 1e-3);
    rollout
        .message_log_prob
        .fill_with(|| -1.4 * length as f32 - below(100) as f32 * 1e-3);
    rollout.values.fill_with(|| below(100) as f32 * 0.01);
    rollout.rewards.fill_with(|| below(3) as f32 - 1.0);
    rollout.ends.fill_with(|| match below(6) {
        0 => Status::Terminated,
        1 => Status::Truncated,
        _ => Status::Running,
    });
    rollout.begins.fill_with(|| below(6) == 0);
    rollout
}

fn ppo() -> PpoConfig {
    PpoConfig {
        lanes: 8,
        minibatches: 2,
        epochs: 2,
        learning_rate: 1e-3,
        ..PpoConfig::default()
    }
}

const CLOCK: UpdateClock = UpdateClock {
    run_seed: 5,
    update: 3,
    learning_rate: 1e-3,
    entropy: 1.0,
};

#[test]
fn learning_side_by_side_equals_learning_alone() {
    let channels = [
        (ChannelKind::Token, 1),
        (ChannelKind::Token, 3),
        (ChannelKind::Vq, 2),
        (ChannelKind::Rvq, 2),
        (ChannelKind::Continuous, 2),
        (ChannelKind::None, 0),
    ];
    for (kind, length) in channels {
        let blueprint = blueprint(kind, length);
        let rollout = made_up(&blueprint, 6, 8, usize::from(length));
        let begin = |network| Agent::new(&blueprint, 2, network);
        let learner = Learner::new(&blueprint, &ppo(), &ObjectivesConfig::default(), 0);
        let (mut one, mut other) = (begin(0), begin(1));
        let together = learner
            .learn(
                &Workers::none(),
                &mut [&mut one, &mut other],
                &[0, 1],
                &Arc::new(vec![rollout.clone()]),
                CLOCK,
            )
            .expect("finite numbers");
        for (seat, stacked) in [one, other].into_iter().enumerate() {
            let mut alone = begin(seat as u64);
            let report = learner
                .learn(
                    &Workers::none(),
                    &mut [&mut alone],
                    &[seat],
                    &Arc::new(vec![rollout.clone()]),
                    CLOCK,
                )
                .expect("finite numbers");
            let (stacked, alone) = (stacked.tensors(&blueprint), alone.tensors(&blueprint));
            for ((name, _, stacked), (_, _, alone)) in stacked.iter().zip(&alone) {
                assert_close(stacked, alone, 1e-5, name);
            }
            let off = (together[seat].value_loss - report[0].value_loss).abs();
            assert!(off < 1e-5, "value losses differ by {off}");
            assert!(report[0].grad_norm > 0.0 && report[0].policy_loss != 0.0);
        }
    }
}

#[test]
fn shards_of_lanes_learn_like_one_piece() {
    let blueprint = score();
    let whole = made_up(&blueprint, 4, 8, 1);
    let part = |lanes: std::ops::Range<usize>| {
        let mut part = Rollout::new(&blueprint, whole.steps, lanes.len(), 2);
        let width = |len: usize| len / (whole.steps * whole.lanes);
        macro_rules! copy {
            ($($field:ident),*) => {$(
                let w = width(whole.$field.len());
                for step in 0..whole.steps {
                    let from = &whole.$field[(step * whole.lanes + lanes.start) * w..][..lanes.len() * w];
                    part.$field[step * lanes.len() * w..][..lanes.len() * w].copy_from_slice(from);
                }
            )*};
        }
        copy!(
            observations,
            heard,
            actions,
            symbols,
            action_log_prob,
            message_log_prob,
            values,
            rewards,
            begins,
            ends,
            final_values
        );
        part
    };
    let (left, right) = (part(0..3), part(3..8));
    let learn = |rollouts: Vec<Rollout>| {
        let mut agent = Agent::new(&blueprint, 2, 0);
        Learner::new(&blueprint, &ppo(), &ObjectivesConfig::default(), 0)
            .learn(
                &Workers::none(),
                &mut [&mut agent],
                &[1],
                &Arc::new(rollouts),
                CLOCK,
            )
            .expect("finite numbers");
        agent
    };
    assert_eq!(learn(vec![whole]), learn(vec![left, right]));
}

#[test]
fn acting_side_by_side_equals_acting_alone() {
    let blueprint = score();
    let lanes = 5;
    let agents = [Agent::new(&blueprint, 2, 0), Agent::new(&blueprint, 2, 1)];
    let rollout = made_up(&blueprint, 4, lanes, 1);
    let mut both = Actor::new(&blueprint, lanes, 2);
    both.seat(&[&agents[0], &agents[1]]);
    let mut alone = [0, 1].map(|seat: usize| {
        let mut actor = Actor::new(&blueprint, lanes, 1);
        actor.seat(&[&agents[seat]]);
        actor
    });
    let mut rngs: Vec<_> = (0..lanes as u64).map(rng).collect();
    let mut decision = Decision::new(&blueprint, lanes, 2);
    let (seen_len, seats) = (rollout.observations.len() / (4 * lanes * 2), 2);
    for step in 0..4 {
        let seen =
            &rollout.observations[step * lanes * seats * seen_len..][..lanes * seats * seen_len];
        let heard = &rollout.heard[step * lanes * seats..][..lanes * seats];
        let begins = &rollout.begins[step * lanes..][..lanes];
        let observation = Observation {
            observations: seen,
            heard,
            begins,
            ..Observation::default()
        };
        both.act(&observation, &mut rngs, &mut decision);
        for (seat, actor) in alone.iter_mut().enumerate() {
            let own = |lane: usize| lane * seats + seat;
            let seen: Vec<u8> = (0..lanes)
                .flat_map(|lane| seen[own(lane) * seen_len..][..seen_len].to_vec())
                .collect();
            let heard: Vec<u16> = (0..lanes).map(|lane| heard[own(lane)]).collect();
            let mut single = Decision::new(&blueprint, lanes, 1);
            let mut other: Vec<_> = (0..lanes as u64).map(rng).collect();
            let observation = Observation {
                observations: &seen,
                heard: &heard,
                begins,
                ..Observation::default()
            };
            actor.act(&observation, &mut other, &mut single);
            let values: Vec<f32> = (0..lanes).map(|lane| decision.values[own(lane)]).collect();
            assert_close(&single.values, &values, 1e-5, "value");
        }
    }
    let state = both.state();
    for (seat, actor) in alone.iter().enumerate() {
        let half = state.h.len() / 2;
        assert_close(
            &actor.state().h,
            &state.h[seat * half..][..half],
            1e-5,
            "memory",
        );
    }
}

#[test]
fn memory_is_cleared_where_an_episode_begins_and_values_change_nothing() {
    let blueprint = score();
    let rollout = made_up(&blueprint, 1, 2, 1);
    let agents = [Agent::new(&blueprint, 2, 0), Agent::new(&blueprint, 2, 1)];
    let mut actor = Actor::new(&blueprint, 2, 2);
    actor.seat(&[&agents[0], &agents[1]]);
    let act = |actor: &mut Actor, begins: [bool; 2]| {
        let mut rngs = [rng(0), rng(1)];
        let mut decision = Decision::new(&blueprint, 2, 2);
        let observation = Observation {
            observations: &rollout.observations,
            heard: &rollout.heard,
            begins: &begins,
            ..Observation::default()
        };
        actor.act(&observation, &mut rngs, &mut decision);
        decision
    };
    let first = act(&mut actor, [true, true]);
    let before = actor.state();
    let mut values = [0.0; 4];
    let observation = Observation {
        observations: &rollout.observations,
        heard: &rollout.heard,
        ..Observation::default()
    };
    actor.values(&observation, &mut values);
    assert_eq!(actor.state(), before);
    let second = act(&mut actor, [true, false]);
    assert_eq!(
        second.values[..2],
        first.values[..2],
        "lane 0 has forgotten"
    );
    assert_ne!(second.values[2..], first.values[2..], "lane 1 remembers");
    assert_eq!(
        second.values[2..],
        values[2..],
        "a value is what acting would have said"
    );
}
