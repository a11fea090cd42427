//! Generalized advantage estimation (Schulman et al. 2016, arXiv:1506.02438, eq. 16), with termination
//! and truncation kept apart (Pardo et al. 2018, arXiv:1712.00378).

use protolang_spec::step::Status;

use crate::rollout::Rollout;

/// Advantages and returns of one seat, each `[steps, lanes]`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Advantages {
    /// How much better the step went than its value said.
    pub advantages: Vec<f32>,
    /// What the value should have been: value plus advantage.
    pub returns: Vec<f32>,
}

impl Advantages {
    /// Numbers of the right shape, all 0.
    pub(crate) fn none(rollout: &Rollout) -> Self {
        let len = rollout.steps * rollout.lanes;
        Self {
            advantages: vec![0.0; len],
            returns: vec![0.0; len],
        }
    }

    /// Those of one seat of a rollout.
    ///
    /// After a termination nothing follows. After a truncation the value of the last observation stands
    /// for what would have followed. In both cases the sum of later errors stops there.
    ///
    /// ```
    /// use protolang_agents::blueprint::{Blueprint, Design};
    /// use protolang_agents::config::NetworkConfig;
    /// use protolang_agents::gae::Advantages;
    /// use protolang_agents::rollout::Rollout;
    /// use protolang_channel::config::{ChannelConfig, ChannelKind, PerceptionConfig};
    /// use protolang_spec::block::{Block, Element};
    /// use protolang_spec::channel::ChannelPhysics;
    /// use protolang_spec::spaces::Spaces;
    /// use protolang_spec::step::Status;
    ///
    /// let card = Block::vector("card", 1.0, vec![Element::new("red", "1 if the card is red")]);
    /// let spaces = Spaces::new(2, &["left", "right"], vec![card], &ChannelPhysics::default());
    /// let design = Design {
    ///     network: &NetworkConfig::default(),
    ///     perception: &PerceptionConfig::default(),
    ///     auxiliary: &[],
    ///     channel: &ChannelConfig {
    ///         kind: ChannelKind::Token,
    ///         alphabet: spaces.symbols.alphabet,
    ///         length: spaces.symbols.length,
    ///         sources: spaces.symbols.sources,
    ///         embedding: 16,
    ///         temperature: 1.0,
    ///     },
    /// };
    /// let blueprint = Blueprint::new(&spaces, &design)?;
    ///
    /// // One step of one lane and seat: worth .25, said the critic; it earned 1 and was the last.
    /// let mut rollout = Rollout::new(&blueprint, 1, 1, 1);
    /// rollout.values[0] = 0.25;
    /// rollout.rewards[0] = 1.0;
    /// rollout.ends[0] = Status::Terminated;
    /// let found = Advantages::of(&rollout, 0, 0.99, 0.95);
    /// assert_eq!((found.advantages[0], found.returns[0]), (0.75, 1.0));
    /// # Ok::<(), protolang_agents::error::AgentError>(())
    /// ```
    pub fn of(rollout: &Rollout, seat: usize, gamma: f64, lambda: f64) -> Self {
        Self::with_values(rollout, &rollout.values, seat, gamma, lambda)
    }

    /// The same with other `values`, `[steps, lanes, seats]`, than those of the rollout.
    pub fn with_values(
        rollout: &Rollout,
        values: &[f32],
        seat: usize,
        gamma: f64,
        lambda: f64,
    ) -> Self {
        let (steps, lanes) = (rollout.steps, rollout.lanes);
        let (gamma, lambda) = (gamma as f32, lambda as f32);
        let mut advantages = vec![0.0; steps * lanes];
        let mut returns = vec![0.0; steps * lanes];
        for lane in 0..lanes {
            let mut later = 0.0;
            let mut next_value = rollout.last_values[lane * rollout.seats + seat];
            for step in (0..steps).rev() {
                let at = rollout.decision(step, lane, seat);
                let value = values[at];
                let (next, going) = match rollout.ends[step * lanes + lane] {
                    Status::Running => (next_value, 1.0),
                    Status::Terminated => (0.0, 0.0),
                    Status::Truncated => (rollout.final_values[at], 0.0),
                };
                let delta = rollout.rewards[at] + gamma * next - value;
                later = delta + gamma * lambda * going * later;
                advantages[step * lanes + lane] = later;
                returns[step * lanes + lane] = later + value;
                next_value = value;
            }
        }
        Self {
            advantages,
            returns,
        }
    }
}
