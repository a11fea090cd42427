//! A testimony for people.

use protolang_language::dictionary::association::{LEAST, LEVEL, Verdict};
use protolang_language::dictionary::entries::{Association, Entry, PositionInformation};
use protolang_language::dictionary::lexical_unit::LexicalUnit;

use super::super::dictionary::{name, percent};
use crate::evaluation::interval::Estimate;
use crate::evaluation::testimony::effects::Effect;
use crate::evaluation::testimony::findings::{NetworkTestimony, Testimony};
use crate::evaluation::testimony::rows::{ACCUSED, SUSPECTS};
use crate::evaluation::testimony::sights::{KILLER, ROOM, WITNESSED};
use crate::evaluation::untrained::Untrained;
use crate::terminal::table::{columns, number};

/// Symbols at each position, and messages, that a table for people shows.
const SHOWN: usize = 8;

/// The section for people.
pub(in crate::commands::stats) fn as_text(heard: &Testimony) -> String {
    let teams = match heard.teams {
        1 => "one team".to_owned(),
        teams => format!("each of {teams} teams"),
    };
    let mut text = format!(
        "Testimony after {} env steps: {} episodes of {teams}, seed {}\n",
        heard.step, heard.episodes, heard.seed,
    );
    if heard.networks.is_empty() {
        text.push_str("Nobody has said anything.\n");
        return text;
    }
    for found in &heard.networks {
        text.push_str(&network_text(found));
    }
    text.push_str(&format!(
        "\nsuspects: whom the speaker finds likeliest. witnessed: whom it has seen kill; killer: the same, of those who have seen somebody. room, victim, reporter: of the body over which they meet. accused: whose probability rises most among those who hear it; symbols go with it wherever they move beliefs, however little: how far is told by TV. Values and lifts are of all messages, and only shown where above chance; verdicts are of one random message an episode, against values shuffled among the messages (for evidence beyond suspicion: among those of one suspicion), at {LEVEL} after Holm's correction; fewer than {LEAST} such messages are too few. Lift: P(value | symbol) / P(value).\nHeard instead: same and other are messages of the same network in the same step of another episode, by a speaker with the same suspicion or another one of somebody who is alive; silence is what is heard where nothing arrives. TV: total variation distance of what listeners believe from what they believe under the message that they heard. toward: change of the probability of whom the speaker of the substitute suspects (silence: whom the speaker that was not heard suspects). 95 %: over episodes. Above chance where the interval of the TV of other lies above that of same.\nUntrained: mean (and range) of 5 populations of the same shape that have learnt nothing and play the same episodes. Above chance is only what is above the largest of them too, and where one more would reach it with a probability of .05 at most (Student's t, all claims of a table together); as untrained: above what shuffles give, but not above them.\n"
    ));
    text
}

fn network_text(found: &NetworkTestimony) -> String {
    let entries = shown(&found.dictionary.entries);
    let beside = found.untrained.as_ref();
    let mut text = format!(
        "\nNetwork {}: {} messages of {} episodes\n\n{}",
        found.network,
        found.messages,
        found.episodes,
        positions(
            &found.dictionary.positions,
            beside.map(|beside| &beside.positions[..])
        ),
    );
    text.push_str(&table("Accusation", &entries, &[SUSPECTS, ACCUSED]));
    text.push_str(&table("Evidence", &entries, &[WITNESSED, KILLER, ROOM]));
    if !found.beyond_suspicion.is_empty() {
        text.push_str(&format!(
            "\nEvidence beyond suspicion\n{}",
            positions(
                &found.beyond_suspicion,
                beside.map(|beside| &beside.beyond_suspicion[..])
            )
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
    if let Some(other) = beside.and_then(|beside| beside.other.as_ref()) {
        text.push_str(&format!(
            "TV of other above that of same, untrained: {}\n",
            other.range()
        ));
    }
    text
}

/// Bits that positions tell, beside what shuffles and untrained networks give.
fn positions(cells: &[PositionInformation], untrained: Option<&[Option<Untrained>]>) -> String {
    let rows: Vec<Vec<String>> = cells
        .iter()
        .enumerate()
        .map(|(index, cell)| {
            let untrained = untrained.and_then(|all| all.get(index)?.as_ref());
            vec![
                cell.position.to_string(),
                cell.attribute.clone(),
                cell.bits.map_or_else(|| "-".to_owned(), number),
                cell.null
                    .as_ref()
                    .map_or_else(String::new, |null| number(null.mean)),
                untrained.map_or_else(String::new, Untrained::range),
                cell.p_holm.map_or_else(String::new, |p| format!("{p:.3}")),
                cell.n.to_string(),
                short(cell.verdict).to_owned(),
            ]
        })
        .collect();
    let head = [
        "AT",
        "ATTRIBUTE",
        "BITS",
        "SHUFFLED",
        "UNTRAINED",
        "P (HOLM)",
        "N",
        "VERDICT",
    ];
    columns(&head, &rows)
}

/// A verdict in few letters.
fn short(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotDistinguishableFromChance => "chance",
        Verdict::LikeUntrained => "as untrained",
        verdict => verdict.words(),
    }
}

/// The most frequent symbols at each position, and messages; where these are one symbol long, symbols.
fn shown(entries: &[Entry]) -> Vec<&Entry> {
    let several = entries
        .iter()
        .any(|entry| !matches!(entry.unit, LexicalUnit::Symbol { .. }));
    let kind = |entry: &Entry| match entry.unit {
        LexicalUnit::Symbol { .. } => (0, 0),
        LexicalUnit::AtPosition { position, .. } => (1, position),
        LexicalUnit::Message { .. } => (2, 0),
    };
    entries
        .chunk_by(|one, other| kind(one) == kind(other))
        .flat_map(|entries| entries.iter().take(SHOWN))
        .filter(|entry| !several || kind(entry) != (0, 0))
        .collect()
}

/// Symbols and messages with the likeliest value of these attributes, those of which one is above chance.
/// Attributes that a game has not are left out.
fn table(title: &str, entries: &[&Entry], attributes: &[&str]) -> String {
    let of = |entry: &Entry, name: &str| -> Option<Association> {
        let mut all = entry.attributes.iter();
        all.find(|found| found.attribute == name).cloned()
    };
    let known = |name: &str| entries.iter().any(|entry| of(entry, name).is_some());
    let attributes: Vec<&str> = attributes.iter().copied().filter(|n| known(n)).collect();
    let mut rows = Vec::new();
    for entry in entries {
        let found = attributes.iter().filter_map(|name| of(entry, name));
        let found: Vec<Association> = found.collect();
        if found
            .iter()
            .all(|found| found.verdict != Verdict::AboveChance)
        {
            continue;
        }
        let said = [
            name(&entry.unit),
            entry.count.to_string(),
            percent(entry.share),
        ];
        rows.push(
            said.into_iter()
                .chain(found.iter().flat_map(cells))
                .collect(),
        );
    }
    if rows.is_empty() {
        let chance = Verdict::NotDistinguishableFromChance.words();
        return format!("\n{title}: {chance}\n");
    }
    let mut head = vec!["SYMBOL".to_owned(), "SAID".to_owned(), "SHARE".to_owned()];
    for name in &attributes {
        head.extend([name.to_uppercase(), "LIFT".to_owned(), "VERDICT".to_owned()]);
    }
    let head: Vec<&str> = head.iter().map(String::as_str).collect();
    format!("\n{title}\n{}", columns(&head, &rows))
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
