use protolang_channel::config::{ChannelConfig, ChannelKind, PerceptionConfig};
use protolang_envs::games::GameConfig;
use protolang_spec::channel::ChannelPhysics;
use serde_json::Value;
use tch::{Kind, Tensor};

use crate::agent::Agent;
use crate::blueprint::{Blueprint, Design};
use crate::config::NetworkConfig;
use crate::heads::{Derivatives, PrivilegedInput, Read};
use crate::lstm::State;
use crate::stack::Stack;

fn blueprint() -> Blueprint {
    let spaces = GameConfig::from_name("score")
        .expect("a game")
        .spaces(&ChannelPhysics::default());
    let channel = ChannelConfig {
        kind: ChannelKind::Token,
        alphabet: 4,
        length: 1,
        sources: 1,
        embedding: 16,
        temperature: 1.0,
    };
    let design = Design {
        network: &NetworkConfig::default(),
        perception: &PerceptionConfig::default(),
        auxiliary: &[],
        channel: &channel,
    };
    Blueprint::new(&spaces, &design).expect("a network")
}

fn reference(group: &str) -> Value {
    let text = include_str!("../../tests/reference/learner.json");
    let all: Value = serde_json::from_str(text).expect("JSON");
    all[group].clone()
}

fn tensor(array: &Value) -> Tensor {
    let numbers = |field: &str| array[field].as_array().expect("an array").clone();
    let shape: Vec<i64> = numbers("shape").iter().filter_map(Value::as_i64).collect();
    let data: Vec<f64> = numbers("data").iter().filter_map(Value::as_f64).collect();
    Tensor::from_slice(&data)
        .view(shape.as_slice())
        .to_kind(Kind::Float)
}

#[test]
fn the_reference_network_has_192_246_parameters() {
    assert_eq!(blueprint().parameter_count(), 192_246);
    assert_eq!(blueprint().features(), 36);
    // Nearly every parameter is multiplied once and added once: 0.38 MFLOP a decision.
    assert!((blueprint().flops_per_decision() - 0.38e6).abs() < 0.01e6);
}

/// Parameters by the formula of the reference, in its order, which is ours.
fn filled(blueprint: &Blueprint, group: &str, case: &Value) -> Agent {
    let mut agent = Agent::new(blueprint, 0, 0);
    let tensors = case["tensors"].as_array().expect("tensors");
    let mut start = 0;
    for (tensor, own) in tensors.iter().zip(&blueprint.parameters) {
        let shape: Vec<u64> = tensor["shape"]
            .as_array()
            .expect("a shape")
            .iter()
            .filter_map(Value::as_u64)
            .collect();
        let own_shape: Vec<u64> = own.shape.iter().map(|extent| *extent as u64).collect();
        assert_eq!(shape, own_shape, "{}", own.name);
        let (index, scale) = (
            tensor["index"].as_f64().expect("an index"),
            tensor["scale"].as_f64().expect("a scale"),
        );
        for k in 0..own.len() {
            let at = k as f64;
            let angle = if group == "network" {
                0.37 * at
            } else {
                0.7391 * (at * at)
            };
            agent.parameters[start + k] = (scale * (angle + index).sin()) as f32;
        }
        start += own.len();
    }
    assert_eq!(start, blueprint.parameter_count());
    agent
}

#[test]
fn outputs_and_gradients_equal_pytorch() {
    let blueprint = blueprint();
    for group in ["network", "network_strong"] {
        let case = reference(group);
        let mut stack = Stack::new(&blueprint, 1, true);
        stack.load([&filled(&blueprint, group, &case)]);
        let of = |field: &str| tensor(&case[field]).unsqueeze(0);
        let seen = Tensor::cat(&[of("grid"), of("position")], 2);
        let heard = of("tokens").to_kind(Kind::Int64).unsqueeze(2);
        let features = blueprint.encode(stack.views(), &seen, &heard);
        let core = stack.core(&blueprint);
        let initial = State {
            h: of("h0"),
            c: of("c0"),
        };
        let pass = tch::no_grad(|| core.forward(&features.detach(), &[3], Some(initial)));
        let read = Read {
            features: &features,
            state: pass.h(),
            privileged: PrivilegedInput::default(),
            with_values: true,
        };
        let (heads, saved) = tch::no_grad(|| blueprint.heads(stack.views(), read));
        let actions = heads.actions.expect("an actor");
        let values = heads.values.expect("a critic").squeeze_dim(2);
        for (got, field) in [
            (&actions, "action_logits"),
            (&heads.message_embedding, "message_logits"),
            (&values, "value"),
            (pass.h(), "h"),
        ] {
            close(got, &of(field), 1e-5, &format!("{group}: {field}"));
        }

        let derivatives = Derivatives {
            actions: Some(of("G_action")),
            message_embedding: Some(of("G_message")),
            values: Some(of("G_value").unsqueeze(2)),
            ..Derivatives::default()
        };
        let mut gradient: Vec<Option<Tensor>> = stack.views().iter().map(|_| None).collect();
        let (d_features, through) = tch::no_grad(|| {
            let mut d_state = pass.h().zeros_like();
            saved.backward(stack.views(), &derivatives, &mut d_state, &mut gradient);
            pass.backward(&core, &d_state)
        });
        let wanted: Vec<&Tensor> = stack.views()[blueprint.parts.encoder.clone()]
            .iter()
            .collect();
        let weighted = (&features * &d_features).sum(None);
        let mut all = Tensor::run_backward(&[weighted], &wanted, false, false);
        all.extend(through);
        all.extend(gradient.into_iter().flatten());
        let norms: Vec<f32> = all
            .iter()
            .map(|one| one.norm().double_value(&[]) as f32)
            .collect();
        let expected: Vec<f32> = case["gradient_norms"]
            .as_array()
            .expect("norms")
            .iter()
            .filter_map(|norm| norm.as_f64().map(|norm| norm as f32))
            .collect();
        let (got, expected) = (Tensor::from_slice(&norms), Tensor::from_slice(&expected));
        close(&got, &expected, 2e-5, &format!("{group}: gradient norms"));
    }
}

fn close(got: &Tensor, expected: &Tensor, tolerance: f64, what: &str) {
    let scale = expected.abs().clamp_min(1.0);
    let off = ((got - expected) / scale).abs().max().double_value(&[]);
    assert!(off < tolerance, "{what} is off by {off}");
}
