//! Before the first update: every network's perception learns from observations of random play.

use std::ops::ControlFlow;

use protolang_agents::agent::Agent;
use protolang_agents::pretraining::{Codes, Pretraining, PretrainingDiverged};
use protolang_agents::threads;
use protolang_channel::config::Pretraining as When;
use protolang_spec::error::EnvError;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use protolang_spec::players::{Players as _, Random};
use protolang_spec::runner::{Decisions, Hooks, Now, Runner};
use rand::rngs::ChaCha8Rng;
use serde_json::{Map, Value, json};

use super::interrupt;
use super::plan::Plan;
use crate::error::Failure;

/// Lanes that observations come from.
const LANES: u64 = 256;
/// The lowest of their numbers, far from those of training and of evaluation.
const FIRST_LANE: u64 = 1 << 62;
/// Steps after which fewer observations than asked for are enough: the game shows no more.
const LONGEST: usize = 100_000;

/// Observations, and what the agents who made them privately knew.
#[derive(Debug, Default)]
struct Seen {
    /// `[count, observation_len]`.
    observations: Vec<u8>,
    /// `[count][attribute]`.
    meaning: Vec<Vec<i32>>,
}

/// What a pass over the observations was like, by name.
type PassStatistics = Map<String, Value>;

/// Why perception was not trained.
#[derive(Debug)]
pub enum PretrainingStopped {
    /// A number was not finite: the network, and what is known about it.
    Diverged(usize, PretrainingDiverged),
    /// Anything else.
    Failed(Failure),
}

impl From<Failure> for PretrainingStopped {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

/// Whether the config asks for it.
pub fn is_wanted(plan: &Plan) -> bool {
    plan.config.perception.pretraining != When::None && plan.blueprint.perceives()
}

/// Trains the perception of all `agents` and gives a row for each pass of each network, network by network;
/// nothing if a signal has asked to stop before the end, and then the agents are of no use.
///
/// # Errors
/// [`PretrainingStopped::Diverged`] if something is not a finite number; else [`Failure::Usage`] if the options make no game to
/// observe, [`Failure::Internal`] without threads.
pub fn pretrain(
    plan: &Plan,
    agents: &mut [Agent],
) -> Result<Option<Vec<PassStatistics>>, PretrainingStopped> {
    let seen = observe(plan)?;
    let seen = &seen;
    let at_once = plan.config.run.workers.max(1);
    let mut rows = Vec::new();
    for (chunk, agents) in agents.chunks_mut(at_once).enumerate() {
        let done: Result<Vec<_>, Failure> = std::thread::scope(|scope| {
            let threads: Vec<_> = agents
                .iter_mut()
                .enumerate()
                .map(|(index, agent)| {
                    let network = chunk * at_once + index;
                    std::thread::Builder::new()
                        .name(format!("pretraining-{network}"))
                        .spawn_scoped(scope, move || {
                            threads::single();
                            pretrain_one(plan, agent, network, seen)
                        })
                })
                .collect();
            threads
                .into_iter()
                .map(|thread| {
                    let thread = thread.map_err(|error| {
                        Failure::Internal(format!("cannot start a thread: {error}"))
                    })?;
                    thread.join().map_err(|_| {
                        Failure::Internal("training before training has stopped".to_owned())
                    })
                })
                .collect()
        });
        for (index, of_network) in done?.into_iter().enumerate() {
            let network = chunk * at_once + index;
            let of_network =
                of_network.map_err(|why| PretrainingStopped::Diverged(network, why))?;
            let Some(of_network) = of_network else {
                return Ok(None);
            };
            rows.extend(of_network);
        }
    }
    Ok(Some(rows))
}

fn pretrain_one(
    plan: &Plan,
    agent: &mut Agent,
    network: usize,
    seen: &Seen,
) -> Result<Option<Vec<PassStatistics>>, PretrainingDiverged> {
    let seed = plan.config.run.seed;
    let Some(mut pretraining) = Pretraining::new(&plan.blueprint, agent, seed, network as u64)
    else {
        return Ok(Some(Vec::new()));
    };
    let epochs = plan.config.perception.pretraining_epochs;
    let rows: Result<Option<Vec<PassStatistics>>, PretrainingDiverged> = (1..=epochs)
        .map(|epoch| {
            if interrupt::asked().is_some() {
                return Ok(None);
            }
            let report = pretraining.epoch(&seen.observations)?;
            let codes = pretraining.codes(&seen.observations);
            tracing::info!(
                network,
                epoch,
                loss = report.loss,
                perplexity = codes.usage(0).0,
                "perception trained"
            );
            let Value::Object(mut row) = json!({
                "network": network,
                "epoch": epoch,
                "observations": seen.meaning.len(),
                "loss": report.loss,
                "reconstruction": report.reconstruction,
                "left_by_first": report.left_by_first,
                "left_by_last": report.left_by_last,
                "replaced": report.replaced,
            }) else {
                unreachable!("an object is an object")
            };
            row.extend(describe(plan, &codes, seen));
            Ok(Some(row))
        })
        .collect();
    pretraining.finish(agent);
    rows
}

/// How the codes are used, level by level, and how pure they are in what the agents privately knew.
fn describe(plan: &Plan, codes: &Codes, seen: &Seen) -> PassStatistics {
    let usage: Vec<(f64, usize)> = (0..codes.levels).map(|level| codes.usage(level)).collect();
    let perplexity: Vec<f64> = usage.iter().map(|(perplexity, _)| *perplexity).collect();
    let used: Vec<usize> = usage.iter().map(|(_, used)| *used).collect();
    let mut purity = Map::new();
    for (attribute, of) in plan.spaces.meaning.iter().enumerate() {
        let values: Vec<i32> = seen.meaning.iter().map(|known| known[attribute]).collect();
        let first = codes.indices.chunks_exact(codes.levels).map(|row| row[0]);
        let purest = most_common(first.zip(values.iter().copied()));
        let by_chance = most_common(values.iter().map(|value| (0, *value)));
        purity.insert(
            of.name.to_owned(),
            json!({ "value": purest, "one_code": by_chance }),
        );
    }
    let threshold = plan.config.perception.collapse_threshold * codes.codes as f64;
    let collapsed = perplexity.iter().any(|perplexity| *perplexity < threshold);
    if collapsed {
        tracing::warn!(?perplexity, "the codebook has collapsed");
    }
    let Value::Object(row) = json!({
        "codes": codes.codes,
        "perplexity": perplexity,
        "used": used,
        "collapsed": collapsed,
        "purity": purity,
    }) else {
        unreachable!("an object is an object")
    };
    row
}

/// Share of pairs whose value is the most common one of their code.
fn most_common(pairs: impl Iterator<Item = (i64, i32)>) -> f64 {
    let mut counts = std::collections::BTreeMap::<(i64, i32), u64>::new();
    let mut total = 0_u64;
    for pair in pairs {
        *counts.entry(pair).or_default() += 1;
        total += 1;
    }
    let mut best = std::collections::BTreeMap::<i64, u64>::new();
    for ((code, _), count) in counts {
        let most = best.entry(code).or_default();
        *most = count.max(*most);
    }
    best.values().sum::<u64>() as f64 / total.max(1) as f64
}

/// Observations of random play of the game that is kept for training before training: those in which
/// perception sees anything at all, and something else than a step before.
fn observe(plan: &Plan) -> Result<Seen, Failure> {
    let wanted = plan.config.perception.pretraining_observations;
    let (spaces, seed) = (&plan.spaces, plan.config.run.seed);
    let keys: Vec<EpisodeKey> = (0..LANES)
        .map(|lane| EpisodeKey {
            run_seed: seed,
            lane: FIRST_LANE + lane,
            episode: 0,
        })
        .collect();
    let game = plan.config.game.0.before_training();
    let env = game
        .make(&plan.physics, &keys)
        .map_err(|error| Failure::Usage(error.to_string()))?;
    let mut looking = Looking {
        plan,
        wanted,
        rngs: keys
            .iter()
            .map(|key| stream(*key, Purpose::Policy))
            .collect(),
        before: vec![0; keys.len() * spaces.agents * spaces.observation_len()],
        seen: Seen::default(),
    };
    Runner::new(env)
        .run(LONGEST, &mut looking)
        .map_err(|error| Failure::Internal(format!("the world refused a step: {error}")))?;
    Ok(looking.seen)
}

/// Random play that is looked at.
struct Looking<'a> {
    plan: &'a Plan,
    /// Observations that are enough.
    wanted: usize,
    rngs: Vec<ChaCha8Rng>,
    /// What was seen a step before, `[lanes, agents, observation_len]`.
    before: Vec<u8>,
    seen: Seen,
}

impl Hooks for Looking<'_> {
    type Error = EnvError;

    fn decide(
        &mut self,
        now: Now<'_>,
        decisions: Decisions<'_>,
    ) -> Result<ControlFlow<()>, EnvError> {
        let spaces = &self.plan.spaces;
        let (seats, len) = (spaces.agents, spaces.observation_len());
        let perceived = |row| self.plan.blueprint.perceived_bytes(row);
        let rows = now.observations.chunks_exact(len);
        for (index, (row, before)) in rows.zip(self.before.chunks_exact(len)).enumerate() {
            let blank = perceived(row).all(|byte| byte == 0);
            if blank || perceived(row).eq(perceived(before)) {
                continue;
            }
            self.seen.observations.extend_from_slice(row);
            let known = now.env.meaning(index / seats, index % seats);
            self.seen.meaning.push(known.to_vec());
            if self.seen.meaning.len() == self.wanted {
                return Ok(ControlFlow::Break(()));
            }
        }
        self.before.copy_from_slice(now.observations);
        let said = seats * spaces.symbols.length;
        for (lane, rng) in self.rngs.iter_mut().enumerate() {
            let actions = &mut decisions.actions[lane * seats..][..seats];
            Random.act(now.env, lane, rng, actions);
            for symbol in &mut decisions.symbols[lane * said..][..said] {
                *symbol = below(rng, spaces.symbols.alphabet as u32) as u16;
            }
        }
        Ok(ControlFlow::Continue(()))
    }
}
