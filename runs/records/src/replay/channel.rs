//! The channel of a recorded episode.

use protolang_spec::channel::ChannelPhysics;
use serde::{Deserialize, Serialize};

/// The kind of a channel over which nothing is said.
const NO_CHANNEL: &str = "none";

/// `[channel]` of the run, as a replay holds it. What agents did with symbols is kept for people; playing
/// the episode again takes only what the world did to them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecordedChannel {
    /// How symbols were made and heard: `token`, `vq`, `rvq`, `continuous` or `none`.
    pub kind: String,
    /// Symbols that could be said, K, without the one for silence.
    pub vocabulary: u16,
    /// Symbols in a message, L.
    pub length: u8,
    /// Width of the embedding of a heard symbol.
    pub embedding: usize,
    /// How evenly codes were said. The first replays have none.
    #[serde(default = "one")]
    pub temperature: f64,
    /// Whether there was one symbol more, which says nothing.
    pub silence: bool,
    /// Env steps from saying to hearing, 1 or more.
    pub delay: u8,
    /// Chebyshev distance within which messages were heard, in cells; nothing is any distance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range: Option<u8>,
    /// Whether the agent in seat 0 heard nothing.
    pub one_way: bool,
    /// Probability that a symbol arrived as a random one, 0 to 1.
    pub noise: f64,
    /// Whether nothing was heard although agents spoke.
    pub muted: bool,
}

fn one() -> f64 {
    1.0
}

impl RecordedChannel {
    /// What the world did to symbols on their way; without a channel, messages have no symbols.
    ///
    /// ```
    /// use protolang_records::replay::channel::RecordedChannel;
    ///
    /// let channel: RecordedChannel = serde_json::from_str(
    ///     r#"{"kind": "none", "vocabulary": 4, "length": 1, "embedding": 16, "silence": false,
    ///         "delay": 1, "one_way": false, "noise": 0.0, "muted": false}"#,
    /// )?;
    /// assert_eq!(channel.physics().length, 0);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn physics(&self) -> ChannelPhysics {
        ChannelPhysics {
            vocabulary: self.vocabulary,
            length: if self.kind == NO_CHANNEL {
                0
            } else {
                self.length
            },
            silence: self.silence,
            delay: self.delay,
            range: self.range,
            one_way: self.one_way,
            noise: self.noise,
            muted: self.muted,
        }
    }
}
