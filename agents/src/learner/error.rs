//! Why an update did not happen.

use crate::divergence::Diverged;
use crate::workers::WorkerPanicked;

/// Why an update did not happen.
#[derive(Clone, Debug, thiserror::Error)]
pub enum LearnError {
    /// A number was not finite; the agents are as the last step that was sound left them.
    #[error(transparent)]
    Diverged(Box<Diverged>),
    /// A worker panicked; the agents may be of no use.
    #[error(transparent)]
    Panicked(#[from] WorkerPanicked),
}
