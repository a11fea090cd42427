//! `protolang bench stats`: how fast language is measured, beside the programs that others use.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use protolang_language::metric::info::MetricInfo;
use protolang_language::observations::Observations;
use protolang_language::options::{MeaningDistance, Options};
use protolang_language::power_law::analysis::PowerLaw;
use protolang_language::registry::{METRICS, compute, compute_all};
use protolang_language::symbol_zero::SymbolZero;
use protolang_language::table::Table;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use rand::rngs::ChaCha8Rng;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cli::bench::BenchStatsArgs;
use crate::error::Failure;
use crate::meter::peak_rss_mib;
use crate::terminal::output::{print, print_json};
use crate::terminal::table::{columns, number};

/// Attributes of a meaning, values of each, and symbols, of the data that is drawn.
const ATTRIBUTES: u32 = 4;
const VALUES: u32 = 10;
const VOCABULARY: u32 = 20;
/// Values that are drawn where none are given: as many as Moby Dick has words.
const WORDS: u32 = 18_855;
/// Exponent that they are drawn with.
const ALPHA: f64 = 1.95;

/// What a peer says: seconds, and its value for comparison.
#[derive(Debug, Deserialize)]
struct Peer {
    topsim: PeerValue,
    power_law: PeerValue,
}

#[derive(Debug, Deserialize)]
struct PeerValue {
    value: f64,
    seconds: f64,
    program: String,
}

/// Values of a power law, in either form of a case file.
#[derive(Deserialize)]
struct PowerLawCounts {
    values: Option<Vec<u64>>,
    value_multiplicity: Option<Vec<(u64, u64)>>,
}

/// Times TopSim, a power-law analysis and the streaming of messages, and the peer where there is one.
///
/// # Errors
/// [`Failure::Unreadable`]: no counts in the file, or a peer that fails. [`Failure::Verification`]: a peer
/// with another TopSim of the same data.
pub fn run(args: &BenchStatsArgs) -> Result<(), Failure> {
    let workers = match args.workers {
        0 => std::thread::available_parallelism().map_or(1, usize::from),
        workers => workers as usize,
    };
    let options = Options {
        seed: args.seed,
        workers,
        max_rows: usize::MAX,
        // What the peer computes.
        meaning_distance: MeaningDistance::Hamming,
        ..Options::default().bare()
    };
    let mut random = generator(args.seed);
    let rows: Vec<MadeRow> = (0..args.rows)
        .map(|_| MadeRow::draw(&mut random, args.length))
        .collect();
    let counts = match &args.counts {
        Some(path) => read_counts(path)?,
        None => drawn_counts(&mut random),
    };
    // First, while nothing else has been held in memory.
    let streamed = stream_messages(args, &options)?;
    let (topsim, topsim_s) = time_topsim(&rows, &options)?;
    let began = Instant::now();
    let law = PowerLaw::of(
        "symbols",
        counts.iter().copied(),
        args.bootstraps as usize,
        args.seed,
        workers,
    );
    let power_law_s = began.elapsed().as_secs_f64();
    let peer = match &args.peer {
        Some(program) => Some(ask(program, &rows, &counts, args.bootstraps)?),
        None => None,
    };
    if let Some(peer) = &peer
        && (peer.topsim.value - topsim).abs() > 1e-9
    {
        return Err(Failure::Verification(format!(
            "{} has a TopSim of {}, this program {topsim}, of the same {} rows",
            peer.topsim.program, peer.topsim.value, args.rows
        )));
    }
    let value = json!({
        "workers": workers,
        "topsim": { "rows": args.rows, "length": args.length, "value": topsim, "wall_s": topsim_s },
        "power_law": {
            "values": counts.len(),
            "bootstraps": args.bootstraps,
            "alpha": law.alpha,
            "xmin": law.xmin,
            "p": law.p,
            "wall_s": power_law_s,
        },
        "streaming": streamed,
        "peer": peer.as_ref().map(|peer| json!({
            "topsim": { "program": peer.topsim.program, "value": peer.topsim.value, "wall_s": peer.topsim.seconds, "ratio": peer.topsim.seconds / topsim_s },
            "power_law": { "program": peer.power_law.program, "alpha": peer.power_law.value, "wall_s": peer.power_law.seconds, "ratio": peer.power_law.seconds / power_law_s },
        })),
    });
    match args.json {
        true => print_json(&value),
        false => print(&text(&value, peer.as_ref())),
    }
}

/// A meaning and what was said for it: each attribute has a symbol at its place, in one row of four
/// replaced by chance.
struct MadeRow {
    meaning: Vec<i64>,
    message: Vec<u32>,
}

impl MadeRow {
    fn draw(random: &mut ChaCha8Rng, length: u32) -> Self {
        let meaning: Vec<i64> = (0..ATTRIBUTES)
            .map(|_| i64::from(below(random, VALUES)))
            .collect();
        let message = (0..length)
            .map(|place| {
                let value = meaning[(place % ATTRIBUTES) as usize] as u32;
                match below(random, 4) {
                    0 => 1 + below(random, VOCABULARY),
                    _ => 1 + (value + place * 3) % VOCABULARY,
                }
            })
            .collect();
        Self { meaning, message }
    }
}

fn generator(seed: u64) -> ChaCha8Rng {
    let key = EpisodeKey {
        run_seed: seed,
        lane: 0,
        episode: 0,
    };
    stream(key, Purpose::Policy)
}

fn time_topsim(rows: &[MadeRow], options: &Options) -> Result<(f64, f64), Failure> {
    let meanings: Vec<_> = rows.iter().map(|row| row.meaning.clone()).collect();
    let messages: Vec<_> = rows.iter().map(|row| row.message.clone()).collect();
    let internal = |error| Failure::Internal(format!("cannot measure what was drawn: {error}"));
    let table = Table::new(meanings, messages, None).map_err(internal)?;
    let began = Instant::now();
    let measure = compute("topsim", &table, options).map_err(internal)?;
    let seconds = began.elapsed().as_secs_f64();
    let value = measure
        .value
        .ok_or_else(|| Failure::Internal("TopSim of what was drawn is undefined".to_owned()))?;
    Ok((value, seconds))
}

/// Streams messages through everything that is counted and sampled, then computes every metric.
fn stream_messages(args: &BenchStatsArgs, options: &Options) -> Result<Value, Failure> {
    let mut random = generator(args.seed.wrapping_add(1));
    let internal = |error| Failure::Internal(format!("cannot measure what was drawn: {error}"));
    // Drawing takes longer than counting: a stretch of messages is drawn once and turned.
    let stretch: Vec<MadeRow> = (0..100_000.min(args.messages))
        .map(|_| MadeRow::draw(&mut random, args.length))
        .collect();
    let mut all = Observations::new(None, SymbolZero::Word, args.seed);
    let began = Instant::now();
    let mut message = Vec::new();
    for number in 0..args.messages {
        let row = &stretch[(number % stretch.len() as u64) as usize];
        // Another round says other words: messages do not repeat as rounds do.
        let round = (number / stretch.len() as u64) as u32;
        message.clear();
        message.extend(
            row.message
                .iter()
                .map(|s| 1 + (s + round) % (2 * VOCABULARY)),
        );
        all.add(Some(&row.meaning), &message).map_err(internal)?;
    }
    let seconds = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let metrics: Vec<&MetricInfo> = METRICS
        .iter()
        .filter(|metric| metric.from_table())
        .collect();
    let options = Options {
        max_rows: 2_000,
        ..options.clone()
    };
    compute_all(&metrics, &all, &options).map_err(internal)?;
    Ok(json!({
        "messages": args.messages,
        "wall_s": seconds,
        "messages_per_s": args.messages as f64 / seconds,
        "metrics": metrics.len(),
        "metrics_s": began.elapsed().as_secs_f64(),
        "peak_rss_mib": peak_rss_mib(),
    }))
}

fn read_counts(path: &Path) -> Result<Vec<u64>, Failure> {
    let counts: PowerLawCounts = protolang_language::reading::json(path)
        .map_err(|error| Failure::Unreadable(error.to_string()))?;
    let pairs = counts.value_multiplicity.into_iter().flatten();
    let repeated = pairs.flat_map(|(value, count)| std::iter::repeat_n(value, count as usize));
    let values: Vec<u64> = counts
        .values
        .into_iter()
        .flatten()
        .chain(repeated)
        .collect();
    match values.is_empty() {
        true => Err(Failure::Unreadable(format!(
            "{} holds no values: give `values` or `value_multiplicity`",
            path.display()
        ))),
        false => Ok(values),
    }
}

/// Whole parts of Pareto variates.
fn drawn_counts(random: &mut ChaCha8Rng) -> Vec<u64> {
    let draw = |_| {
        let u = (f64::from(below(random, 1 << 30)) + 1.0) / f64::from(1 << 30);
        u.powf(-1.0 / (ALPHA - 1.0)) as u64
    };
    (0..WORDS).map(draw).collect()
}

/// Lets the peer measure the same data.
fn ask(program: &Path, rows: &[MadeRow], counts: &[u64], bootstraps: u32) -> Result<Peer, Failure> {
    let job = std::env::temp_dir().join(format!("protolang-bench-{}.json", std::process::id()));
    let meanings: Vec<&Vec<i64>> = rows.iter().map(|row| &row.meaning).collect();
    let messages: Vec<&Vec<u32>> = rows.iter().map(|row| &row.message).collect();
    let text = json!({ "meanings": meanings, "messages": messages, "counts": counts, "bootstraps": bootstraps });
    std::fs::write(&job, text.to_string())
        .map_err(|error| Failure::Internal(format!("cannot write {}: {error}", job.display())))?;
    let output = Command::new(program).arg(&job).output();
    std::fs::remove_file(&job).ok();
    let failed = |why: String| {
        Failure::Unreadable(format!(
            "the peer {} gave no times ({why}): run it by hand, as scripts/peers/README.md says",
            program.display()
        ))
    };
    let output = output.map_err(|error| failed(error.to_string()))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(failed(
            said.lines().last().unwrap_or("it failed").to_owned(),
        ));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| failed(error.to_string()))
}

fn text(value: &Value, peer: Option<&Peer>) -> String {
    let of = |path: &str| {
        value
            .pointer(path)
            .and_then(Value::as_f64)
            .unwrap_or(f64::NAN)
    };
    let row = |what: String, seconds: &str, peer: Option<&PeerValue>| {
        let own = of(seconds);
        vec![
            what,
            number(own),
            peer.map_or_else(String::new, |peer| number(peer.seconds)),
            peer.map_or_else(String::new, |peer| format!("{:.0}", peer.seconds / own)),
            peer.map_or_else(String::new, |peer| peer.program.clone()),
        ]
    };
    let topsim = format!(
        "TopSim, {} messages of {} symbols",
        of("/topsim/rows"),
        of("/topsim/length")
    );
    let law = format!(
        "power law of {} values, {} bootstraps",
        of("/power_law/values"),
        of("/power_law/bootstraps")
    );
    let rows = [
        row(topsim, "/topsim/wall_s", peer.map(|peer| &peer.topsim)),
        row(law, "/power_law/wall_s", peer.map(|peer| &peer.power_law)),
    ];
    format!(
        "{}\nStreaming: {} messages in {} s ({} a second), then {} metrics in {} s; at most {} MiB.\n",
        columns(&["WHAT", "SECONDS", "PEER", "RATIO", ""], &rows),
        of("/streaming/messages"),
        number(of("/streaming/wall_s")),
        number(of("/streaming/messages_per_s")),
        of("/streaming/metrics"),
        number(of("/streaming/metrics_s")),
        number(of("/streaming/peak_rss_mib")),
    )
}
