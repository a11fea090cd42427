//! What networks would answer to the game's question, while nothing happens.

use tch::Kind;

use super::observation::Observation;
use super::{Actor, read_by_lane};

impl Actor {
    /// Probabilities of the answers, `[lanes, seats, choices]`, to another percept from the memory as it is,
    /// which does not change; neither does it where an episode begins. Empty in games that ask nothing.
    ///
    /// # Panics
    /// If a slice has the wrong length.
    pub fn beliefs(&mut self, observation: &Observation<'_>, beliefs: &mut Vec<f32>) {
        let choices = self
            .blueprint
            .question
            .map_or(0, |question| question.choices);
        beliefs.resize(self.lanes * self.seats * choices, 0.0);
        let (heads, _) = self.think(observation, false);
        if let Some(logits) = &heads.beliefs {
            let shares = logits.softmax(-1, Kind::Float);
            read_by_lane(&shares, self.lanes, choices, beliefs);
        }
    }
}
