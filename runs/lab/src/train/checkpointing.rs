//! A trainer as a checkpoint, and back.

use std::collections::BTreeMap;

use protolang_agents::agent::Agent;
use serde::{Deserialize, Serialize};

use super::collector::Saved;
use super::plan::Plan;
use super::trainer::Trainer;
use super::window::Window;
use crate::config::run_toml;
use crate::error::Failure;
use protolang_records::checkpoints::checkpoint::Checkpoint;
use protolang_records::checkpoints::manifest::Seals;
use protolang_records::files::mark::Mark;
use protolang_records::formats::tensors;

/// What the manifest says beside the files.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ManifestState {
    /// Steps of Adam, by network.
    optimizer_steps: Vec<u64>,
    /// Blocks of lanes; before there were any, every worker had its own.
    #[serde(alias = "workers")]
    blocks: usize,
    /// Whether perception is still to be trained before training. Only said where it is.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    awaits_pretraining: bool,
    /// What is summed up for the next row of metrics.
    window: Window,
}

/// What a run knows beside its trainer.
#[derive(Clone, Debug)]
pub struct RunProgress {
    /// What is summed up for the next row of metrics.
    pub window: Window,
    /// Whether perception is still to be trained before training.
    pub awaits_pretraining: bool,
}

/// The checkpoint of a trainer; `marks` say how far the records are.
///
/// # Errors
/// [`Failure::Internal`]: something cannot be written as JSON.
pub fn checkpoint(
    trainer: &Trainer,
    progress: &RunProgress,
    marks: BTreeMap<String, Mark>,
) -> Result<Checkpoint, Failure> {
    let internal = |what: &dyn std::fmt::Display| {
        Failure::Internal(format!("cannot write a checkpoint: {what}"))
    };
    let blueprint = &trainer.plan().blueprint;
    let mut files = BTreeMap::new();
    for (network, agent) in trainer.agents().iter().enumerate() {
        let bytes = tensors::encode(&agent.tensors(blueprint)).map_err(|error| internal(&error))?;
        files.insert(agent_file(network), bytes);
    }
    let saved = trainer.save_blocks();
    let blocks = saved.len();
    for (block, saved) in saved.into_iter().enumerate() {
        let json = serde_json::to_vec(&saved).map_err(|error| internal(&error))?;
        files.insert(lanes_file(block), json);
        files.insert(worlds_file(block), saved.worlds);
    }
    let state = ManifestState {
        optimizer_steps: trainer
            .agents()
            .iter()
            .map(Agent::optimizer_steps)
            .collect(),
        blocks,
        awaits_pretraining: progress.awaits_pretraining,
        window: progress.window.clone(),
    };
    Ok(Checkpoint {
        step: trainer.env_steps(),
        update: trainer.updates(),
        offsets: marks
            .iter()
            .map(|(name, mark)| (name.clone(), mark.bytes))
            .collect(),
        seals: Seals {
            config: Some(run_toml::config_seal(&trainer.plan().config)?),
            records: marks
                .into_iter()
                .filter_map(|(name, mark)| Some((name, mark.blake3?)))
                .collect(),
        },
        state: serde_json::to_value(state).map_err(|error| internal(&error))?,
        files,
    })
}

/// Puts a trainer where a checkpoint was made, and gives what its run knew beside it.
///
/// # Errors
/// [`Failure::Unreadable`]: something in it does not fit; [`Failure::Usage`]: another number of blocks.
pub fn restore(trainer: &mut Trainer, checkpoint: &Checkpoint) -> Result<RunProgress, Failure> {
    let state = state(checkpoint)?;
    let blocks = trainer.plan().blocks().len();
    if state.blocks != blocks {
        return Err(Failure::Usage(format!(
            "the checkpoint has {} blocks of lanes, and run.block makes {blocks}: it cannot go on with these",
            state.blocks
        )));
    }
    let agents = agents(trainer.plan(), checkpoint)?;
    let lanes = (0..blocks)
        .map(|block| {
            let (json, worlds) = (lanes_file(block), worlds_file(block));
            let mut saved: Saved = serde_json::from_slice(file(checkpoint, &json)?)
                .map_err(|error| damaged(checkpoint, &json, &error))?;
            saved.worlds = file(checkpoint, &worlds)?.clone();
            Ok(saved)
        })
        .collect::<Result<_, Failure>>()?;
    trainer.restore(checkpoint.update, agents, lanes)?;
    Ok(RunProgress {
        window: state.window,
        awaits_pretraining: state.awaits_pretraining,
    })
}

/// The networks in a checkpoint.
///
/// # Errors
/// [`Failure::Unreadable`]: one is missing, or is not of the plan's shape.
pub fn agents(plan: &Plan, checkpoint: &Checkpoint) -> Result<Vec<Agent>, Failure> {
    let steps = state(checkpoint)?.optimizer_steps;
    let size = plan.config.population.size;
    if steps.len() != size {
        let found = format!("{} networks instead of {size}", steps.len());
        return Err(damaged(checkpoint, "manifest.json", &found));
    }
    steps
        .into_iter()
        .enumerate()
        .map(|(network, steps)| {
            let name = agent_file(network);
            let wrong = |error: &dyn std::fmt::Display| damaged(checkpoint, &name, error);
            let tensors =
                tensors::decode(file(checkpoint, &name)?).map_err(|error| wrong(&error))?;
            Agent::from_tensors(&plan.blueprint, tensors, steps).map_err(|error| wrong(&error))
        })
        .collect()
}

fn state(checkpoint: &Checkpoint) -> Result<ManifestState, Failure> {
    serde_json::from_value(checkpoint.state.clone())
        .map_err(|error| damaged(checkpoint, "manifest.json", &error))
}

fn file<'a>(checkpoint: &'a Checkpoint, name: &str) -> Result<&'a Vec<u8>, Failure> {
    let file = checkpoint.files.get(name);
    file.ok_or_else(|| damaged(checkpoint, name, &"it is missing"))
}

fn damaged(checkpoint: &Checkpoint, name: &str, what: &dyn std::fmt::Display) -> Failure {
    Failure::Unreadable(format!(
        "{name} of the checkpoint at step {} cannot be used: {what}",
        checkpoint.step
    ))
}

fn agent_file(network: usize) -> String {
    format!("agent-{network:03}.safetensors")
}

/// Named as when every worker had lanes of its own, so that older checkpoints are read.
fn lanes_file(block: usize) -> String {
    format!("worker-{block:03}.json")
}

fn worlds_file(block: usize) -> String {
    format!("worker-{block:03}.lanes")
}
