//! A probe from the beginning to the end.

use protolang_language::error::LanguageError;
use protolang_language::measure::Measure;
use protolang_language::options::Options;
use protolang_spec::split::Split;

use super::ears::{Ear, ears};
use super::findings::{self, MessageInfluence, SampleOrigin};
use super::gates::{Gate, Returns, gates, has_thresholds};
use super::meaning::Meaning;
use super::pool::Pool;
use super::questions::{Situation, ask};
use super::sample::Sample;
use super::vocabulary::{self, MessageCounts, Vocabulary};
use super::witness::{self, EpisodeSample, MessageAndAction, Witness};
use crate::error::Failure;
use crate::evaluation::ablation::ChannelAblation;
use crate::evaluation::block::{BLOCK, Player, counted};
use crate::evaluation::jobs;
use crate::evaluation::matchup::{self, Pair};
use crate::evaluation::outcome::Speech;
use crate::evaluation::results::Results;
use crate::evaluation::setting::Setting;
use crate::train::trained::Trained;

/// What the interventions on messages found, for every pair of networks.
#[derive(Clone, Debug, PartialEq)]
pub struct Probe {
    /// Measures under the names of the registry.
    pub measures: Vec<(&'static str, Measure)>,
    /// The influence of each message.
    pub by_message: Vec<MessageInfluence>,
    /// How the same episodes end with the channel intact, muted and shuffled.
    pub ablation: Vec<(ChannelAblation, Results)>,
    /// Number of pairs of networks that played.
    pub pairs: usize,
    /// The attribute by which meanings were told apart, and how much messages tell of each.
    pub meaning: Meaning,
    /// What passes from one network to another, with the gates of each.
    pub ears: Vec<(Ear, Vec<Gate>)>,
}

/// What one pair left of one block.
struct PlayedPair {
    spoken: Vec<EpisodeSample>,
    said: Vec<MessageCounts>,
    speeches: Vec<Speech>,
}

/// Lets networks play on the conditions of their training, each in each seat beside the next one, so many
/// episodes a pair, and asks them. The seed, permutations and bootstraps are those of `options`; nothing
/// depends on its workers. Interventions tell meanings apart by `attribute`, or by the one of which messages
/// tell most.
///
/// # Errors
/// [`Failure::Usage`]: the run has no channel, or nobody to hear, or its game no such attribute; [`Failure::Internal`]: a worker is lost.
pub fn probe(
    trained: &Trained,
    episodes: u64,
    attribute: Option<&str>,
    options: &Options,
) -> Result<Probe, Failure> {
    check(trained)?;
    let (seed, workers) = (options.seed, options.workers);
    let of = |ablation| Setting::of(trained, Split::Train, ablation, seed);
    let mut setting = of(ChannelAblation::Intact)?;
    setting.keep_speech = true;
    let spaces = setting.game.spaces(&setting.physics);
    let pairs = matchup::ring_of(trained);
    let seats: Vec<Vec<usize>> = pairs.iter().map(|pair| pair.seats(&setting)).collect();
    let (played, sample) = play(trained, &setting, &seats, episodes, workers)?;

    let blocks = episodes.div_ceil(BLOCK) as usize;
    let mut counts = vec![MessageCounts::new(); trained.agents.len()];
    let mut spoken: Vec<Vec<EpisodeSample>> = vec![Vec::new(); pairs.len()];
    let mut speeches: Vec<Vec<Speech>> = vec![Vec::new(); pairs.len()];
    for (job, played) in played.into_iter().enumerate() {
        let pair = job / blocks;
        for (network, said) in seats[pair].iter().zip(played.said) {
            vocabulary::add(&mut counts[*network], said);
        }
        spoken[pair].extend(played.spoken);
        speeches[pair].extend(played.speeches);
    }
    let meaning = Meaning::of(&speeches, &seats, &spaces, attribute, options)?;
    let pool = Pool::new(speeches, &spaces, &meaning);
    let vocabularies: Vec<Vocabulary> = counts
        .iter()
        .enumerate()
        .map(|(network, counts)| Vocabulary::new(counts, network, seed))
        .collect();
    let origin = SampleOrigin {
        states: sample.offered,
        listening: sample.listening,
    };
    let situation = Situation {
        setting: &setting,
        trained,
        seats: &seats,
        vocabularies: &vocabularies,
        pool: &pool,
    };
    let answers = ask(situation, &sample.into_visits(), workers)?;

    let mut measures = vec![(
        "positive_signalling_mi",
        findings::signalling(&answers, origin, options).map_err(internal)?,
    )];
    let length = spaces.symbols.length;
    measures.extend(findings::listening(&answers, origin, length, options));
    let own = groups(&spoken, spaces.agents, |spoken| &spoken.own);
    let listeners = witness::ears(&setting, spaces.agents);
    let heard = groups(&spoken, listeners.len(), |s| &s.heard);
    let [consistency, normalized] = findings::together(&own, options).map_err(internal)?;
    let [coordination, _] = findings::together(&heard, options).map_err(internal)?;
    measures.push(("speaker_consistency", consistency));
    measures.push(("normalized_mi_min", normalized));
    measures.push(("instantaneous_coordination", coordination));
    for (_, measure) in &mut measures {
        describe(measure, trained, episodes, &pairs, seed);
    }
    let mut by_message = findings::by_message(&answers, &vocabularies, origin, options);
    for message in &mut by_message {
        describe(&mut message.influence, trained, episodes, &pairs, seed);
    }

    let results = |channel| -> Result<Results, Failure> {
        let played = matchup::play(&of(channel)?, trained, &pairs, episodes, workers)?;
        Ok(Results::of(&played, &spaces))
    };
    let (intact, muted) = (
        results(ChannelAblation::Intact)?,
        results(ChannelAblation::Muted)?,
    );
    let shuffled = results(ChannelAblation::Shuffled)?;
    let scrambled = match length {
        1 => None,
        _ => Some(results(ChannelAblation::Scrambled)?),
    };
    let returns = Returns {
        intact: intact.reward,
        scrambled: scrambled.as_ref().map(|results| results.reward),
        muted: muted.reward,
    };
    let ears = ears(&answers, &spoken, &seats, &listeners, length, options);
    let judged = |ear: Ear| {
        let entropy = meaning.entropy.get(&ear.speaker).copied();
        let judged = has_thresholds(&setting.game);
        let gates = gates(&ear, entropy, returns, judged);
        (ear, gates)
    };
    let ears = ears.into_iter().map(judged).collect();
    let mut ablation = vec![
        (ChannelAblation::Intact, intact),
        (ChannelAblation::Muted, muted),
        (ChannelAblation::Shuffled, shuffled),
    ];
    ablation.extend(scrambled.map(|results| (ChannelAblation::Scrambled, results)));
    Ok(Probe {
        measures,
        by_message,
        ablation,
        pairs: pairs.len(),
        meaning,
        ears,
    })
}

fn check(trained: &Trained) -> Result<(), Failure> {
    let spaces = &trained.plan.spaces;
    let problem = if spaces.symbols.length == 0 {
        "has no channel"
    } else if spaces.symbols.sources == 0 {
        "has one agent in its game, whom nobody hears"
    } else if spaces.symbols.sources + 1 < spaces.agents {
        "lets one agent speak at a time, so that no source is one agent's"
    } else {
        return Ok(());
    };
    Err(Failure::Usage(format!(
        "the run {problem}, so there is nothing that --communication could ask: leave it out"
    )))
}

fn play(
    trained: &Trained,
    setting: &Setting,
    seats: &[Vec<usize>],
    episodes: u64,
    workers: usize,
) -> Result<(Vec<PlayedPair>, Sample), Failure> {
    let spaces = &trained.plan.spaces;
    let blocks = episodes.div_ceil(BLOCK) as usize;
    let start = || (Player::new(setting, trained), Sample::default());
    let (played, left) = jobs::each(
        seats.len() * blocks,
        workers,
        start,
        |(player, sample), job| {
            let (pair, block) = (job / blocks, (job % blocks) as u64);
            let networks = &seats[pair];
            let count = counted(episodes, block);
            let mut witness =
                Witness::new(setting, spaces, (pair, networks), (block, count), sample);
            let mut outcomes = player
                .play(networks, block, &mut witness)
                .map_err(|error| Failure::Usage(error.to_string()))?;
            let (spoken, said) = witness.close();
            outcomes.truncate(count);
            let speeches = outcomes.into_iter().filter_map(|outcome| outcome.speech);
            Ok(PlayedPair {
                spoken,
                said,
                speeches: speeches.collect(),
            })
        },
    )?;
    let mut sample = Sample::default();
    for (_, other) in left {
        sample.add(other);
    }
    Ok((played, sample))
}

/// What was said and done in each group, episode by episode; each pair has so many `groups`.
fn groups<'s>(
    spoken: &'s [Vec<EpisodeSample>],
    groups: usize,
    of: impl Fn(&'s EpisodeSample) -> &'s [MessageAndAction],
) -> Vec<Vec<Option<&'s MessageAndAction>>> {
    let mut all = Vec::new();
    for episodes in spoken {
        for group in 0..groups {
            all.push(
                episodes
                    .iter()
                    .map(|spoken| of(spoken).get(group))
                    .collect(),
            );
        }
    }
    all
}

/// Says under what conditions a measure was taken.
fn describe(measure: &mut Measure, trained: &Trained, episodes: u64, pairs: &[Pair], seed: u64) {
    let conditions = [
        ("episodes", episodes),
        ("pairs", pairs.len() as u64),
        ("seed", seed),
        ("step", trained.step),
    ];
    let conditions = conditions.map(|(name, value)| (name.to_owned(), value.into()));
    measure.parameters.extend(conditions);
}

fn internal(error: LanguageError) -> Failure {
    Failure::Internal(format!("cannot sum up what was said: {error}"))
}
