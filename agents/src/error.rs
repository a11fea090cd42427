//! What can be wrong with networks, in words.

/// Why a network cannot be made or read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AgentError {
    /// A shape that no network can have.
    #[error("{key} {problem}")]
    Config {
        /// The config key.
        key: &'static str,
        /// What is wrong with its value, and what would be right.
        problem: String,
    },
    /// Saved tensors that are not those of this network.
    #[error(
        "tensor {name:?} {problem}: the file belongs to a network of another shape; use the config that it was trained with"
    )]
    Tensor {
        /// The tensor.
        name: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A tensor of a network that has diverged.
    #[error(
        "tensor {name:?} holds {wrong} values that are not finite, of {all}: the network has diverged and is of no use"
    )]
    NotFinite {
        /// The tensor.
        name: String,
        /// Values that are not finite.
        wrong: usize,
        /// Values.
        all: usize,
    },
    /// Recurrent state of another number of lanes, seats or units.
    #[error("a recurrent state of {found} numbers does not fit {expected}")]
    State {
        /// Numbers that are needed.
        expected: usize,
        /// Numbers that were given.
        found: usize,
    },
}
