//! Keyed random streams of the statistics.

use rand::rngs::ChaCha8Rng;
use rand::{Rng as _, SeedableRng as _};

/// What a stream is for. Published p-values depend on the numbers: never reuse or renumber one.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub(crate) enum Purpose {
    /// Pairing meanings with messages at random, over all rows and within messages of one length (`index` is
    /// the permutation).
    Permutation = 0x1a_01,
    /// Choosing rows of a table that is too large (`index` is 0).
    Rows = 0x1a_03,
    /// Drawing samples from a fitted power law (`index` is the replicate).
    PowerLaw = 0x1a_04,
    /// Drawing rows with replacement (`index` is the replicate).
    Bootstrap = 0x1a_05,
    /// Choosing the rows of an episode that statistics look at (`index` is 0).
    Episodes = 0x1a_07,
    /// Drawing seeds with replacement (`index` is the replicate, times the condition).
    Seeds = 0x1a_06,
}

/// The generator of one stream, keyed by the numbers themselves: two keys cannot collide.
pub(crate) fn stream(seed: u64, purpose: Purpose, index: u64) -> ChaCha8Rng {
    let mut key = [0_u8; 32];
    for (bytes, word) in key
        .chunks_exact_mut(8)
        .zip([seed, purpose as u64, index, 0])
    {
        bytes.copy_from_slice(&word.to_le_bytes());
    }
    ChaCha8Rng::from_seed(key)
}

/// The first word of the stream of a purpose.
pub(crate) fn word(seed: u64, purpose: Purpose) -> u64 {
    stream(seed, purpose, 0).next_u64()
}

/// A number below `bound`, without bias (Lemire 2019). `bound` must not be 0.
pub(crate) fn below(random: &mut ChaCha8Rng, bound: u32) -> u32 {
    let threshold = bound.wrapping_neg() % bound;
    loop {
        let product = u64::from(random.next_u32()) * u64::from(bound);
        if product as u32 >= threshold {
            return (product >> 32) as u32;
        }
    }
}

/// A number in (0, 1], with 53 random bits.
pub(crate) fn unit(random: &mut ChaCha8Rng) -> f64 {
    ((random.next_u64() >> 11) + 1) as f64 / (1_u64 << 53) as f64
}

/// Puts these into a random order (Fisher and Yates).
pub(crate) fn shuffle(random: &mut ChaCha8Rng, order: &mut [u32]) {
    for last in (1..order.len()).rev() {
        order.swap(last, below(random, last as u32 + 1) as usize);
    }
}

/// As many of 0..n as there are, drawn with replacement.
pub(crate) fn resample(seed: u64, index: usize, n: usize) -> Vec<u32> {
    let mut random = stream(seed, Purpose::Bootstrap, index as u64);
    (0..n).map(|_| below(&mut random, n as u32)).collect()
}

/// `wanted` of 0..n without replacement, ascending (selection sampling, Knuth's algorithm S).
pub(crate) fn sample_rows(seed: u64, n: usize, wanted: usize) -> Vec<usize> {
    let mut random = stream(seed, Purpose::Rows, 0);
    let mut rows = Vec::with_capacity(wanted);
    for row in 0..n {
        let open = (wanted - rows.len()) as u32;
        if below(&mut random, (n - row) as u32) < open {
            rows.push(row);
        }
    }
    rows
}
