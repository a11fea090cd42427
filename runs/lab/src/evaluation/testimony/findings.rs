//! What a testimony finds.

use protolang_language::dictionary::entries::{Dictionary, PositionInformation};

use super::effects::Effect;
use crate::evaluation::untrained::Untrained;

/// What networks say when they accuse, and what that does to those who hear it.
#[derive(Clone, Debug, PartialEq)]
pub struct Testimony {
    /// Env steps of training behind the networks.
    pub step: u64,
    /// Episodes that each team played.
    pub episodes: u64,
    /// Seed of the episodes and of all draws.
    pub seed: u64,
    /// Each network that said something, by number.
    pub networks: Vec<NetworkTestimony>,
    /// Number of teams that played.
    pub teams: usize,
    /// Names of the answers to the game's question, by their index, `[choices]`.
    pub answers: &'static [&'static str],
}

/// What one network says, and what that does.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkTestimony {
    /// Index of the network.
    pub network: usize,
    /// Number of messages that it said in all episodes.
    pub messages: usize,
    /// Number of episodes in which it said at least one.
    pub episodes: usize,
    /// Its symbols and messages, with the suspicions and the evidence that go with them.
    pub dictionary: Dictionary,
    /// What symbols tell of evidence, against a null that keeps what the suspicion tells of it.
    pub beyond_suspicion: Vec<PositionInformation>,
    /// What hearing something else would have done.
    pub effects: Vec<Effect>,
    /// What untrained networks have in place of all this; none where nothing was tested.
    pub untrained: Option<UntrainedValues>,
}

/// The values of untrained networks in the same seats, in the order of what they stand beside.
#[derive(Clone, Debug, PartialEq)]
pub struct UntrainedValues {
    /// One for each entry of the dictionary and each of its attributes that was tested: of an untrained
    /// network that of the unit of the same kind that tells most of the attribute, as its units are others.
    pub entries: Vec<Vec<Option<Untrained>>>,
    /// One for each position and attribute that was tested.
    pub positions: Vec<Option<Untrained>>,
    /// The same, of evidence beyond suspicion.
    pub beyond_suspicion: Vec<Option<Untrained>>,
    /// How much farther another suspicion moves beliefs than the same one.
    pub other: Option<Untrained>,
}
