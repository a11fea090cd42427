//! The scrambled channel: every message is heard with its own symbols, in a random order.

use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};

/// Scrambles what is heard in one step of one block.
#[derive(Debug)]
pub struct Scramble {
    seed: u64,
    block: u64,
    step: u64,
}

impl Scramble {
    /// A scramble of block number `block` of the evaluation with this seed.
    pub fn new(seed: u64, block: u64) -> Self {
        Self {
            seed,
            block,
            step: 0,
        }
    }

    /// Puts the symbols of every message, of `length` symbols, into an order of its own, drawn anew in
    /// every step. `heard` is `[lanes, seats, sources, length]`; lanes that are over are scrambled too, so
    /// that no lane depends on which others still run.
    pub fn apply(&mut self, heard: &mut [u16], length: usize) {
        let key = EpisodeKey {
            run_seed: self.seed,
            // Blocks from the other end: the shuffled channel counts them from 0.
            lane: u64::MAX - self.block,
            episode: self.step,
        };
        self.step += 1;
        let mut rng = stream(key, Purpose::Ablation);
        for message in heard.chunks_exact_mut(length.max(1)) {
            for last in (1..message.len()).rev() {
                message.swap(last, below(&mut rng, last as u32 + 1) as usize);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_message_keeps_its_symbols(
            messages in prop::collection::vec(prop::collection::vec(any::<u16>(), 3), 1..20),
            seed in any::<u64>(),
        ) {
            let mut heard = messages.concat();
            Scramble::new(seed, 2).apply(&mut heard, 3);
            for (before, after) in messages.iter().zip(heard.chunks_exact(3)) {
                let (mut before, mut after) = (before.clone(), after.to_vec());
                before.sort_unstable();
                after.sort_unstable();
                prop_assert_eq!(before, after);
            }
        }
    }

    #[test]
    fn every_order_is_as_likely_and_every_step_has_its_own() {
        let mut counts = std::collections::BTreeMap::new();
        let mut scramble = Scramble::new(4, 0);
        let steps: Vec<Vec<u16>> = (0..10)
            .map(|_| {
                let mut heard = [1, 2, 3].repeat(300);
                scramble.apply(&mut heard, 3);
                heard
            })
            .collect();
        for message in steps.iter().flat_map(|heard| heard.chunks_exact(3)) {
            *counts.entry(message.to_vec()).or_insert(0) += 1;
        }
        // 500 each, standard deviation 20.
        assert!(
            counts.len() == 6 && counts.values().all(|count| (420..580).contains(count)),
            "{counts:?}"
        );
        assert_ne!(steps[0], steps[1]);
        let again = |seed| {
            let mut heard = [1, 2, 3].repeat(300);
            Scramble::new(seed, 0).apply(&mut heard, 3);
            heard
        };
        assert_eq!(again(4), steps[0]);
        assert_ne!(again(5), steps[0]);
    }
}
