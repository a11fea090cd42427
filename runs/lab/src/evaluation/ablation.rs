//! What an evaluation does to the channel of a run.

use protolang_spec::channel::ChannelPhysics;

use crate::config::channel::ChannelTable;
use crate::error::Failure;

/// What an evaluation does to the channel.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ChannelAblation {
    /// Nothing.
    Intact,
    /// Nothing is heard.
    Muted,
    /// Each symbol heard is one that was said in another lane.
    Shuffled,
    /// The symbols of each message are heard in a random order.
    Scrambled,
    /// Each message is one of another lane, by somebody who believes something else.
    Disbelieved,
    /// Each symbol is, with this probability, a random one.
    Noise(f64),
}

impl std::fmt::Display for ChannelAblation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Intact => write!(f, "intact"),
            Self::Muted => write!(f, "muted"),
            Self::Shuffled => write!(f, "shuffled"),
            Self::Scrambled => write!(f, "scrambled"),
            Self::Disbelieved => write!(f, "disbelieved"),
            Self::Noise(share) => write!(f, "noise:{share}"),
        }
    }
}

/// The physics of a run's channel under an ablation. Shuffling, scrambling and exchanging
/// are not physics: they happen between the world and the network (see [`super::shuffle`],
/// [`super::scramble`] and [`super::disbelief`]).
///
/// # Errors
/// [`Failure::Usage`]: the run has no channel that anything could be done to.
pub fn physics(
    channel: &ChannelTable,
    ablation: ChannelAblation,
) -> Result<ChannelPhysics, Failure> {
    let intact = channel.physics();
    if intact.length == 0 && ablation != ChannelAblation::Intact {
        return Err(Failure::Usage(format!(
            "the run has no channel that could be {}: give --channel intact",
            match ablation {
                ChannelAblation::Noise(_) => "noisy".to_owned(),
                other => other.to_string(),
            }
        )));
    }
    if intact.length == 1 && ablation == ChannelAblation::Scrambled {
        return Err(Failure::Usage(
            "messages of the run are one symbol long (channel.length), so nothing can be scrambled: give --channel shuffled".to_owned(),
        ));
    }
    Ok(match ablation {
        ChannelAblation::Intact
        | ChannelAblation::Shuffled
        | ChannelAblation::Scrambled
        | ChannelAblation::Disbelieved => intact,
        ChannelAblation::Muted => ChannelPhysics {
            muted: true,
            ..intact
        },
        ChannelAblation::Noise(noise) => ChannelPhysics { noise, ..intact },
    })
}

#[cfg(test)]
mod tests {
    use protolang_channel::config::ChannelKind;

    use super::*;

    #[test]
    fn ablations_are_physics() {
        let channel = ChannelTable::default();
        let of = |ablation| physics(&channel, ablation).expect("physics");
        assert_eq!(of(ChannelAblation::Intact), channel.physics());
        assert_eq!(of(ChannelAblation::Shuffled), channel.physics());
        assert!(of(ChannelAblation::Muted).muted);
        assert_eq!(of(ChannelAblation::Noise(0.25)).noise, 0.25);
    }

    #[test]
    fn one_symbol_cannot_be_scrambled() {
        let channel = |length| ChannelTable {
            length,
            ..ChannelTable::default()
        };
        let of = |length| physics(&channel(length), ChannelAblation::Scrambled);
        assert_eq!(of(2).expect("physics"), channel(2).physics());
        let refused = of(1).expect_err("one symbol").to_string();
        insta::assert_snapshot!(refused, @"messages of the run are one symbol long (channel.length), so nothing can be scrambled: give --channel shuffled");
    }

    #[test]
    fn without_a_channel_there_is_nothing_to_mute() {
        let channel = ChannelTable {
            kind: ChannelKind::None,
            ..ChannelTable::default()
        };
        assert!(physics(&channel, ChannelAblation::Intact).is_ok());
        let refuse = |ablation| {
            physics(&channel, ablation)
                .expect_err("no channel")
                .to_string()
        };
        insta::assert_snapshot!(refuse(ChannelAblation::Muted), @"the run has no channel that could be muted: give --channel intact");
        insta::assert_snapshot!(refuse(ChannelAblation::Noise(0.5)), @"the run has no channel that could be noisy: give --channel intact");
    }
}
