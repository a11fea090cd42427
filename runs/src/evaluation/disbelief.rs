//! The disbelieved channel: every message is one that was said at the same time in another lane, by somebody
//! who believes something else. It is as well formed as the one that it takes the place of, and says another
//! thing.

use protolang_agents::actor::Decision;
use protolang_envs::keys::{EpisodeKey, Purpose, below, stream};
use protolang_envs::spaces::Spaces;

/// Exchanges what is said in one step of one block.
#[derive(Debug)]
pub struct Disbelief {
    key: EpisodeKey,
    seats: usize,
    choices: usize,
    length: usize,
}

impl Disbelief {
    /// That of block number `block` of the evaluation with this seed, in a game that asks a question.
    pub fn new(seed: u64, block: u64, spaces: &Spaces) -> Self {
        Self {
            key: EpisodeKey {
                run_seed: seed,
                // Far from the blocks of the other ablations, which count from either end.
                lane: (1 << 62) | block,
                episode: 0,
            },
            seats: spaces.agents,
            choices: spaces.question.map_or(1, |question| question.choices),
            length: spaces.symbols.length,
        }
    }

    /// Puts another message in the place of each that is said in a `running` lane. Where nobody believes
    /// something else, what was said stays.
    pub fn apply(&mut self, decision: &mut Decision, speaks: &[bool], running: &[bool]) {
        let mut rng = stream(self.key, Purpose::Ablation);
        self.key.episode += 1;
        let speakers: Vec<(usize, usize)> = (0..speaks.len())
            .filter(|at| speaks[*at] && running[at / self.seats])
            .map(|at| (at, self.belief(decision, at)))
            .collect();
        let before = decision.symbols.clone();
        for (at, belief) in &speakers {
            let others: Vec<usize> = speakers
                .iter()
                .filter(|(_, other)| other != belief)
                .map(|(at, _)| *at)
                .collect();
            if others.is_empty() {
                continue;
            }
            let other = others[below(&mut rng, others.len() as u32) as usize];
            let from = other * self.length..(other + 1) * self.length;
            decision.symbols[at * self.length..][..self.length].copy_from_slice(&before[from]);
        }
    }

    /// What a speaker finds likeliest.
    fn belief(&self, decision: &Decision, at: usize) -> usize {
        let shares = &decision.beliefs[at * self.choices..][..self.choices];
        let likeliest = (0..shares.len()).max_by(|a, b| shares[*a].total_cmp(&shares[*b]));
        likeliest.unwrap_or(0)
    }
}
