//! Which parameters belong to which part of a network.

use std::ops::Range;

/// Which parameters belong to which part of a network.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Parts {
    /// Everything before the core: blocks, then perception, then the listener.
    pub(crate) encoder: Range<usize>,
    pub(crate) perception: Range<usize>,
    pub(crate) listener: Range<usize>,
    pub(crate) core: Range<usize>,
    /// Everything behind the core: actor, speaker, critic, belief.
    pub(crate) heads: Range<usize>,
    pub(crate) actor: Range<usize>,
    pub(crate) speaker: Range<usize>,
    pub(crate) critic: Range<usize>,
    pub(crate) belief: Range<usize>,
    /// Auxiliary heads, the last of the heads.
    pub(crate) auxiliary: Range<usize>,
}
