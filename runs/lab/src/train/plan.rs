//! What follows from a config before anything runs: shapes, lanes, updates, step sizes.

use std::ops::Range;

use protolang_agents::blueprint::{Blueprint, Design};
use protolang_agents::objectives::Listener;
use protolang_agents::population::teams;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::spaces::Spaces;

use crate::config::run_config::RunConfig;
use crate::error::Failure;

/// A config with everything that follows from it.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The config.
    pub config: RunConfig,
    /// What the world does to symbols.
    pub physics: ChannelPhysics,
    /// What the game looks like to networks.
    pub spaces: Spaces,
    /// Shape of the networks.
    pub blueprint: Blueprint,
}

impl Plan {
    /// The plan of a resolved config.
    ///
    /// # Errors
    /// [`Failure::Usage`]: more agents in a lane than networks that may meet, or a width of 0.
    pub fn new(config: &RunConfig) -> Result<Self, Failure> {
        let physics = config.channel.physics();
        let spaces = config.game.0.spaces(&physics);
        let content = config.channel.content(&spaces);
        let auxiliary = config.objectives.heads(&spaces, &content);
        let design = Design {
            network: &config.network,
            perception: &config.perception,
            auxiliary: &auxiliary,
            channel: &content,
        };
        let blueprint =
            Blueprint::new(&spaces, &design).map_err(|error| Failure::Usage(error.to_string()))?;
        Ok(Self {
            config: config.clone(),
            physics,
            spaces,
            blueprint,
        })
    }

    /// Lanes of each block, as evenly as whole teams can be dealt.
    pub fn blocks(&self) -> Vec<Range<u64>> {
        let (teams, lanes) = (self.teams(), self.config.ppo.lanes);
        let each = lanes / teams;
        let blocks = lanes.div_ceil(self.config.run.block.max(1));
        let blocks = blocks.clamp(1, each.max(1));
        let bound = |block: usize| (block * each / blocks * teams) as u64;
        (0..blocks)
            .map(|block| bound(block)..bound(block + 1))
            .collect()
    }

    /// Teams that play at the same time.
    pub fn teams(&self) -> usize {
        teams(&self.config.population, self.spaces.agents)
    }

    /// The network that hears along in every seat, if an objective needs one and there is anything to hear.
    pub fn listener(&self) -> Option<Listener> {
        let listener = self.config.objectives.listener();
        listener.filter(|_| self.blueprint.message_length() > 0)
    }

    /// Env steps of an update, all lanes together.
    pub fn steps_per_update(&self) -> u64 {
        (self.config.ppo.lanes * self.config.ppo.rollout) as u64
    }

    /// Updates of the whole run: the last one reaches `run.steps`.
    pub fn updates(&self) -> u64 {
        self.config.run.steps.div_ceil(self.steps_per_update())
    }

    /// Adam's step size in an update (from 1): falls linearly, as in CleanRL, and is 0 only after the end.
    pub fn learning_rate(&self, update: u64) -> f64 {
        let ppo = &self.config.ppo;
        let rate = ppo.learning_rate * ppo.learning_rate_decay.powf((update - 1) as f64);
        if !ppo.anneal {
            return rate;
        }
        let updates = match ppo.anneal_steps {
            0 => self.updates(),
            steps => steps.div_ceil(self.steps_per_update()),
        };
        let done = (update - 1) as f64 / updates as f64;
        rate * (1.0 - done).max(0.0)
    }

    /// What the weights of the entropies are multiplied by in an update (from 1).
    pub fn entropy(&self, update: u64) -> f64 {
        self.config.ppo.entropy_decay.powf((update - 1) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load::Overrides;

    fn plan(set: &[&str]) -> Plan {
        let overrides = Overrides {
            set: set.iter().map(|text| (*text).to_owned()).collect(),
            workers: Some(3),
            ..Overrides::default()
        };
        let config = RunConfig::load("score-p3-xp", &overrides).expect("a config");
        Plan::new(&config).expect("a plan")
    }

    #[test]
    fn lanes_are_dealt_once_and_evenly() {
        let blocks = |set: &[&str]| plan(set).blocks();
        let eight = ["ppo.lanes=8", "ppo.minibatches=2"];
        assert_eq!(blocks(&eight), [0..4, 4..8]);
        let more = [&eight[..], &["run.block=2"]].concat();
        assert_eq!(blocks(&more), [0..2, 2..4, 4..6, 6..8]);
    }

    #[test]
    fn the_step_size_falls_to_nothing_over_the_run() {
        let plan = plan(&["run.steps=40960"]);
        assert_eq!(plan.updates(), 10);
        assert_eq!(plan.learning_rate(1), 2.5e-4);
        assert!((plan.learning_rate(10) - 2.5e-5).abs() < 1e-12);
        assert_eq!(plan.learning_rate(99), 0.0);
    }
}
