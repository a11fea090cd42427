//! ScoreG in words.

use super::config::ScoreConfig;
use crate::channel::ChannelPhysics;

/// The rules with the configured numbers.
pub(super) fn describe(_config: &ScoreConfig, _channel: &ChannelPhysics) -> String {
    String::new()
}
