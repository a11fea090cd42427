//! The learner as a whole: it learns, it stops at what is not a number, and order does not matter.

use std::sync::Arc;

use protolang_agents::agent::Agent;
use protolang_agents::blueprint::Blueprint;
use protolang_agents::config::PpoConfig;
use protolang_agents::divergence::{Diverged, Term};
use protolang_agents::learner::{LearnError, Learner, UpdateClock};
use protolang_agents::objectives::ObjectivesConfig;
use protolang_agents::rollout::Rollout;
use protolang_agents::threads;
use protolang_agents::workers::Workers;
use protolang_channel::config::{ChannelKind, Pretraining};
use protolang_spec::step::Status;

use crate::stacking::{blueprint, perceiving, score};

/// One-step episodes in which action 2 and word 1 are rewarded, drawn from the initial policy.
fn bandit(blueprint: &Blueprint, agent: &Agent, update: u64) -> Rollout {
    use protolang_agents::actor::observation::Observation;
    use protolang_agents::actor::{Actor, Decision};
    use protolang_spec::keys::{EpisodeKey, Purpose, stream};
    let (steps, lanes) = (8, 16);
    let mut rollout = Rollout::new(blueprint, steps, lanes, 1);
    let mut actor = Actor::new(blueprint, lanes, 1);
    actor.seat(&[agent]);
    let mut decision = Decision::new(blueprint, lanes, 1);
    let mut rngs: Vec<_> = (0..lanes as u64)
        .map(|lane| {
            let key = EpisodeKey {
                run_seed: 1,
                lane,
                episode: update,
            };
            stream(key, Purpose::Policy)
        })
        .collect();
    let begins = vec![true; lanes];
    // Something to perceive, or codes could not be told apart.
    let seen: Vec<u8> = (0..rollout.observations.len() / steps)
        .map(|at| (at * at % 7) as u8)
        .collect();
    let heard = vec![0; rollout.heard.len() / steps];
    for step in 0..steps {
        let observation = Observation {
            observations: &seen,
            heard: &heard,
            begins: &begins,
            ..Observation::default()
        };
        actor.act(&observation, &mut rngs, &mut decision);
        let len = seen.len();
        rollout.observations[step * len..(step + 1) * len].copy_from_slice(&seen);
        let at = step * lanes..(step + 1) * lanes;
        rollout.actions[at.clone()].copy_from_slice(&decision.actions);
        rollout.symbols[at.clone()].copy_from_slice(&decision.symbols);
        rollout.action_log_prob[at.clone()].copy_from_slice(&decision.action_log_prob);
        rollout.message_log_prob[at.clone()].copy_from_slice(&decision.message_log_prob);
        rollout.values[at.clone()].copy_from_slice(&decision.values);
        for index in at {
            let right = rollout.actions[index] == 2 && rollout.symbols[index] == 1;
            rollout.rewards[index] = if right { 1.0 } else { 0.0 };
            rollout.begins[index] = true;
            rollout.ends[index] = Status::Terminated;
        }
    }
    rollout
}

fn ppo() -> PpoConfig {
    PpoConfig {
        lanes: 16,
        ..PpoConfig::default()
    }
}

fn clock(update: u64) -> UpdateClock {
    UpdateClock {
        run_seed: 1,
        update,
        learning_rate: 2e-3,
        entropy: 1.0,
    }
}

/// Share of rewarded decisions in each of 60 updates.
fn learns(blueprint: &Blueprint) -> Vec<f32> {
    threads::single();
    let mut agent = Agent::new(blueprint, 1, 0);
    let learner = Learner::new(blueprint, &ppo(), &ObjectivesConfig::default(), 0);
    let mut shares = Vec::new();
    for update in 0..60 {
        let rollout = bandit(blueprint, &agent, update);
        shares.push(rollout.rewards.iter().sum::<f32>() / rollout.rewards.len() as f32);
        learner
            .learn(
                &Workers::none(),
                &mut [&mut agent],
                &[0],
                &Arc::new(vec![rollout.clone()]),
                clock(update),
            )
            .expect("finite numbers");
    }
    shares
}

#[test]
fn a_rewarded_action_and_word_are_learnt_with_every_discrete_channel() {
    for kind in [ChannelKind::Token, ChannelKind::Vq, ChannelKind::Rvq] {
        // By chance 1 in 20. Codes are frozen: what moves them may take a word away again.
        let shares = learns(&perceiving(kind, 1, Pretraining::Frozen));
        assert!(shares[0] < 0.2, "{kind:?} began at {}", shares[0]);
        assert!(shares[59] > 0.85, "{kind:?} ended at {}", shares[59]);
    }
}

/// Codes that perception moves are learnt too, but a network that no longer tries other words may lose its own.
#[test]
fn a_rewarded_word_is_found_among_codes_that_move() {
    for kind in [ChannelKind::Vq, ChannelKind::Rvq] {
        let shares = learns(&blueprint(kind, 1));
        let best = shares.iter().copied().fold(0.0, f32::max);
        assert!(best > 0.85, "{kind:?} came to {best}");
    }
}

#[test]
fn old_gradients_live_on_where_none_is_zeroed() {
    let blueprint = score();
    let config = PpoConfig {
        zero_gradient: false,
        ..ppo()
    };
    let mut agent = Agent::new(&blueprint, 1, 0);
    let rollout = bandit(&blueprint, &agent, 0);
    let learn = |agent: &mut Agent, update| {
        Learner::new(&blueprint, &config, &ObjectivesConfig::default(), 0)
            .learn(
                &Workers::none(),
                &mut [agent],
                &[0],
                &Arc::new(vec![rollout.clone()]),
                clock(update),
            )
            .expect("finite numbers");
    };
    learn(&mut agent, 0);
    let saved = agent.tensors(&blueprint);
    let sums = saved
        .iter()
        .filter(|(name, ..)| name.starts_with("gradient."));
    assert!(
        sums.clone()
            .flat_map(|(_, _, data)| data)
            .any(|x| *x != 0.0)
    );
    // What was saved goes on as if it had never stopped; without the sums it would not.
    let steps = agent.optimizer_steps();
    let mut resumed = Agent::from_tensors(&blueprint, saved.clone(), steps).expect("its own");
    let without = saved
        .into_iter()
        .filter(|(name, ..)| !name.starts_with("gradient."));
    let mut forgetful = Agent::from_tensors(&blueprint, without.collect(), steps).expect("its own");
    for agent in [&mut agent, &mut resumed, &mut forgetful] {
        learn(agent, 1);
    }
    assert_eq!(agent, resumed);
    assert_ne!(agent, forgetful);
}

#[test]
fn what_is_not_a_number_stops_before_the_step() {
    let blueprint = score();
    let sound = Agent::new(&blueprint, 1, 0);
    type Poison = fn(&mut Rollout);
    let poisons: [(Poison, Term); 4] = [
        (|rollout| rollout.rewards[5] = f32::NAN, Term::Returns),
        (|rollout| rollout.values[3] = f32::INFINITY, Term::Outputs),
        (
            |rollout| rollout.action_log_prob[0] = f32::NAN,
            Term::Policy,
        ),
        (
            |rollout| rollout.message_log_prob[9] = f32::NEG_INFINITY,
            Term::Message,
        ),
    ];
    for (poison, term) in poisons {
        let mut rollout = bandit(&blueprint, &sound, 0);
        poison(&mut rollout);
        let mut agent = sound.clone();
        let whole = PpoConfig {
            minibatches: 1,
            ..ppo()
        };
        let stopped = Learner::new(&blueprint, &whole, &ObjectivesConfig::default(), 0)
            .learn(
                &Workers::none(),
                &mut [&mut agent],
                &[0],
                &Arc::new(vec![rollout.clone()]),
                clock(0),
            )
            .expect_err("a poisoned rollout");
        let stopped = diverged(stopped);
        assert_eq!((stopped.seat, stopped.term), (0, term));
        assert!(!stopped.in_gradient);
        assert_eq!(agent, sound, "nothing has moved");
        let kept = stopped.minibatch.iter().any(|(name, _, data)| {
            ["advantages", "action_log_prob", "message_log_prob"].contains(&name.as_str())
                && data.iter().any(|x| !x.is_finite())
        });
        assert!(kept, "the minibatch holds what was wrong");
    }
}

#[test]
fn parameters_that_are_too_large_or_none_are_found() {
    let blueprint = score();
    let sound = Agent::new(&blueprint, 1, 0);
    let rollout = bandit(&blueprint, &sound, 0);
    let mut tensors = sound.tensors(&blueprint);
    tensors[0].2[0] = f32::NAN;
    let all = tensors[0].2.len();
    let refused = Agent::from_tensors(&blueprint, tensors.clone(), 0).expect_err("no number");
    assert_eq!(
        refused.to_string(),
        format!(
            "tensor {:?} holds 1 values that are not finite, of {all}: the network has diverged and is of no use",
            tensors[0].0
        )
    );
    for (name, _, numbers) in &mut tensors {
        if !name.starts_with("adam.") {
            numbers.fill(1e38);
        }
    }
    let mut agent = Agent::from_tensors(&blueprint, tensors, 0).expect("the right shapes");
    let learner = Learner::new(&blueprint, &ppo(), &ObjectivesConfig::default(), 0);
    let stopped = learner.learn(
        &Workers::none(),
        &mut [&mut agent],
        &[0],
        &Arc::new(vec![rollout.clone()]),
        clock(0),
    );
    assert_eq!(
        diverged(stopped.expect_err("too large")).term,
        Term::Outputs
    );
    // The only step of an update is judged by what it leaves.
    let mut agent = sound.clone();
    let one = PpoConfig {
        minibatches: 1,
        epochs: 1,
        ..ppo()
    };
    let far = UpdateClock {
        learning_rate: 1e300,
        ..clock(0)
    };
    let learner = Learner::new(&blueprint, &one, &ObjectivesConfig::default(), 0);
    let stopped = learner.learn(
        &Workers::none(),
        &mut [&mut agent],
        &[0],
        &Arc::new(vec![rollout.clone()]),
        far,
    );
    assert_eq!(
        diverged(stopped.expect_err("too far")).term,
        Term::Parameters
    );
}

fn diverged(error: LearnError) -> Box<Diverged> {
    match error {
        LearnError::Diverged(diverged) => diverged,
        LearnError::Panicked(panicked) => panic!("{panicked}"),
    }
}
