//! Two networks of the reference shape in ScoreG decide in all lanes, and learn what they did.

use std::sync::Arc;

use divan::Bencher;
use divan::counter::ItemsCount;
use protolang_agents::actor::observation::Observation;
use protolang_agents::actor::{Actor, Decision};
use protolang_agents::agent::Agent;
use protolang_agents::blueprint::{Blueprint, Design};
use protolang_agents::config::{NetworkConfig, PpoConfig};
use protolang_agents::learner::{Learner, UpdateClock};
use protolang_agents::objectives::ObjectivesConfig;
use protolang_agents::rollout::Rollout;
use protolang_agents::threads;
use protolang_agents::workers::Workers;
use protolang_channel::config::{ChannelConfig, ChannelKind, PerceptionConfig};
use protolang_envs::games::GameConfig;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use rand::rngs::ChaCha8Rng;

const SEATS: usize = 2;
/// Steps of the rollout that is learnt; an episode begins every eighth.
const STEPS: usize = 64;
const EPISODE: usize = 8;

fn main() {
    threads::single();
    divan::main();
}

fn rng(lane: u64) -> ChaCha8Rng {
    let key = EpisodeKey {
        run_seed: 1,
        lane,
        episode: 0,
    };
    stream(key, Purpose::Policy)
}

fn blueprint() -> Blueprint {
    let game = GameConfig::from_name("score").expect("a built-in game");
    let spaces = game.spaces(&ChannelPhysics::default());
    let channel = ChannelConfig {
        kind: ChannelKind::Token,
        alphabet: spaces.symbols.alphabet,
        length: spaces.symbols.length,
        sources: spaces.symbols.sources,
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

fn agents(blueprint: &Blueprint) -> Vec<Agent> {
    (0..SEATS as u64)
        .map(|network| Agent::new(blueprint, 1, network))
        .collect()
}

/// What the networks do before random percepts, with random rewards.
fn played(blueprint: &Blueprint, agents: &[Agent], lanes: usize) -> Rollout {
    let mut rollout = Rollout::new(blueprint, STEPS, lanes, SEATS);
    let mut rng_of_percepts = rng(u64::MAX);
    for byte in &mut rollout.observations {
        *byte = below(&mut rng_of_percepts, 2) as u8;
    }
    for reward in &mut rollout.rewards {
        *reward = below(&mut rng_of_percepts, 2) as f32;
    }
    for (index, begins) in rollout.begins.iter_mut().enumerate() {
        *begins = (index / lanes).is_multiple_of(EPISODE);
    }
    let mut actor = Actor::new(blueprint, lanes, SEATS);
    actor.seat(&agents.iter().collect::<Vec<_>>());
    let mut rngs: Vec<_> = (0..lanes as u64).map(rng).collect();
    let mut decision = Decision::new(blueprint, lanes, SEATS);
    let (seen, heard) = (
        rollout.observations.len() / STEPS,
        rollout.heard.len() / STEPS,
    );
    let (seats, said) = (lanes * SEATS, decision.symbols.len());
    for step in 0..STEPS {
        let observation = Observation {
            observations: &rollout.observations[step * seen..][..seen],
            heard: &rollout.heard[step * heard..][..heard],
            begins: &rollout.begins[step * lanes..][..lanes],
            ..Observation::default()
        };
        actor.act(&observation, &mut rngs, &mut decision);
        rollout.actions[step * seats..][..seats].copy_from_slice(&decision.actions);
        rollout.symbols[step * said..][..said].copy_from_slice(&decision.symbols);
        for (all, now) in [
            (&mut rollout.action_log_prob, &decision.action_log_prob),
            (&mut rollout.message_log_prob, &decision.message_log_prob),
            (&mut rollout.values, &decision.values),
        ] {
            all[step * seats..][..seats].copy_from_slice(now);
        }
    }
    rollout
}

/// One step of batched inference; items are decisions.
#[divan::bench(args = [1, 64, 256])]
fn act(bencher: Bencher<'_, '_>, lanes: usize) {
    let blueprint = blueprint();
    let agents = agents(&blueprint);
    let rollout = played(&blueprint, &agents, lanes);
    let mut actor = Actor::new(&blueprint, lanes, SEATS);
    actor.seat(&agents.iter().collect::<Vec<_>>());
    let mut rngs: Vec<_> = (0..lanes as u64).map(rng).collect();
    let mut decision = Decision::new(&blueprint, lanes, SEATS);
    let (seen, heard) = (
        rollout.observations.len() / STEPS,
        rollout.heard.len() / STEPS,
    );
    let counter = ItemsCount::new(lanes * SEATS);
    bencher.counter(counter).bench_local(move || {
        let observation = Observation {
            observations: &rollout.observations[..seen],
            heard: &rollout.heard[..heard],
            begins: &rollout.begins[..lanes],
            ..Observation::default()
        };
        actor.act(&observation, &mut rngs, &mut decision);
        decision.actions[0]
    });
}

/// One update with the default epochs and minibatches; items are the decisions of the rollout.
#[divan::bench(args = [16, 64], sample_count = 10)]
fn update(bencher: Bencher<'_, '_>, lanes: usize) {
    let blueprint = blueprint();
    let mut agents = agents(&blueprint);
    let rollout = played(&blueprint, &agents, lanes);
    let ppo = PpoConfig {
        lanes,
        ..PpoConfig::default()
    };
    let learner = Learner::new(&blueprint, &ppo, &ObjectivesConfig::default(), 0);
    let workers = Workers::none();
    let rollouts = Arc::new(vec![rollout]);
    let mut update = 0;
    let counter = ItemsCount::new(lanes * SEATS * STEPS);
    bencher.counter(counter).bench_local(move || {
        let clock = UpdateClock {
            run_seed: 1,
            update,
            learning_rate: ppo.learning_rate,
            entropy: 1.0,
        };
        update += 1;
        let mut learning: Vec<&mut Agent> = agents.iter_mut().collect();
        learner
            .learn(&workers, &mut learning, &[0, 1], &rollouts, clock)
            .expect("finite numbers")
    });
}
