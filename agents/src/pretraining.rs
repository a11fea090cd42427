//! Before training: perception learns to tell observations apart, without acting.

use protolang_channel::upkeep::Seen;
use protolang_spec::keys::{EpisodeKey, Purpose, stream};
use tch::Tensor;

use crate::adam::Moments;
use crate::agent::Agent;
use crate::blueprint::Blueprint;
use crate::divergence::{self, Term};
use crate::learner::in_random_order;
use crate::report::perplexity;
use crate::slices::{self, numbers, whole_numbers};
use crate::stack::Stack;

/// Adam's epsilon, PyTorch's default.
const EPSILON: f64 = 1e-8;

/// Trains the VQ-VAE of one network.
#[derive(Debug)]
pub struct Pretraining<'a> {
    blueprint: &'a Blueprint,
    stack: Stack,
    moments: Moments,
    network: u64,
    run_seed: u64,
    epochs: u64,
}

/// What a pass over the observations was like.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PretrainingReport {
    /// Loss, mean over minibatches.
    pub loss: f64,
    /// Mean squared error of the reconstruction.
    pub reconstruction: f64,
    /// Share of the vectors' variance that the first level leaves over.
    pub left_by_first: f64,
    /// The same after the last level.
    pub left_by_last: f64,
    /// Codes that took the place of a vector.
    pub replaced: usize,
}

/// Training before training met a number that is not finite.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the {} was not a finite number in minibatch {minibatch} of epoch {epoch}", divergence::what(*.term, *.in_gradient))]
pub struct PretrainingDiverged {
    /// What was not finite.
    pub term: Term,
    /// Whether the term itself was finite, and its gradient was not.
    pub in_gradient: bool,
    /// Pass over the observations, from 1.
    pub epoch: u64,
    /// Minibatch in it, from 1.
    pub minibatch: u64,
}

/// Codes of observations after training.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Codes {
    /// Nearest code of each level, `[observations, levels]`; -1 where nothing was seen.
    pub indices: Vec<i64>,
    /// Levels of residual codes: 1 for `vq`, L for `rvq`.
    pub levels: usize,
    /// Codes of a level, K.
    pub codes: usize,
}

impl Codes {
    /// Perplexity and number of codes in use of a level.
    pub fn usage(&self, level: usize) -> (f64, usize) {
        let mut counts = vec![0_u64; self.codes];
        for row in self.indices.chunks_exact(self.levels) {
            if let Ok(code) = usize::try_from(row[level]) {
                counts[code] += 1;
            }
        }
        let used = counts.iter().filter(|count| **count > 0).count();
        (perplexity(&counts), used)
    }
}

impl<'a> Pretraining<'a> {
    /// Training for a network of a run; nothing without perception.
    pub fn new(
        blueprint: &'a Blueprint,
        agent: &Agent,
        run_seed: u64,
        network: u64,
    ) -> Option<Self> {
        let perceiver = blueprint.perception.as_ref()?;
        let mut stack = Stack::new(blueprint, 1, true);
        stack.load([agent]);
        Some(Self {
            blueprint,
            stack,
            moments: Moments::new(perceiver.flat.len()),
            network,
            run_seed,
            epochs: 0,
        })
    }

    /// One pass over observations, `[count, observation_len]`, in minibatches.
    ///
    /// # Errors
    /// [`PretrainingDiverged`] if something is not a finite number; the network is then of no use.
    pub fn epoch(&mut self, observations: &[u8]) -> Result<PretrainingReport, PretrainingDiverged> {
        let len = self.blueprint.observation_len;
        let count = observations.len() / len;
        let order = self.order(count);
        let Some(perceiver) = &self.blueprint.perception else {
            return Ok(PretrainingReport::default());
        };
        let config = perceiver.perception.config().clone();
        let mut report = PretrainingReport::default();
        let mut minibatches = 0.0;
        for rows in order.chunks(config.pretraining_batch.max(1)) {
            let seen = self.seen(observations, rows);
            let part = self.blueprint.parts.perception.clone();
            let own = &self.stack.views()[part];
            let loss = perceiver.perception.loss(own, &seen);
            if !numbers(&loss.total)[0].is_finite() {
                let term = divergence::of_perception(&loss, 0, &config);
                return Err(self.diverged(term, false, minibatches));
            }
            let wanted: Vec<&Tensor> = own.iter().collect();
            let gradient = Tensor::run_backward(&[loss.total.sum(None)], &wanted, false, false);
            let flat: Vec<Tensor> = gradient
                .iter()
                .zip(own)
                .map(|(one, parameter)| match one.defined() {
                    true => one.reshape([-1]),
                    false => parameter.detach().zeros_like().view([-1]),
                })
                .collect();
            let gradient = Tensor::cat(&flat, 0).contiguous();
            if slices::of(&gradient).iter().any(|x| !x.is_finite()) {
                return Err(self.diverged(Term::Perception, true, minibatches));
            }
            let key = EpisodeKey {
                run_seed: self.run_seed,
                lane: self.network + (1 << 32),
                episode: (self.epochs << 32) + minibatches as u64,
            };
            let mut rng = stream(key, Purpose::Codebook);
            let row = self.stack.rows_mut().next().expect("one network");
            let own = &mut row[perceiver.flat.clone()];
            let rate = config.pretraining_learning_rate;
            self.moments
                .step(own, slices::of(&gradient), 1.0, rate, EPSILON);
            let indices = whole_numbers(&loss.indices);
            let seen = Seen {
                indices: &indices,
                residuals: loss.residuals.iter().map(slices::of).collect(),
            };
            let kept = perceiver.perception.keep(own, &seen, &mut rng);
            for code in &kept.replaced {
                self.moments
                    .forget(perceiver.perception.place_of_code(*code));
            }
            let [first, last] = &loss.left_over;
            for (sum, number) in [
                (&mut report.loss, &loss.total),
                (&mut report.reconstruction, &loss.reconstruction),
                (&mut report.left_by_first, first),
                (&mut report.left_by_last, last),
            ] {
                *sum += numbers(number)[0];
            }
            report.replaced += kept.replaced.len();
            minibatches += 1.0;
        }
        for sum in [
            &mut report.loss,
            &mut report.reconstruction,
            &mut report.left_by_first,
            &mut report.left_by_last,
        ] {
            *sum /= f64::max(minibatches, 1.0);
        }
        // Of every other step the next loss tells.
        let row = self.stack.rows_mut().next().expect("one network");
        if row.iter().any(|x| !x.is_finite()) {
            return Err(self.diverged(Term::Parameters, false, minibatches));
        }
        self.epochs += 1;
        Ok(report)
    }

    fn diverged(&self, term: Term, in_gradient: bool, minibatches: f64) -> PretrainingDiverged {
        PretrainingDiverged {
            term,
            in_gradient,
            epoch: self.epochs + 1,
            minibatch: minibatches as u64 + 1,
        }
    }

    /// Codes of observations, `[count, observation_len]`.
    pub fn codes(&self, observations: &[u8]) -> Codes {
        let Some(perceiver) = &self.blueprint.perception else {
            return Codes::default();
        };
        let rows: Vec<usize> = (0..observations.len() / self.blueprint.observation_len).collect();
        let own = &self.stack.views()[self.blueprint.parts.perception.clone()];
        let parts = rows.chunks(1024).flat_map(|rows| {
            let seen = self.seen(observations, rows);
            let loss = tch::no_grad(|| perceiver.perception.loss(own, &seen));
            whole_numbers(&loss.indices)
        });
        Codes {
            indices: parts.collect(),
            levels: perceiver.perception.levels(),
            codes: perceiver.perception.codes(),
        }
    }

    /// Gives the network what was learnt.
    pub fn finish(mut self, agent: &mut Agent) {
        if let Some(row) = self.stack.rows_mut().next() {
            agent.parameters.copy_from_slice(row);
        }
    }

    /// The part that perception reads of some observations, scaled, `[1, rows, inputs]`.
    fn seen(&self, observations: &[u8], rows: &[usize]) -> Tensor {
        let len = self.blueprint.observation_len;
        let mut seen = Vec::with_capacity(rows.len() * len);
        for row in rows {
            let scaled = observations[row * len..][..len]
                .iter()
                .zip(&self.blueprint.scales);
            seen.extend(scaled.map(|(number, scale)| f32::from(*number) / scale));
        }
        let seen = Tensor::from_slice(&seen).view([1, rows.len() as i64, len as i64]);
        self.blueprint.perceived(&seen)
    }

    fn order(&self, count: usize) -> Vec<usize> {
        let key = EpisodeKey {
            run_seed: self.run_seed,
            lane: self.network,
            episode: self.epochs,
        };
        in_random_order(count, &mut stream(key, Purpose::Pretraining))
    }
}
