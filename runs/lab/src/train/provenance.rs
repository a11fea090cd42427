//! `[provenance]` of `run.toml`: what ran, where, and how it was asked for; again for each resume.

use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;
use toml::{Table, Value};

use super::plan::Plan;
use super::processor::Processor;
use crate::built_from::COMMIT;
use crate::config::run_config::RunConfig;
use crate::error::Failure;
use protolang_records::run::seal;

/// libtorch that the workspace is built against (`scripts/versions`).
const LIBTORCH: &str = "2.11.0";

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    config: &'a RunConfig,
    provenance: Table,
}

/// Where a run, or what was added to it by a resume, comes from.
#[derive(Clone, Debug, Serialize)]
pub struct Provenance {
    /// Version of this program.
    pub protolang: &'static str,
    /// Version of libtorch.
    pub libtorch: &'static str,
    /// Commit that the program was built from ([`COMMIT`]).
    pub commit: &'static str,
    /// Name of the machine.
    pub host: String,
    /// Operating system and instruction set.
    pub platform: String,
    /// What its numbers depend on.
    #[serde(flatten)]
    pub processor: Processor,
    /// Cores that the process may use.
    pub cores: usize,
    /// Numbers in a network.
    pub parameters: usize,
    /// Seconds since 1970 when it began.
    pub started: u64,
    /// What was typed.
    pub command: Vec<String>,
}

impl Provenance {
    /// That of this process.
    pub fn now(plan: &Plan) -> Self {
        Self {
            protolang: env!("CARGO_PKG_VERSION"),
            libtorch: LIBTORCH,
            commit: COMMIT,
            host: host(),
            platform: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            processor: Processor::this(),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            parameters: plan.blueprint.parameter_count(),
            started: seconds() as u64,
            command: command(),
        }
    }
}

/// `run.toml` of a run that begins: every value resolved, and the provenance.
///
/// # Errors
/// [`Failure::Internal`]: a value that TOML cannot hold.
pub fn run_toml(plan: &Plan) -> Result<String, Failure> {
    document(plan, now(plan)?)
}

/// `run.toml` of a run that goes on from the checkpoint of an env step, with its seal: the config may have
/// changed; the provenance in the `previous` text stays, with one more `[[provenance.resumed]]`.
///
/// # Errors
/// As [`run_toml`].
pub fn resumed_toml(
    plan: &Plan,
    previous: &str,
    step: u64,
    sealed: Option<&str>,
) -> Result<String, Failure> {
    let mut previous: Table = previous.parse().unwrap_or_default();
    let mut provenance = match previous.remove("provenance") {
        Some(Value::Table(provenance)) => provenance,
        // Someone has taken it out: what is known now is better than nothing.
        _ => Table::new(),
    };
    let mut resumed = Table::new();
    let step = i64::try_from(step).map_err(|error| cannot_write(&error))?;
    resumed.insert("step".to_owned(), step.into());
    if let Some(sealed) = sealed {
        resumed.insert(seal::SEAL.to_owned(), sealed.into());
    }
    resumed.extend(now(plan)?);
    match provenance.get_mut("resumed") {
        Some(Value::Array(before)) => before.push(resumed.into()),
        _ => {
            provenance.insert("resumed".to_owned(), Value::Array(vec![resumed.into()]));
        }
    }
    document(plan, provenance)
}

fn now(plan: &Plan) -> Result<Table, Failure> {
    Table::try_from(Provenance::now(plan)).map_err(|error| cannot_write(&error))
}

fn document(plan: &Plan, mut provenance: Table) -> Result<String, Failure> {
    let config = &plan.config;
    let text = |provenance: &Table| {
        let provenance = provenance.clone();
        toml::to_string(&Document { config, provenance }).map_err(|error| cannot_write(&error))
    };
    let table: Result<Table, _> = text(&provenance)?.parse();
    let sealed = seal::of_all(&table.map_err(|error| cannot_write(&error))?);
    provenance.insert(seal::SEAL.to_owned(), sealed.into());
    text(&provenance)
}

fn cannot_write(error: &dyn std::fmt::Display) -> Failure {
    Failure::Internal(format!("cannot write run.toml: {error}"))
}

/// What people must know of a processor that is another than that of the `previous` text of a `run.toml`.
pub fn changes(previous: &str) -> Vec<String> {
    let previous: Table = previous.parse().unwrap_or_default();
    match previous.get("provenance").and_then(Value::as_table) {
        Some(provenance) => Processor::this().changes(provenance),
        None => Vec::new(),
    }
}

/// Seconds since 1970.
pub fn seconds() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0.0, |since| since.as_secs_f64())
}

/// What was typed; what is not UTF-8 in it, as names of files may be, is replaced by a sign for that.
fn command() -> Vec<String> {
    std::env::args_os()
        .map(|argument| argument.to_string_lossy().into_owned())
        .collect()
}

fn host() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname")
        .or_else(|_| std::env::var("HOSTNAME"))
        .unwrap_or_default();
    let name = name.trim();
    if name.is_empty() { "unknown" } else { name }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load::Overrides;

    #[test]
    fn the_version_of_libtorch_is_the_one_that_is_fetched() {
        let versions = include_str!("../../../../scripts/versions");
        assert!(
            versions.contains(&format!("TORCH_VERSION={LIBTORCH}")),
            "{versions}"
        );
    }

    #[test]
    fn a_resume_adds_to_the_provenance_and_takes_nothing_away() {
        let config = RunConfig::load("quickstart", &Overrides::default()).expect("a config");
        let plan = Plan::new(&config).expect("a plan");
        let first = run_toml(&plan)
            .expect("text")
            .replace("started = ", "started = 1 # ");
        let second = resumed_toml(&plan, &first, 128, None).expect("text");
        let third = resumed_toml(&plan, &second, 256, None).expect("text");
        assert_eq!(
            RunConfig::from_toml(&third, "run.toml").expect("a config"),
            config
        );
        let table: Table = third.parse().expect("TOML");
        assert_eq!(table["provenance"]["started"], Value::Integer(1));
        let resumed = table["provenance"]["resumed"].as_array().expect("a list");
        let steps: Vec<_> = resumed
            .iter()
            .map(|resumed| resumed["step"].as_integer())
            .collect();
        assert_eq!(steps, [Some(128), Some(256)]);
        assert_eq!(resumed[0]["cores"], table["provenance"]["cores"]);
    }
}
