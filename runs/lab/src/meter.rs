//! What the process has used: processor time and memory.

use std::time::{Duration, Instant};

use cpu_time::ProcessTime;

/// Measures from its making on.
#[derive(Debug)]
pub struct Meter {
    wall: Instant,
    cpu: ProcessTime,
}

impl Meter {
    /// Begins to measure.
    pub fn start() -> Self {
        Self {
            wall: Instant::now(),
            cpu: ProcessTime::now(),
        }
    }

    /// Time that has gone by.
    pub fn wall(&self) -> Duration {
        self.wall.elapsed()
    }

    /// Processor time that all threads of the process have used.
    pub fn cpu(&self) -> Duration {
        self.cpu.elapsed()
    }
}

/// Largest resident memory of the process so far, in MiB; nothing where the system does not tell.
pub fn peak_rss_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kib / 1024.0)
}
