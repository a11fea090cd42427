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
