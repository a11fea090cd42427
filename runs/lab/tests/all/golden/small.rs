//! A preset made small enough to train in a moment, and everything of it still in use.

use std::path::Path;

use protolang::config::load::Overrides;
use protolang::config::presets::Preset;
use protolang::config::run_config::RunConfig;

use crate::tiny::train;

/// Updates of a golden run.
pub(super) const UPDATES: u64 = 3;

/// The seed of the golden runs.
pub(super) const SEED: u64 = 1;

/// Trains a preset, small, with one worker.
pub(super) fn golden_run(preset: &Preset, seed: u64, root: &Path) {
    train(root, &small(preset, seed));
}

pub(super) fn small(preset: &Preset, seed: u64) -> RunConfig {
    let whole = RunConfig::preset(preset.name).expect("a preset is a config");
    let lanes = whole.ppo.lanes.min(8);
    // A game of deduction takes some dozen steps, and one has to end.
    let rollout = match whole.game.name() {
        "deduction" => whole.ppo.rollout.min(48),
        _ => whole.ppo.rollout.min(16),
    };
    let set = [
        format!("ppo.lanes={lanes}"),
        format!("ppo.rollout={rollout}"),
        format!("ppo.minibatches={}", whole.ppo.minibatches.min(2)),
        format!("ppo.epochs={}", whole.ppo.epochs.min(2)),
        "network.hidden=16".to_owned(),
        "network.grid_layers=[16]".to_owned(),
        "perception.pretraining_epochs=1".to_owned(),
        "perception.pretraining_observations=128".to_owned(),
        "record.episodes=true".to_owned(),
        "record.replay_every=2".to_owned(),
        "record.metrics_every=1".to_owned(),
        "record.language_every=2".to_owned(),
        "record.checkpoint_every=0".to_owned(),
    ];
    let overrides = Overrides {
        set: set.to_vec(),
        seed: Some(seed),
        steps: Some(UPDATES * lanes as u64 * rollout as u64),
        workers: Some(1),
    };
    RunConfig::load(preset.name, &overrides).expect("a small preset is a config")
}
