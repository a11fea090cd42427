//! What memory a run needs at least, worked out from its shapes before anything is made.

use std::fs;

use protolang_agents::rollout::Rollout;

use super::plan::Plan;
use super::pretraining;
use crate::error::Failure;

/// A part of the need that is smaller than this share of it is not spoken of.
const SPOKEN_OF: f64 = 0.1;

/// Bytes that a run needs at least, part by part.
#[derive(Clone, Debug, PartialEq)]
pub struct Memory(Vec<MemoryPart>);

/// What some of the memory is for.
#[derive(Clone, Debug, PartialEq)]
struct MemoryPart {
    what: &'static str,
    /// The keys that it grows with, and their values.
    keys: Vec<(&'static str, String)>,
    bytes: f64,
}

impl Memory {
    /// That of a training run: what certainly lies in memory at the same time. Games, libraries and what is
    /// freed at once come on top.
    pub fn of(plan: &Plan) -> Self {
        let (config, blueprint) = (&plan.config, &plan.blueprint);
        let (ppo, network) = (&config.ppo, &config.network);
        let number = size_of::<f32>() as f64;
        let seats = (plan.spaces.agents * plan.teams()) as f64;
        let parameters = blueprint.parameter_count() as f64 * number;
        // Every block plays all seats; while learning, each seat has a copy and a gradient.
        let playing = plan.blocks().len() as f64 * seats;
        let networks = of_networks(plan) + (playing + 2.0 * seats) * parameters;
        let decisions = ppo.lanes as f64 * ppo.rollout as f64 * plan.spaces.agents as f64;
        let learning = decisions / ppo.minibatches as f64;
        let observed = match pretraining::is_wanted(plan) {
            true => config.perception.pretraining_observations as f64,
            false => 0.0,
        };
        let shape = vec![
            ("population.size", config.population.size.to_string()),
            ("network.grid_layers", format!("{:?}", network.grid_layers)),
            ("network.hidden", network.hidden.to_string()),
        ];
        let played = vec![
            ("ppo.lanes", ppo.lanes.to_string()),
            ("ppo.rollout", ppo.rollout.to_string()),
        ];
        let minibatches = ("ppo.minibatches", ppo.minibatches.to_string());
        let observations = config.perception.pretraining_observations.to_string();
        Self(vec![
            MemoryPart {
                what: "networks",
                keys: shape,
                bytes: networks,
            },
            MemoryPart {
                what: "rollouts",
                keys: played.clone(),
                bytes: decisions * Rollout::bytes_per_decision(blueprint) as f64,
            },
            MemoryPart {
                what: "minibatches",
                keys: [played, vec![minibatches]].concat(),
                bytes: learning * blueprint.numbers_per_decision() as f64 * number,
            },
            MemoryPart {
                what: "observations before training",
                keys: vec![("perception.pretraining_observations", observations)],
                bytes: observed * plan.spaces.observation_len() as f64,
            },
        ])
    }

    /// All parts together, in bytes.
    pub fn total(&self) -> f64 {
        self.0.iter().map(|part| part.bytes).sum()
    }

    /// Whether it is more than half of what a machine with so many bytes has.
    pub fn is_much(&self, machine: Option<f64>) -> bool {
        machine.is_some_and(|has| self.total() > has / 2.0)
    }

    /// In words.
    pub fn text(&self) -> String {
        format!("at least {} of memory", size(self.total()))
    }

    /// Refuses a run for which a machine with so many bytes is too small.
    ///
    /// # Errors
    /// [`Failure::Usage`] with what the memory is for and the keys that it depends on.
    pub fn fits(&self, machine: Option<f64>) -> Result<(), Failure> {
        let total = self.total();
        let Some(has) = machine.filter(|has| total > *has) else {
            return Ok(());
        };
        let parts = self.0.iter().filter(|part| part.bytes > SPOKEN_OF * total);
        let parts: Vec<String> = parts
            .map(|part| {
                let keys = part.keys.iter();
                let keys: Vec<String> = keys
                    .map(|(key, value)| format!("{key} = {value}"))
                    .collect();
                format!(
                    "{} for {} ({})",
                    size(part.bytes),
                    part.what,
                    keys.join(", ")
                )
            })
            .collect();
        Err(Failure::Usage(format!(
            "the run needs at least {} of memory, and this machine has {}: {}; give smaller values",
            size(total),
            size(has),
            parts.join(", ")
        )))
    }
}

/// Bytes of all networks with what their optimizers remember: Adam's two moments, and the sum of gradients where
/// it is kept.
pub fn of_networks(plan: &Plan) -> f64 {
    let copies = if plan.config.ppo.zero_gradient { 3 } else { 4 };
    let numbers = plan.config.population.size as f64 * plan.blueprint.parameter_count() as f64;
    numbers * (copies * size_of::<f32>()) as f64
}

/// Bytes of memory that this process may have, as far as the system tells: those of the machine, or of the
/// group of processes that it is in where they are limited.
pub fn of_this_machine() -> Option<f64> {
    let meminfo = fs::read_to_string("/proc/meminfo").ok();
    let total = meminfo.as_deref().and_then(|text| {
        let line = text.lines().find(|line| line.starts_with("MemTotal:"))?;
        let kibibytes: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
        Some(kibibytes * 1024.0)
    });
    let limits = [
        "/sys/fs/cgroup/memory.max",
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
    ];
    let limits = limits.iter().filter_map(|path| {
        let text = fs::read_to_string(path).ok()?;
        text.trim().parse().ok()
    });
    limits.chain(total).min_by(f64::total_cmp)
}

/// A number of bytes in words.
pub fn size(bytes: f64) -> String {
    const UNITS: [&str; 7] = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
    let mut unit = 0;
    let mut number = bytes;
    while number >= 999.5 && unit + 1 < UNITS.len() {
        number /= 1000.0;
        unit += 1;
    }
    let decimals = usize::from(number < 9.95 && unit > 0);
    format!("{number:.decimals$} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load::Overrides;
    use crate::config::run_config::RunConfig;

    fn memory(set: &[&str]) -> Memory {
        let overrides = Overrides {
            set: set.iter().map(|text| (*text).to_owned()).collect(),
            workers: Some(2),
            ..Overrides::default()
        };
        let config = RunConfig::load("score-p3-xp", &overrides).expect("a config");
        Memory::of(&Plan::new(&config).expect("a plan"))
    }

    #[test]
    fn what_is_too_large_is_refused_by_its_keys() {
        let machine = Some(16e9);
        assert!(memory(&[]).fits(machine).is_ok());
        assert!(
            memory(&["ppo.lanes=65536", "ppo.rollout=65536"])
                .fits(None)
                .is_ok()
        );
        let sentence = |set: &[&str]| {
            memory(set)
                .fits(machine)
                .expect_err("too large")
                .to_string()
        };
        insta::assert_snapshot!(sentence(&["ppo.lanes=65536", "ppo.rollout=65536"]), @"the run needs at least 15 TB of memory, and this machine has 16 GB: 15 TB for minibatches (ppo.lanes = 65536, ppo.rollout = 65536, ppo.minibatches = 4); give smaller values");
        insta::assert_snapshot!(sentence(&["network.grid_layers=[16384,16384,16384]"]), @"the run needs at least 38 GB of memory, and this machine has 16 GB: 37 GB for networks (population.size = 3, network.grid_layers = [16384, 16384, 16384], network.hidden = 128); give smaller values");
        insta::assert_snapshot!(sentence(&["population.size=10000", "network.hidden=4096"]), @"the run needs at least 8.1 TB of memory, and this machine has 16 GB: 8.1 TB for networks (population.size = 10000, network.grid_layers = [256, 256, 128, 16], network.hidden = 4096); give smaller values");
    }

    #[test]
    fn rollouts_grow_with_lanes_and_networks_with_layers() {
        let (small, lanes, layers) = (
            memory(&[]),
            memory(&["ppo.lanes=256"]),
            memory(&["network.hidden=256"]),
        );
        assert_eq!(lanes.0[1].bytes, 2.0 * small.0[1].bytes);
        assert_eq!(lanes.0[0], small.0[0]);
        assert!(layers.0[0].bytes > 2.0 * small.0[0].bytes);
        assert_eq!(layers.0[1], small.0[1]);
    }

    #[test]
    fn sizes_are_short() {
        let sizes = [0.0, 999.0, 1500.0, 12_345.0, 999_900.0, 2.5e9, 3e30];
        let shown = [
            "0 B",
            "999 B",
            "1.5 kB",
            "12 kB",
            "1.0 MB",
            "2.5 GB",
            "3000000000000 EB",
        ];
        assert_eq!(sizes.map(size), shown);
    }
}
