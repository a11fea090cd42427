//! Rows of a rollout as tensors, in packed order, for the networks of several seats at once.

pub(crate) mod gather;
pub(crate) mod lanes;

use std::collections::BTreeMap;

use tch::{Kind, Tensor};

use crate::agent::NamedTensor;
use crate::heads::PrivilegedInput;
use crate::lstm::State;
use crate::minibatch_statistics::MinibatchStatistics;
use crate::sequences::Sequences;
use crate::slices;
use crate::transitions::Transitions;

/// Names of weights of rows, beside the columns of objectives.
pub(crate) const SCRIPTED: &str = "scripted";
/// Who is asked in earnest.
pub(crate) const ASKED: &str = "asked";
/// Who acts on the answer.
pub(crate) const ACTS: &str = "acts";
const SPEAKS: &str = "speaks";
const ROWS: &str = "rows";

/// Sums of weights of rows, `[n]` each, by the name of the weights.
pub(crate) type Totals = BTreeMap<&'static str, Vec<f64>>;

/// How much rows count in a mean over a whole minibatch.
pub(crate) struct RowWeights<'a> {
    /// `[n, rows]`; nothing where each counts 1.
    pub(crate) of_rows: Option<&'a Tensor>,
    /// Their sum over the whole minibatch, `[n]`.
    pub(crate) totals: &'a [f64],
}

/// One minibatch; `rows` are those of its sequences.
pub(crate) struct Minibatch {
    pub(crate) sequences: Sequences,
    /// Scaled observations, `[n, rows, observation_len]`.
    pub(crate) seen: Tensor,
    /// `[n, rows, heard_len]`, `i64`.
    pub(crate) heard: Tensor,
    /// `[n, rows, actions]`, where some actions are not legal.
    pub(crate) legal: Option<Tensor>,
    /// Who was heard when speaking, `[n, rows]`, 1 or 0; nothing where all were.
    pub(crate) speaks: Option<Tensor>,
    /// What the agent in the last seat said at the end of the episode, `[n, rows, L]`, `i64`; only where
    /// critics see it.
    pub(crate) last_message: Option<Tensor>,
    /// Whose action a script chose, `[n, rows]`, 1 or 0; nothing where nobody's.
    pub(crate) scripted: Option<Tensor>,
    /// The game's question, where it asks one.
    pub(crate) question: Option<Asked>,
    /// Columns that objectives have declared, by name.
    pub(crate) columns: Vec<(&'static str, Tensor)>,
    /// `[n, rows]`, `i64`.
    pub(crate) actions: Tensor,
    /// `[n, rows, L]`, `i64`.
    pub(crate) symbols: Tensor,
    /// `[n, rows]`, as are the rest.
    pub(crate) action_log_prob: Tensor,
    pub(crate) message_log_prob: Tensor,
    pub(crate) values: Tensor,
    pub(crate) advantages: Tensor,
    pub(crate) returns: Tensor,
    /// Counts and moments of each network over the whole minibatch, of which these rows may be a shard.
    pub(crate) statistics: Vec<MinibatchStatistics>,
    /// Sums of weights of rows over the whole minibatch, `[n]` each, by the name of the weights.
    pub(crate) totals: Totals,
    /// Memory before the first steps, `[n, sequences, hidden]`; nothing where it is all 0.
    pub(crate) initial: Option<State>,
}

/// The game's question in the rows of a minibatch, each `[n, rows]`.
pub(crate) struct Asked {
    /// Who is asked in earnest, 1 or 0.
    pub(crate) asked: Tensor,
    /// Who acts on the answer, and could act on the right one, 1 or 0.
    pub(crate) acts: Tensor,
    /// The right answers, `i64`.
    pub(crate) answers: Tensor,
}

impl Minibatch {
    /// A column that an objective has declared; nothing where none has.
    pub(crate) fn column(&self, name: &str) -> Option<&Tensor> {
        let found = self.columns.iter().find(|(column, _)| *column == name);
        found.map(|(_, tensor)| tensor)
    }

    /// Every row counts.
    pub(crate) fn all_rows(&self) -> RowWeights<'_> {
        RowWeights {
            of_rows: None,
            totals: self.total(ROWS),
        }
    }

    /// Rows count whose message somebody could hear.
    pub(crate) fn speaking(&self) -> RowWeights<'_> {
        match &self.speaks {
            Some(_) => self.weights(SPEAKS),
            None => self.all_rows(),
        }
    }

    /// The weights of a name: [`SCRIPTED`], [`ASKED`], [`ACTS`], or a column of an objective.
    pub(crate) fn weights(&self, name: &str) -> RowWeights<'_> {
        let found = self.all_weights().find(|(known, _)| *known == name);
        RowWeights {
            of_rows: found.map(|(_, weights)| weights),
            totals: self.total(name),
        }
    }

    fn total(&self, name: &str) -> &[f64] {
        self.totals.get(name).map_or(&[], Vec::as_slice)
    }

    /// Everything that may weigh rows, `[n, rows]`.
    fn all_weights(&self) -> impl Iterator<Item = (&'static str, &Tensor)> {
        let question = self.question.iter();
        let question = question.flat_map(|asked| [(ASKED, &asked.asked), (ACTS, &asked.acts)]);
        let flags = [(SPEAKS, &self.speaks), (SCRIPTED, &self.scripted)];
        let flags = flags
            .into_iter()
            .filter_map(|(name, flags)| Some((name, flags.as_ref()?)));
        let columns = self.columns.iter().map(|(name, column)| (*name, column));
        let columns = columns.filter(|(_, column)| {
            column.dim() == 2 && column.kind() == Kind::Float && column.numel() > 0
        });
        question.chain(flags).chain(columns)
    }

    /// Works out counts, moments and totals of the rows that are here.
    pub(crate) fn count(&mut self, chooses_actions: bool) {
        let (n, rows) = self.actions.size2().expect("actions have two dimensions");
        self.statistics = MinibatchStatistics::of(&self.transitions(), chooses_actions);
        let sums = |weights: &Tensor| {
            let of_networks = slices::of(weights).chunks_exact(rows as usize);
            of_networks
                .map(|weights| weights.iter().map(|weight| f64::from(*weight)).sum())
                .collect()
        };
        let mut totals: Totals = self
            .all_weights()
            .map(|(name, weights)| (name, sums(weights)))
            .collect();
        totals.insert(ROWS, vec![rows as f64; n as usize]);
        self.totals = totals;
    }

    /// What PPO reads of it.
    pub(crate) fn transitions(&self) -> Transitions<'_> {
        Transitions {
            actions: &self.actions,
            symbols: &self.symbols,
            legal: self.legal.as_ref(),
            scripted: self.scripted.as_ref(),
            speaks: self.speaks.as_ref(),
            action_log_prob: &self.action_log_prob,
            message_log_prob: &self.message_log_prob,
            values: &self.values,
            advantages: &self.advantages,
            returns: &self.returns,
        }
    }

    /// What only critics see.
    pub(crate) fn privileged(&self) -> PrivilegedInput<'_> {
        PrivilegedInput {
            last_message: self.last_message.as_ref(),
            answers: self.question.as_ref().map(|question| &question.answers),
        }
    }

    /// Its numbers under names, for whoever must find out what went wrong.
    pub(crate) fn named(&self) -> Vec<NamedTensor> {
        let mut tensors = vec![
            ("observations", &self.seen),
            ("heard", &self.heard),
            ("actions", &self.actions),
            ("symbols", &self.symbols),
            ("action_log_prob", &self.action_log_prob),
            ("message_log_prob", &self.message_log_prob),
            ("values", &self.values),
            ("advantages", &self.advantages),
            ("returns", &self.returns),
        ];
        tensors.extend(self.legal.as_ref().map(|legal| ("legal", legal)));
        tensors
            .into_iter()
            .map(|(name, tensor)| {
                let shape = tensor
                    .size()
                    .iter()
                    .map(|extent| *extent as usize)
                    .collect();
                let mut data = vec![0.0_f32; tensor.numel()];
                if !data.is_empty() {
                    let plain = tensor.to_kind(Kind::Float).contiguous();
                    plain.copy_data(&mut data, tensor.numel());
                }
                (name.to_owned(), shape, data)
            })
            .collect()
    }
}
