//! How often each of many kinds occurred, in bounded memory.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Kinds that are kept at most.
const CAPACITY: usize = 1 << 18;

/// A number that may come from a sample.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The number.
    pub value: f64,
    /// Its standard error through sampling; 0 where nothing was sampled.
    pub error: f64,
}

impl From<f64> for Estimate {
    fn from(value: f64) -> Self {
        Self { value, error: 0.0 }
    }
}

/// One kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kind {
    /// Times that it occurred.
    pub(crate) count: u64,
    /// Its length.
    pub(crate) length: u32,
}

/// Counts of kinds, which are known by a 64-bit hash.
///
/// All are counted until there are too many; then a random half of the kinds is forgotten, again and again
/// (adaptive sampling: Flajolet 1990). What is kept is counted exactly, so that sums over kinds have
/// unbiased estimates with a standard error (Horvitz and Thompson 1952).
#[derive(Clone, Debug)]
pub(crate) struct Kinds {
    /// A kind is kept if its hash begins with this many zeros.
    level: u32,
    capacity: usize,
    kept: HashMap<u64, Kind, BuildHasherDefault<AsIs>>,
}

impl Default for Kinds {
    fn default() -> Self {
        Self::with_capacity(CAPACITY)
    }
}

impl Kinds {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self {
            level: 0,
            capacity,
            kept: HashMap::default(),
        }
    }

    /// Counts one occurrence.
    pub(crate) fn add(&mut self, hash: u64, length: u32) {
        if hash.leading_zeros() < self.level {
            return;
        }
        let kind = self.kept.entry(hash).or_insert(Kind { count: 0, length });
        kind.count += 1;
        while self.kept.len() > self.capacity {
            self.level += 1;
            let level = self.level;
            self.kept.retain(|hash, _| hash.leading_zeros() >= level);
        }
    }

    /// Share of the kinds that is kept; 1 where all are.
    pub(crate) fn share(&self) -> f64 {
        0.5_f64.powi(self.level as i32)
    }

    /// The kinds that are kept, in an order that depends on nothing but them.
    pub(crate) fn sorted(&self) -> Vec<Kind> {
        let mut kinds: Vec<(u64, Kind)> = self.kept.iter().map(|(h, k)| (*h, *k)).collect();
        kinds.sort_unstable_by_key(|(hash, _)| *hash);
        kinds.into_iter().map(|(_, kind)| kind).collect()
    }

    /// The sum over all kinds, kept or not, of a function of the count.
    pub(crate) fn sum(&self, of: impl Fn(u64) -> f64) -> Estimate {
        let share = self.share();
        let (mut sum, mut squares) = (0.0, 0.0);
        for kind in self.sorted() {
            let value = of(kind.count);
            sum += value;
            squares += value * value;
        }
        Estimate {
            value: sum / share,
            error: ((1.0 - share) * squares).sqrt() / share,
        }
    }

    /// Plug-in entropy in bits of `total` occurrences; nothing where there is none.
    pub(crate) fn entropy_bits(&self, total: u64) -> Option<Estimate> {
        let n = total as f64;
        (total > 0).then(|| {
            let bits = self.sum(|count| {
                let share = count as f64 / n;
                -share * share.log2()
            });
            Estimate {
                value: bits.value + 0.0,
                ..bits
            }
        })
    }
}

/// A hash of a message; `seed` makes it another function.
pub(crate) fn hash_of(seed: u64, symbols: &[u32]) -> u64 {
    let mut hash = mixed(seed ^ symbols.len() as u64);
    for symbol in symbols {
        hash = mixed(hash ^ u64::from(*symbol));
    }
    hash
}

/// A bijection that spreads every bit over all (splitmix64; Steele, Lea and Flood 2014).
pub(crate) fn mixed(value: u64) -> u64 {
    let mut x = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Keys are hashes already.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = mixed(self.0 ^ u64::from(*byte));
        }
    }

    fn write_u64(&mut self, value: u64) {
        // The level looks at the high bits and the table at both ends: they must not be the same ones.
        self.0 = value.rotate_left(20);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_kinds_are_exact() {
        let mut kinds = Kinds::with_capacity(8);
        for i in 0..12_u32 {
            kinds.add(hash_of(1, &[i % 3]), 1);
        }
        assert_eq!(kinds.sum(|_| 1.0), Estimate::from(3.0));
        let bits = kinds.entropy_bits(12).expect("defined");
        assert!((bits.value - 3.0_f64.log2()).abs() < 1e-12 && bits.error == 0.0);
    }

    #[test]
    fn many_kinds_are_sampled_and_the_error_is_right() {
        let truth = 20_000.0;
        let mut off = Vec::new();
        for seed in 0..30 {
            let mut kinds = Kinds::with_capacity(1_000);
            for i in 0..20_000_u32 {
                kinds.add(hash_of(seed, &[i]), 1);
            }
            let found = kinds.sum(|_| 1.0);
            assert!(kinds.share() < 0.1 && found.error > 0.0);
            off.push((found.value - truth) / found.error);
        }
        let mean_square = off.iter().map(|z| z * z).sum::<f64>() / off.len() as f64;
        assert!(mean_square > 0.3 && mean_square < 2.5, "{mean_square}");
    }
}
