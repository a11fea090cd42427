//! Everything that a record tells of each agent.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use protolang_language::dictionary::attribute::Attribute;
use protolang_language::dictionary::bins::{Bins, Seen};
use protolang_language::dictionary::drift::{Drift, WindowDrift};
use protolang_language::dictionary::entries::Dictionary;
use protolang_language::dictionary::frequency::{CodebookUsage, RankFrequency};
use protolang_language::dictionary::utterances::Utterances;
use protolang_language::options::Options;
use protolang_language::power_law::analysis::PowerLaw;

use super::super::power_law::REPLICATES;
use super::super::source::unreadable;
use super::log::Log;
use super::logged::{Declared, Stretch, Values};
use crate::cli::stats::StatsArgs;
use crate::error::Failure;
use crate::evaluation::values::binned;

/// Numbers that are told apart; of more, ranges.
const VALUES: usize = 16;
/// Ranges.
const RANGES: usize = 8;
/// Newest episodes of a corpus that the dictionary is made of.
const CORPUS_EPISODES: u64 = 50_000;

/// One network.
pub(in crate::commands::stats) struct AgentLanguage {
    pub(super) network: usize,
    pub(super) messages: usize,
    pub(super) episodes: usize,
    pub(super) dictionary: Dictionary,
    /// Symbols, and messages where they are longer than one symbol; each with its power-law analysis.
    pub(super) ranks: Vec<(RankFrequency, PowerLaw)>,
    pub(super) codebook: CodebookUsage,
    pub(super) drift: Vec<WindowDrift>,
}

/// All networks, and what is true of all.
pub(in crate::commands::stats) struct Agents {
    pub(super) agents: Vec<AgentLanguage>,
    /// Env steps at the end of each window; empty for a corpus.
    pub(super) steps: Vec<u64>,
    pub(super) windows: usize,
}

/// What has to be known before messages can be told apart: how many episodes there are and which values.
struct Survey {
    episodes: u64,
    attributes: Vec<Attribute>,
    bins: Vec<Option<Bins>>,
    vocabulary: usize,
}

/// What is gathered of one network.
struct NetworkLanguage {
    said: Utterances,
    drift: Drift,
}

/// The agents of a run, or the one of a corpus; the one that was asked for.
pub(in crate::commands::stats) fn agents(
    args: &StatsArgs,
    options: &Options,
) -> Result<Option<Agents>, Failure> {
    if !args.dictionary {
        return Ok(None);
    }
    let [what] = args.what.as_slice() else {
        return Err(Failure::Usage(
            "--dictionary describes the agents of one run or corpus: name one".to_owned(),
        ));
    };
    let log = Log::open(what.path(), args)?;
    let survey = survey(&log, options.workers)?;
    let kept = match log.vocabulary {
        Some(_) => args.episodes,
        None => CORPUS_EPISODES,
    };
    let (gathered, steps) = gather(&log, &survey, args, kept.min(survey.episodes), options)?;
    if let (Some(network), true) = (args.agent, gathered.is_empty()) {
        return Err(Failure::Usage(format!(
            "network {network} says nothing in {}: leave out --agent to see which do",
            what.path().display()
        )));
    }
    let agents = gathered
        .into_iter()
        .map(|(network, gathered)| language(network, gathered, args.top, options))
        .collect();
    Ok(Some(Agents {
        agents,
        steps: if log.vocabulary.is_some() {
            steps
        } else {
            Vec::new()
        },
        windows: args.windows,
    }))
}

fn survey(log: &Log, threads: usize) -> Result<Survey, Failure> {
    let (mut episodes, mut largest) = (0, 0);
    let mut seen = vec![Seen::default(); log.declared.len()];
    let look = |stretch: Stretch| {
        let mut seen = vec![Seen::default(); log.declared.len()];
        // What has names is known without looking.
        let open = |(_, (_, declared)): &(usize, (_, &Declared))| {
            matches!(declared.values, Values::Known(_))
        };
        for (index, (seen, _)) in seen.iter_mut().zip(&log.declared).enumerate().filter(open) {
            let values = stretch
                .values
                .iter()
                .skip(index)
                .step_by(log.declared.len());
            values.flatten().for_each(|value| seen.add(*value));
        }
        let last = stretch.origins.last().map(|origin| origin.episode);
        let symbols = stretch.messages.iter().flatten();
        (last, symbols.copied().max(), seen)
    };
    log.each(threads, look, |(last, symbol, more)| {
        episodes = last.map_or(episodes, |last| last + 1);
        largest = symbol.map_or(largest, |symbol: u32| largest.max(symbol));
        for (seen, more) in seen.iter_mut().zip(more) {
            seen.merge(&more);
        }
        Ok(())
    })?;
    let binned = |(declared, seen): (&Declared, &Seen)| match &declared.values {
        Values::Named(names) => (None, names.clone()),
        Values::Known(known) => {
            let (bins, names) = binned(known, seen, VALUES, RANGES);
            (Some(bins), names)
        }
    };
    let (bins, names): (Vec<Option<Bins>>, Vec<Vec<String>>) =
        log.declared.iter().zip(&seen).map(binned).unzip();
    let attributes = log.declared.iter().zip(names);
    Ok(Survey {
        episodes,
        bins,
        attributes: attributes
            .map(|(declared, labels)| Attribute {
                name: declared.name.clone(),
                role: declared.role,
                labels,
            })
            .collect(),
        vocabulary: log.vocabulary.unwrap_or(largest as usize + 1),
    })
}

/// What each network said: drift over the whole record, the rest of the newest `kept` episodes; and the
/// env steps at the end of each window.
fn gather(
    log: &Log,
    survey: &Survey,
    args: &StatsArgs,
    kept: u64,
    options: &Options,
) -> Result<(BTreeMap<usize, NetworkLanguage>, Vec<u64>), Failure> {
    let windows = args.windows as u64;
    let first = survey.episodes - kept;
    let width = survey.bins.len();
    let mut steps = vec![0; args.windows];
    let mut all: BTreeMap<usize, NetworkLanguage> = BTreeMap::new();
    let bin = |stretch: Stretch| {
        let bins = survey.bins.iter().cycle();
        let values = stretch.values.iter().zip(bins);
        let values: Vec<Option<u16>> = values
            .map(|(value, bins)| {
                value.map(|value| match bins {
                    Some(bins) => bins.at(value) as u16,
                    None => value as u16,
                })
            })
            .collect();
        (stretch.origins, stretch.messages, values)
    };
    log.each(options.workers, bin, |(origins, messages, values)| {
        for (index, (origin, message)) in origins.iter().zip(messages.iter()).enumerate() {
            let window = (origin.episode * windows / survey.episodes) as usize;
            steps[window] = steps[window].max(origin.step);
            if args.agent.is_some_and(|asked| asked != origin.network) {
                continue;
            }
            let values = &values[index * width..(index + 1) * width];
            let gathered = match all.entry(origin.network) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(new) => new.insert(NetworkLanguage {
                    said: Utterances::new(survey.attributes.clone(), survey.vocabulary)
                        .map_err(unreadable)?,
                    drift: Drift::new(
                        &survey.attributes,
                        survey.vocabulary,
                        args.windows,
                        options.seed,
                    ),
                }),
            };
            let drift = &mut gathered.drift;
            let add = drift.add(origin.episode, window, message, values);
            add.map_err(unreadable)?;
            if let Some(number) = origin.episode.checked_sub(first) {
                let window = (number * windows / kept) as u32;
                let said = &mut gathered.said;
                let add = said.add(origin.episode, window, message, values);
                add.map_err(unreadable)?;
            }
        }
        Ok(())
    })?;
    Ok((all, steps))
}

fn language(
    network: usize,
    gathered: NetworkLanguage,
    top: usize,
    options: &Options,
) -> AgentLanguage {
    let NetworkLanguage { said, drift } = gathered;
    let law = |ranks: RankFrequency| {
        let counts = ranks.counts.iter().copied();
        let law = PowerLaw::of(ranks.of, counts, REPLICATES, options.seed, options.workers);
        (ranks, law)
    };
    let mut ranks = vec![law(RankFrequency::of_symbols(&said, top))];
    if said.messages().longest() > 1 {
        ranks.push(law(RankFrequency::of_messages(&said, top)));
    }
    AgentLanguage {
        network,
        messages: said.messages().len(),
        episodes: said.episodes(),
        dictionary: Dictionary::of(&said, top, options),
        ranks,
        codebook: CodebookUsage::of(&said),
        drift: drift.finish(),
    }
}
