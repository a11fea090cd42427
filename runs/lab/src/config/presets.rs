//! Experiments that are built into the binary.

use super::error::ConfigError;
use super::nearest::nearest;

/// A built-in experiment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Name on the command line.
    pub name: &'static str,
    /// The TOML file.
    pub text: &'static str,
}

macro_rules! presets {
    ($($name:literal)*) => {
        &[$(Preset { name: $name, text: include_str!(concat!("../../../presets/", $name, ".toml")) }),*]
    };
}

/// All of them; `presets/` holds one file each.
pub const PRESETS: &[Preset] = presets![
    "quickstart"
    "score-p2-xp"
    "score-p2-xp-sp"
    "score-p3-xp"
    "score-p3-xp-sp"
    "score-p6-xp"
    "score-p15-xp"
    "score-p3-xp-v8"
    "score-p3-xp-v16"
    "score-p3-xp-v32"
    "score-layout2-p3-xp"
    "mother-tongue-published"
    "mother-tongue"
    "private-target"
    "referential"
    "deduction"
    "deduction-mixture"
    "deduction-base"
    "deduction-2x1"
    "deduction-1x3"
    "deduction-2x3"
    "deduction-3x2"
    "deduction-2-tasks"
    "deduction-3-tasks"
    "deduction-5-tasks"
    "deduction-6-tasks"
    "deduction-3-crew"
    "deduction-5-crew"
];

/// Names of all presets.
pub fn names() -> Vec<&'static str> {
    PRESETS.iter().map(|preset| preset.name).collect()
}

/// The preset with a name.
///
/// # Errors
/// [`ConfigError::UnknownPreset`], with the closest name.
pub fn find(name: &str) -> Result<&'static Preset, ConfigError> {
    PRESETS
        .iter()
        .find(|preset| preset.name == name)
        .ok_or_else(|| ConfigError::UnknownPreset {
            name: name.to_owned(),
            nearest: nearest(name, names()),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::run_config::RunConfig;

    /// Statistics, dictionary and export read it, and nothing brings back what was not recorded.
    #[test]
    fn every_preset_records_its_episodes() {
        for preset in PRESETS {
            let config = RunConfig::preset(preset.name).expect("a preset is a config");
            assert!(config.record.episodes, "{}", preset.name);
        }
    }
}
