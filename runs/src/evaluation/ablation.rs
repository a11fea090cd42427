//! What an evaluation does to the channel of a run.

use protolang_envs::channel::ChannelPhysics;

use crate::cli::eval::ChannelAblation;
use crate::config::channel::ChannelTable;
use crate::error::Failure;

/// The physics of a run's channel under an ablation. Shuffling is not physics: it happens between the
/// world's ears and the network's (see [`super::shuffle`]).
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
    Ok(match ablation {
        ChannelAblation::Intact | ChannelAblation::Shuffled => intact,
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
