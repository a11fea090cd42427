//! Hashes that are the same on every machine.

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
