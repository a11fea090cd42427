//! Networks to play with.

use protolang_agents::agent::Agent;

use crate::config::load::Overrides;
use crate::config::run_config::RunConfig;
use crate::train::plan::Plan;
use crate::train::trained::Trained;

/// A config of small networks.
pub(in crate::evaluation) fn config(networks: usize) -> RunConfig {
    let set = [
        "network.grid_layers=[8]",
        "network.hidden=8",
        "ppo.lanes=4",
        "ppo.rollout=4",
        "ppo.minibatches=1",
        &format!("population.size={networks}"),
    ];
    let overrides = Overrides {
        set: set.iter().map(|text| (*text).to_owned()).collect(),
        workers: Some(1),
        ..Overrides::default()
    };
    RunConfig::load("score-p2-xp-sp", &overrides).expect("a config")
}

/// Networks as they begin: they act at random.
pub(crate) fn untrained(networks: usize) -> Trained {
    beginning(networks, &config(networks))
}

/// Networks of a config as they begin.
pub(in crate::evaluation) fn beginning(networks: usize, config: &RunConfig) -> Trained {
    let plan = Plan::new(config).expect("a plan");
    let agents = (0..networks as u64).map(|network| Agent::new(&plan.blueprint, 1, network));
    Trained {
        agents: agents.collect(),
        step: 0,
        plan,
    }
}

/// Untrained networks whose every parameter under a name that `grows` is many times as large: what they
/// do then depends on what they see and hear.
pub(in crate::evaluation) fn opinionated(networks: usize, grows: &[(&str, f32)]) -> Trained {
    grown(untrained(networks), grows)
}

/// The same with messages of two symbols.
pub(in crate::evaluation) fn of_two_symbols(networks: usize, grows: &[(&str, f32)]) -> Trained {
    let mut config = config(networks);
    config.channel.length = 2;
    grown(beginning(networks, &config), grows)
}

fn grown(mut trained: Trained, grows: &[(&str, f32)]) -> Trained {
    let blueprint = &trained.plan.blueprint;
    for agent in &mut trained.agents {
        let mut tensors = agent.tensors(blueprint);
        for (name, _, numbers) in &mut tensors {
            if let Some((_, factor)) = grows.iter().find(|(grows, _)| name.starts_with(grows)) {
                numbers.iter_mut().for_each(|number| *number *= factor);
            }
        }
        *agent = Agent::from_tensors(blueprint, tensors, 0).expect("the same shapes");
    }
    trained
}
