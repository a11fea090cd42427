//! Whoever looks on while a block of episodes is played.

use protolang_agents::actor::observation::Observation;
use protolang_agents::actor::{Actor, Decision};

/// What networks are about to decide from.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// The networks with their memory.
    pub actor: &'a Actor,
    /// What lies before them.
    pub observation: Observation<'a>,
    /// Who is asked the game's question, `[lanes, seats]`, empty in games that ask none.
    pub asked: &'a [bool],
    /// Lanes whose episode has not ended, `[lanes]`.
    pub running: &'a [bool],
}

/// Looks on, step by step, without changing anything.
pub trait Watch {
    /// Networks are about to decide.
    fn before(&mut self, _moment: &Moment<'_>) {}

    /// They have decided.
    fn decided(&mut self, _running: &[bool], _decision: &Decision) {}
}

/// Nobody looks on.
#[derive(Debug)]
pub struct Unwatched;

impl Watch for Unwatched {}
