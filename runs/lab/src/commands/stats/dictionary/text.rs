//! Agents for people.

use protolang_language::dictionary::association::{LEAST, LEVEL, Verdict};
use protolang_language::dictionary::drift::{WindowDrift, settled_from};
use protolang_language::dictionary::entries::{Entry, PositionInformation};
use protolang_language::dictionary::frequency::RankFrequency;
use protolang_language::dictionary::lexical_unit::LexicalUnit;
use protolang_language::measure::Null;

use super::super::power_law::sentence;
use super::agents::{AgentLanguage, Agents};
use crate::terminal::table::{columns, number};

/// Ranks that are printed in a line.
const RANKS: usize = 8;

/// The section for people.
pub(in crate::commands::stats) fn as_text(agents: &Agents) -> String {
    let mut text: String = agents
        .agents
        .iter()
        .map(|agent| one(agent, agents))
        .collect();
    text.push_str(&format!(
        "\nValues, shares and lifts are of all messages. Verdicts are of one random message an episode, against values shuffled among the messages of a window that are as long, at {LEVEL} after Holm's correction; fewer than {LEAST} such messages are too few. Lift: P(value | symbol) / P(value).\n"
    ));
    text
}

fn one(agent: &AgentLanguage, all: &Agents) -> String {
    let codebook = &agent.codebook;
    let mut text = format!(
        "\nNetwork {}: {} messages of {} episodes; {} of {} symbols used, {} dead, perplexity {}, normalised entropy {}\n\n",
        agent.network,
        agent.messages,
        agent.episodes,
        codebook.used,
        codebook.size,
        codebook.dead,
        or_none(codebook.perplexity),
        or_none(codebook.normalized_entropy),
    );
    for (ranks, law) in &agent.ranks {
        text.push_str(&by_rank(ranks));
        text.push_str(&sentence(law));
    }
    text.push_str(&format!("\n{}", dictionary(&agent.dictionary.entries)));
    text.push_str(&format!("\n{}", positions(&agent.dictionary.positions)));
    text.push_str(&format!("\n{}", purities(agent)));
    text.push_str(&format!("\n{}", drift(&agent.drift, &all.steps)));
    text
}

fn by_rank(ranks: &RankFrequency) -> String {
    let share = |rank: &protolang_language::dictionary::frequency::Rank| {
        format!("[{}] {}", symbols(&rank.symbols), percent(rank.share))
    };
    let first: Vec<String> = ranks.ranks.iter().take(RANKS).map(share).collect();
    let more = if ranks.kinds > first.len() {
        " ..."
    } else {
        ""
    };
    format!(
        "{} {} of {} kinds, by rank: {}{more}\n  Rank 1 / rank 2: {}. Naive line through log frequency on log rank: slope {}, R2 {}; no test of a power law.\n",
        ranks.n,
        ranks.of,
        ranks.kinds,
        first.join(", "),
        or_none(ranks.first_over_second),
        or_none(ranks.naive_slope),
        or_none(ranks.naive_r2),
    )
}

fn dictionary(entries: &[Entry]) -> String {
    let mut rows = Vec::new();
    for entry in entries {
        let head = [
            name(&entry.unit),
            entry.count.to_string(),
            percent(entry.share),
        ];
        let mut head = Some(head);
        let mut row = |cells: [String; 6]| {
            let head = head.take().unwrap_or_default();
            rows.push(head.into_iter().chain(cells).collect::<Vec<String>>());
        };
        let is = |verdict: Verdict| {
            entry
                .attributes
                .iter()
                .filter(move |a| a.verdict == verdict)
        };
        for found in is(Verdict::AboveChance) {
            row([
                found.attribute.clone(),
                found.value.clone().unwrap_or_default(),
                percent(found.probability),
                format!("{:.2}", found.lift),
                probability(found.p_holm),
                found.verdict.words().to_owned(),
            ]);
        }
        for verdict in [
            Verdict::NotDistinguishableFromChance,
            Verdict::TooFew,
            Verdict::NotTested,
            Verdict::Constant,
        ] {
            let names: Vec<&str> = is(verdict).map(|found| &found.attribute[..]).collect();
            if !names.is_empty() {
                let mut cells = <[String; 6]>::default();
                cells[0] = names.join(", ");
                verdict.words().clone_into(&mut cells[5]);
                row(cells);
            }
        }
        // Without attributes there is still how often it is said.
        if entry.attributes.is_empty() {
            row(<[String; 6]>::default());
        }
    }
    columns(
        &[
            "SYMBOL",
            "SAID",
            "SHARE",
            "ATTRIBUTE",
            "MOST LIKELY",
            "P",
            "LIFT",
            "P (HOLM)",
            "VERDICT",
        ],
        &rows,
    )
}

/// A symbol, wherever or at a position, or a message.
pub(in crate::commands::stats) fn name(unit: &LexicalUnit) -> String {
    match unit {
        LexicalUnit::Symbol { symbol } => symbol.to_string(),
        LexicalUnit::AtPosition { symbol, position } => format!("{symbol} at {position}"),
        LexicalUnit::Message { message } => format!("[{}]", symbols(message)),
    }
}

/// What symbols at each position tell of each attribute.
fn positions(cells: &[PositionInformation]) -> String {
    let rows: Vec<Vec<String>> = cells
        .iter()
        .map(|cell| {
            vec![
                cell.position.to_string(),
                cell.attribute.clone(),
                or_none(cell.bits),
                spread(cell.null.as_ref()),
                probability(cell.p_holm),
                cell.n.to_string(),
                cell.verdict.words().to_owned(),
            ]
        })
        .collect();
    columns(
        &[
            "POSITION",
            "ATTRIBUTE",
            "BITS",
            "NULL",
            "P (HOLM)",
            "N",
            "VERDICT",
        ],
        &rows,
    )
}

fn purities(agent: &AgentLanguage) -> String {
    let rows: Vec<Vec<String>> = agent
        .dictionary
        .purities
        .iter()
        .map(|cell| {
            vec![
                cell.attribute.clone(),
                number(cell.purity),
                number(cell.majority),
                spread(cell.null.as_ref()),
                probability(cell.p_holm),
                cell.n.to_string(),
                cell.verdict.words().to_owned(),
            ]
        })
        .collect();
    columns(
        &[
            "PURITY OF SYMBOLS",
            "PURITY",
            "MAJORITY",
            "NULL",
            "P (HOLM)",
            "N",
            "VERDICT",
        ],
        &rows,
    )
}

fn drift(windows: &[WindowDrift], steps: &[u64]) -> String {
    let rows: Vec<Vec<String>> = windows
        .iter()
        .map(|window| {
            let changed: Vec<String> = window
                .meaning
                .iter()
                .filter_map(|meaning| {
                    let change = meaning.change.filter(|change| change.changed)?;
                    let remapped = meaning.remapped.unwrap_or(0.0);
                    let name = &meaning.attribute;
                    Some(format!(
                        "{name} {} ({})",
                        number(change.jsd),
                        percent(remapped)
                    ))
                })
                .collect();
            let meaning = match (window.usage, changed.is_empty()) {
                (None, _) => String::new(),
                (Some(_), true) => "none".to_owned(),
                (Some(_), false) => changed.join(", "),
            };
            vec![
                window.window.to_string(),
                steps
                    .get(window.window)
                    .map_or_else(String::new, u64::to_string),
                window.episodes.to_string(),
                window.symbols_in_use.to_string(),
                or_none(window.perplexity),
                window
                    .usage
                    .map_or_else(String::new, |usage| number(usage.jsd)),
                window
                    .usage
                    .map_or_else(String::new, |usage| number(usage.noise)),
                match window.usage {
                    Some(usage) if usage.changed => "changed".to_owned(),
                    Some(_) => "same".to_owned(),
                    None => String::new(),
                },
                meaning,
            ]
        })
        .collect();
    let settled = match settled_from(windows) {
        Some(window) => format!("Usage is the same from window {window} on.\n"),
        None => "Usage has not settled.\n".to_owned(),
    };
    let head = [
        "WINDOW",
        "UNTIL STEP",
        "EPISODES",
        "IN USE",
        "PERPLEXITY",
        "USAGE JSD (bit)",
        "NOISE",
        "USAGE",
        "MEANING JSD ABOVE NOISE (SYMBOLS REMAPPED)",
    ];
    format!("{}{settled}", columns(&head, &rows))
}

fn symbols(symbols: &[u32]) -> String {
    let all: Vec<String> = symbols.iter().map(u32::to_string).collect();
    all.join(" ")
}

fn or_none(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), number)
}

pub(in crate::commands::stats) fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

fn probability(p: Option<f64>) -> String {
    p.map_or_else(String::new, |p| format!("{p:.3}"))
}

fn spread(null: Option<&Null>) -> String {
    null.map_or_else(String::new, |null| {
        format!("{} ± {}", number(null.mean), number(null.sd))
    })
}
