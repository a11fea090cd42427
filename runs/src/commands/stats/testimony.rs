//! `stats --testimony`: who accuses whom, with what evidence, and who believes it.

use protolang_language::dictionary::association::{LEAST, LEVEL, Verdict};
use protolang_language::dictionary::entries::{Association, Entry, Unit};
use protolang_language::options::Options;
use serde_json::{Map, Value, json};

use super::dictionary::{name, percent, positions};
use crate::cli::output::{print, print_json};
use crate::cli::stats::StatsArgs;
use crate::cli::table::{columns, number};
use crate::error::Failure;
use crate::evaluation::interval::Estimate;
use crate::evaluation::testimony::effects::Effect;
use crate::evaluation::testimony::rows::{ACCUSED, EVIDENCE, SUSPECTS};
use crate::evaluation::testimony::run::{NetworkTestimony, Testimony, testimony as hear};
use crate::evaluation::trained::Trained;
use crate::store::run_dir::RunPaths;

/// Symbols at each position, and messages, that a table for people shows.
const SHOWN: usize = 8;

/// The testimony of the run that was named, if it was asked for, and the env steps behind its networks.
pub(super) fn testimony(
    args: &StatsArgs,
    workers: usize,
) -> Result<Option<(Testimony, u64)>, Failure> {
    if !args.testimony {
        return Ok(None);
    }
    let [what] = args.what.as_slice() else {
        return Err(Failure::Usage(
            "--testimony lets the networks of one run play: name one run".to_owned(),
        ));
    };
    if what.path().is_file() {
        return Err(Failure::Usage(format!(
            "--testimony lets networks play, and {} is a file of messages: name the folder of a run",
            what.path().display()
        )));
    }
    let trained = Trained::load(what.path())?;
    // Parameters that were set are those of metrics of messages; these have their own.
    let options = Options {
        seed: args.seed,
        permutations: args.permutations,
        bootstraps: args.bootstraps,
        workers,
        ..Options::default()
    };
    let found = hear(&trained, args.probe_episodes, args.top, &options)?;
    Ok(Some((found, trained.step)))
}

/// Whether there is nothing to report beside a testimony: the run has recorded no episodes, and nothing is
/// asked that needs them.
pub(super) fn alone(args: &StatsArgs) -> bool {
    let recorded = |path| RunPaths::of(path).is_ok_and(|paths| paths.episodes().exists());
    let unrecorded = !args.what.iter().any(|what| recorded(what.path()));
    unrecorded && args.metrics.is_empty() && !args.dictionary && !args.communication
}

/// Prints a testimony and nothing else.
pub(super) fn print_alone(
    (heard, step): &(Testimony, u64),
    args: &StatsArgs,
) -> Result<(), Failure> {
    if args.json {
        return print_json(&json!({
            "seed": args.seed,
            "testimony": as_json(heard, *step, args),
        }));
    }
    print(&as_text(heard, *step, args))
}

/// `step`, `episodes`, `pairs`, `answers[]`, `networks[]{network, messages, episodes, tests{}, dictionary[],
/// positions[], evidence_beyond_suspicion[], heard_instead{same|other|silence: {n, episodes, distance,
/// toward, verdict}}}`.
pub(super) fn as_json(heard: &Testimony, step: u64, args: &StatsArgs) -> Value {
    let networks: Vec<Value> = heard.networks.iter().map(network_json).collect();
    json!({
        "step": step,
        "episodes": args.probe_episodes,
        "pairs": heard.pairs,
        "answers": heard.answers,
        "networks": networks,
    })
}

fn network_json(found: &NetworkTestimony) -> Value {
    let effects: Map<String, Value> = found
        .effects
        .iter()
        .map(|effect| (effect.instead.name().to_owned(), json!(effect)))
        .collect();
    json!({
        "network": found.network,
        "messages": found.messages,
        "episodes": found.episodes,
        "tests": {
            "messages": found.dictionary.tested,
            "sample": "one random message an episode",
            "null": "values shuffled among the messages",
            "null_of_evidence_beyond_suspicion": "values shuffled among the messages of one suspicion",
            "correction": "holm",
            "level": LEVEL,
            "least_messages": LEAST,
        },
        "dictionary": found.dictionary.entries,
        "positions": found.dictionary.positions,
        "evidence_beyond_suspicion": found.beyond_suspicion,
        "heard_instead": effects,
    })
}

/// The section for people.
pub(super) fn as_text(heard: &Testimony, step: u64, args: &StatsArgs) -> String {
    let mut text = format!(
        "Testimony after {step} env steps: {} episodes of each of {} teams, seed {}\n",
        args.probe_episodes, heard.pairs, args.seed,
    );
    if heard.networks.is_empty() {
        text.push_str("Nobody has said anything.\n");
        return text;
    }
    for found in &heard.networks {
        text.push_str(&network_text(found));
    }
    text.push_str(&format!(
        "\nsuspects: whom the speaker finds likeliest. accused: whose probability rises most among those who hear it. Shares and lifts are of all messages, and only shown where above chance; verdicts are of one random message an episode, against values shuffled among the messages (for evidence beyond suspicion: among those of one suspicion), at {LEVEL} after Holm's correction; fewer than {LEAST} such messages are too few. Lift: P(value | symbol) / P(value).\nHeard instead: same and other are messages of the same network in the same step of another episode, by a speaker with the same suspicion or another one; silence is what is heard where nothing arrives. TV: total variation distance of what listeners believe from what they believe under the message that they heard. toward: change of the probability of whom the speaker of the substitute suspects (silence: whom the speaker that was not heard suspects). 95 %: over episodes. Above chance where the interval of the TV of other lies above that of same.\n"
    ));
    text
}

fn network_text(found: &NetworkTestimony) -> String {
    let entries = shown(&found.dictionary.entries);
    let mut text = format!(
        "\nNetwork {}: {} messages of {} episodes\n\n{}",
        found.network,
        found.messages,
        found.episodes,
        positions(&found.dictionary.positions),
    );
    text.push_str(&format!(
        "\nAccusation\n{}",
        table(&entries, &[SUSPECTS, ACCUSED])
    ));
    text.push_str(&format!("\nEvidence\n{}", table(&entries, &EVIDENCE)));
    if !found.beyond_suspicion.is_empty() {
        text.push_str(&format!(
            "\nEvidence beyond suspicion\n{}",
            positions(&found.beyond_suspicion)
        ));
    }
    let effects: Vec<Vec<String>> = found.effects.iter().map(effect).collect();
    let head = [
        "HEARD INSTEAD",
        "TV",
        "95 %",
        "TOWARD",
        "95 %",
        "N",
        "EPISODES",
        "VERDICT",
    ];
    text.push_str(&format!("\n{}", columns(&head, &effects)));
    text
}

/// The most frequent symbols at each position, and messages; where these are one symbol long, symbols.
fn shown(entries: &[Entry]) -> Vec<&Entry> {
    let several = entries
        .iter()
        .any(|entry| !matches!(entry.unit, Unit::Symbol { .. }));
    let kind = |entry: &Entry| match entry.unit {
        Unit::Symbol { .. } => (0, 0),
        Unit::AtPosition { position, .. } => (1, position),
        Unit::Message { .. } => (2, 0),
    };
    entries
        .chunk_by(|one, other| kind(one) == kind(other))
        .flat_map(|entries| entries.iter().take(SHOWN))
        .filter(|entry| !several || kind(entry) != (0, 0))
        .collect()
}

/// Symbols and messages with the likeliest value of these attributes; those that a game has not are left out.
fn table(entries: &[&Entry], attributes: &[&str]) -> String {
    let mut head = vec!["SYMBOL".to_owned(), "SAID".to_owned(), "SHARE".to_owned()];
    let known = |name: &&&str| {
        let of = |entry: &&Entry| entry.attributes.iter().any(|a| a.attribute == **name);
        entries.iter().any(of)
    };
    let attributes: Vec<&&str> = attributes.iter().filter(known).collect();
    for name in &attributes {
        head.extend([name.to_uppercase(), "LIFT".to_owned(), "VERDICT".to_owned()]);
    }
    let rows: Vec<Vec<String>> = entries
        .iter()
        .map(|entry| {
            let mut row = vec![
                name(&entry.unit),
                entry.count.to_string(),
                percent(entry.share),
            ];
            for name in &attributes {
                let found = entry.attributes.iter().find(|a| a.attribute == ***name);
                row.extend(found.map(cells).unwrap_or_default());
            }
            row
        })
        .collect();
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    columns(&head, &rows)
}

/// The likeliest value with its count, its lift, and the verdict.
fn cells(found: &Association) -> [String; 3] {
    let verdict = found.verdict.words().to_owned();
    match (&found.value, found.verdict) {
        (Some(value), Verdict::AboveChance) => {
            let count = (found.probability * found.n as f64).round();
            let value = format!("{value} {count} of {}", found.n);
            [value, format!("{:.2}", found.lift), verdict]
        }
        _ => [String::new(), String::new(), verdict],
    }
}

fn effect(effect: &Effect) -> Vec<String> {
    let mut row = vec![effect.instead.name().to_owned()];
    for estimate in [effect.distance, effect.toward] {
        row.extend(interval(estimate));
    }
    row.push(effect.n.to_string());
    row.push(effect.episodes.to_string());
    row.push(effect.verdict.map_or("", Verdict::words).to_owned());
    row
}

fn interval(estimate: Option<Estimate>) -> [String; 2] {
    let Some(Estimate { mean, ci95 }) = estimate else {
        return ["-".to_owned(), String::new()];
    };
    let ends = ci95.map_or_else(String::new, |[low, high]| {
        format!("{} to {}", number(low), number(high))
    });
    [number(mean), ends]
}
