//! Looks on while a pair plays, and keeps what a probe needs.

use protolang_agents::actor::Decision;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use protolang_spec::spaces::Spaces;
use rand::Rng as _;
use rand::rngs::ChaCha8Rng;

use super::sample::{Place, Sample, Visit};
use super::vocabulary::MessageCounts;
use crate::evaluation::block::BLOCK;
use crate::evaluation::setting::Setting;
use crate::evaluation::watch::{Moment, Watch};

/// A message with an action that goes with it.
pub type MessageAndAction = (Vec<u16>, u8);

/// What one episode leaves: each a random one of its steps, since the steps of an episode hang together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EpisodeSample {
    /// Message and action of each seat at the same step.
    pub own: Vec<MessageAndAction>,
    /// For each speaker and listener, as in [`ears`]: the message, and the action at the step at which it
    /// is heard. Empty where the episode was over before anything could be heard.
    pub heard: Vec<MessageAndAction>,
}

/// Who hears whom, `(speaker, listener)`.
pub fn ears(setting: &Setting, seats: usize) -> Vec<(usize, usize)> {
    let pairs = (0..seats).flat_map(|speaker| (0..seats).map(move |listener| (speaker, listener)));
    pairs
        .filter(|(speaker, listener)| speaker != listener && hears(setting, *listener))
        .collect()
}

fn hears(setting: &Setting, seat: usize) -> bool {
    !(setting.physics.one_way && seat == 0)
}

/// Looks on while one pair plays one block.
#[derive(Debug)]
pub struct Witness<'a> {
    setting: &'a Setting,
    networks: &'a [usize],
    sample: &'a mut Sample,
    seats: usize,
    length: usize,
    pair: usize,
    first: u64,
    step: u32,
    ears: Vec<(usize, usize)>,
    lanes: Vec<WitnessedLane>,
    /// What each seat said, `[seats]`.
    pub said: Vec<MessageCounts>,
}

#[derive(Debug)]
struct WitnessedLane {
    rng: ChaCha8Rng,
    /// Everything said so far, `[steps, seats, L]`.
    said: Vec<u16>,
    spoken: EpisodeSample,
}

impl<'a> Witness<'a> {
    /// Somebody who looks at the first `counted` episodes of a block. States go to `sample`.
    pub fn new(
        setting: &'a Setting,
        spaces: &Spaces,
        (pair, networks): (usize, &'a [usize]),
        (block, counted): (u64, usize),
        sample: &'a mut Sample,
    ) -> Self {
        let first = block * BLOCK;
        // Lane 2^63 and on are episodes, as in `block::key`; the pair takes the place of the episode.
        let lane = |number: u64| WitnessedLane {
            rng: stream(
                EpisodeKey {
                    episode: pair as u64,
                    ..crate::evaluation::block::key(setting.seed, number)
                },
                Purpose::Probe,
            ),
            said: Vec::new(),
            spoken: EpisodeSample::default(),
        };
        Self {
            setting,
            networks,
            sample,
            seats: spaces.agents,
            length: spaces.symbols.length,
            pair,
            first,
            step: 0,
            ears: ears(setting, spaces.agents),
            lanes: (first..first + counted as u64).map(lane).collect(),
            said: vec![MessageCounts::new(); spaces.agents],
        }
    }

    /// What each episode left, in order, and what each seat said.
    pub fn close(self) -> (Vec<EpisodeSample>, Vec<MessageCounts>) {
        let spoken = self.lanes.into_iter().map(|lane| lane.spoken);
        (spoken.collect(), self.said)
    }

    /// One's part of something that is `[lanes, seats, width]`.
    fn own<'m, T>(&self, all: &'m [T], lane: usize, seat: usize, lanes: usize) -> &'m [T] {
        let width = all.len() / (lanes * self.seats);
        &all[(lane * self.seats + seat) * width..][..width]
    }

    fn visit(&self, moment: &Moment<'_>, memory: [&[f32]; 2], place: Place, lane: usize) -> Visit {
        let (seat, lanes) = (place.seat, moment.running.len());
        // The memory is network by network, then lane by lane.
        let remembered = |numbers: &[f32]| {
            let hidden = numbers.len() / (lanes * self.seats);
            numbers[(seat * lanes + lane) * hidden..][..hidden].to_vec()
        };
        Visit {
            place,
            network: self.networks[seat],
            observation: self
                .own(moment.observation.observations, lane, seat, lanes)
                .to_vec(),
            heard: self
                .own(moment.observation.heard, lane, seat, lanes)
                .to_vec(),
            legal: self
                .own(moment.observation.legal, lane, seat, lanes)
                .to_vec(),
            memory: memory.map(remembered),
            listens: self.listens(seat),
        }
    }

    /// Whether a message can have reached a seat by now.
    fn listens(&self, seat: usize) -> bool {
        hears(self.setting, seat) && self.step >= u32::from(self.setting.physics.delay)
    }
}

impl Watch for Witness<'_> {
    fn before(&mut self, moment: &Moment<'_>) {
        let mut wanted = Vec::new();
        for lane in (0..self.lanes.len()).filter(|lane| moment.running[*lane]) {
            for seat in 0..self.seats {
                let place = Place {
                    lot: self.lanes[lane].rng.next_u64(),
                    pair: self.pair,
                    episode: self.first + lane as u64,
                    step: self.step,
                    seat,
                };
                self.sample.offered += 1;
                self.sample.listening += u64::from(self.listens(seat));
                if self.sample.wants(&place) {
                    wanted.push((place, lane));
                }
            }
        }
        if wanted.is_empty() {
            return;
        }
        let memory = moment.actor.state();
        for (place, lane) in wanted {
            let visit = self.visit(moment, [&memory.h, &memory.c], place, lane);
            self.sample.keep(visit);
        }
    }

    fn decided(&mut self, running: &[bool], decision: &Decision) {
        let (seats, length) = (self.seats, self.length);
        let delay = u32::from(self.setting.physics.delay);
        let lanes = self.lanes.iter_mut().zip(running).enumerate();
        for (index, (lane, _)) in lanes.filter(|(_, (_, running))| **running) {
            let said = &decision.symbols[index * seats * length..][..seats * length];
            let actions = &decision.actions[index * seats..][..seats];
            for (counts, message) in self.said.iter_mut().zip(said.chunks_exact(length)) {
                match counts.get_mut(message) {
                    Some(count) => *count += 1,
                    None => {
                        counts.insert(message.to_vec(), 1);
                    }
                }
            }
            lane.said.extend_from_slice(said);
            // The step number n replaces the one that is kept with probability 1/n: each is as likely.
            if below(&mut lane.rng, self.step + 1) == 0 {
                let messages = said.chunks_exact(length).map(<[u16]>::to_vec);
                lane.spoken.own = messages.zip(actions.iter().copied()).collect();
            }
            let Some(sent) = self.step.checked_sub(delay) else {
                continue;
            };
            if below(&mut lane.rng, sent + 1) == 0 {
                let sent = &lane.said[sent as usize * seats * length..][..seats * length];
                let pairs = self.ears.iter();
                lane.spoken.heard = pairs
                    .map(|(speaker, listener)| {
                        let message = sent[speaker * length..][..length].to_vec();
                        (message, actions[*listener])
                    })
                    .collect();
            }
        }
        self.step += 1;
    }
}
