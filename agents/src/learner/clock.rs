//! How far training is.

/// How far training is when an update happens: it fixes the step size and the shuffles.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct UpdateClock {
    /// Seed of the run.
    pub run_seed: u64,
    /// Number of the update; with the seed it keys the order of lanes in minibatches.
    pub update: u64,
    /// Adam's step size.
    pub learning_rate: f64,
    /// What the weights of the entropies are multiplied by.
    pub entropy: f64,
}
