//! The shuffled channel: every word is heard as often as before, and says nothing about its lane.

use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};

/// Shuffles what is heard in one step of one block.
#[derive(Debug)]
pub struct Shuffle {
    seed: u64,
    block: u64,
    step: u64,
    /// The lanes that take part.
    lanes: Vec<usize>,
    before: Vec<u16>,
}

impl Shuffle {
    /// A shuffle of block number `block` of the evaluation with this seed.
    pub fn new(seed: u64, block: u64) -> Self {
        Self {
            seed,
            block,
            step: 0,
            lanes: Vec::new(),
            before: Vec::new(),
        }
    }

    /// Gives every agent of a lane that is still `running`, `[lanes]`, what the agent in its seat hears in
    /// another such lane, by a permutation that leaves no lane in its place. Each seat has its own, drawn
    /// anew in every step, so that two agents of a lane do not even hear the same stranger twice. `heard`
    /// is `[lanes, seats, width]`. As all lanes of a block are at the same step of their episodes, how
    /// often a word is heard at a step stays exactly as it was. A lane that runs alone has nobody to hear:
    /// it hears `nothing`.
    pub fn apply(&mut self, heard: &mut [u16], running: &[bool], seats: usize, nothing: u16) {
        let key = EpisodeKey {
            run_seed: self.seed,
            lane: self.block,
            episode: self.step,
        };
        self.step += 1;
        let mut rng = stream(key, Purpose::Ablation);
        let width = heard.len() / (running.len() * seats);
        let ear = |lane: usize, seat: usize| {
            (lane * seats + seat) * width..(lane * seats + seat + 1) * width
        };
        self.before.clear();
        self.before.extend_from_slice(heard);
        for seat in 0..seats {
            self.lanes.clear();
            self.lanes
                .extend((0..running.len()).filter(|lane| running[*lane]));
            if let [alone] = self.lanes[..] {
                heard[ear(alone, seat)].fill(nothing);
                continue;
            }
            // Read as a cycle in which each hears the next, a fair order of the lanes is a fair one of
            // the permutations that are a single cycle.
            for last in (1..self.lanes.len()).rev() {
                let other = below(&mut rng, last as u32 + 1) as usize;
                self.lanes.swap(last, other);
            }
            let next = self.lanes.iter().cycle().skip(1);
            for (lane, other) in self.lanes.iter().zip(next) {
                heard[ear(*lane, seat)].copy_from_slice(&self.before[ear(*other, seat)]);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Where each symbol came from can be read off it.
    fn labelled(lanes: usize, seats: usize, width: usize) -> Vec<u16> {
        (0..lanes * seats * width).map(|at| at as u16).collect()
    }

    proptest! {
        #[test]
        fn words_stay_in_their_seat_and_leave_their_lane(
            running in prop::collection::vec(any::<bool>(), 2..40),
            seats in 1_usize..4,
            width in 1_usize..4,
            seed in any::<u64>(),
        ) {
            let before = labelled(running.len(), seats, width);
            let mut after = before.clone();
            Shuffle::new(seed, 3).apply(&mut after, &running, seats, u16::MAX);
            let count = running.iter().filter(|running| **running).count();
            for seat in 0..seats {
                let mut sources = Vec::new();
                for lane in 0..running.len() {
                    let at = (lane * seats + seat) * width;
                    let heard = &after[at..at + width];
                    if !running[lane] {
                        prop_assert_eq!(heard, &before[at..at + width]);
                    } else if count == 1 {
                        prop_assert!(heard.iter().all(|symbol| *symbol == u16::MAX));
                    } else {
                        let from = usize::from(heard[0]) / width;
                        prop_assert_eq!(from % seats, seat);
                        prop_assert!(running[from / seats] && from / seats != lane);
                        prop_assert_eq!(heard, &before[from * width..(from + 1) * width]);
                        sources.push(from);
                    }
                }
                // Each is heard once: how often each word is heard has not changed.
                sources.sort_unstable();
                sources.dedup();
                prop_assert_eq!(sources.len(), if count == 1 { 0 } else { count });
            }
        }
    }

    #[test]
    fn every_step_and_seat_is_shuffled_anew_and_the_same_key_the_same_way() {
        let running = [true; 30];
        let steps = |seed| {
            let mut shuffle = Shuffle::new(seed, 0);
            let mut step = || {
                let mut heard = labelled(30, 2, 1);
                shuffle.apply(&mut heard, &running, 2, 0);
                heard
            };
            [step(), step()]
        };
        let [first, second] = steps(1);
        assert_eq!(steps(1), [first.clone(), second.clone()]);
        assert_ne!(first, second);
        assert_ne!(steps(2)[0], first);
        let lane_of = |seat| -> Vec<u16> {
            first
                .iter()
                .skip(seat)
                .step_by(2)
                .map(|from| from / 2)
                .collect()
        };
        assert_ne!(lane_of(0), lane_of(1));
    }

    #[test]
    fn every_other_lane_is_heard_equally_often() {
        let mut counts = [0_u32; 5];
        let mut shuffle = Shuffle::new(9, 0);
        for _ in 0..4000 {
            let mut heard = labelled(5, 1, 1);
            shuffle.apply(&mut heard, &[true; 5], 1, 0);
            counts[usize::from(heard[0])] += 1;
        }
        // 1000 each, standard deviation 27.
        assert_eq!(counts[0], 0);
        assert!(
            counts[1..].iter().all(|count| (890..1110).contains(count)),
            "{counts:?}"
        );
    }
}
