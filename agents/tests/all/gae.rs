use std::collections::BTreeMap;

use proptest::prelude::*;
use protolang_agents::gae::Advantages;
use protolang_agents::rollout::{RecurrentState, Rollout};
use protolang_spec::step::Status;
use serde_json::Value;

use crate::reference::{assert_close, cases, floats};

/// A rollout of one seat that holds what advantages are computed from.
fn rollout(
    steps: usize,
    lanes: usize,
    rewards: Vec<f32>,
    values: Vec<f32>,
    ends: Vec<Status>,
) -> Rollout {
    Rollout {
        steps,
        lanes,
        team: 1,
        seats: 1,
        observations: Vec::new(),
        heard: Vec::new(),
        legal: Vec::new(),
        speaks: Vec::new(),
        scripted: Vec::new(),
        asked: Vec::new(),
        answers: Vec::new(),
        beliefs: Vec::new(),
        columns: BTreeMap::new(),
        actions: Vec::new(),
        symbols: Vec::new(),
        action_log_prob: Vec::new(),
        message_log_prob: Vec::new(),
        values,
        rewards,
        begins: vec![false; steps * lanes],
        ends,
        final_values: vec![0.0; steps * lanes],
        last_values: vec![0.0; lanes],
        initial: RecurrentState::default(),
    }
}

#[test]
fn equal_pytorch() {
    for case in cases("gae") {
        let shape = case["rewards"]["shape"].as_array().expect("a shape");
        let extent = |at: usize| shape[at].as_u64().expect("an extent") as usize;
        let flags = |name: &str| floats(&case[name]);
        // Termination wins where both flags are set.
        let ends = flags("terminated").into_iter().zip(flags("truncated"));
        let ends = ends.map(|both| match both {
            (0.0, 0.0) => Status::Running,
            (0.0, _) => Status::Truncated,
            _ => Status::Terminated,
        });
        let mut rollout = rollout(
            extent(0),
            extent(1),
            floats(&case["rewards"]),
            floats(&case["values"]),
            ends.collect(),
        );
        rollout.final_values = floats(&case["final_values"]);
        rollout.last_values = floats(&case["bootstrap"]);
        let (gamma, lambda) = (number(&case["gamma"]), number(&case["lambda"]));
        let got = Advantages::of(&rollout, 0, gamma, lambda);
        let name = case["name"].as_str().expect("a name");
        assert_close(&got.advantages, &floats(&case["advantages"]), 2e-6, name);
        assert_close(&got.returns, &floats(&case["returns"]), 2e-6, name);
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

proptest! {
    /// An episode that ends leaves no trace in the one before: what follows may be anything.
    #[test]
    fn nothing_leaks_across_an_end(
        rewards in proptest::collection::vec(-2.0_f32..2.0, 8),
        values in proptest::collection::vec(-2.0_f32..2.0, 8),
        end in 0_usize..7,
        truncated in any::<bool>(),
        other in -5.0_f32..5.0,
    ) {
        let mut ends = vec![Status::Running; 8];
        ends[end] = if truncated { Status::Truncated } else { Status::Terminated };
        let before = rollout(8, 1, rewards.clone(), values.clone(), ends.clone());
        let (mut rewards, mut values) = (rewards, values);
        for later in end + 1..8 {
            rewards[later] = other;
            values[later] = -other;
        }
        let after = rollout(8, 1, rewards, values, ends);
        let of = |rollout| Advantages::of(rollout, 0, 0.99, 0.95).advantages;
        prop_assert_eq!(&of(&before)[..=end], &of(&after)[..=end]);
    }

    /// With lambda 1 and nothing cut off, an advantage is the discounted return minus the value.
    #[test]
    fn lambda_one_is_the_discounted_return(
        rewards in proptest::collection::vec(-2.0_f32..2.0, 6),
        values in proptest::collection::vec(-2.0_f32..2.0, 6),
    ) {
        let mut ends = vec![Status::Running; 6];
        ends[5] = Status::Terminated;
        let got = Advantages::of(&rollout(6, 1, rewards.clone(), values.clone(), ends), 0, 0.9, 1.0);
        let mut discounted = 0.0;
        for step in (0..6).rev() {
            discounted = rewards[step] + 0.9 * discounted;
            prop_assert!((got.returns[step] - discounted).abs() < 1e-4);
        }
    }
}
