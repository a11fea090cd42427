//! What the networks say about choices that were made: how likely they were, how open the choice was, and
//! the way back from there to the scores.
//!
//! For scores of categories the derivatives are written out, as those of the core are: a handful of loops over
//! rows takes the place of some thirty nodes of a graph.

use protolang_channel::speech::Scores;
use tch::Tensor;

use crate::slices;

/// Score of a choice that is not legal: far below any other, but finite, so that no NaN can arise.
const FORBIDDEN: f64 = -1e9;

/// Choices of all rows; a row makes one or more, such as the symbols of a message.
pub(crate) struct Choices {
    /// Log-probability of what each row has chosen, a sum over its choices, `[n * rows]`.
    pub(crate) log_prob: Vec<f32>,
    /// Entropy in nats, likewise.
    pub(crate) entropy: Vec<f32>,
    backward: Backward,
}

enum Backward {
    /// Nothing was chosen.
    Nowhere,
    /// Through the softmax.
    Categories {
        /// What the networks said, with its graph, `[n, rows, k, categories]`.
        scores: Tensor,
        /// Log-probabilities and probabilities, of that shape.
        log_probs: Tensor,
        probs: Tensor,
        /// `[n * rows * k]`.
        chosen: Vec<i64>,
    },
    /// By libtorch: log-probability and entropy with their graphs, `[n, rows]`.
    Graph(Tensor, Tensor),
}

impl Choices {
    /// Of `chosen`, `[n, rows, k]` (`i64`), under scores of that many choices; with categories that are not
    /// `legal`, `[n, rows, categories]`, where there is one choice.
    pub(crate) fn new(scores: &Scores, chosen: &Tensor, legal: Option<&Tensor>) -> Self {
        let (n, rows, k) = chosen.size3().expect("choices have three dimensions");
        if k == 0 {
            let none = vec![0.0; (n * rows) as usize];
            return Self {
                log_prob: none.clone(),
                entropy: none,
                backward: Backward::Nowhere,
            };
        }
        match scores {
            Scores::Categorical(scores) => Self::of_categories(scores, chosen, legal),
            Scores::Gaussian { .. } => {
                let by_row = |x: &Tensor| x.sum_dim_intlist([2_i64].as_slice(), false, None);
                let (log_prob, entropy) = scores.log_prob_and_entropy(chosen);
                let (log_prob, entropy) = (by_row(&log_prob), by_row(&entropy));
                Self {
                    log_prob: slices::of(&log_prob.contiguous()).to_vec(),
                    entropy: slices::of(&entropy.contiguous()).to_vec(),
                    backward: Backward::Graph(log_prob, entropy),
                }
            }
        }
    }

    fn of_categories(scores: &Tensor, chosen: &Tensor, legal: Option<&Tensor>) -> Self {
        let (log_probs, probs) = tch::no_grad(|| {
            let plain = match legal {
                Some(legal) => forbid(&scores.detach(), Some(&legal.unsqueeze(2))),
                None => scores.detach(),
            };
            let log_probs = plain.log_softmax(-1, None).contiguous();
            let probs = log_probs.exp();
            (log_probs, probs)
        });
        let chosen = slices::whole(&chosen.contiguous()).to_vec();
        let (rows, k, categories) = extent(&log_probs);
        let mut log_prob = vec![0.0; rows];
        let mut entropy = vec![0.0; rows];
        let (of_log, of_probs) = (slices::of(&log_probs), slices::of(&probs));
        let choices = of_log.chunks_exact(categories);
        let choices = choices.zip(of_probs.chunks_exact(categories)).zip(&chosen);
        for (index, ((log_probs, probs), chosen)) in choices.enumerate() {
            log_prob[index / k] += log_probs[*chosen as usize];
            entropy[index / k] += spread(log_probs, probs);
        }
        Self {
            log_prob,
            entropy,
            backward: Backward::Categories {
                scores: scores.shallow_clone(),
                log_probs,
                probs,
                chosen,
            },
        }
    }

    /// A number whose gradient is that of any loss with these derivatives by log-probability and by entropy,
    /// each `[n * rows]`; nothing where nothing was chosen.
    pub(crate) fn pull(&self, d_log_prob: &[f32], d_entropy: &[f32]) -> Option<Tensor> {
        match &self.backward {
            Backward::Nowhere => None,
            Backward::Categories {
                scores,
                log_probs,
                probs,
                chosen,
            } => {
                let (_, k, categories) = extent(log_probs);
                let mut d_scores = log_probs.empty_like();
                let all = slices::of_mut(&mut d_scores).chunks_exact_mut(categories);
                let of_log = slices::of(log_probs).chunks_exact(categories);
                let of_probs = slices::of(probs).chunks_exact(categories);
                for (index, ((d, log_probs), probs)) in all.zip(of_log).zip(of_probs).enumerate() {
                    let (by_log_prob, by_entropy) = (d_log_prob[index / k], d_entropy[index / k]);
                    let entropy = spread(log_probs, probs);
                    // Of log p(chosen): 1 where chosen, minus p. Of the entropy H: -p (log p + H).
                    for ((d, log_prob), prob) in d.iter_mut().zip(log_probs).zip(probs) {
                        *d = -prob * (by_log_prob + by_entropy * (log_prob + entropy));
                    }
                    d[chosen[index] as usize] += by_log_prob;
                }
                Some((scores * d_scores).sum(None))
            }
            Backward::Graph(log_prob, entropy) => {
                let like = |numbers: &[f32]| Tensor::from_slice(numbers).view_as(log_prob);
                let pull = log_prob * like(d_log_prob) + entropy * like(d_entropy);
                Some(pull.sum(None))
            }
        }
    }
}

/// Scores, those that are not legal as good as impossible.
fn forbid(scores: &Tensor, legal: Option<&Tensor>) -> Tensor {
    match legal {
        Some(legal) => scores.masked_fill(&legal.logical_not(), FORBIDDEN),
        None => scores.shallow_clone(),
    }
}

/// Rows, choices a row, and categories of `[n, rows, k, categories]`.
fn extent(scores: &Tensor) -> (usize, usize, usize) {
    let (n, rows, k, categories) = scores.size4().expect("scores have four dimensions");
    ((n * rows) as usize, k as usize, categories as usize)
}

/// The entropy of one choice.
fn spread(log_probs: &[f32], probs: &[f32]) -> f32 {
    let sum: f32 = log_probs.iter().zip(probs).map(|(l, p)| l * p).sum();
    -sum
}
