//! How often each of many types occurred, in bounded memory.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::hash::mixed;
use super::sampled_value::SampledValue;

/// Types that are kept at most.
const CAPACITY: usize = 1 << 18;

/// One type: a message, or a pair of neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TypeCount {
    /// Times that it occurred.
    pub(crate) count: u64,
    /// Its length.
    pub(crate) length: u32,
}

/// Counts of types, which are known by a 64-bit hash.
///
/// All are counted until there are too many; then a random half of the types is forgotten, again and again
/// (adaptive sampling: Flajolet 1990). What is kept is counted exactly, so that sums over types have
/// unbiased estimates with a standard error (Horvitz and Thompson 1952).
#[derive(Clone, Debug)]
pub(crate) struct TypeCounts {
    /// A type is kept if its hash begins with this many zeros.
    level: u32,
    capacity: usize,
    kept: HashMap<u64, TypeCount, BuildHasherDefault<AsIs>>,
}

impl Default for TypeCounts {
    fn default() -> Self {
        Self::with_capacity(CAPACITY)
    }
}

impl TypeCounts {
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
        let counted = self
            .kept
            .entry(hash)
            .or_insert(TypeCount { count: 0, length });
        counted.count += 1;
        while self.kept.len() > self.capacity {
            self.level += 1;
            let level = self.level;
            self.kept.retain(|hash, _| hash.leading_zeros() >= level);
        }
    }

    /// Share of the types that is kept; 1 where all are.
    pub(crate) fn share(&self) -> f64 {
        0.5_f64.powi(self.level as i32)
    }

    /// The types that are kept, in an order that depends on nothing but them.
    pub(crate) fn sorted(&self) -> Vec<TypeCount> {
        let mut types: Vec<(u64, TypeCount)> = self.kept.iter().map(|(h, k)| (*h, *k)).collect();
        types.sort_unstable_by_key(|(hash, _)| *hash);
        types.into_iter().map(|(_, counted)| counted).collect()
    }

    /// The sum over all types, kept or not, of a function of the count.
    pub(crate) fn sum(&self, of: impl Fn(u64) -> f64) -> SampledValue {
        let share = self.share();
        let (mut sum, mut squares) = (0.0, 0.0);
        for counted in self.sorted() {
            let value = of(counted.count);
            sum += value;
            squares += value * value;
        }
        SampledValue {
            value: sum / share,
            error: ((1.0 - share) * squares).sqrt() / share,
        }
    }

    /// Plug-in entropy in bits of `total` occurrences; nothing where there is none.
    pub(crate) fn entropy_bits(&self, total: u64) -> Option<SampledValue> {
        let n = total as f64;
        (total > 0).then(|| {
            let bits = self.sum(|count| {
                let share = count as f64 / n;
                -share * share.log2()
            });
            SampledValue {
                value: bits.value + 0.0,
                ..bits
            }
        })
    }
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
    use crate::counting::hash::hash_of;

    #[test]
    fn few_kinds_are_exact() {
        let mut types = TypeCounts::with_capacity(8);
        for i in 0..12_u32 {
            types.add(hash_of(1, &[i % 3]), 1);
        }
        assert_eq!(types.sum(|_| 1.0), SampledValue::from(3.0));
        let bits = types.entropy_bits(12).expect("defined");
        assert!((bits.value - 3.0_f64.log2()).abs() < 1e-12 && bits.error == 0.0);
    }

    #[test]
    fn many_kinds_are_sampled_and_the_error_is_right() {
        let truth = 20_000.0;
        let mut off = Vec::new();
        for seed in 0..30 {
            let mut types = TypeCounts::with_capacity(1_000);
            for i in 0..20_000_u32 {
                types.add(hash_of(seed, &[i]), 1);
            }
            let found = types.sum(|_| 1.0);
            assert!(types.share() < 0.1 && found.error > 0.0);
            off.push((found.value - truth) / found.error);
        }
        let mean_square = off.iter().map(|z| z * z).sum::<f64>() / off.len() as f64;
        assert!(mean_square > 0.3 && mean_square < 2.5, "{mean_square}");
    }
}
