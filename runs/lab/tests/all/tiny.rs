//! Runs that take a moment.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use protolang::config::load::Overrides;
use protolang::config::run_config::RunConfig;
use protolang::train::progress::Progress;
use protolang::train::run::Run;
use protolang_records::episodes::record::EpisodeRecord;
use protolang_records::episodes::row::EpisodeRow;
use protolang_records::formats::jsonl::TornTail;

/// Env steps of an update.
pub(crate) const UPDATE: u64 = 8 * 16;

/// Settings that make a run tiny, as options of the command line.
pub(crate) const SET: [&str; 7] = [
    "ppo.lanes=8",
    "ppo.rollout=16",
    "ppo.minibatches=2",
    "network.hidden=16",
    "network.grid_layers=[16]",
    "record.replay_every=3",
    "record.checkpoint_every=0",
];

/// A tiny run of so many updates, with more settings.
pub(crate) fn config(updates: u64, workers: usize, more: &[&str]) -> RunConfig {
    config_of("quickstart", updates, workers, more)
}

/// The same of another preset.
pub(crate) fn config_of(preset: &str, updates: u64, workers: usize, more: &[&str]) -> RunConfig {
    let set = SET.iter().chain(more).map(|text| (*text).to_owned());
    let overrides = Overrides {
        set: set.collect(),
        steps: Some(updates * UPDATE),
        workers: Some(workers),
        ..Overrides::default()
    };
    RunConfig::load(preset, &overrides).expect("a config")
}

/// Trains from the beginning to the end.
pub(crate) fn train(root: &Path, config: &RunConfig) {
    let mut run = Run::create(root, config).expect("a run");
    let mut progress = Progress::new(true, config.run.steps, 0);
    run.train(&mut progress).expect("trained");
}

/// Goes on to the end.
pub(crate) fn resume(root: &Path, config: &RunConfig) {
    let (mut run, _) = Run::resume(root, config).expect("a run to go on with");
    let mut progress = Progress::new(true, config.run.steps, run.env_steps());
    run.train(&mut progress).expect("trained");
}

/// Everything in a run that must not depend on when and where it ran, by name: metrics, episodes, replays
/// and the newest checkpoint. Compressed files are compared by their rows.
pub(crate) fn contents(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut contents = BTreeMap::new();
    let read = |path: &Path| fs::read(path).expect("a file of the run");
    contents.insert("metrics".to_owned(), read(&root.join("metrics.jsonl")));
    let rows = episodes(root);
    contents.insert("episodes".to_owned(), format!("{rows:?}").into_bytes());
    let newest = files(&root.join("checkpoints"))
        .pop()
        .expect("a checkpoint");
    for folder in [root.join("replays"), root.join("checkpoints").join(&newest)] {
        for name in files(&folder) {
            // The manifest says how long the records are, compressed, and TensorBoard's have times in them.
            if name != "manifest.json" {
                contents.insert(format!("{newest}/{name}"), read(&folder.join(&name)));
            }
        }
    }
    contents
}

/// The rows of the record of episodes.
pub(crate) fn episodes(root: &Path) -> Vec<EpisodeRow> {
    let path = root.join("episodes.jsonl.zst");
    EpisodeRecord::open(&path, TornTail::Refuse)
        .and_then(|record| record.rows::<EpisodeRow>())
        .expect("a record")
        .collect::<Result<_, _>>()
        .expect("rows")
}

/// Names in a folder, sorted.
pub(crate) fn files(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = entries
        .map(|entry| {
            entry
                .expect("an entry")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .collect();
    names.sort();
    names
}

/// Fails with the name of the first thing that differs.
pub(crate) fn assert_same(one: &Path, other: &Path) {
    let (one, other) = (contents(one), contents(other));
    let names = |all: &BTreeMap<String, Vec<u8>>| all.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&one), names(&other));
    for (name, bytes) in &one {
        assert!(*bytes == other[name], "{name} differs");
    }
}
