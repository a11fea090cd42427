//! In what an evaluation differs from the training of its networks.

use crate::config::error::ConfigError;
use crate::config::game::GameTable;
use crate::config::run_config::RunConfig;
use crate::evaluation::ablation::ChannelAblation;

use super::setting::Setting;

/// `KEY=VALUE`, as TOML, of everything that is not as it was in training: keys that were set, those of a preset,
/// of the split and of the channel; `channel=NAME` where what is heard is exchanged on its way. `learnt` is the
/// config of the run, `played` that of the evaluation before its split and channel.
///
/// # Errors
/// As [`RunConfig::diff`].
pub fn changes(
    learnt: &RunConfig,
    played: &RunConfig,
    setting: &Setting,
    channel: ChannelAblation,
) -> Result<Vec<String>, ConfigError> {
    let mut now = played.clone();
    now.game = GameTable(setting.game.clone());
    now.channel.muted = setting.physics.muted;
    now.channel.noise = setting.physics.noise;
    let keys = RunConfig::diff(learnt, &now)?.into_iter();
    let mut changes: Vec<String> = keys.map(|(key, _, is)| format!("{key}={is}")).collect();
    match channel {
        ChannelAblation::Intact | ChannelAblation::Muted | ChannelAblation::Noise(_) => {}
        ChannelAblation::Shuffled | ChannelAblation::Scrambled | ChannelAblation::Disbelieved => {
            changes.push(format!("channel={channel}"));
        }
    }
    Ok(changes)
}
