//! Prediction of the next observation, the world model of the social deduction paper (Sarkar et al. 2025).

use protolang_channel::config::ChannelConfig;
use protolang_spec::spaces::Spaces;
use protolang_spec::step::Status;
use tch::Tensor;

use super::PredictionConfig;
use super::auxiliary_loss::{AuxiliaryLoss, mean_over};
use super::objective::{Objective, ObjectiveInput};
use crate::blueprint::AuxiliaryHead;
use crate::minibatch::gather::Gather;

/// Term, head, and columns.
const PREDICTION: &str = "prediction";
const NEXT: &str = "prediction.next";
const KNOWN: &str = "prediction.known";

impl Objective for PredictionConfig {
    fn weights(&mut self) -> Vec<(&'static str, &mut f64)> {
        vec![(PREDICTION, &mut self.weight)]
    }

    /// A linear layer from the state of the core to what will be seen.
    fn heads(&self, spaces: &Spaces, _channel: &ChannelConfig) -> Vec<AuxiliaryHead> {
        let head = AuxiliaryHead {
            name: PREDICTION,
            hidden: None,
            outputs: spaces.observation_len(),
            message_embedding: None,
            shapes_core: true,
        };
        (self.weight > 0.0).then_some(head).into_iter().collect()
    }

    /// For each row what the same agent sees one step later, scaled, `[n, rows, observation_len]`, and whether that is
    /// in the same episode, `[n, rows]`.
    fn columns(&self, gather: &Gather<'_>) -> Vec<(&'static str, Tensor)> {
        if self.weight <= 0.0 {
            return Vec::new();
        }
        let mut known = Vec::new();
        let next = gather.observations(|at| {
            let rollout = at.rollout;
            let goes_on = at.step + 1 < rollout.steps
                && rollout.ends[at.step * rollout.lanes + at.lane] == Status::Running;
            known.push(f32::from(u8::from(goes_on)));
            rollout.decision(at.step + usize::from(goes_on), at.lane, at.seat)
        });
        vec![(NEXT, next), (KNOWN, gather.tensor(&known, 0))]
    }

    /// The mean squared error of the scaled observation one step later, in the same episode.
    fn losses(&self, input: &ObjectiveInput<'_>) -> Vec<AuxiliaryLoss> {
        let (Some(predicted), Some(next)) = (
            input.auxiliary.get(PREDICTION),
            input.minibatch.column(NEXT),
        ) else {
            return Vec::new();
        };
        let off = (predicted - next).square();
        let off = off.mean_dim([2_i64].as_slice(), false, None);
        let loss = self.weight * mean_over(&off, &input.minibatch.weights(KNOWN));
        vec![AuxiliaryLoss::of(PREDICTION, &loss)]
    }
}
