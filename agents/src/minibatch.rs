//! Rows of a rollout as tensors, in packed order, for the networks of several seats at once.

pub(crate) mod gather;
pub(crate) mod lanes;

use tch::{Kind, Tensor};

use crate::agent::NamedTensor;
use crate::heads::PrivilegedInput;
use crate::lstm::State;
use crate::sequences::Sequences;

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
