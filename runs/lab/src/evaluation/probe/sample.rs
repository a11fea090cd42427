//! A fair sample of the states that networks have been in, whoever saw them first.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

/// States that are asked about in all.
pub const STATES: usize = 2_000;

/// Where and when a network was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Random, by which the sample is chosen.
    pub lot: u64,
    /// Index of the pair.
    pub pair: usize,
    /// Number of the episode, the same for all pairs.
    pub episode: u64,
    /// Step of the episode, from 0.
    pub step: u32,
    /// Seat of the network, from 0.
    pub seat: usize,
}

/// A network about to decide: everything that its decision follows from.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Pair, episode, step and seat in which it decides.
    pub place: Place,
    /// Index of the network that decides.
    pub network: usize,
    /// What it sees, `[observation_len]`, bytes as the game gives them.
    pub observation: Vec<u8>,
    /// What it hears, `[sources, L]`.
    pub heard: Vec<u16>,
    /// Which actions are legal, `[actions]`; empty where all are.
    pub legal: Vec<bool>,
    /// Its memory: output and cell of the core, each `[hidden]`.
    pub memory: [Vec<f32>; 2],
    /// Whether a message could have reached it: somebody it hears has had time to speak.
    pub listens: bool,
}

impl PartialEq for Visit {
    fn eq(&self, other: &Self) -> bool {
        self.place == other.place
    }
}

impl Eq for Visit {}

impl PartialOrd for Visit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Visit {
    fn cmp(&self, other: &Self) -> Ordering {
        self.place.cmp(&other.place)
    }
}

/// The visits with the lowest lots of all that were offered. Which they are depends neither on the order
/// in which they come, nor on who collects them.
#[derive(Debug, Default)]
pub struct Sample {
    kept: BinaryHeap<Visit>,
    /// Visits that were offered, kept or not.
    pub offered: u64,
    /// Those of them in which a message could be heard.
    pub listening: u64,
}

impl Sample {
    /// Whether a visit of this place would be kept.
    pub fn wants(&self, place: &Place) -> bool {
        self.kept.len() < STATES || self.kept.peek().is_some_and(|last| *place < last.place)
    }

    /// Keeps a visit, in place of the last one where the sample is full.
    pub fn keep(&mut self, visit: Visit) {
        self.kept.push(visit);
        if self.kept.len() > STATES {
            self.kept.pop();
        }
    }

    /// Adds another sample of other visits.
    pub fn add(&mut self, other: Self) {
        self.offered += other.offered;
        self.listening += other.listening;
        for visit in other.kept {
            self.keep(visit);
        }
    }

    /// The visits, network by network, then pair by pair, episode by episode.
    pub fn into_visits(self) -> Vec<Visit> {
        let mut visits = self.kept.into_vec();
        visits.sort_unstable_by_key(|visit| {
            let Place {
                pair,
                episode,
                step,
                seat,
                ..
            } = visit.place;
            (visit.network, pair, episode, step, seat)
        });
        visits
    }
}
