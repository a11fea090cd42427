use protolang_channel::config::{ChannelConfig, ChannelKind, PerceptionConfig};
use protolang_envs::games::GameConfig;
use protolang_spec::channel::ChannelPhysics;
use tch::{Device, Kind, Tensor};

use super::*;
use crate::agent::Agent;
use crate::blueprint::Design;
use crate::config::NetworkConfig;
use crate::objectives::ObjectivesConfig;
use crate::stack::Stack;

const N: i64 = 2;
const ROWS: i64 = 5;
const WORDS: i64 = 4;

/// Every kind of head at once, as far as `critic` and `game` allow.
fn blueprint(game: &str, critic: Critic, critic_hidden: usize, shapes_core: bool) -> Blueprint {
    let spaces = GameConfig::from_name(game)
        .expect("a game")
        .spaces(&ChannelPhysics::default());
    let mut objectives = ObjectivesConfig::default();
    objectives.reflection.intent = 0.1;
    objectives.reflection.value = 0.1;
    objectives.reflection.trains_core = shapes_core;
    objectives.prediction.weight = 0.1;
    let channel = ChannelConfig {
        kind: ChannelKind::Token,
        alphabet: WORDS as usize,
        length: 2,
        sources: 1,
        embedding: 3,
        temperature: 1.0,
    };
    let network = NetworkConfig {
        hidden: 6,
        critic,
        critic_hidden,
        ..NetworkConfig::default()
    };
    let design = Design {
        network: &network,
        perception: &PerceptionConfig::default(),
        auxiliary: &objectives.heads(&spaces, &channel),
        channel: &channel,
    };
    Blueprint::new(&spaces, &design).expect("a network")
}

/// Numbers without a pattern, between -1 and 1.
fn numbers(shape: &[i64], phase: f64) -> Tensor {
    let len: i64 = shape.iter().product();
    let all = Tensor::arange(len, (Kind::Float, Device::Cpu));
    ((all * 1.7 + phase) * 2.3).sin().view(shape)
}

/// Messages in which words come back, also within a row.
fn messages(step: i64) -> Tensor {
    let all = Tensor::arange(N * ROWS * 2, (Kind::Int64, Device::Cpu));
    (all * step).remainder(WORDS).view([N, ROWS, 2])
}

#[test]
fn the_way_back_through_all_heads_is_that_of_the_graph() {
    for (game, critic, critic_hidden, shapes_core) in [
        ("dilemma", Critic::LastMessage, 7, false),
        ("dilemma", Critic::LastMessage, 0, true),
        ("deduction", Critic::Answer, 0, true),
        ("score", Critic::State, 5, true),
    ] {
        let blueprint = blueprint(game, critic, critic_hidden, shapes_core);
        let mut stack = Stack::new(&blueprint, N as usize, true);
        let agents = [0, 1].map(|network| Agent::new(&blueprint, 3, network));
        stack.load(&agents);
        let parameters = stack.views();
        let state = numbers(&[N, ROWS, 6], 0.3).set_requires_grad(true);
        let features = numbers(&[N, ROWS, blueprint.features() as i64], 0.9);
        let (last, said) = (messages(3), messages(7));
        let answers = Tensor::arange(N * ROWS, (Kind::Int64, Device::Cpu))
            .remainder(3)
            .view([N, ROWS]);
        let read = Read {
            features: &features,
            state: &state,
            privileged: PrivilegedInput {
                last_message: Some(&last),
                answers: Some(&answers),
            },
            with_values: true,
        };
        let (mut heads, mut saved) = blueprint.heads(parameters, read);
        let both = (&mut heads, &mut saved);
        blueprint.auxiliary_heads(parameters, &state, &said, both);
        assert_eq!(heads.auxiliary.0.len(), 3);

        let like = |y: &Tensor, phase| numbers(&y.size(), phase);
        let auxiliary = heads.auxiliary.0.iter();
        let derivatives = Derivatives {
            actions: heads.actions.as_ref().map(|y| like(y, 1.0)),
            message_embedding: Some(like(&heads.message_embedding, 2.0)),
            values: heads.values.as_ref().map(|y| like(y, 3.0)),
            beliefs: heads.beliefs.as_ref().map(|y| like(y, 4.0)),
            auxiliary: auxiliary.map(|(_, y)| Some(like(y, 5.0))).collect(),
        };
        // Of the state the graph knows nothing where heads must leave it as it is: they do not count there.
        let sum = |y: &Tensor, d_y: &Option<Tensor>| match d_y {
            Some(d_y) => (y * d_y).sum(None),
            None => y.sum(None) * 0.0,
        };
        let mut shaping = sum(&heads.message_embedding, &derivatives.message_embedding);
        for (y, d_y) in [
            (&heads.actions, &derivatives.actions),
            (&heads.values, &derivatives.values),
            (&heads.beliefs, &derivatives.beliefs),
        ] {
            shaping += y
                .as_ref()
                .map_or_else(|| Tensor::from(0.0_f32), |y| sum(y, d_y));
        }
        let mut others = Tensor::from(0.0_f32);
        let auxiliary = heads.auxiliary.0.iter().zip(&derivatives.auxiliary);
        for (index, ((_, y), d_y)) in auxiliary.enumerate() {
            // The last one is the prediction, which always shapes the core.
            match shapes_core || index == 2 {
                true => shaping += sum(y, d_y),
                false => others += sum(y, d_y),
            }
        }
        let own: Vec<&Tensor> = parameters[blueprint.parts.heads.clone()].iter().collect();
        let expected_state = Tensor::run_backward(&[&shaping], &[&state], true, false).remove(0);
        let expected = Tensor::run_backward(&[shaping + others], &own, false, false);

        let mut gradient: Vec<Option<Tensor>> = parameters.iter().map(|_| None).collect();
        let mut d_state = state.detach().zeros_like();
        tch::no_grad(|| saved.backward(parameters, &derivatives, &mut d_state, &mut gradient));
        assert!(
            d_state.allclose(&expected_state, 1e-4, 1e-5, false),
            "{game}: the state"
        );
        for (at, expected) in blueprint.parts.heads.clone().zip(expected) {
            let name = &blueprint.parameters[at].name;
            let found = gradient[at].take().expect(name);
            assert_eq!(found.size(), expected.size(), "{game}: {name}");
            assert!(
                found.allclose(&expected, 1e-4, 1e-5, false),
                "{game}: {name}"
            );
        }
    }
}
