//! The learner as a whole: it learns, it stops at what is not a number, and order does not matter.

use protolang_agents::agent::Agent;
use protolang_agents::config::PpoConfig;
use protolang_agents::learner::{Learner, UpdateClock};
use protolang_agents::rollout::Rollout;
use protolang_envs::batch::Status;

use crate::stacking::score;

/// One-step episodes in which action 2 and word 1 are rewarded, drawn from the initial policy.
fn bandit(agent: &Agent, update: u64) -> Rollout {
    use protolang_agents::actor::{Actor, Decision};
    use protolang_envs::keys::{EpisodeKey, Purpose, stream};
    let blueprint = score();
    let (steps, lanes) = (8, 16);
    let mut rollout = Rollout::new(&blueprint, steps, lanes, 1);
    let mut actor = Actor::new(&blueprint, lanes, 1);
    actor.seat(&[agent]);
    let mut decision = Decision::new(&blueprint, lanes, 1);
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
    let seen = vec![0; rollout.observations.len() / steps];
    let heard = vec![0; rollout.heard.len() / steps];
    for step in 0..steps {
        actor.act(&seen, &heard, &begins, &[], &mut rngs, &mut decision);
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
    }
}

#[test]
fn a_rewarded_action_and_word_are_learnt() {
    let blueprint = score();
    let mut agent = Agent::new(&blueprint, 1, 0);
    let mut learner = Learner::new(&blueprint, &ppo());
    let mut shares = Vec::new();
    for update in 0..40 {
        let rollout = bandit(&agent, update);
        shares.push(rollout.rewards.iter().sum::<f32>() / rollout.rewards.len() as f32);
        learner
            .learn(&mut [&mut agent], &[0], &[&rollout], clock(update))
            .expect("finite numbers");
    }
    // By chance 1 in 20.
    assert!(shares[0] < 0.2, "began at {}", shares[0]);
    assert!(shares[39] > 0.9, "ended at {}: {shares:?}", shares[39]);
}

#[test]
fn what_is_not_a_number_stops_before_the_step() {
    let blueprint = score();
    let sound = Agent::new(&blueprint, 1, 0);
    type Poison = fn(&mut Rollout);
    let poisons: [(Poison, &str); 4] = [
        (|rollout| rollout.rewards[5] = f32::NAN, "loss"),
        (|rollout| rollout.values[3] = f32::INFINITY, "loss"),
        (|rollout| rollout.action_log_prob[0] = f32::NAN, "loss"),
        (
            |rollout| rollout.message_log_prob[9] = f32::NEG_INFINITY,
            "loss",
        ),
    ];
    for (poison, what) in poisons {
        let mut rollout = bandit(&sound, 0);
        poison(&mut rollout);
        let mut agent = sound.clone();
        let whole = PpoConfig {
            minibatches: 1,
            ..ppo()
        };
        let stopped = Learner::new(&blueprint, &whole)
            .learn(&mut [&mut agent], &[0], &[&rollout], clock(0))
            .expect_err("a poisoned rollout");
        assert_eq!((stopped.seat, stopped.what), (0, what));
        assert_eq!(agent, sound, "nothing has moved");
        let kept = stopped.minibatch.iter().any(|(name, _, data)| {
            ["advantages", "action_log_prob", "message_log_prob"].contains(&name.as_str())
                && data.iter().any(|x| !x.is_finite())
        });
        assert!(kept, "the minibatch holds what was wrong");
    }
}

#[test]
fn a_poisoned_parameter_is_found() {
    let blueprint = score();
    let sound = Agent::new(&blueprint, 1, 0);
    let rollout = bandit(&sound, 0);
    let mut tensors = sound.tensors(&blueprint);
    tensors[0].2[0] = f32::NAN;
    let mut agent = Agent::from_tensors(&blueprint, tensors, 0).expect("the right shapes");
    let stopped =
        Learner::new(&blueprint, &ppo()).learn(&mut [&mut agent], &[0], &[&rollout], clock(0));
    assert!(stopped.is_err());
}
