//! Parameters of what lies between features and heads.

use protolang_channel::parameter::{Init, Parameter};

use crate::config::CoreKind;

/// An LSTM as PyTorch has it, with two biases; orthogonal weights and biases of 0, as in CleanRL. Or one
/// linear layer with PyTorch's beginning.
pub(super) fn parameters(kind: CoreKind, features: usize, hidden: usize) -> Vec<Parameter> {
    let orthogonal = Init::Orthogonal { gain: 1.0 };
    match kind {
        CoreKind::Lstm => vec![
            Parameter::new("lstm.weight_ih_l0", [4 * hidden, features], orthogonal),
            Parameter::new("lstm.weight_hh_l0", [4 * hidden, hidden], orthogonal),
            Parameter::new("lstm.bias_ih_l0", [4 * hidden], Init::Zero),
            Parameter::new("lstm.bias_hh_l0", [4 * hidden], Init::Zero),
        ],
        CoreKind::FeedForward => Parameter::linear("core", features, hidden).into(),
    }
}
