//! Which options make a game.

use super::config::{ObjectKind, ReferentialConfig};
use super::objects::{MOST_CANDIDATES, Objects};
use crate::images::CLASSES;
use crate::turns;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;

/// Whether the options make a game.
///
/// # Errors
/// [`EnvError::Config`] naming the first option that does not, with the values that would.
pub(super) fn validate(
    config: &ReferentialConfig,
    channel: &ChannelPhysics,
) -> Result<(), EnvError> {
    turns::validate_channel(channel)?;
    let refuse = |key, problem: &str| Err(EnvError::config(key, problem));
    if config.targets == 0 {
        return refuse("game.targets", "is 0; give 1 or more");
    }
    if config.distractors == 0 {
        return refuse(
            "game.distractors",
            "is 0, so that no choice is wrong; give 1 or more",
        );
    }
    let most = match config.objects {
        ObjectKind::Attributes => MOST_CANDIDATES,
        ObjectKind::Images => CLASSES,
    };
    if config.candidates() > most {
        let problem = format!(
            "and `game.targets` make {} candidates; give at most {most} together",
            config.candidates()
        );
        return refuse("game.distractors", &problem);
    }
    if !config.wrong_reward.is_finite() || config.wrong_reward >= 1.0 {
        let problem = format!(
            "is {}; give less than 1, which the right choice pays",
            config.wrong_reward
        );
        return refuse("game.wrong_reward", &problem);
    }
    Objects::open(config).map(|_| ())
}
