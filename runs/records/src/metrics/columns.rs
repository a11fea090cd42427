//! What a run measures of itself: the columns of `metrics.jsonl`.
//!
//! One table feeds the writer, TensorBoard, `protolang metrics` and the docs. Metrics of language
//! are in `protolang_language`'s registry.

/// Whether a column of `metrics.jsonl` has one value for the run or one for each network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The run.
    Run,
    /// Each network that has learnt in the update; the others' values are null. In a row it is a
    /// list by network.
    Network,
}

/// Description of one column of `metrics.jsonl`: name, unit, range, source and definition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TrainingMetric {
    /// Column in `metrics.jsonl` and tag in TensorBoard.
    pub name: &'static str,
    /// Whether a row holds one value of the run or a list with one of each network.
    pub scope: Scope,
    /// Unit, such as `nat`, `s` or `1` for a plain number.
    pub unit: &'static str,
    /// What the value is, exactly: over which steps, lanes and seats it is taken.
    pub definition: &'static str,
    /// Paper or program that the definition comes from.
    pub source: &'static str,
    /// Values that it can have, as an interval.
    pub range: &'static str,
}

const fn run(
    name: &'static str,
    unit: &'static str,
    range: &'static str,
    source: &'static str,
    definition: &'static str,
) -> TrainingMetric {
    TrainingMetric {
        name,
        scope: Scope::Run,
        unit,
        definition,
        source,
        range,
    }
}

const fn network(
    name: &'static str,
    unit: &'static str,
    range: &'static str,
    source: &'static str,
    definition: &'static str,
) -> TrainingMetric {
    TrainingMetric {
        name,
        scope: Scope::Network,
        unit,
        definition,
        source,
        range,
    }
}

const OWN: &str = "this program";
const PPO: &str = "Schulman et al. 2017, arXiv:1707.06347";
const CLEANRL: &str = "CleanRL, cleanrl/ppo.py";
const SHANNON: &str = "Shannon 1948";
const VQ: &str = "van den Oord et al. 2017, arXiv:1711.00937";
const SARKAR: &str = "Sarkar et al. 2025, arXiv:2502.06060";

/// Every column, in the order in which a row holds them.
pub const TRAINING_METRICS: &[TrainingMetric] = &[
    run(
        "update",
        "updates",
        "[1, inf)",
        OWN,
        "updates done, this one included",
    ),
    run(
        "env_steps",
        "env steps",
        "[0, inf)",
        OWN,
        "env steps done, all lanes together; a step of a lane counts once, whatever the number of its agents",
    ),
    run(
        "episodes",
        "episodes",
        "[0, inf)",
        OWN,
        "episodes that have ended in the updates of this row; the means below are over these, and null when there are none",
    ),
    run(
        "return_mean",
        "reward",
        "(-inf, inf)",
        OWN,
        "mean over episodes and agents of the undiscounted sum of rewards",
    ),
    run(
        "success_rate",
        "share",
        "[0, 1]",
        OWN,
        "share of episodes whose outcome counts as success",
    ),
    run(
        "length_mean",
        "env steps",
        "[1, inf)",
        OWN,
        "mean length of an episode",
    ),
    run(
        "word_entropy_bits",
        "bits",
        "[0, log2 K]",
        SHANNON,
        "plug-in entropy of all symbols said in the updates of this row, all agents together",
    ),
    run(
        "words_used",
        "words",
        "[0, K]",
        OWN,
        "different symbols said in the updates of this row",
    ),
    run(
        "language.rows",
        "messages",
        "[3, record.language_rows]",
        OWN,
        "messages, each all that one seat said in an episode, that the columns below are of: a random sample of the window, seeded by run.seed; these columns are null but in one row of record.language_every",
    ),
    run(
        "language.topsim",
        "1",
        "[-1, 1]",
        "see `protolang metrics topsim`",
        "topographic similarity of the sample",
    ),
    run(
        "language.posdis",
        "1",
        "[0, 1]",
        "see `protolang metrics posdis`",
        "positional disentanglement of the sample",
    ),
    run(
        "language.bosdis",
        "1",
        "[0, 1]",
        "see `protolang metrics bosdis`",
        "bag-of-symbols disentanglement of the sample",
    ),
    run(
        "language.context_independence",
        "1",
        "[0, 1]",
        "see `protolang metrics context_independence`",
        "context independence of whole messages of the sample",
    ),
    run(
        "language.message_entropy",
        "bits",
        "[0, log2 rows]",
        "see `protolang metrics message_entropy`",
        "plug-in entropy of whole messages of the sample",
    ),
    run(
        "language.mi_message_meaning",
        "bits",
        "[0, log2 rows]",
        "see `protolang metrics mi_message_meaning`",
        "information of messages about what the speaker privately knew, in the sample",
    ),
    run(
        "language.mi_message_meaning_null",
        "bits",
        "[0, log2 rows]",
        OWN,
        "the same with messages shuffled, mean of 20 shuffles: what chance gives with so few rows",
    ),
    run(
        "learning_rate",
        "1",
        "[0, inf)",
        "Kingma and Ba 2015, arXiv:1412.6980",
        "Adam's step size in the last update",
    ),
    network(
        "policy_loss",
        "1",
        "(-inf, inf)",
        PPO,
        "mean of the clipped surrogate of the actions, negated (eq. 7), over minibatches and epochs",
    ),
    network(
        "message_loss",
        "1",
        "(-inf, inf)",
        PPO,
        "the same of the messages, with their own ratio and the same advantage",
    ),
    network(
        "value_loss",
        "reward^2",
        "[0, inf)",
        CLEANRL,
        "half the mean squared error of the value, clipped if ppo.clip_value",
    ),
    network(
        "action_entropy",
        "nats",
        "[0, ln A]",
        SHANNON,
        "mean entropy of the distribution of actions",
    ),
    network(
        "message_entropy",
        "nats",
        "[0, L ln K]",
        SHANNON,
        "mean entropy of the distribution of messages",
    ),
    network(
        "approx_kl",
        "nats",
        "[0, inf)",
        "Schulman 2020, joschu.net/blog/kl-approx.html",
        "mean of (r - 1) - ln r of the actions' ratio r, last epoch",
    ),
    network(
        "clip_fraction",
        "share",
        "[0, 1]",
        CLEANRL,
        "share of actions whose ratio is farther from 1 than ppo.clip",
    ),
    network(
        "explained_variance",
        "1",
        "(-inf, 1]",
        CLEANRL,
        "1 - Var(return - value) / Var(return) over the rollout; 0 is as good as a constant",
    ),
    network(
        "grad_norm",
        "1",
        "[0, inf)",
        CLEANRL,
        "mean Euclidean norm of the gradient before it is clipped",
    ),
    network(
        "objective_loss",
        "1",
        "(-inf, inf)",
        OWN,
        "sum of the weighted losses of all objectives; null without any",
    ),
    network(
        "belief",
        "share",
        "[0, 1]",
        SARKAR,
        "mean probability given to the right answer when asked the game's question, in the rollout; null where it asks none",
    ),
    network(
        "persuasion",
        "share",
        "[-N, N]",
        SARKAR,
        "mean change, by a message, of the sum of the probabilities that others give to the right answer; the negative for who knows it",
    ),
    network(
        "perception_loss",
        "1",
        "[0, inf)",
        VQ,
        "mean squared error of what the VQ-VAE reconstructs; null where there is none or it is frozen, as in the columns below",
    ),
    network(
        "codebook_perplexity",
        "codes",
        "[1, K]",
        VQ,
        "e to the entropy, in nats, of the codes nearest to what was perceived in the last update; with levels their mean",
    ),
    network(
        "codebook_dead",
        "codes",
        "[0, K]",
        OWN,
        "codes that nothing was nearest to in the last update; with levels their mean",
    ),
    network(
        "codebook_replaced",
        "codes",
        "[0, inf)",
        OWN,
        "codes that took the place of a vector in the last update, since they had not been used",
    ),
    network(
        "codebook_left_by_first",
        "share",
        "[0, inf)",
        OWN,
        "squared distance of vectors from their code of the first level, as a share of their variance",
    ),
    network(
        "codebook_left_by_last",
        "share",
        "[0, inf)",
        OWN,
        "the same after the last level: smaller where later levels refine the first",
    ),
    network(
        "codebook_collapsed",
        "1",
        "{0, 1}",
        OWN,
        "1 where the perplexity is below perception.collapse_threshold times the codes",
    ),
];

/// The column with a name.
///
/// ```
/// use protolang_records::metrics::columns::{Scope, find};
///
/// let loss = find("value_loss").expect("a column");
/// assert_eq!(loss.scope, Scope::Network);
/// assert!(find("valueloss").is_none());
/// ```
pub fn find(name: &str) -> Option<&'static TrainingMetric> {
    TRAINING_METRICS.iter().find(|metric| metric.name == name)
}

#[cfg(test)]
mod tests {
    use super::{TRAINING_METRICS, find};

    #[test]
    fn every_column_has_its_own_name_and_no_empty_field() {
        for metric in TRAINING_METRICS {
            assert_eq!(
                find(metric.name),
                Some(metric),
                "{} stands twice",
                metric.name
            );
            let fields = [metric.unit, metric.definition, metric.source, metric.range];
            assert!(
                fields.iter().all(|field| !field.is_empty()),
                "{}",
                metric.name
            );
        }
    }
}
