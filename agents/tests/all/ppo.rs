use protolang_agents::config::PpoConfig;
use protolang_agents::ppo::{Experience, Opinion, loss};
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
        let opinion = Opinion {
            action_logits: leaf("action_logits"),
            message_logits: leaf("message_logits"),
            values: leaf("new_values"),
        };
        let (actions, symbols) = (
            indices(&case["actions"]).unsqueeze(0),
            indices(&case["symbols"]).unsqueeze(0),
        );
        let of = |field: &str| stacked(&case[field]);
        let got = loss(
            &config(&case),
            &opinion,
            &Experience {
                actions: &actions,
                symbols: &symbols,
                legal: None,
                action_log_prob: &of("old_action_log_prob"),
                message_log_prob: &of("old_message_log_prob"),
                values: &of("old_values"),
                advantages: &of("advantages"),
                returns: &of("returns"),
            },
        );
        for (part, field) in [
            (&got.policy, "action_loss"),
            (&got.message, "message_loss"),
            (&got.value, "value_loss"),
            (&got.action_entropy, "action_entropy"),
            (&got.message_entropy, "message_entropy"),
            (&got.total, "total_loss"),
            (&got.approx_kl, "action_approx_kl"),
            (&got.clip_fraction, "action_clip_fraction"),
        ] {
            let expected = case[field].as_f64().expect("a number") as f32;
            assert_close(
                &numbers(part),
                &[expected],
                3e-6,
                &format!("{name}: {field}"),
            );
        }
        let leaves = [
            &opinion.action_logits,
            &opinion.message_logits,
            &opinion.values,
        ];
        let gradients = Tensor::run_backward(&[got.total.sum(None)], &leaves, false, false);
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
    let opinion = Opinion {
        action_logits: logits.shallow_clone(),
        message_logits: Tensor::zeros([1, 1, 0, 0], (tch::Kind::Float, tch::Device::Cpu)),
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
    let got = loss(
        &config,
        &opinion,
        &Experience {
            actions: &action,
            symbols: &none,
            legal: Some(&legal),
            action_log_prob: &zero,
            message_log_prob: &zero,
            values: &zero,
            advantages: &Tensor::from_slice(&[1.0_f32]).view([1, 1]),
            returns: &zero,
        },
    );
    let entropy = numbers(&got.action_entropy)[0];
    assert!((entropy - 2.0_f32.ln()).abs() < 1e-6, "entropy {entropy}");
    assert_eq!(
        numbers(&got.message),
        [-1.0],
        "a message of no symbols has ratio 1"
    );
    let gradient = Tensor::run_backward(&[got.total.sum(None)], &[&logits], false, false);
    assert_eq!(numbers(&gradient[0])[0], 0.0);
}
