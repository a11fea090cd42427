//! The file that the golden hashes are kept in, with the reason of every change.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::digest::Digest;

const HEAD: &str = "\
# Hashes of the golden runs: three small updates of every preset, seed 1, one worker, with the arithmetic of
# every x86-64 machine. Written by `scripts/golden --reason \"...\"` and by nobody's hand: whoever changes
# what a run computes says here when and why. What a column covers: runs/lab/tests/all/golden/digest.rs.

";

/// Everything in the file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Book {
    /// When the hashes were made anew, oldest first.
    pub(super) remade: Vec<Remade>,
    /// By name of the preset.
    pub(super) runs: BTreeMap<String, Digest>,
}

/// One change of the hashes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Remade {
    /// Year, month and day.
    pub(super) date: String,
    pub(super) reason: String,
    /// Columns that became others, and in how many presets.
    pub(super) changed: Vec<String>,
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/runs.toml")
}

impl Book {
    pub(super) fn read() -> Self {
        let path = path();
        let text = fs::read_to_string(&path).expect("the golden hashes are in the repository");
        toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// Takes over what was found, and writes down why.
    pub(super) fn remake(&mut self, found: BTreeMap<String, Digest>, date: &str, reason: &str) {
        let changed = changed_columns(&self.runs, &found);
        self.runs = found;
        self.remade.push(Remade {
            date: date.to_owned(),
            reason: reason.to_owned(),
            changed,
        });
    }

    pub(super) fn write(&self) {
        let text = toml::to_string(self).expect("TOML");
        fs::write(path(), format!("{HEAD}{text}")).expect("the repository is writable");
    }
}

/// Everything in which runs differ from what was kept, a line each. A run without an entry and an entry
/// without a run differ too.
pub(super) fn differences(
    kept: &BTreeMap<String, Digest>,
    found: &BTreeMap<String, Digest>,
) -> Vec<String> {
    let names: BTreeSet<&String> = kept.keys().chain(found.keys()).collect();
    let mut lines = Vec::new();
    for name in names {
        match (kept.get(name), found.get(name)) {
            (Some(kept), Some(found)) => {
                for ((column, was), (_, is)) in kept.columns().iter().zip(found.columns()) {
                    if *was != is {
                        lines.push(format!("{name}: {column} was {was}, is {is}"));
                    }
                }
            }
            (None, _) => lines.push(format!("{name}: a preset without golden hashes")),
            (_, None) => lines.push(format!("{name}: golden hashes without a preset")),
        }
    }
    lines
}

/// Each column that differs with the number of runs in which it does; runs that are on one side only.
fn changed_columns(
    kept: &BTreeMap<String, Digest>,
    found: &BTreeMap<String, Digest>,
) -> Vec<String> {
    let mut changed = Vec::new();
    let both: Vec<(Vec<_>, Vec<_>)> = kept
        .iter()
        .filter_map(|(name, kept)| Some((kept.columns(), found.get(name)?.columns())))
        .collect();
    let columns = both.first().map_or(0, |(kept, _)| kept.len());
    for column in 0..columns {
        let differ = both
            .iter()
            .filter(|(kept, found)| kept[column] != found[column]);
        let (count, name) = (differ.count(), &both[0].0[column].0);
        if count > 0 {
            changed.push(format!("{name} of {count}"));
        }
    }
    let only = |one: &BTreeMap<String, Digest>, other: &BTreeMap<String, Digest>| {
        one.keys().filter(|name| !other.contains_key(*name)).count()
    };
    for (count, what) in [(only(found, kept), "new"), (only(kept, found), "gone")] {
        if count > 0 {
            changed.push(format!("{count} {what}"));
        }
    }
    changed
}
