//! How long a run will take and what it will write, from a short trial of the same run.

use std::time::{Duration, Instant};

use protolang_records::episodes::row::EpisodeRow;
use protolang_records::episodes::writer::packed_len;

use super::memory::{of_networks, size};
use super::plan::Plan;
use super::progress::time;
use super::trainer::{Trainer, Update};
use super::window::Window;
use crate::error::Failure;

/// Updates below which a trial, of two updates at least, is no small part of the run.
const WORTH_IT: u64 = 100;
/// How long the trial goes on measuring.
const LENGTH: Duration = Duration::from_millis(300);
/// It also goes on until so many episodes have ended, to know their rows, but no longer than this.
const EPISODES: usize = 100;
const LONGEST: Duration = Duration::from_millis(900);
/// In the trial one episode in so many is kept as a replay, where the run keeps any.
const REPLAYS: u64 = 10;

/// What is known of a run before it begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// Env steps that are to come.
    steps: u64,
    seconds: f64,
    /// Bytes of all checkpoints that are kept.
    checkpoints: f64,
    /// Bytes of the rows of episodes and of replays; nothing where no episode ended in the trial.
    episodes: Option<f64>,
    /// Bytes of the rows of metrics.
    metrics: f64,
    /// How long the trial measured.
    measured: f64,
}

impl Forecast {
    /// That of a run of which `done` env steps are done; nothing for a short one, or where the trial diverges.
    ///
    /// The trial is a trainer of its own, with networks as they begin: nothing of it reaches the run.
    ///
    /// # Errors
    /// As [`Trainer::new`].
    pub fn of(plan: &Plan, done: u64) -> Result<Option<Self>, Failure> {
        let steps = plan.config.run.steps.saturating_sub(done);
        let updates = steps.div_ceil(plan.steps_per_update());
        if updates < WORTH_IT {
            return Ok(None);
        }
        let mut config = plan.config.clone();
        config.record.replay_every = config.record.replay_every.min(REPLAYS);
        let mut trainer = Trainer::new(&Plan::new(&config)?)?;
        // The first one makes buffers and warms caches.
        let mut seen: Vec<Update> = trainer.update().into_iter().collect();
        let (began, mut count) = (Instant::now(), 0);
        let measured = loop {
            let Ok(update) = trainer.update() else {
                return Ok(None);
            };
            seen.push(update);
            count += 1;
            let measured = began.elapsed();
            let ended = seen
                .iter()
                .map(|update| update.episodes.len())
                .sum::<usize>();
            if measured >= LENGTH && (ended >= EPISODES || measured >= LONGEST) {
                break measured.as_secs_f64();
            }
        };
        let rate = (count * trainer.plan().steps_per_update()) as f64 / measured;
        let record = &plan.config.record;
        let written = match record.checkpoint_every {
            0 => 1,
            every => (updates / every).max(1),
        };
        let kept = written.min(record.keep_checkpoints) as f64;
        Ok(Some(Self {
            steps,
            seconds: steps as f64 / rate,
            checkpoints: of_networks(plan) * kept,
            episodes: bytes_a_step(&seen, plan).map(|bytes| bytes * steps as f64),
            metrics: row_of_metrics(&seen, plan) * (updates / record.metrics_every) as f64,
            measured,
        }))
    }

    /// In words, for whoever is about to start the run.
    pub fn text(&self) -> String {
        let disk = self.checkpoints + self.metrics + self.episodes.unwrap_or(0.0);
        let mut parts = vec![
            format!("checkpoints {}", size(self.checkpoints)),
            format!("metrics {}", size(self.metrics)),
        ];
        match self.episodes {
            Some(bytes) => parts.push(format!("episodes and replays {}", size(bytes))),
            None => {
                parts.push("without episodes and replays, as none ended in the trial".to_owned())
            }
        }
        format!(
            "about {} for {} env steps, and {} of disk ({}): from a trial of {:.1} s with untrained networks",
            time(self.seconds),
            self.steps,
            size(disk),
            parts.join(", "),
            self.measured,
        )
    }
}

/// Bytes that an env step adds to the record of episodes and to replays; nothing where no episode has ended.
fn bytes_a_step(seen: &[Update], plan: &Plan) -> Option<f64> {
    let rows: Vec<&EpisodeRow> = seen.iter().flat_map(|update| &update.episodes).collect();
    let steps = rows.iter().map(|row| f64::from(row.length)).sum::<f64>();
    let rows = (steps > 0.0).then_some(rows)?;
    let record = &plan.config.record;
    let packed = match record.episodes {
        true => packed_len(rows.iter().copied()).ok()? as f64 / steps,
        false => 0.0,
    };
    let replays = seen.iter().flat_map(|update| &update.replays);
    let replays: Vec<f64> = replays
        .filter_map(|replay| replay.to_bytes().ok().map(|bytes| bytes.len() as f64))
        .collect();
    let kept = match (record.replay_every, replays.len()) {
        (0, _) | (_, 0) => 0.0,
        (every, count) => {
            let each = replays.iter().sum::<f64>() / count as f64;
            each * rows.len() as f64 / steps / every as f64
        }
    };
    Some(packed + kept)
}

/// Bytes of a row of metrics, as text.
fn row_of_metrics(seen: &[Update], plan: &Plan) -> f64 {
    let Some(last) = seen.last() else { return 0.0 };
    let mut window = Window::new(None);
    window.add(last);
    let config = &plan.config;
    let row = window.row(last, config.population.size, config.run.seed);
    serde_json::Value::Object(row).to_string().len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load::Overrides;
    use crate::config::run_config::RunConfig;

    fn plan(set: &[&str]) -> Plan {
        let set = [
            "ppo.lanes=8",
            "ppo.rollout=32",
            "ppo.minibatches=2",
            "network.hidden=16",
            "network.grid_layers=[16]",
        ]
        .iter()
        .chain(set)
        .map(|text| (*text).to_owned());
        let overrides = Overrides {
            set: set.collect(),
            workers: Some(1),
            ..Overrides::default()
        };
        let config = RunConfig::load("quickstart", &overrides).expect("a config");
        Plan::new(&config).expect("a plan")
    }

    #[test]
    fn what_is_short_is_not_tried() {
        let of = |steps: &str, done| Forecast::of(&plan(&[steps]), done).expect("a trial");
        assert_eq!(of("run.steps=20000", 0), None);
        assert_eq!(of("run.steps=100000", 90000), None);
        let forecast = of("run.steps=100000", 2000).expect("worth it");
        assert_eq!(forecast.steps, 98_000);
        assert!(forecast.seconds > 0.0 && forecast.episodes.expect("episodes ended") > 0.0);
    }

    #[test]
    fn disk_follows_from_what_is_recorded() {
        let of = |set: &[&str]| {
            let usual = [
                "run.steps=100000",
                "record.replay_every=10",
                "record.metrics_every=1",
                "record.checkpoint_every=100",
                "record.keep_checkpoints=3",
            ];
            let set = [&usual, set].concat();
            Forecast::of(&plan(&set), 0)
                .expect("a trial")
                .expect("worth it")
        };
        let bytes = |forecast: &Forecast| forecast.episodes.expect("episodes ended");
        let all = of(&[]);
        let (fewer, none) = (
            of(&["record.replay_every=0"]),
            of(&["record.episodes=false", "record.replay_every=0"]),
        );
        assert!(bytes(&all) > bytes(&fewer) && bytes(&fewer) > 0.0);
        assert_eq!(bytes(&none), 0.0);
        // 100,000 steps are 391 updates of 256: as many checkpoints as are kept, or the last one.
        assert_eq!(
            all.checkpoints,
            3.0 * of(&["record.checkpoint_every=0"]).checkpoints
        );
        assert!((all.metrics / of(&["record.metrics_every=10"]).metrics - 10.0).abs() < 0.5);
    }
}
