//! Which networks meet.

use clap::ValueEnum;

/// Which pairs of networks meet in an evaluation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Pairs {
    /// Every network with every network, itself too; all count alike
    All,
    /// Different networks
    Cross,
    /// Each network with itself
    Self_,
}
