//! A hash of integers that is the same on every platform and in every release.

use crate::words::Words;

/// A multiply-and-shift hash over 64-bit words. It detects divergence; it does not resist an attacker.
///
/// ```
/// use protolang_spec::hash::StableHasher;
/// use protolang_spec::words::Words as _;
///
/// let hash = |words: &[u64]| {
///     let mut hasher = StableHasher::new();
///     words.iter().for_each(|word| hasher.put(*word));
///     hasher.finish()
/// };
/// assert_eq!(hash(&[1, 2]), hash(&[1, 2]));
/// assert_ne!(hash(&[1, 2]), hash(&[2, 1]));
/// ```
#[derive(Clone, Copy, Debug)]
pub struct StableHasher(u64);

impl StableHasher {
    /// A hash of nothing yet.
    #[expect(
        clippy::new_without_default,
        reason = "a hash begins, it has no default"
    )]
    pub fn new() -> Self {
        Self(0x70726f_746f6c61) // "protola"
    }

    /// Takes bytes, their number first.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.put(bytes.len() as u64);
        for byte in bytes {
            self.put(u64::from(*byte));
        }
    }

    /// The hash of what was taken.
    pub fn finish(self) -> u64 {
        let mut hash = self.0;
        hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        hash ^ (hash >> 31)
    }
}

impl Words for StableHasher {
    fn put(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = mixed ^ (mixed >> 32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(words: &[u64]) -> u64 {
        let mut hasher = StableHasher::new();
        words.iter().for_each(|word| hasher.put(*word));
        hasher.finish()
    }

    #[test]
    fn order_length_and_every_bit_count() {
        assert_ne!(hash(&[1, 2]), hash(&[2, 1]));
        assert_ne!(hash(&[0]), hash(&[0, 0]));
        for bit in 0..64 {
            assert_ne!(hash(&[7]), hash(&[7 ^ (1 << bit)]));
        }
    }

    #[test]
    fn the_hash_never_changes() {
        assert_eq!(hash(&[1, 2, 3]), 14_282_441_706_673_837_306);
    }
}
