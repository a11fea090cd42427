//! The disbelieved channel: every message is one that was said at the same time in another lane, by somebody
//! who believes something else. It is as well formed as the one that it takes the place of, and says another
//! thing.

use protolang_agents::actor::Decision;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use protolang_spec::spaces::Spaces;

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

#[cfg(test)]
mod tests {
    use protolang_agents::blueprint::Blueprint;
    use protolang_envs::games::GameConfig;
    use protolang_spec::channel::ChannelPhysics;

    use super::*;
    use crate::config::load::Overrides;
    use crate::config::run_config::RunConfig;
    use crate::train::plan::Plan;

    const LANES: usize = 6;

    fn spaces() -> Spaces {
        let physics = ChannelPhysics {
            length: 2,
            ..ChannelPhysics::default()
        };
        GameConfig::from_name("deduction")
            .expect("a game")
            .spaces(&physics)
    }

    fn blueprint() -> Blueprint {
        let config = RunConfig::load("deduction", &Overrides::default()).expect("a config");
        Plan::new(&config).expect("a plan").blueprint
    }

    /// In every lane the agent in seat 2 speaks: the number of the lane, twice. It believes what is said.
    fn said(believes: [usize; LANES]) -> (Decision, Vec<bool>) {
        let spaces = spaces();
        let choices = spaces.question.expect("a question").choices;
        let mut decision = Decision::new(&blueprint(), LANES, spaces.agents);
        let mut speaks = vec![false; LANES * spaces.agents];
        for (lane, belief) in believes.into_iter().enumerate() {
            let at = lane * spaces.agents + 2;
            speaks[at] = true;
            decision.symbols[2 * at..2 * at + 2].fill(lane as u16);
            decision.beliefs[at * choices + belief] = 1.0;
        }
        (decision, speaks)
    }

    fn heard(decision: &Decision) -> Vec<u16> {
        let at = |lane: usize| 2 * (lane * spaces().agents + 2);
        (0..LANES).map(|lane| decision.symbols[at(lane)]).collect()
    }

    #[test]
    fn what_is_heard_comes_from_somebody_who_believes_something_else() {
        let believes = [1, 1, 4, 4, 4, 6];
        for block in 0..20 {
            let (mut decision, speaks) = said(believes);
            Disbelief::new(7, block, &spaces()).apply(&mut decision, &speaks, &[true; LANES]);
            for (lane, from) in heard(&decision).into_iter().enumerate() {
                assert_ne!(believes[lane], believes[usize::from(from)], "lane {lane}");
            }
        }
    }

    #[test]
    fn nothing_changes_where_all_believe_the_same_and_lanes_that_are_over_are_left_alone() {
        let (mut decision, speaks) = said([3; LANES]);
        let before = decision.clone();
        Disbelief::new(7, 0, &spaces()).apply(&mut decision, &speaks, &[true; LANES]);
        assert_eq!(decision, before);
        let (mut decision, speaks) = said([1, 1, 1, 4, 4, 4]);
        let running = [true, true, true, false, false, false];
        Disbelief::new(7, 0, &spaces()).apply(&mut decision, &speaks, &running);
        assert_eq!(heard(&decision), [0, 1, 2, 3, 4, 5]);
    }
}
