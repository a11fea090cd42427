use protolang_agents::config::PpoConfig;
use protolang_agents::minibatch_statistics::MinibatchStatistics;
use protolang_agents::ppo::{PolicyOutput, loss};
use protolang_agents::transitions::Transitions;
use protolang_channel::speech::Scores;
use serde_json::Value;
use tch::Tensor;

use crate::reference::{assert_close, cases, floats, indices, numbers, tensor};

fn config(case: &Value) -> PpoConfig {
    let number = |name: &str| case[name].as_f64().expect("a number");
    PpoConfig {
        clip: number("clip"),
        value_coefficient: number("value_coefficient"),
        action_entropy: number("action_entropy_coefficient"),
        message_entropy: number("message_entropy_coefficient"),
        ..PpoConfig::default()
    }
}

/// One network, stacked.
fn stacked(array: &Value) -> Tensor {
    tensor(array).unsqueeze(0)
}

#[test]
fn loss_and_gradients_equal_pytorch() {
    for case in cases("ppo_loss") {
        let name = case["name"].as_str().expect("a name");
        let leaf = |field: &str| stacked(&case[field]).set_requires_grad(true);
        let (action_logits, message_logits) = (leaf("action_logits"), leaf("message_logits"));
        let policy_output = PolicyOutput {
            action_logits: Some(action_logits.shallow_clone()),
            message: Scores::Categorical(message_logits.shallow_clone()),
            values: leaf("new_values"),
        };
        let (actions, symbols) = (
            indices(&case["actions"]).unsqueeze(0),
            indices(&case["symbols"]).unsqueeze(0),
        );
        let of = |field: &str| stacked(&case[field]);
        let transitions = Transitions {
            actions: &actions,
            symbols: &symbols,
            legal: None,
            scripted: None,
            speaks: None,
            action_log_prob: &of("old_action_log_prob"),
            message_log_prob: &of("old_message_log_prob"),
            values: &of("old_values"),
            advantages: &of("advantages"),
            returns: &of("returns"),
        };
        let got = loss(
            &config(&case),
            &policy_output,
            &transitions,
            &MinibatchStatistics::of(&transitions, true),
        );
        let of = got.parts[0];
        for (part, field) in [
            (of.policy, "action_loss"),
            (of.message, "message_loss"),
            (of.value, "value_loss"),
            (of.action_entropy, "action_entropy"),
            (of.message_entropy, "message_entropy"),
            (of.total, "total_loss"),
            (of.approx_kl, "action_approx_kl"),
            (of.clip_fraction, "action_clip_fraction"),
        ] {
            let expected = case[field].as_f64().expect("a number") as f32;
            assert_close(
                &[part as f32],
                &[expected],
                3e-6,
                &format!("{name}: {field}"),
            );
        }
        let leaves = [&action_logits, &message_logits, &policy_output.values];
        let gradients = Tensor::run_backward(&[got.pull], &leaves, false, false);
        for (gradient, field) in gradients.iter().zip([
            "action_logits_gradient",
            "message_logits_gradient",
            "new_values_gradient",
        ]) {
            let expected = floats(&case[field]);
            assert_close(
                &numbers(gradient),
                &expected,
                2e-6,
                &format!("{name}: {field}"),
            );
        }
    }
}

#[test]
fn what_is_not_legal_has_no_probability_and_no_gradient() {
    let logits = Tensor::from_slice(&[3.0_f32, 0.0, 0.0]).view([1, 1, 3]);
    let logits = logits.set_requires_grad(true);
    let policy_output = PolicyOutput {
        action_logits: Some(logits.shallow_clone()),
        message: nothing_to_say(1),
        values: Tensor::from_slice(&[0.0_f32]).view([1, 1]),
    };
    let legal = Tensor::from_slice(&[false, true, true]).view([1, 1, 3]);
    let (action, none) = (
        Tensor::from_slice(&[1_i64]).view([1, 1]),
        Tensor::zeros([1, 1, 0], (tch::Kind::Int64, tch::Device::Cpu)),
    );
    let zero = Tensor::from_slice(&[0.0_f32]).view([1, 1]);
    let config = PpoConfig {
        normalize_advantage: false,
        ..PpoConfig::default()
    };
    let transitions = Transitions {
        actions: &action,
        symbols: &none,
        legal: Some(&legal),
        scripted: None,
        speaks: None,
        action_log_prob: &zero,
        message_log_prob: &zero,
        values: &zero,
        advantages: &Tensor::from_slice(&[1.0_f32]).view([1, 1]),
        returns: &zero,
    };
    let got = loss(
        &config,
        &policy_output,
        &transitions,
        &MinibatchStatistics::of(&transitions, true),
    );
    let entropy = got.parts[0].action_entropy as f32;
    assert!((entropy - 2.0_f32.ln()).abs() < 1e-6, "entropy {entropy}");
    assert_eq!(
        got.parts[0].message, -1.0,
        "a message of no symbols has ratio 1"
    );
    let gradient = Tensor::run_backward(&[got.pull], &[&logits], false, false);
    assert_eq!(numbers(&gradient[0])[0], 0.0);
}

fn nothing_to_say(rows: i64) -> Scores {
    let kind = (tch::Kind::Float, tch::Device::Cpu);
    Scores::Categorical(Tensor::zeros([1, rows, 0, 1], kind))
}

/// Two rows, of which only the first decides, must teach what the first alone teaches.
#[test]
fn rows_that_decide_nothing_do_not_count() {
    let row = |numbers: &[f32]| Tensor::from_slice(numbers).unsqueeze(0);
    let learn = |rows: usize| {
        let cut = |tensor: Tensor| tensor.narrow(1, 0, rows as i64);
        let logits = cut(Tensor::from_slice(&[0.3_f32, -0.2, 0.1, 2.0]).view([1, 2, 2]));
        let logits = logits.copy().set_requires_grad(true);
        let words = cut(Tensor::from_slice(&[0.5_f32, 0.0, 0.7, -0.7]).view([1, 2, 1, 2]));
        let words = words.copy().set_requires_grad(true);
        let policy_output = PolicyOutput {
            action_logits: Some(logits.shallow_clone()),
            message: Scores::Categorical(words.shallow_clone()),
            values: cut(row(&[0.0, 0.0])),
        };
        let legal = cut(Tensor::from_slice(&[true, true, true, false]).view([1, 2, 2]));
        let config = PpoConfig {
            normalize_advantage: false,
            value_coefficient: 0.0,
            ..PpoConfig::default()
        };
        let transitions = Transitions {
            actions: &cut(Tensor::from_slice(&[1_i64, 0]).view([1, 2])),
            symbols: &cut(Tensor::from_slice(&[0_i64, 1]).view([1, 2, 1])),
            legal: Some(&legal),
            scripted: None,
            speaks: Some(&cut(row(&[1.0, 0.0]))),
            action_log_prob: &cut(row(&[-0.6, 0.0])),
            message_log_prob: &cut(row(&[-0.5, 0.0])),
            values: &cut(row(&[0.0, 0.0])),
            advantages: &cut(row(&[1.5, -9.0])),
            returns: &cut(row(&[0.0, 0.0])),
        };
        let got = loss(
            &config,
            &policy_output,
            &transitions,
            &MinibatchStatistics::of(&transitions, true),
        );
        let of = [&logits, &words];
        let gradients = Tensor::run_backward(&[got.pull], &of, false, false);
        let first = |gradient: &Tensor| numbers(&gradient.narrow(1, 0, 1).contiguous());
        let rest = |gradient: &Tensor| numbers(&gradient.narrow(1, 1, 1).contiguous());
        if rows == 2 {
            assert!(
                gradients
                    .iter()
                    .all(|g| rest(g).iter().all(|number| *number == 0.0))
            );
        }
        let mut all = vec![got.parts[0].total as f32];
        gradients
            .iter()
            .for_each(|gradient| all.extend(first(gradient)));
        all
    };
    assert_close(&learn(2), &learn(1), 1e-6, "loss and gradients");
}
