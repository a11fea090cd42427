//! `[provenance]` of `run.toml`: what ran, where, and how it was asked for.

use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serialize;

use super::plan::Plan;
use crate::config::run_config::RunConfig;
use crate::error::Failure;

/// libtorch that the workspace is built against (`scripts/versions`).
const LIBTORCH: &str = "2.11.0";

#[derive(Serialize)]
struct Document<'a> {
    #[serde(flatten)]
    config: &'a RunConfig,
    provenance: Provenance,
}

/// Where a run comes from.
#[derive(Clone, Debug, Serialize)]
pub struct Provenance {
    /// Version of this program.
    pub protolang: &'static str,
    /// Version of libtorch.
    pub libtorch: &'static str,
    /// Commit of the working folder's repository, if it is one.
    pub commit: String,
    /// Name of the machine.
    pub host: String,
    /// Operating system and instruction set.
    pub platform: String,
    /// Cores that the process may use.
    pub cores: usize,
    /// Numbers in a network.
    pub parameters: usize,
    /// Seconds since 1970 when the run was made.
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
            commit: commit().unwrap_or_else(|| "unknown".to_owned()),
            host: host(),
            platform: format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            parameters: plan.blueprint.parameter_count(),
            started: seconds() as u64,
            command: std::env::args().collect(),
        }
    }
}

/// `run.toml`: every value resolved, and the provenance.
///
/// # Errors
/// [`Failure::Internal`]: a value that TOML cannot hold.
pub fn run_toml(plan: &Plan) -> Result<String, Failure> {
    let document = Document {
        config: &plan.config,
        provenance: Provenance::now(plan),
    };
    toml::to_string(&document)
        .map_err(|error| Failure::Internal(format!("cannot write run.toml: {error}")))
}

/// Seconds since 1970.
pub fn seconds() -> f64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0.0, |since| since.as_secs_f64())
}

/// The commit that this program was built from, or else that of the working folder.
fn commit() -> Option<String> {
    let output = Command::new("git")
        .args(["rev-parse", "HEAD"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let commit = text.trim();
    (output.status.success() && !commit.is_empty()).then(|| commit.to_owned())
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

    #[test]
    fn the_version_of_libtorch_is_the_one_that_is_fetched() {
        let versions = include_str!("../../../scripts/versions");
        assert!(
            versions.contains(&format!("TORCH_VERSION={LIBTORCH}")),
            "{versions}"
        );
    }
}
