use protolang_agents::agent::Agent;
use protolang_agents::error::AgentError;

use crate::stacking::score;

#[test]
fn an_agent_survives_its_tensors() {
    let blueprint = score();
    let agent = Agent::new(&blueprint, 4, 2);
    let again =
        Agent::from_tensors(&blueprint, agent.tensors(&blueprint), 17).expect("its own tensors");
    assert_eq!(again.optimizer_steps(), 17);
    assert_eq!(again.tensors(&blueprint), agent.tensors(&blueprint));
}

#[test]
fn networks_begin_differently_by_seed_and_by_number() {
    let blueprint = score();
    let of = |seed, network| Agent::new(&blueprint, seed, network);
    assert_eq!(of(1, 0), of(1, 0));
    assert_ne!(of(1, 0), of(1, 1));
    assert_ne!(of(1, 0), of(2, 0));
}

#[test]
fn other_tensors_are_refused_by_name() {
    let blueprint = score();
    let tensors = Agent::new(&blueprint, 1, 0).tensors(&blueprint);
    let refused = |tensors| {
        let error = Agent::from_tensors(&blueprint, tensors, 0).expect_err("wrong tensors");
        let AgentError::Tensor { name, .. } = &error else {
            panic!("{error}")
        };
        name.clone()
    };
    let mut missing = tensors.clone();
    missing.retain(|(name, ..)| name != "actor.bias");
    assert_eq!(refused(missing), "actor.bias");
    let mut reshaped = tensors.clone();
    reshaped[0].1.reverse();
    assert_eq!(refused(reshaped), "window.0.weight");
    let mut more = tensors;
    more.push(("codebook".to_owned(), vec![1], vec![0.0]));
    assert_eq!(refused(more), "codebook");
}
