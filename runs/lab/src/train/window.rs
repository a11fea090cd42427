//! What is summed up between two rows of metrics.

use protolang_agents::report::LearnReport;
use protolang_language::row_sample::RowSample;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::trainer::Update;
use super::window_language;
use protolang_records::metrics::columns::{Scope, TRAINING_METRICS};

/// Sums over the updates of one row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Updates in it.
    pub updates: u64,
    episodes: u64,
    returns: f64,
    successes: u64,
    lengths: u64,
    /// How often each symbol was said.
    said: Vec<u64>,
    /// What was known and said, as many rows as are kept; none where language is not measured.
    language: Option<RowSample>,
}

impl Window {
    /// An empty window, with a sample for the metrics of language where they are wanted.
    pub fn new(language: Option<RowSample>) -> Self {
        Self {
            updates: 0,
            episodes: 0,
            returns: 0.0,
            successes: 0,
            lengths: 0,
            said: Vec::new(),
            language,
        }
    }

    /// Takes an update in.
    pub fn add(&mut self, update: &Update) {
        self.updates += 1;
        for row in &update.episodes {
            let returns: f64 = row.returns.iter().map(|sum| f64::from(*sum)).sum();
            self.episodes += 1;
            self.returns += returns / row.returns.len() as f64;
            self.successes += u64::from(row.success);
            self.lengths += u64::from(row.length);
            if let Some(sample) = &mut self.language {
                window_language::add(sample, row);
            }
        }
        self.said.resize(self.said.len().max(update.said.len()), 0);
        for (sum, said) in self.said.iter_mut().zip(&update.said) {
            *sum += said;
        }
    }

    /// Mean return, success rate, and words in use, for the display; nothing before an episode has ended.
    pub fn glance(&self) -> Option<(f64, f64, usize)> {
        let mean = |sum: f64| (self.episodes > 0).then(|| sum / self.episodes as f64);
        Some((
            mean(self.returns)?,
            mean(self.successes as f64)?,
            self.words(),
        ))
    }

    fn words(&self) -> usize {
        self.said.iter().filter(|count| **count > 0).count()
    }

    fn entropy_bits(&self) -> Option<f64> {
        let total = self.said.iter().sum::<u64>() as f64;
        let bits = |count: &u64| {
            let share = *count as f64 / total;
            if share > 0.0 {
                -share * share.log2()
            } else {
                0.0
            }
        };
        (total > 0.0).then(|| self.said.iter().map(bits).sum())
    }

    /// The row: all columns of [`TRAINING_METRICS`], in order; losses are those of the last `update`.
    /// `seed` is that of the shuffles of language.
    pub fn row(&self, update: &Update, networks: usize, seed: u64) -> Map<String, Value> {
        let language = self.language.as_ref();
        let language = language.map(|sample| window_language::columns(sample, seed));
        let language = language.unwrap_or_default();
        let mean = |sum: f64| match self.episodes {
            0 => Value::Null,
            episodes => json!(sum / episodes as f64),
        };
        let column = |name: &str| match name {
            "update" => json!(update.number),
            "env_steps" => json!(update.env_steps),
            "episodes" => json!(self.episodes),
            "return_mean" => mean(self.returns),
            "success_rate" => mean(self.successes as f64),
            "length_mean" => mean(self.lengths as f64),
            "word_entropy_bits" => json!(self.entropy_bits()),
            "words_used" => json!(self.words()),
            "learning_rate" => json!(update.learning_rate),
            name => language.get(name).cloned().unwrap_or(Value::Null),
        };
        TRAINING_METRICS
            .iter()
            .map(|metric| {
                let value = match metric.scope {
                    Scope::Run => column(metric.name),
                    Scope::Network => by_network(metric.name, update, networks),
                };
                (metric.name.to_owned(), value)
            })
            .collect()
    }
}

/// One value a network, null where it has not learnt; the last where it learnt from two seats.
fn by_network(name: &str, update: &Update, networks: usize) -> Value {
    let mut values = vec![Value::Null; networks];
    for (network, report) in &update.reports {
        values[*network] = json!(of_report(name, report));
    }
    Value::Array(values)
}

fn of_report(name: &str, report: &LearnReport) -> Option<f64> {
    let seen = report.perception.as_ref();
    match name {
        "policy_loss" => Some(report.policy_loss),
        "message_loss" => Some(report.message_loss),
        "value_loss" => Some(report.value_loss),
        "action_entropy" => Some(report.action_entropy),
        "message_entropy" => Some(report.message_entropy),
        "approx_kl" => Some(report.approx_kl),
        "clip_fraction" => Some(report.clip_fraction),
        "explained_variance" => Some(report.explained_variance),
        "grad_norm" => Some(report.grad_norm),
        "objective_loss" => {
            let losses = report.objectives.iter().map(|(_, loss)| loss);
            (!report.objectives.is_empty()).then(|| losses.sum())
        }
        "belief" => report.belief,
        "persuasion" => report.persuasion,
        "perception_loss" => seen.map(|seen| seen.reconstruction),
        "codebook_perplexity" => seen.map(|seen| seen.perplexity),
        "codebook_dead" => seen.map(|seen| seen.dead),
        "codebook_replaced" => seen.map(|seen| seen.replaced),
        "codebook_left_by_first" => seen.map(|seen| seen.left_by_first),
        "codebook_left_by_last" => seen.map(|seen| seen.left_by_last),
        "codebook_collapsed" => seen.map(|seen| f64::from(u8::from(seen.collapsed))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use protolang_agents::report::PerceptionReport;

    use super::*;
    use protolang_records::episodes::row::EpisodeRow;

    fn update() -> Update {
        let row = |success, returns: [f32; 2], length: u32| EpisodeRow {
            success,
            messages: (0..2).map(|seat| vec![vec![seat, length as u16]]).collect(),
            meaning: (0..2).map(|seat| vec![seat, length as i32]).collect(),
            returns: returns.to_vec(),
            length,
            ..EpisodeRow::default()
        };
        let report = LearnReport {
            value_loss: 0.5,
            objectives: vec![("reflection.intent", 0.25)],
            perception: Some(PerceptionReport::default()),
            ..LearnReport::default()
        };
        Update {
            number: 7,
            env_steps: 700,
            learning_rate: 1e-3,
            episodes: vec![row(true, [1.0, 2.0], 4), row(false, [-1.0, -1.0], 10)],
            replays: Vec::new(),
            said: vec![2, 0, 2, 0],
            reports: vec![(2, report.clone()), (0, report)],
        }
    }

    #[test]
    fn a_row_holds_every_column_computed() {
        let mut window = Window::new(Some(RowSample::new(1, 100)));
        window.add(&update());
        let row = window.row(&update(), 3, 1);
        let names: Vec<&str> = row.keys().map(String::as_str).collect();
        let expected: Vec<&str> = TRAINING_METRICS.iter().map(|metric| metric.name).collect();
        assert_eq!(names, expected);
        let of = |name: &str| row[name].clone();
        assert_eq!(of("return_mean"), json!(0.25));
        assert_eq!(of("success_rate"), json!(0.5));
        assert_eq!(of("length_mean"), json!(7.0));
        assert_eq!(
            (of("words_used"), of("word_entropy_bits")),
            (json!(2), json!(1.0))
        );
        assert_eq!(of("value_loss"), json!([0.5, null, 0.5]));
        assert_eq!(window.glance(), Some((0.25, 0.5, 2)));
        for metric in TRAINING_METRICS {
            assert_ne!(
                of(metric.name),
                Value::Null,
                "{} is never filled",
                metric.name
            );
        }
    }

    #[test]
    fn without_episodes_means_are_null() {
        let row = Window::new(None).row(&update(), 3, 1);
        assert_eq!(row["return_mean"], Value::Null);
        assert_eq!(row["word_entropy_bits"], Value::Null);
        assert_eq!(Window::new(None).glance(), None);
    }
}
