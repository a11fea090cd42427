//! Asks networks what they would do had they heard something else.

use protolang_agents::actor::Actor;
use protolang_agents::actor::observation::Observation;
use protolang_agents::actor::policies::Policies;
use protolang_agents::rollout::RecurrentState;
use protolang_language::error::LanguageError;
use protolang_language::interaction::influence::{causal_influence, social_influence};
use protolang_language::interaction::intervention::InterventionEffect;
use protolang_language::interaction::listening::{distance_l1, divergence_bits};
use protolang_spec::keys::{EpisodeKey, Purpose, stream};

use super::interventions::{Substitutes, changed};
use super::pool::{Mouth, Pool};
use super::sample::Visit;
use super::vocabulary::Vocabulary;
use crate::error::Failure;
use crate::evaluation::block::BLOCK;
use crate::evaluation::jobs;
use crate::evaluation::setting::Setting;
use crate::train::trained::Trained;

/// States that are asked about together: always as many rows, so that rounding is the same for any number
/// of them. All messages are tried in the same row.
const ROWS: usize = BLOCK as usize;

/// What came out in one state.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Index of the network that was asked.
    pub network: usize,
    /// Number of the episode, the same for all pairs.
    pub episode: u64,
    /// Random, by which one state of an episode can be chosen.
    pub lot: u64,
    /// Probabilities of what it says, `[L][K]`.
    pub speaks: Vec<Vec<f64>>,
    /// What each message that it hears does, `[sources]`; empty where none could have reached it.
    pub heard: Vec<Heard>,
}

/// What the message of one source does to the policy of the one who hears it.
#[derive(Clone, Debug, PartialEq)]
pub struct Heard {
    /// Index of the network that speaks.
    pub speaker: usize,
    /// Mutual information of the message, as the speaker says it, with the action; nats.
    pub influence: f64,
    /// Influence of each message of the speaker's vocabulary; nats.
    pub by_message: Vec<f64>,
    /// Distance from the policy with nothing heard: L1, and Jensen-Shannon in bits.
    pub from_nothing: [f64; 2],
    /// The same from the policy with another message heard.
    pub from_other: [f64; 2],
    /// Effects of [`Intervention::all`](super::interventions::Intervention::all), none of those for which
    /// there was no message; empty where the speaker did not speak.
    pub effects: Vec<Option<InterventionEffect>>,
}

/// Everything about the game that questions need.
#[derive(Clone, Copy, Debug)]
pub struct Situation<'a> {
    /// Game, channel and conditions that episodes were played in.
    pub setting: &'a Setting,
    /// The trained networks, by index.
    pub trained: &'a Trained,
    /// Which network sat in each seat, of each pair.
    pub seats: &'a [Vec<usize>],
    /// The messages of each network that are tried, with how often it says them, `[networks]`.
    pub vocabularies: &'a [Vocabulary],
    /// Messages that were said, from which those of other meanings are drawn.
    pub pool: &'a Pool,
}

/// The answers in all visits, which are sorted by network, in their order.
///
/// # Errors
/// [`Failure::Internal`] where a worker is lost or a policy is no distribution.
pub fn ask(
    situation: Situation<'_>,
    visits: &[Visit],
    workers: usize,
) -> Result<Vec<Answer>, Failure> {
    let by_network = visits.chunk_by(|one, other| one.network == other.network);
    let chunks: Vec<&[Visit]> = by_network.flat_map(|visits| visits.chunks(ROWS)).collect();
    let start = || Asker::new(situation);
    let (answers, _) = jobs::each(chunks.len(), workers, start, |asker, job| {
        asker
            .ask(chunks[job])
            .map_err(|error| Failure::Internal(format!("cannot read a policy: {error}")))
    })?;
    Ok(answers.into_iter().flatten().collect())
}

/// The seat whose messages are those of a source: sources are the other seats in their order.
fn speaker_seat(source: usize, listener: usize) -> usize {
    source + usize::from(source >= listener)
}

/// Asks one network after another.
struct Asker<'a> {
    situation: Situation<'a>,
    actor: Actor,
    policies: Policies,
    length: usize,
    alphabet: usize,
    actions: usize,
}

/// States in the rows of an actor.
struct Rows {
    observations: Vec<u8>,
    heard: Vec<u16>,
    legal: Vec<bool>,
}

impl<'a> Asker<'a> {
    fn new(situation: Situation<'a>) -> Self {
        let plan = &situation.trained.plan;
        Self {
            situation,
            actor: Actor::new(&plan.blueprint, ROWS, 1),
            policies: Policies::new(&plan.blueprint, ROWS, 1),
            length: plan.spaces.symbols.length,
            alphabet: plan.spaces.symbols.alphabet,
            actions: plan.spaces.actions.len(),
        }
    }

    fn ask(&mut self, visits: &[Visit]) -> Result<Vec<Answer>, LanguageError> {
        let Some(first) = visits.first() else {
            return Ok(Vec::new());
        };
        let mut rows = self.seat(first.network, visits);
        let with = self.policies_under(&rows);
        let symbols = self.policies.symbols.chunks_exact(self.alphabet);
        let symbols: Vec<Vec<f64>> = symbols.map(<[f64]>::to_vec).collect();
        let mut answers: Vec<Answer> = visits
            .iter()
            .zip(symbols.chunks_exact(self.length))
            .map(|(visit, speaks)| Answer {
                network: visit.network,
                episode: visit.place.episode,
                lot: visit.place.lot,
                speaks: speaks.to_vec(),
                heard: Vec::new(),
            })
            .collect();
        for source in 0..self.situation.trained.plan.spaces.symbols.sources {
            let heard = self.ask_about(source, visits, &mut rows, &with)?;
            let pairs = answers.iter_mut().zip(heard).zip(visits);
            for ((answer, heard), _) in pairs.filter(|(_, visit)| visit.listens) {
                answer.heard.push(heard);
            }
        }
        Ok(answers)
    }

    /// What the message of one source does, in each visit.
    fn ask_about(
        &mut self,
        source: usize,
        visits: &[Visit],
        rows: &mut Rows,
        with: &[Vec<f64>],
    ) -> Result<Vec<Heard>, LanguageError> {
        let Situation {
            setting,
            seats,
            vocabularies,
            ..
        } = self.situation;
        let speaker_of =
            |visit: &Visit| seats[visit.place.pair][speaker_seat(source, visit.place.seat)];
        let speakers: Vec<usize> = visits.iter().map(speaker_of).collect();
        let nothing = vec![setting.physics.nothing(); self.length];
        let without = self.had_heard(source, rows, visits, |_| &nothing);
        let others: Vec<&[u16]> = visits
            .iter()
            .zip(&speakers)
            .map(|(visit, speaker)| {
                let key = EpisodeKey {
                    run_seed: setting.seed,
                    lane: visit.place.lot,
                    episode: 1 + source as u64,
                };
                vocabularies[*speaker].draw(&mut stream(key, Purpose::Probe))
            })
            .collect();
        let other = self.had_heard(source, rows, visits, |row| others[row]);
        let most = speakers
            .iter()
            .map(|s| vocabularies[*s].messages.len())
            .max();
        let mut under: Vec<Vec<Vec<f64>>> = vec![Vec::new(); visits.len()];
        for index in 0..most.unwrap_or(0) {
            let message = |row: usize| {
                let messages = &vocabularies[speakers[row]].messages;
                messages.get(index).map_or(&nothing[..], |message| message)
            };
            let policies = self.had_heard(source, rows, visits, message);
            for (row, policy) in policies.into_iter().enumerate() {
                if index < vocabularies[speakers[row]].messages.len() {
                    under[row].push(policy);
                }
            }
        }
        let mut effects = self.intervene(source, visits, rows, with);
        let distances = |p: &[f64], q: &[f64]| [distance_l1(p, q), divergence_bits(p, q)];
        let rows = under.iter().enumerate();
        rows.map(|(row, under)| {
            let shares = &vocabularies[speakers[row]].shares;
            // Every message that is tried is said, and none of its actions is one that nothing leads to.
            let by_message = social_influence(under, shares)?.into_iter();
            Ok(Heard {
                speaker: speakers[row],
                influence: causal_influence(under, shares)?.unwrap_or(0.0),
                by_message: by_message.map(Option::unwrap_or_default).collect(),
                from_nothing: distances(&with[row], &without[row]),
                from_other: distances(&with[row], &other[row]),
                effects: std::mem::take(&mut effects[row]),
            })
        })
        .collect()
    }

    /// What each intervention on the message of one source does, in each visit.
    fn intervene(
        &mut self,
        source: usize,
        visits: &[Visit],
        rows: &mut Rows,
        with: &[Vec<f64>],
    ) -> Vec<Vec<Option<InterventionEffect>>> {
        let at = source * self.length..(source + 1) * self.length;
        let heard: Vec<&[u16]> = visits.iter().map(|v| &v.heard[at.clone()]).collect();
        let messages: Vec<Vec<Option<Vec<u16>>>> = visits
            .iter()
            .zip(&heard)
            .map(|(visit, heard)| self.messages_instead(source, visit, heard))
            .collect();
        let mut effects = vec![Vec::new(); visits.len()];
        let most = messages.iter().map(Vec::len).max().unwrap_or(0);
        for index in 0..most {
            let instead = |row: usize| messages[row].get(index).and_then(Option::as_ref);
            let policies = self.had_heard(source, rows, visits, |row| {
                instead(row).map_or(heard[row], |message| message)
            });
            for (row, policy) in policies.iter().enumerate() {
                if index < messages[row].len() {
                    effects[row]
                        .push(instead(row).map(|_| InterventionEffect::of(&with[row], policy)));
                }
            }
        }
        effects
    }

    /// The messages of the interventions in one visit; none where the speaker did not speak.
    fn messages_instead(
        &self,
        source: usize,
        visit: &Visit,
        heard: &[u16],
    ) -> Vec<Option<Vec<u16>>> {
        let Situation { setting, pool, .. } = self.situation;
        let spaces = &self.situation.trained.plan.spaces;
        let nothing = setting.physics.nothing();
        let Some(step) = visit
            .place
            .step
            .checked_sub(u32::from(setting.physics.delay))
        else {
            return Vec::new();
        };
        // Where not everybody speaks at every step, nothing arrives from those who do not.
        if spaces.masks_speech && heard.iter().all(|symbol| *symbol == nothing) {
            return Vec::new();
        }
        let mouth = Mouth {
            pair: visit.place.pair,
            episode: visit.place.episode,
            step: step as usize,
            seat: speaker_seat(source, visit.place.seat),
        };
        let key = EpisodeKey {
            run_seed: setting.seed,
            lane: visit.place.lot,
            // Beyond the streams of the other questions, one a source.
            episode: (1 << 32) + source as u64,
        };
        let mut rng = stream(key, Purpose::Probe);
        let instead = Substitutes {
            other: pool.draw(mouth, false, &mut rng),
            same: pool.draw(mouth, true, &mut rng),
            alphabet: self.alphabet as u16,
            nothing,
        };
        changed(heard, instead, &mut rng)
    }

    /// Seats a network in the states of the visits. Rows that are left over hold nothing.
    fn seat(&mut self, network: usize, visits: &[Visit]) -> Rows {
        let plan = &self.situation.trained.plan;
        let nothing = self.situation.setting.physics.nothing();
        let mut rows = Rows {
            observations: Vec::with_capacity(ROWS * plan.spaces.observation_len()),
            heard: Vec::new(),
            legal: Vec::new(),
        };
        let mut memory = RecurrentState::default();
        for visit in visits {
            rows.observations.extend_from_slice(&visit.observation);
            rows.heard.extend_from_slice(&visit.heard);
            match visit.legal.is_empty() {
                true => rows.legal.resize(rows.legal.len() + self.actions, true),
                false => rows.legal.extend_from_slice(&visit.legal),
            }
            let [h, c] = &visit.memory;
            memory.h.extend_from_slice(h);
            memory.c.extend_from_slice(c);
        }
        rows.observations
            .resize(ROWS * plan.spaces.observation_len(), 0);
        rows.heard.resize(ROWS * plan.spaces.heard_len(), nothing);
        rows.legal.resize(ROWS * self.actions, true);
        memory.h.resize(ROWS * plan.blueprint.hidden(), 0.0);
        memory.c.resize(ROWS * plan.blueprint.hidden(), 0.0);
        self.actor.seat(&[&self.situation.trained.agents[network]]);
        self.actor
            .set_state(&memory)
            .unwrap_or_else(|_| unreachable!("visits have memories of this size"));
        rows
    }

    /// The policies of all rows, as they are.
    fn policies_under(&mut self, rows: &Rows) -> Vec<Vec<f64>> {
        let Rows {
            observations,
            heard,
            legal,
        } = rows;
        let begins = [false; ROWS];
        let observation = Observation {
            observations,
            heard,
            begins: &begins,
            legal,
            ..Observation::default()
        };
        self.actor.policies(&observation, &mut self.policies);
        let policies = self.policies.actions.chunks_exact(self.actions);
        policies.map(<[f64]>::to_vec).collect()
    }

    /// The policies had each row heard another message from one source; everything else stays.
    fn had_heard<'m>(
        &mut self,
        source: usize,
        rows: &mut Rows,
        visits: &[Visit],
        message: impl Fn(usize) -> &'m [u16],
    ) -> Vec<Vec<f64>> {
        let width = rows.heard.len() / ROWS;
        let ear = |row: usize| {
            row * width + source * self.length..row * width + (source + 1) * self.length
        };
        for row in 0..visits.len() {
            rows.heard[ear(row)].copy_from_slice(message(row));
        }
        let mut policies = self.policies_under(rows);
        for (row, visit) in visits.iter().enumerate() {
            let at = source * self.length..(source + 1) * self.length;
            let range = row * width + at.start..row * width + at.end;
            rows.heard[range].copy_from_slice(&visit.heard[at]);
        }
        policies.truncate(visits.len());
        policies
    }
}
