//! What the objectives of social deduction teach, each by itself.

use std::sync::Arc;

use protolang_agents::actor::observation::Observation;
use protolang_agents::actor::policies::Policies;
use protolang_agents::actor::{Actor, Decision};
use protolang_agents::agent::{Agent, NamedTensor};
use protolang_agents::blueprint::{Blueprint, Design};
use protolang_agents::config::{Critic, NetworkConfig, PpoConfig};
use protolang_agents::learner::{Learner, UpdateClock};
use protolang_agents::objectives::ObjectivesConfig;
use protolang_agents::report::LearnReport;
use protolang_agents::rollout::Rollout;
use protolang_agents::workers::Workers;
use protolang_channel::config::{ChannelConfig, ChannelKind, PerceptionConfig};
use protolang_envs::games::GameConfig;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use protolang_spec::spaces::Spaces;
use protolang_spec::step::Status;

const STEPS: usize = 4;
const LANES: usize = 8;
const SEATS: usize = 5;
const ANSWER: u8 = 3;

fn spaces() -> Spaces {
    let game = GameConfig::from_name("deduction").expect("a game");
    game.spaces(&ChannelPhysics::default())
}

fn blueprint(objectives: &ObjectivesConfig, critic: Critic) -> Blueprint {
    let spaces = spaces();
    let network = NetworkConfig {
        vector_width: 4,
        hidden: 16,
        critic,
        ..NetworkConfig::default()
    };
    let channel = ChannelConfig {
        kind: ChannelKind::Token,
        alphabet: spaces.symbols.alphabet,
        length: spaces.symbols.length,
        sources: spaces.symbols.sources,
        embedding: 8,
        temperature: 1.0,
    };
    let design = Design {
        network: &network,
        perception: &PerceptionConfig::default(),
        auxiliary: &objectives.heads(&spaces, &channel),
        channel: &channel,
    };
    Blueprint::new(&spaces, &design).expect("a network")
}

/// Made-up steps in which everybody votes, is asked and speaks, and nothing is earned.
fn made_up(blueprint: &Blueprint) -> Rollout {
    let actions = spaces().actions.len();
    let mut rollout = Rollout::new(blueprint, STEPS, LANES, SEATS);
    let key = EpisodeKey {
        run_seed: 4,
        lane: 0,
        episode: 0,
    };
    let mut rng = stream(key, Purpose::Policy);
    rollout.observations.fill_with(|| below(&mut rng, 2) as u8);
    let decisions = STEPS * LANES * SEATS;
    rollout.legal = vec![true; decisions * actions];
    rollout.speaks = vec![true; decisions];
    rollout.asked = vec![true; decisions];
    rollout.answers = vec![ANSWER; decisions];
    rollout.beliefs = vec![0.25; decisions];
    rollout.scripted = vec![false; decisions];
    rollout.columns.insert("reference", vec![-1.0; decisions]);
    rollout.actions.fill(2);
    rollout.action_log_prob.fill(-3.4);
    rollout.message_log_prob.fill(-1.4);
    rollout
}

/// An agent that has learnt the rollout as in this seat, from one beginning, with nothing but objectives.
fn taught(
    objectives: &ObjectivesConfig,
    seat: usize,
    change: impl Fn(&mut Rollout),
) -> (Blueprint, Agent, LearnReport) {
    taught_at(3e-3, objectives, seat, change)
}

/// The same with another step size.
fn taught_at(
    learning_rate: f64,
    objectives: &ObjectivesConfig,
    seat: usize,
    change: impl Fn(&mut Rollout),
) -> (Blueprint, Agent, LearnReport) {
    let blueprint = blueprint(objectives, Critic::State);
    let mut rollout = made_up(&blueprint);
    change(&mut rollout);
    let ppo = PpoConfig {
        lanes: LANES,
        epochs: 30,
        action_entropy: 0.0,
        message_entropy: 0.0,
        value_coefficient: 0.0,
        normalize_advantage: false,
        ..PpoConfig::default()
    };
    let clock = UpdateClock {
        run_seed: 1,
        update: 1,
        learning_rate,
        entropy: 1.0,
    };
    let mut agent = Agent::new(&blueprint, 1, 0);
    let mut reports = Learner::new(&blueprint, &ppo, objectives, 0)
        .learn(
            &Workers::none(),
            &mut [&mut agent],
            &[seat],
            &Arc::new(vec![rollout.clone()]),
            clock,
        )
        .expect("finite numbers");
    (blueprint, agent, reports.remove(0))
}

/// Mean probability of the right answer, of the vote for it, and of action 2, in the first step.
fn opinions(blueprint: &Blueprint, agent: &Agent) -> [f64; 3] {
    let rollout = made_up(blueprint);
    let question = spaces().question.expect("a question");
    let actions = spaces().actions.len();
    let mut actor = Actor::new(blueprint, LANES, SEATS);
    actor.seat(&[agent; SEATS]);
    let len = LANES * SEATS;
    let observation = Observation {
        observations: &rollout.observations[..rollout.observations.len() / STEPS],
        heard: &rollout.heard[..rollout.heard.len() / STEPS],
        begins: &[true; LANES],
        legal: &rollout.legal[..len * actions],
        speaks: &rollout.speaks[..len],
        ..Observation::default()
    };
    let mut policies = Policies::new(blueprint, LANES, SEATS);
    actor.policies(&observation, &mut policies);
    let mut decision = Decision::new(blueprint, LANES, SEATS);
    let mut rngs: Vec<_> = (0..LANES as u64)
        .map(|lane| {
            let key = EpisodeKey {
                run_seed: 1,
                lane,
                episode: 0,
            };
            stream(key, Purpose::Policy)
        })
        .collect();
    actor.act(&observation, &mut rngs, &mut decision);
    let right = usize::from(ANSWER);
    let mean = |numbers: &mut dyn Iterator<Item = f64>| numbers.sum::<f64>() / len as f64;
    [
        mean(
            &mut decision
                .beliefs
                .chunks_exact(question.choices)
                .map(|b| f64::from(b[right])),
        ),
        mean(
            &mut policies
                .actions
                .chunks_exact(actions)
                .map(|p| p[question.first_action + right]),
        ),
        mean(&mut policies.actions.chunks_exact(actions).map(|p| p[2])),
    ]
}

fn parts(blueprint: &Blueprint, agent: &Agent, name: &str) -> Vec<NamedTensor> {
    let mut tensors = agent.tensors(blueprint);
    tensors.retain(|(known, ..)| known.starts_with(name));
    tensors
}

#[test]
fn listening_teaches_the_answer_and_the_vote_to_those_who_are_asked_in_earnest() {
    let mut objectives = ObjectivesConfig::default();
    objectives.listening.weight = 1.0;
    let (blueprint, agent, report) = taught(&objectives, 1, |_| {});
    let [belief, vote, _] = opinions(&blueprint, &agent);
    assert!(belief > 0.9, "believes {belief}");
    assert!(vote < 0.1, "votes were not taught, and are {vote}");
    assert_eq!(report.objectives[0].0, "listening");
    assert_eq!(report.belief, Some(0.25));

    objectives.listening.votes = 1.0;
    let (blueprint, agent, _) = taught(&objectives, 1, |_| {});
    let [belief, vote, _] = opinions(&blueprint, &agent);
    assert!(belief > 0.9 && vote > 0.9, "{belief} and {vote}");

    // The impostor in seat 0 is not asked in earnest, and neither is who is not asked at all.
    let untaught = opinions(&blueprint, &Agent::new(&blueprint, 1, 0));
    let (blueprint, agent, _) = taught(&objectives, 0, |_| {});
    assert_eq!(opinions(&blueprint, &agent), untaught);
    let (blueprint, agent, _) = taught(&objectives, 1, |rollout| {
        rollout.asked.fill(false);
        rollout.legal.fill(false);
        let actions = rollout.legal.len() / rollout.actions.len();
        rollout
            .legal
            .iter_mut()
            .step_by(actions)
            .for_each(|wait| *wait = true);
        rollout.actions.fill(0);
    });
    assert_eq!(opinions(&blueprint, &agent)[0], untaught[0]);
}

#[test]
fn what_a_script_did_is_imitated_only_where_that_is_asked_for() {
    let plain = ObjectivesConfig::default();
    let scripted = |rollout: &mut Rollout| {
        rollout.scripted.fill(true);
        // As good as can be: a policy gradient would follow it.
        rollout.rewards.fill(1.0);
    };
    let (blueprint, agent, _) = taught(&plain, 1, scripted);
    let untaught = Agent::new(&blueprint, 1, 0);
    assert_eq!(
        parts(&blueprint, &agent, "actor"),
        parts(&blueprint, &untaught, "actor"),
        "a script's choice is not the network's"
    );
    let mut objectives = ObjectivesConfig::default();
    objectives.imitation.weight = 1.0;
    let (blueprint, agent, _) = taught(&objectives, 1, scripted);
    assert!(opinions(&blueprint, &agent)[2] > 0.9);
    let (blueprint, agent, _) = taught(&objectives, 1, |_| {});
    assert!(opinions(&blueprint, &agent)[2] < 0.2, "nobody to imitate");
}

#[test]
fn a_reference_draws_speech_to_its_own_likelihoods() {
    let mut objectives = ObjectivesConfig::default();
    objectives.reference.weight = 1.0;
    let far = |log_prob: f32| {
        move |rollout: &mut Rollout| {
            let column = rollout.columns.get_mut("reference");
            column.expect("a column").fill(log_prob);
        }
    };
    let loss = |report: &LearnReport| report.objectives[0].1;
    // One word of four, about equally likely at first: its own likelihood is ln 4.
    let (.., alike) = taught(&objectives, 1, far(-(4.0_f32.ln())));
    let (.., other) = taught(&objectives, 1, far(-0.2));
    assert!(loss(&alike) < 0.05, "{}", loss(&alike));
    // ((ln 4) - .2)^2 is 1.41 at first, and falls.
    assert!((0.05..1.41).contains(&loss(&other)), "{}", loss(&other));
    let silent = |rollout: &mut Rollout| rollout.speaks.fill(false);
    assert_eq!(loss(&taught(&objectives, 1, silent).2), 0.0);
}

#[test]
fn what_is_seen_next_is_predicted_better_with_practice() {
    let mut objectives = ObjectivesConfig::default();
    objectives.prediction.weight = 1.0;
    // Everything that is seen is the same for ever, so that it can be known.
    let still = |rollout: &mut Rollout| rollout.observations.fill(1);
    let (.., untaught) = taught_at(1e-12, &objectives, 1, still);
    let (.., taught_it) = taught(&objectives, 1, still);
    let losses = [&untaught, &taught_it].map(|report| report.objectives[0].1);
    assert!(losses[1] < 0.5 * losses[0], "{losses:?}");
    // It is the next step that counts: what is seen in the last one alone surprises the one before.
    let blank = |rollout: &mut Rollout| rollout.observations.fill(0);
    let at_last = |rollout: &mut Rollout| {
        let a_step = rollout.observations.len() / STEPS;
        rollout.observations.fill(0);
        rollout.observations[(STEPS - 1) * a_step..].fill(1);
    };
    let surprise =
        |change: &dyn Fn(&mut Rollout)| taught_at(1e-12, &objectives, 1, change).2.objectives[0].1;
    assert!(surprise(&at_last) > surprise(&blank));
    // Nothing follows the end of an episode.
    let ends = |rollout: &mut Rollout| {
        rollout.ends.fill(protolang_spec::step::Status::Terminated);
    };
    assert_eq!(taught(&objectives, 1, ends).2.objectives[0].1, 0.0);
}

#[test]
fn only_a_critic_that_sees_the_answer_depends_on_it() {
    for (critic, depends) in [(Critic::State, false), (Critic::Answer, true)] {
        let blueprint = blueprint(&ObjectivesConfig::default(), critic);
        let agent = Agent::new(&blueprint, 1, 0);
        let mut actor = Actor::new(&blueprint, LANES, SEATS);
        actor.seat(&[&agent; SEATS]);
        let rollout = made_up(&blueprint);
        let mut values = |answer: u8| {
            let observation = Observation {
                observations: &rollout.observations[..rollout.observations.len() / STEPS],
                heard: &rollout.heard[..rollout.heard.len() / STEPS],
                answers: &[answer; LANES * SEATS],
                ..Observation::default()
            };
            let mut values = vec![0.0; LANES * SEATS];
            actor.values(&observation, &mut values);
            values
        };
        assert_eq!(values(1) != values(2), depends, "{critic:?}");
    }
}

#[test]
fn what_another_network_has_learnt_is_taken_over_by_name() {
    let plain = blueprint(&ObjectivesConfig::default(), Critic::State);
    let mut objectives = ObjectivesConfig::default();
    objectives.prediction.weight = 1.0;
    let more = blueprint(&objectives, Critic::State);
    let other = Agent::new(&plain, 1, 7);
    let mut agent = Agent::new(&more, 1, 0);
    let own = parts(&more, &agent, "prediction");
    agent
        .take_over(&more, other.tensors(&plain))
        .expect("the same shapes");
    assert_eq!(parts(&more, &agent, "prediction"), own);
    assert_eq!(
        parts(&more, &agent, "actor"),
        parts(&plain, &other, "actor")
    );
    assert_eq!(agent.optimizer_steps(), 0);
    let wrong = blueprint(&ObjectivesConfig::default(), Critic::Answer);
    let error = Agent::new(&wrong, 1, 0)
        .take_over(&wrong, other.tensors(&plain))
        .expect_err("another shape");
    assert!(error.to_string().contains("critic"), "{error}");
}

/// Every objective that is a sum over rows, with rows that do not count in each, dealt to shards in several ways.
#[test]
fn shards_learn_what_the_whole_minibatch_does() {
    let mut objectives = ObjectivesConfig::default();
    objectives.reflection.intent = 0.3;
    objectives.reflection.partner = 0.2;
    objectives.reflection.value = 0.1;
    objectives.positive_listening.weight = 0.2;
    objectives.listening.weight = 0.5;
    objectives.listening.votes = 0.4;
    objectives.prediction.weight = 0.6;
    objectives.reference.weight = 0.7;
    objectives.imitation.weight = 0.8;
    let blueprint = blueprint(&objectives, Critic::Answer);
    let mut rollout = made_up(&blueprint);
    let actions = spaces().actions.len();
    let key = EpisodeKey {
        run_seed: 9,
        lane: 3,
        episode: 0,
    };
    let mut rng = stream(key, Purpose::Policy);
    let mut flag = |of: u32| below(&mut rng, of) == 0;
    rollout.speaks.fill_with(|| flag(2));
    rollout.asked.fill_with(|| flag(3));
    rollout.scripted.fill_with(|| flag(4));
    rollout.rewards.fill_with(|| f32::from(u8::from(flag(3))));
    rollout
        .legal
        .chunks_exact_mut(actions)
        .for_each(|legal| (0..actions).for_each(|action| legal[action] = action == 2 || flag(2)));
    rollout.ends.fill_with(|| match flag(7) {
        true => Status::Terminated,
        false => Status::Running,
    });
    let rollouts = Arc::new(vec![rollout]);
    let ppo = PpoConfig {
        lanes: LANES,
        epochs: 1,
        minibatches: 1,
        // The moments of Adam then hold the gradient itself.
        max_grad_norm: 1e9,
        ..PpoConfig::default()
    };
    let clock = UpdateClock {
        run_seed: 1,
        update: 1,
        learning_rate: 1e-3,
        entropy: 1.0,
    };
    let learn = |shard: usize, workers: &Workers| {
        let mut agents = [0, 1].map(|network| Agent::new(&blueprint, 1, network));
        let [one, other] = &mut agents;
        let learner = Learner::new(&blueprint, &ppo, &objectives, shard);
        let reports = learner
            .learn(workers, &mut [one, other], &[1, 2], &rollouts, clock)
            .expect("finite numbers");
        (agents, reports)
    };
    let (whole, of_whole) = learn(LANES, &Workers::none());
    for shard in [1, 2, 3] {
        let (agents, reports) = learn(shard, &Workers::none());
        for workers in [1, 2, 3, 8] {
            let workers = Workers::start(workers).expect("threads");
            let again = learn(shard, &workers);
            assert!(
                again == (agents.clone(), reports.clone()),
                "shards of {shard}"
            );
        }
        for (expected, found) in whole.iter().zip(&agents) {
            let gradients = expected.tensors(&blueprint).into_iter();
            let gradients = gradients.zip(found.tensors(&blueprint));
            for ((name, _, expected), (_, _, found)) in
                gradients.filter(|((name, ..), _)| name.starts_with("adam.m."))
            {
                let norm = |numbers: &mut dyn Iterator<Item = f32>| {
                    numbers
                        .map(|x| f64::from(x) * f64::from(x))
                        .sum::<f64>()
                        .sqrt()
                };
                let off = norm(&mut expected.iter().zip(&found).map(|(one, other)| one - other));
                let size = norm(&mut expected.iter().copied());
                assert!(
                    off <= 1e-5 * size,
                    "{name}: {off} of {size} in shards of {shard}"
                );
            }
        }
        for (expected, found) in of_whole.iter().zip(&reports) {
            let numbers = |report: &LearnReport| {
                let mut numbers = vec![
                    report.policy_loss,
                    report.message_loss,
                    report.value_loss,
                    report.action_entropy,
                    report.message_entropy,
                    report.approx_kl,
                    report.clip_fraction,
                    report.grad_norm,
                ];
                numbers.extend(report.objectives.iter().map(|(_, loss)| loss));
                numbers
            };
            assert_eq!(expected.objectives.len(), 9);
            let off: Vec<String> = numbers(expected)
                .into_iter()
                .zip(numbers(found))
                .enumerate()
                .filter(|(_, (expected, found))| {
                    (expected - found).abs() > 1e-5 * expected.abs().max(1e-3)
                })
                .map(|(index, (expected, found))| format!("{index}: {expected} {found}"))
                .collect();
            assert!(
                off.is_empty(),
                "shards of {shard}: {off:?}, {:?}",
                expected.objectives
            );
        }
    }
}
