//! Physics of the channel: who hears whom, when, and how well. What the symbols mean is not its business.

use serde::{Deserialize, Serialize};

use crate::error::EnvError;

/// What happens to symbols on their way from mouth to ear.
///
/// ```
/// use protolang_spec::channel::ChannelPhysics;
///
/// let noisy = ChannelPhysics { noise: 0.1, silence: true, ..ChannelPhysics::default() };
/// assert_eq!((noisy.alphabet(), noisy.nothing()), (5, 4));
/// assert!(noisy.validate().is_ok());
/// assert!(ChannelPhysics { noise: 2.0, ..noisy }.validate().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ChannelPhysics {
    /// Words that can be said, K (1 to 65,534).
    pub vocabulary: u16,
    /// Symbols in a message, L; 0 means that there is no channel.
    pub length: u8,
    /// Whether symbol K means silence: it may be said, and it is heard where nothing arrived (at the
    /// beginning, out of range). Otherwise word 0 is heard there, as in the foraging paper.
    pub silence: bool,
    /// Steps from saying to hearing, at least 1.
    pub delay: u8,
    /// How far a message carries: the largest Chebyshev distance (king's moves on the map) at the time
    /// of hearing; none means everywhere.
    pub range: Option<u8>,
    /// Whether the link is one-way: agent 0 never hears.
    pub one_way: bool,
    /// Probability that a symbol that arrives is replaced by one drawn uniformly from the alphabet.
    pub noise: f64,
    /// Whether nothing is heard at all (an ablation).
    pub muted: bool,
}

impl Default for ChannelPhysics {
    fn default() -> Self {
        Self {
            vocabulary: 4,
            length: 1,
            silence: false,
            delay: 1,
            range: None,
            one_way: false,
            noise: 0.0,
            muted: false,
        }
    }
}

impl ChannelPhysics {
    /// Symbols that can be said or heard: the words, and silence where there is one.
    pub fn alphabet(&self) -> usize {
        usize::from(self.vocabulary) + usize::from(self.silence)
    }

    /// What is heard where nothing arrived.
    pub fn nothing(&self) -> u16 {
        if self.silence { self.vocabulary } else { 0 }
    }

    /// Whether the options make sense.
    ///
    /// # Errors
    /// [`EnvError::Config`] naming the first option that does not.
    pub fn validate(&self) -> Result<(), EnvError> {
        if self.vocabulary == 0 || self.vocabulary > u16::MAX - 1 {
            return Err(EnvError::config(
                "channel.vocabulary",
                format!("is {}; give 1 to 65,534 words", self.vocabulary),
            ));
        }
        if self.delay == 0 {
            return Err(EnvError::config(
                "channel.delay",
                "is 0; a message is heard one step later at the soonest, give 1 or more",
            ));
        }
        if !(0.0..=1.0).contains(&self.noise) {
            return Err(EnvError::config(
                "channel.noise",
                format!("is {}; give a probability, 0 to 1", self.noise),
            ));
        }
        Ok(())
    }
}
