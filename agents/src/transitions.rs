//! What PPO reads of the rows of a minibatch.

use tch::Tensor;

/// What was decided, and what came of it.
#[derive(Debug)]
pub struct Transitions<'a> {
    /// Actions, `[n, rows]`, `i64`.
    pub actions: &'a Tensor,
    /// Symbols, `[n, rows, L]`, `i64`.
    pub symbols: &'a Tensor,
    /// Which actions were legal, `[n, rows, actions]`; all where nothing is given.
    pub legal: Option<&'a Tensor>,
    /// Whose action a script chose, `[n, rows]`, 1 or 0; nobody's where nothing is given.
    pub scripted: Option<&'a Tensor>,
    /// Who was heard when speaking, `[n, rows]`, 1 or 0; all where nothing is given.
    pub speaks: Option<&'a Tensor>,
    /// Log-probabilities when the decisions were drawn, `[n, rows]`.
    pub action_log_prob: &'a Tensor,
    /// The same of the messages.
    pub message_log_prob: &'a Tensor,
    /// Values when the decisions were drawn, `[n, rows]`.
    pub values: &'a Tensor,
    /// Advantages, `[n, rows]`.
    pub advantages: &'a Tensor,
    /// Returns, `[n, rows]`.
    pub returns: &'a Tensor,
}
