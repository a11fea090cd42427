//! Keyed random streams: every random number is a function of who asks, where and why.

use rand::rngs::ChaCha8Rng;
use rand::{Rng as _, SeedableRng as _};
use serde::{Deserialize, Serialize};

/// Names one episode of one lane of one run; with a [`Purpose`] it names a random stream.
///
/// ```
/// use protolang_spec::keys::EpisodeKey;
///
/// let key = EpisodeKey { run_seed: 1, lane: 3, episode: 0 };
/// assert_eq!(EpisodeKey { episode: 1, ..key }.lane, 3);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EpisodeKey {
    /// Seed of the run.
    pub run_seed: u64,
    /// Global index of the lane, the same for any number of workers.
    pub lane: u64,
    /// Episodes that this lane has finished before this one.
    pub episode: u64,
}

/// What a stream is for. The numbers are part of every replay: never reuse or renumber one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// Placing agents and items when an episode begins.
    Reset = 1,
    /// Chance inside the rules of a game.
    Rules = 2,
    /// Noise on the channel.
    Noise = 3,
    /// Sampling of actions and symbols.
    Policy = 4,
    /// Initial parameters of a network (`lane` is the network).
    Init = 5,
    /// Order of lanes in minibatches (`lane` is the update, `episode` the epoch).
    Minibatch = 6,
    /// Which networks meet (`lane` is the update).
    Pairing = 7,
    /// Ablations of the channel during evaluation.
    Ablation = 8,
    /// Which episodes are recorded.
    Record = 9,
    /// Which states and messages a probe of communication takes.
    Probe = 10,
    /// Which vectors take the place of codes that nobody uses (`lane` is the network, `episode` the update).
    Codebook = 11,
    /// Order of observations before training (`lane` is the network, `episode` the epoch).
    Pretraining = 12,
    /// Order of the labels in a block of episodes (`episode` is the block).
    Labels = 13,
    /// What scripts do that play beside networks.
    Script = 14,
    /// What scripts wish for that need many steps for it.
    Wishes = 15,
}

/// The generator of one stream: ChaCha8 keyed by the four numbers themselves (4 x 64 = 256 bits),
/// so two different keys cannot collide.
///
/// ```
/// use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
///
/// let key = EpisodeKey { run_seed: 1, lane: 0, episode: 0 };
/// let draw = |key, purpose| below(&mut stream(key, purpose), 1_000_000);
/// assert_eq!(draw(key, Purpose::Reset), draw(key, Purpose::Reset));
/// assert_ne!(draw(key, Purpose::Reset), draw(key, Purpose::Policy));
/// ```
pub fn stream(key: EpisodeKey, purpose: Purpose) -> ChaCha8Rng {
    let mut seed = [0_u8; 32];
    for (bytes, word) in
        seed.chunks_exact_mut(8)
            .zip([key.run_seed, purpose as u64, key.lane, key.episode])
    {
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    ChaCha8Rng::from_seed(seed)
}

/// A number from 0 to `n - 1`, every one equally likely (Lemire's method). It is ours rather than the
/// generator's crate's so that no release of that can change what a key leads to.
///
/// ```
/// use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
///
/// let key = EpisodeKey { run_seed: 7, lane: 0, episode: 0 };
/// let mut rng = stream(key, Purpose::Policy);
/// assert!((0..100).all(|_| below(&mut rng, 6) < 6));
/// ```
///
/// # Panics
/// If `n` is 0.
pub fn below(rng: &mut ChaCha8Rng, n: u32) -> u32 {
    assert!(n > 0, "there is no number below 0");
    loop {
        let product = u64::from(rng.next_u32()) * u64::from(n);
        // The remainder costs a division, and a low half of `n` or more is fair whatever it is.
        if product as u32 >= n || product as u32 >= n.wrapping_neg() % n {
            return (product >> 32) as u32;
        }
    }
}
