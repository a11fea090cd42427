//! Keyed streams.

use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use rand::Rng as _;

const KEY: EpisodeKey = EpisodeKey {
    run_seed: 1,
    lane: 2,
    episode: 3,
};

/// ChaCha8 keyed by the four numbers: run seed, purpose, lane, episode, each as 8 bytes, little-endian.
/// Computed with an independent program (RFC 8439's block function with 4 double rounds and a 64-bit
/// counter of 0).
#[test]
fn a_stream_is_chacha8_of_its_key() {
    let mut rng = stream(KEY, Purpose::Reset);
    let words: Vec<u32> = (0..4).map(|_| rng.next_u32()).collect();
    assert_eq!(
        words,
        [3_715_937_880, 3_372_126_085, 32_260_734, 3_269_451_764]
    );
}

#[test]
fn every_part_of_the_key_counts() {
    let first = |key, purpose| stream(key, purpose).next_u64();
    let others = [
        first(EpisodeKey { run_seed: 2, ..KEY }, Purpose::Reset),
        first(EpisodeKey { lane: 3, ..KEY }, Purpose::Reset),
        first(EpisodeKey { episode: 4, ..KEY }, Purpose::Reset),
        first(KEY, Purpose::Noise),
    ];
    assert!(
        others
            .iter()
            .all(|other| *other != first(KEY, Purpose::Reset))
    );
}

#[test]
fn numbers_below_n_are_equally_likely_and_never_n() {
    let mut rng = stream(KEY, Purpose::Policy);
    for n in [1_u32, 2, 3, 5, 7, 50] {
        let mut counts = vec![0_u32; n as usize];
        let draws = 20_000 * n;
        (0..draws).for_each(|_| counts[below(&mut rng, n) as usize] += 1);
        let sd = (20_000.0 * (1.0 - 1.0 / f64::from(n))).sqrt();
        for count in counts {
            assert!(
                (f64::from(count) - 20_000.0).abs() <= 5.0 * sd,
                "below {n}: {count}"
            );
        }
    }
    // Where n does not divide 2^32 by far, an unfair method shows: a third of the numbers twice as often.
    let n = 3 << 30;
    let low = (0..30_000).filter(|_| below(&mut rng, n) < n / 3).count();
    assert!(
        (low as f64 - 10_000.0).abs() < 5.0 * (30_000.0 * 2.0 / 9.0_f64).sqrt(),
        "{low}"
    );
}
