//! `[channel]`: one table for what agents do with symbols and for what the world does to them.

use protolang_channel::config::{ChannelConfig, ChannelKind};
use protolang_records::replay::channel::RecordedChannel;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::spaces::Spaces;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[channel]`; the defaults are the foraging paper's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelTable {
    /// How symbols are made and heard: words; codes of the own VQ-VAE, in one level or in residual ones; real
    /// numbers; none is no channel, also in training.
    pub kind: ChannelKind,
    /// Words that can be said.
    #[schemars(range(min = 1, max = 65_534))]
    pub vocabulary: u16,
    /// Symbols in a message.
    #[schemars(range(min = 1, max = 255))]
    pub length: u8,
    /// Width of the embedding of a heard symbol, and of what the channel gives to the core.
    #[schemars(range(min = 1, max = 4_096))]
    pub embedding: usize,
    /// With vq and rvq: what scores of codes, in units of the codebook's spread, are divided by.
    #[schemars(extend("exclusiveMinimum" = 0.0))]
    pub temperature: f64,
    /// Whether there is one symbol more, which says nothing: it can be said, and is heard where nothing arrives.
    pub silence: bool,
    /// Env steps from saying to hearing.
    #[schemars(range(min = 1, max = 255))]
    pub delay: u8,
    /// Chebyshev distance within which messages are heard, in cells; left out, any distance.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub range: Option<u8>,
    /// Whether the agent in seat 0 hears nothing.
    pub one_way: bool,
    /// Probability that a symbol arrives as a random one.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub noise: f64,
    /// Whether nothing is heard, although agents speak.
    pub muted: bool,
}

impl Default for ChannelTable {
    fn default() -> Self {
        Self {
            kind: ChannelKind::Token,
            vocabulary: 4,
            length: 1,
            embedding: 16,
            temperature: 1.0,
            silence: false,
            delay: 1,
            range: None,
            one_way: false,
            noise: 0.0,
            muted: false,
        }
    }
}

impl ChannelTable {
    /// What the world does to symbols on their way.
    pub fn physics(&self) -> ChannelPhysics {
        RecordedChannel::from(self).physics()
    }

    /// What agents do with symbols in a world of these spaces.
    pub fn content(&self, spaces: &Spaces) -> ChannelConfig {
        ChannelConfig {
            kind: self.kind,
            alphabet: spaces.symbols.alphabet,
            length: spaces.symbols.length,
            sources: spaces.symbols.sources,
            embedding: self.embedding,
            temperature: self.temperature,
        }
    }
}

impl From<&ChannelTable> for RecordedChannel {
    fn from(table: &ChannelTable) -> Self {
        Self {
            kind: table.kind.name().to_owned(),
            vocabulary: table.vocabulary,
            length: table.length,
            embedding: table.embedding,
            temperature: table.temperature,
            silence: table.silence,
            delay: table.delay,
            range: table.range,
            one_way: table.one_way,
            noise: table.noise,
            muted: table.muted,
        }
    }
}

#[cfg(test)]
mod tests {
    use protolang_records::run::run_dir::RunDir;
    use protolang_records::run::run_toml::RunToml;

    use super::*;
    use crate::config::presets::PRESETS;
    use crate::config::run_config::RunConfig;

    /// Who reads a run without this program finds the game and the channel that it was trained with.
    #[test]
    fn game_and_channel_are_read_back_from_run_toml() {
        let folder = tempfile::tempdir().expect("a folder");
        for preset in PRESETS {
            let config = RunConfig::preset(preset.name).expect("a preset");
            let text = config.to_toml().expect("TOML");
            let run = RunDir::create(&folder.path().join(preset.name), &text).expect("a run");
            let found = RunToml::read(run.paths()).expect("a run.toml");
            assert_eq!(
                found.game().expect("a game"),
                config.game.0,
                "{}",
                preset.name
            );
            let channel = found.channel().expect("a channel");
            assert_eq!(
                channel,
                RecordedChannel::from(&config.channel),
                "{}",
                preset.name
            );
        }
    }

    #[test]
    fn a_run_toml_that_was_changed_is_not_believed() {
        let folder = tempfile::tempdir().expect("a folder");
        let text = "[channel]\nkind = \"token\"\n[provenance]\nseal = \"00\"\n";
        let run = RunDir::create(&folder.path().join("run"), text).expect("a run");
        let found = RunToml::read(run.paths()).expect("a run.toml");
        let refused = found.channel().expect_err("a wrong seal").to_string();
        let what = "run.toml is not as the run left it: it does not match provenance.seal; put back a copy of it";
        assert!(refused.ends_with(what), "{refused}");
    }
}
