//! Symbols on their way: said now, still under way, heard.

use bevy_ecs::prelude::*;
use rand::rngs::ChaCha8Rng;

use crate::state::LaneState;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;
use protolang_spec::keys::{EpisodeKey, Purpose, stream};
use protolang_spec::words::Reader;
use protolang_spec::words::Words;

/// In place of a symbol under way: nothing was said.
pub(crate) const UNSAID: u16 = u16::MAX;

/// Every symbol said, under way or heard.
#[derive(Resource)]
pub(crate) struct Air {
    pub(crate) physics: ChannelPhysics,
    pub(super) agents: usize,
    /// Messages that an agent hears in a step.
    sources: usize,
    /// Symbols that one lane says in a step: agents x L.
    pub(super) said_len: usize,
    /// Symbols that one lane hears in a step: agents x sources x L.
    pub(super) heard_len: usize,
    /// What was said in this step, `[lanes, agents, L]`.
    pub(crate) said: Vec<u16>,
    /// What was said before and has not arrived, `[lanes, delay - 1, agents, L]`; what was said in step t
    /// lies in slot t modulo delay - 1.
    pub(super) under_way: Vec<u16>,
    /// What is heard, `[lanes, agents, sources, L]`, sources being the other agents in seat order or,
    /// where one speaks at a time, that one.
    pub(crate) heard: Vec<u16>,
    /// Generators of the noise, `[lanes]`, none where there is no noise.
    pub(super) noise: Vec<ChaCha8Rng>,
}

impl Air {
    pub(crate) fn new(
        physics: &ChannelPhysics,
        lanes: usize,
        agents: usize,
        sources: usize,
    ) -> Self {
        let said_len = agents * usize::from(physics.length);
        let heard_len = said_len * sources;
        let key = EpisodeKey {
            run_seed: 0,
            lane: 0,
            episode: 0,
        };
        Self {
            physics: physics.clone(),
            agents,
            sources,
            said_len,
            heard_len,
            said: vec![0; lanes * said_len],
            under_way: vec![UNSAID; lanes * said_len * usize::from(physics.delay - 1)],
            heard: vec![physics.nothing(); lanes * heard_len],
            noise: if physics.noise > 0.0 {
                (0..lanes).map(|_| stream(key, Purpose::Noise)).collect()
            } else {
                Vec::new()
            },
        }
    }

    /// Whether all that is heard in a step comes from one agent, although there are several others.
    pub(super) fn one_voice(&self) -> bool {
        self.sources + 1 < self.agents
    }

    /// What the agents of a lane hear, `[agents, sources, L]`.
    pub(crate) fn heard_in(&self, lane: usize) -> &[u16] {
        &self.heard[lane * self.heard_len..][..self.heard_len]
    }

    /// What is under way in a lane, `[delay - 1, agents, L]`.
    pub(super) fn under_way_len(&self) -> usize {
        self.said_len * usize::from(self.physics.delay - 1)
    }

    /// Random words that the noise of one lane takes in a step, whatever arrives: a generator's place is
    /// then a matter of the clock, and need not be saved.
    pub(super) fn noise_words(&self) -> u128 {
        2 * self.heard_len as u128
    }

    /// Puts the noise of a lane where it is after `steps` steps of an episode.
    pub(crate) fn set_noise(&mut self, lane: usize, key: EpisodeKey, steps: u32) {
        let words = self.noise_words() * u128::from(steps);
        if let Some(noise) = self.noise.get_mut(lane) {
            *noise = stream(key, Purpose::Noise);
            noise.set_word_pos(words);
        }
    }

    /// A lane in which nothing has been said yet.
    pub(super) fn clear(&mut self, lane: usize) {
        let (start, len) = (lane * self.heard_len, self.heard_len);
        self.heard[start..start + len].fill(self.physics.nothing());
        let len = self.under_way_len();
        self.under_way[lane * len..(lane + 1) * len].fill(UNSAID);
    }
}

/// Who can hear, `[lanes, agents]`; empty where everybody always can. A game in which agents fall deaf
/// fills it, and says it again after a restore.
#[derive(Resource)]
pub struct Ears(pub Vec<bool>);

impl Ears {
    pub(super) fn can_hear(&self, seat: usize) -> bool {
        self.0.get(seat).is_none_or(|can| *can)
    }
}

impl LaneState for Air {
    fn write(&self, lane: usize, words: &mut dyn Words) {
        let len = self.under_way_len();
        let under_way = &self.under_way[lane * len..(lane + 1) * len];
        for symbol in self.heard_in(lane).iter().chain(under_way) {
            words.put(u64::from(*symbol));
        }
    }

    fn read(&mut self, lane: usize, from: &mut Reader<'_>) -> Result<(), EnvError> {
        let alphabet = self.physics.alphabet();
        let known = |symbol: u16| usize::from(symbol) < alphabet;
        let unknown = || EnvError::restore("a symbol is not one of this channel's");
        for index in 0..self.heard_len {
            let symbol = from.narrow()?;
            self.heard[lane * self.heard_len + index] =
                Some(symbol).filter(|s| known(*s)).ok_or_else(unknown)?;
        }
        let len = self.under_way_len();
        for index in 0..len {
            let symbol = from.narrow()?;
            self.under_way[lane * len + index] = Some(symbol)
                .filter(|s| known(*s) || *s == UNSAID)
                .ok_or_else(unknown)?;
        }
        Ok(())
    }
}
