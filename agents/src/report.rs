//! How learning went.

use protolang_channel::perception::PerceptionLoss;

use crate::blueprint::Blueprint;
use crate::gae::Advantages;
use crate::objectives::{AuxiliaryLoss, SpeakingConfig, speaking};
use crate::ppo::Loss;
use crate::rollout::Rollout;
use crate::slices::numbers;

/// What one network's learning was like: means over minibatches and epochs, where nothing else is said.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LearnReport {
    /// Surrogate of the actions, negated.
    pub policy_loss: f64,
    /// Surrogate of the messages, negated.
    pub message_loss: f64,
    /// Half the squared error of the value.
    pub value_loss: f64,
    /// Entropy of the actions, in nats.
    pub action_entropy: f64,
    /// Entropy of the messages, in nats.
    pub message_entropy: f64,
    /// How far the action policy has moved, in nats, in the last epoch.
    pub approx_kl: f64,
    /// Share of action ratios beyond the clip range.
    pub clip_fraction: f64,
    /// `1 - Var(return - value) / Var(return)` over the rollout, before learning.
    pub explained_variance: f64,
    /// Norm of the gradient before it is clipped.
    pub grad_norm: f64,
    /// Losses of objectives, weighted, by name.
    pub objectives: Vec<(&'static str, f64)>,
    /// Mean probability that was given to the right answer to the game's question, before learning; nothing
    /// where nobody was asked.
    pub belief: Option<f64>,
    /// Mean of what a message has changed in the beliefs of others, before learning and before any weight;
    /// nothing where nobody spoke.
    pub persuasion: Option<f64>,
    /// How perception learnt, where it does.
    pub perception: Option<PerceptionReport>,
}

/// How a VQ-VAE learnt.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct PerceptionReport {
    /// Mean squared error of the reconstruction.
    pub reconstruction: f64,
    /// Perplexity of the codes over all minibatches, 1 to K; with levels their mean.
    pub perplexity: f64,
    /// Codes that no vector was nearest to, a level; with levels their mean.
    pub dead: f64,
    /// Codes that took the place of a vector.
    pub replaced: f64,
    /// Share of the vectors' variance that the first level leaves over.
    pub left_by_first: f64,
    /// The same after the last level.
    pub left_by_last: f64,
    /// Whether the perplexity is below the threshold of collapse.
    pub collapsed: bool,
}

/// Sums over minibatches, by network.
pub(crate) struct Tally {
    sums: Vec<LearnReport>,
    codes: Vec<CodeTally>,
    minibatches: f64,
    in_epoch: f64,
}

/// One number of a report.
type Field = fn(&mut LearnReport) -> &mut f64;

/// Uses of one network's codes.
#[derive(Clone, Default)]
struct CodeTally {
    counts: Vec<u64>,
    replaced: usize,
}

impl Tally {
    pub(crate) fn new(networks: usize) -> Self {
        Self {
            sums: vec![LearnReport::default(); networks],
            codes: vec![CodeTally::default(); networks],
            minibatches: 0.0,
            in_epoch: 0.0,
        }
    }

    pub(crate) fn begin_epoch(&mut self) {
        self.in_epoch = 0.0;
        self.sums.iter_mut().for_each(|sum| sum.approx_kl = 0.0);
    }

    pub(crate) fn begin_minibatch(&mut self) {
        self.minibatches += 1.0;
        self.in_epoch += 1.0;
    }

    /// Adds a loss of the networks from `first` on, as do the following.
    pub(crate) fn add(&mut self, first: usize, loss: &Loss, norms: &[f64]) {
        let sums = &mut self.sums[first..];
        for (sum, parts) in sums.iter_mut().zip(&loss.parts) {
            sum.policy_loss += parts.policy;
            sum.message_loss += parts.message;
            sum.value_loss += parts.value;
            sum.action_entropy += parts.action_entropy;
            sum.message_entropy += parts.message_entropy;
            sum.approx_kl += parts.approx_kl;
            sum.clip_fraction += parts.clip_fraction;
        }
        for (sum, norm) in sums.iter_mut().zip(norms) {
            sum.grad_norm += norm;
        }
    }

    pub(crate) fn add_objectives(&mut self, first: usize, auxiliary_losses: &[AuxiliaryLoss]) {
        for (index, auxiliary_loss) in auxiliary_losses.iter().enumerate() {
            for (sum, number) in self.sums[first..].iter_mut().zip(&auxiliary_loss.loss) {
                match sum.objectives.get_mut(index) {
                    Some((_, before)) => *before += number,
                    None => sum.objectives.push((auxiliary_loss.name, *number)),
                }
            }
        }
    }

    pub(crate) fn add_perception(&mut self, place: usize, loss: &PerceptionLoss) {
        let [first, last] = &loss.left_over;
        let reconstruction = numbers(&loss.reconstruction);
        let (first, last) = (numbers(first), numbers(last));
        let sums = self.sums[place..].iter_mut().take(reconstruction.len());
        for (network, sum) in sums.enumerate() {
            let report = sum.perception.get_or_insert_default();
            report.reconstruction += reconstruction[network];
            report.left_by_first += first[network];
            report.left_by_last += last[network];
        }
    }

    pub(crate) fn add_codes(&mut self, network: usize, counts: &[u64], replaced: usize) {
        let tally = &mut self.codes[network];
        tally.counts.resize(counts.len(), 0);
        for (sum, count) in tally.counts.iter_mut().zip(counts) {
            *sum += count;
        }
        tally.replaced += replaced;
    }

    /// The means; `codes` and `threshold` are the size of a level and the share of it below which its
    /// perplexity must not fall.
    pub(crate) fn reports(self, codes: usize, threshold: f64) -> Vec<LearnReport> {
        let of_all = self.minibatches.max(1.0);
        let in_epoch = self.in_epoch.max(1.0);
        let reports = self.sums.into_iter().zip(self.codes);
        reports
            .map(|(mut sum, tally)| {
                let fields: [Field; 7] = [
                    |sum| &mut sum.policy_loss,
                    |sum| &mut sum.message_loss,
                    |sum| &mut sum.value_loss,
                    |sum| &mut sum.action_entropy,
                    |sum| &mut sum.message_entropy,
                    |sum| &mut sum.clip_fraction,
                    |sum| &mut sum.grad_norm,
                ];
                for field in fields {
                    *field(&mut sum) /= of_all;
                }
                sum.approx_kl /= in_epoch;
                sum.objectives
                    .iter_mut()
                    .for_each(|(_, loss)| *loss /= of_all);
                if let Some(report) = &mut sum.perception {
                    report.reconstruction /= of_all;
                    report.left_by_first /= of_all;
                    report.left_by_last /= of_all;
                    tally.finish(report, codes, threshold);
                }
                sum
            })
            .collect()
    }
}

impl CodeTally {
    fn finish(&self, report: &mut PerceptionReport, codes: usize, threshold: f64) {
        let levels = self.counts.chunks_exact(codes.max(1));
        let count = levels.len().max(1) as f64;
        report.replaced = self.replaced as f64;
        report.perplexity = levels.clone().map(perplexity).sum::<f64>() / count;
        let dead = self.counts.iter().filter(|count| **count == 0).count();
        report.dead = dead as f64 / count;
        report.collapsed = report.perplexity < threshold * codes as f64;
    }
}

/// What rollouts say about the game's question, seat by seat: the mean probability that was given to the right
/// answer when asked, and the mean change that messages made.
pub(crate) fn belief_probabilities(
    blueprint: &Blueprint,
    rollouts: &[Rollout],
    seats: &[usize],
) -> Vec<(Option<f64>, Option<f64>)> {
    let mut means: Vec<[Mean; 2]> = seats.iter().map(|_| Default::default()).collect();
    let asked = |rollout: &&Rollout| !rollout.asked.is_empty();
    for (question, rollout) in blueprint.question.into_iter().flat_map(|question| {
        rollouts
            .iter()
            .filter(asked)
            .map(move |rollout| (question, rollout))
    }) {
        let earned = speaking::earned(&SpeakingConfig::default(), question, rollout);
        for (seat, [right, changed]) in seats.iter().zip(&mut means) {
            for at in (*seat..rollout.asked.len()).step_by(rollout.seats) {
                if rollout.asked[at] {
                    right.add(f64::from(rollout.beliefs[at]));
                }
                if rollout.speaks.get(at) == Some(&true) {
                    changed.add(f64::from(earned[at]));
                }
            }
        }
    }
    let means = means.iter();
    means
        .map(|[right, changed]| (right.get(), changed.get()))
        .collect()
}

/// A mean as numbers come.
#[derive(Default)]
struct Mean {
    sum: f64,
    n: u64,
}

impl Mean {
    fn add(&mut self, number: f64) {
        self.sum += number;
        self.n += 1;
    }

    fn get(&self) -> Option<f64> {
        (self.n > 0).then(|| self.sum / self.n as f64)
    }
}

/// Perplexity of counts: e to their entropy in nats; 1 where everything is one code.
pub fn perplexity(counts: &[u64]) -> f64 {
    let total: u64 = counts.iter().sum();
    let shares = counts.iter().filter(|count| **count > 0);
    let entropy: f64 = shares
        .map(|count| {
            let share = *count as f64 / total as f64;
            -share * share.ln()
        })
        .sum();
    entropy.exp()
}

/// `1 - Var(return - value) / Var(return)` over a rollout.
pub(crate) fn explained_variance(rollouts: &[Rollout], advantages: &[Advantages]) -> f64 {
    let mut returns = RunningMoments::default();
    let mut errors = RunningMoments::default();
    for (rollout, advantages) in rollouts.iter().zip(advantages) {
        for step in 0..rollout.steps {
            for lane in 0..rollout.lanes {
                let target = advantages.returns[step * rollout.lanes + lane];
                // The value that the advantage was taken from.
                let error = advantages.advantages[step * rollout.lanes + lane];
                returns.add(f64::from(target));
                errors.add(f64::from(error));
            }
        }
    }
    if returns.variance() > 0.0 {
        1.0 - errors.variance() / returns.variance()
    } else {
        0.0
    }
}

/// Mean and variance as numbers come (Welford 1962).
#[derive(Default)]
struct RunningMoments {
    n: f64,
    mean: f64,
    squares: f64,
}

impl RunningMoments {
    fn add(&mut self, number: f64) {
        self.n += 1.0;
        let off = number - self.mean;
        self.mean += off / self.n;
        self.squares += off * (number - self.mean);
    }

    fn variance(&self) -> f64 {
        self.squares / self.n.max(1.0)
    }
}
