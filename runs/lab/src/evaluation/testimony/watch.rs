//! Looks on while a team plays, and writes down what is said, by whom, and what it does.

use protolang_agents::actor::observation::Observation;
use protolang_agents::actor::{Actor, Decision};
use protolang_spec::keys::{EpisodeKey, Purpose, stream};
use protolang_spec::spaces::{Question, Spaces};

use super::belief::{accused, likeliest};
use super::effects::Sums;
use super::instead::{Instead, SpokenMessage, Substitute, substitutes};
use super::rows::TestimonyRow;
use super::sights::Sights;
use crate::evaluation::block::BLOCK;
use crate::evaluation::setting::Setting;
use crate::evaluation::watch::{Moment, Watch};

/// The evaluation whose accusations are counted: its setting, its game and the question that the game asks.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// Game, channel and conditions that episodes are played in.
    pub setting: &'a Setting,
    /// What agents of the game see, do and say.
    pub spaces: &'a Spaces,
    /// The question that the game asks each agent, and its answers.
    pub question: Question,
    /// What can be read off what speakers see.
    pub sights: &'a Sights,
}

/// Looks on while one team plays one block.
#[derive(Debug)]
pub struct Transcript<'a> {
    scope: Scope<'a>,
    networks: &'a [usize],
    /// The same networks once more, to be asked.
    double: &'a mut Actor,
    /// Number of the episode in the first lane.
    first: u64,
    key: EpisodeKey,
    /// Who is asked and who speaks now, `[lanes, seats]`.
    asked: Vec<bool>,
    speaks: Vec<bool>,
    /// Those who speak now.
    speakers: Vec<PresentSpeaker>,
    lanes: Vec<WatchedLane>,
    /// What listeners would believe now had they heard each of [`Instead::ALL`], `[lanes, seats, choices]`;
    /// empty where nobody has just spoken.
    would: [Vec<f32>; 3],
    rows: Vec<(usize, TestimonyRow)>,
}

/// One who speaks now.
#[derive(Debug)]
struct PresentSpeaker {
    /// Place among all `[lanes, seats]`.
    at: usize,
    known: Vec<Option<u16>>,
    open: Vec<bool>,
}

/// What is going on in one lane.
#[derive(Debug, Default)]
struct WatchedLane {
    /// Who was asked last, `[seats]`, and what everybody believed then, `[seats, choices]`.
    before: Option<(Vec<bool>, Vec<f32>)>,
    /// The message since then.
    open: Option<OpenMessage>,
}

/// A message after which nobody has been asked yet.
#[derive(Debug)]
struct OpenMessage {
    said: SpokenMessage,
    known: Vec<Option<u16>>,
    instead: [Option<Substitute>; 3],
}

impl<'a> Transcript<'a> {
    /// Somebody who looks at block number `block` of team number `team`, of these networks, `[seats]`, which
    /// `double` seats as well.
    pub fn new(
        scope: Scope<'a>,
        (team, networks): (usize, &'a [usize]),
        block: u64,
        double: &'a mut Actor,
    ) -> Self {
        Self {
            networks,
            double,
            first: block * BLOCK,
            // One stream a step, far from those of single episodes, which count from 2^63.
            key: EpisodeKey {
                run_seed: scope.setting.seed,
                lane: (1 << 62) | ((team as u64) << 40) | block,
                episode: 0,
            },
            asked: Vec::new(),
            speaks: Vec::new(),
            speakers: Vec::new(),
            lanes: (0..BLOCK).map(|_| WatchedLane::default()).collect(),
            would: Default::default(),
            rows: Vec::new(),
            scope,
        }
    }

    /// The messages of the first `counted` lanes, lane by lane.
    pub fn close(mut self, counted: usize) -> Vec<TestimonyRow> {
        self.rows.retain(|(lane, _)| *lane < counted);
        // Stable: within a lane they stay in the order in which they were said.
        self.rows.sort_by_key(|(lane, _)| *lane);
        self.rows.into_iter().map(|(_, row)| row).collect()
    }

    /// Seats whose beliefs a message is about: everybody who is asked in earnest, but the speaker.
    fn listeners(&self, said: &SpokenMessage) -> Vec<usize> {
        let seats = self.scope.spaces.agents;
        (self.scope.question.first_seat..seats)
            .filter(|seat| *seat != said.seat && self.asked[said.lane * seats + seat])
            .collect()
    }

    /// Asks the listeners what they would believe had they heard something else.
    fn ask(&mut self, moment: &Moment<'_>) {
        let (seats, length) = (self.scope.spaces.agents, self.scope.spaces.symbols.length);
        self.double
            .set_state(&moment.actor.state())
            .unwrap_or_else(|_| unreachable!("the same networks have memories of one size"));
        for kind in Instead::ALL {
            let mut heard = moment.observation.heard.to_vec();
            for open in self.lanes.iter().filter_map(|lane| lane.open.as_ref()) {
                let Some(instead) = &open.instead[kind as usize] else {
                    continue;
                };
                for seat in self.listeners(&open.said) {
                    heard[(open.said.lane * seats + seat) * length..][..length]
                        .copy_from_slice(&instead.symbols);
                }
            }
            let observation = Observation {
                observations: moment.observation.observations,
                heard: &heard,
                ..Observation::default()
            };
            self.double
                .beliefs(&observation, &mut self.would[kind as usize]);
        }
    }

    /// Writes down a message now that those who heard it have been asked.
    fn answer(&mut self, open: OpenMessage, decision: &Decision) {
        let (seats, choices) = (self.scope.spaces.agents, self.scope.question.choices);
        let OpenMessage {
            said,
            known,
            instead,
        } = open;
        let (lane, listeners) = (said.lane, self.listeners(&said));
        let own =
            |seat: usize| (lane * seats + seat) * choices..(lane * seats + seat + 1) * choices;
        let mut effects = [Sums::default(); 3];
        for kind in Instead::ALL {
            let (Some(instead), would) = (&instead[kind as usize], &self.would[kind as usize])
            else {
                continue;
            };
            for seat in &listeners {
                let heard = &decision.beliefs[own(*seat)];
                effects[kind as usize].add(heard, &would[own(*seat)], instead.suspects);
            }
        }
        let before = self.lanes[lane].before.as_ref();
        let accused = before.and_then(|(asked, before)| {
            let both = listeners.iter().filter(|seat| asked[**seat]);
            accused(both.map(|seat| {
                let after = &decision.beliefs[own(*seat)];
                (&before[seat * choices..][..choices], after)
            }))
        });
        let row = TestimonyRow {
            network: said.network,
            episode: self.first + lane as u64,
            symbols: said.symbols,
            suspects: said.suspects,
            accused,
            known,
            effects,
        };
        self.rows.push((lane, row));
    }
}

impl Watch for Transcript<'_> {
    fn before(&mut self, moment: &Moment<'_>) {
        let seats = self.scope.spaces.agents;
        for (own, now) in [
            (&mut self.asked, moment.asked),
            (&mut self.speaks, moment.observation.speaks),
        ] {
            own.clear();
            own.extend_from_slice(now);
            // What happens in a lane that is done does not count.
            let running = moment.running.iter();
            for (lane, _) in running.enumerate().filter(|(_, running)| !**running) {
                own[lane * seats..][..seats].fill(false);
            }
        }
        let width = self.scope.spaces.observation_len();
        let speakers = (0..self.speaks.len()).filter(|at| self.speaks[*at]);
        let Scope {
            sights, question, ..
        } = self.scope;
        self.speakers = speakers
            .map(|at| {
                let observation = &moment.observation.observations[at * width..][..width];
                PresentSpeaker {
                    at,
                    known: sights.read(observation),
                    open: sights.open(observation, question.choices),
                }
            })
            .collect();
        let mut lanes = self.lanes.iter().zip(self.asked.chunks_exact(seats));
        if lanes.any(|(lane, asked)| lane.open.is_some() && asked.contains(&true)) {
            self.ask(moment);
        }
    }

    fn decided(&mut self, _running: &[bool], decision: &Decision) {
        let (seats, length) = (self.scope.spaces.agents, self.scope.spaces.symbols.length);
        let choices = self.scope.question.choices;
        for lane in 0..self.lanes.len() {
            let asked = &self.asked[lane * seats..][..seats];
            if !asked.contains(&true) {
                continue;
            }
            let now = &decision.beliefs[lane * seats * choices..][..seats * choices];
            let now = (asked.to_vec(), now.to_vec());
            if let Some(open) = self.lanes[lane].open.take() {
                self.answer(open, decision);
            }
            self.lanes[lane].before = Some(now);
        }
        let mut known = Vec::new();
        let mut said = Vec::new();
        for speaker in std::mem::take(&mut self.speakers) {
            let at = speaker.at;
            known.push(speaker.known);
            said.push(SpokenMessage {
                lane: at / seats,
                seat: at % seats,
                network: self.networks[at % seats],
                suspects: likeliest(&decision.beliefs[at * choices..][..choices]),
                symbols: decision.symbols[at * length..][..length].to_vec(),
                open: speaker.open,
            });
        }
        let mut rng = stream(self.key, Purpose::Probe);
        self.key.episode += 1;
        let nothing = self.scope.setting.physics.nothing();
        for (own, known) in said.iter().zip(known) {
            self.lanes[own.lane].open = Some(OpenMessage {
                instead: substitutes(own, &said, nothing, &mut rng),
                said: own.clone(),
                known,
            });
        }
    }
}
