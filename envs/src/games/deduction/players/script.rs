//! A crew, an impostor and a voter put together.

use rand::rngs::ChaCha8Rng;

use super::crew::Crew;
use super::impostor::Impostor;
use super::knowledge::Knowledge;
use super::voter::Voter;
use crate::batch::Batch;
use crate::games::players::{Players, random_legal};
use crate::keys::below;

/// Who plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Script {
    pub(super) crew: Crew,
    pub(super) impostor: Impostor,
    pub(super) voter: Voter,
}

impl Players for Script {
    fn act(&self, batch: &Batch, lane: usize, dice: &mut ChaCha8Rng, actions: &mut [u8]) {
        actions.fill(0);
        let Some(knowledge) = Knowledge::of(batch.world(), lane, actions.len()) else {
            return;
        };
        for (seat, action) in actions.iter_mut().enumerate() {
            let has_choice = knowledge.legal[seat][1..].contains(&true);
            if !has_choice {
                continue;
            }
            *action = match (knowledge.identities[seat].impostor, knowledge.vote) {
                (false, false) => self.crew.act(seat, &knowledge, dice),
                (false, true) => self.voter.vote(seat, &knowledge, dice),
                (true, false) => self.impostor.act(seat, &knowledge, dice),
                (true, true) => random_legal(&knowledge.legal[seat], dice),
            };
        }
    }
}

/// One of these, each as likely as any other. There must be one.
pub(super) fn any_of(actions: &[u8], dice: &mut ChaCha8Rng) -> u8 {
    actions[below(dice, actions.len() as u32) as usize]
}
