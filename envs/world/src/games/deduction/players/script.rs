//! A crew, an impostor and a voter put together.

use std::any::Any;

use protolang_spec::vec_env::VecEnv;
use rand::rngs::ChaCha8Rng;

use super::crew::Crew;
use super::errands::Errands;
use super::impostor::Impostor;
use super::knowledge::Knowledge;
use super::voter::Voter;
use crate::batch::Batch;
use protolang_spec::players::{Players, random_legal};

/// Who plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Script {
    pub(super) crew: Crew,
    pub(super) impostor: Impostor,
    pub(super) voter: Voter,
}

impl Players for Script {
    fn act(&self, env: &dyn VecEnv, lane: usize, dice: &mut ChaCha8Rng, actions: &mut [u8]) {
        actions.fill(0);
        // They look into the world itself, which only this game's own environments have.
        let env: &dyn Any = env;
        let Some(batch) = env.downcast_ref::<Batch>() else {
            return;
        };
        let Some(mut knowledge) = Knowledge::of(batch.world(), lane, actions.len()) else {
            return;
        };
        let errands = Errands::of(batch.world(), lane, knowledge.vote);
        for (seat, action) in actions.iter_mut().enumerate() {
            let legal = knowledge.legal[seat];
            if !legal[1..].contains(&true) {
                continue;
            }
            let Some(errands) = &errands else {
                *action = self.choose(seat, &knowledge, dice);
                continue;
            };
            knowledge.legal.to_mut()[seat] = errands.wishes(seat, &knowledge);
            let mut dice = errands.dice(seat, batch.key(lane));
            let wish = self.choose(seat, &knowledge, &mut dice);
            *action = errands.towards(wish, seat, &legal, &knowledge);
        }
    }
}

impl Script {
    fn choose(&self, seat: usize, knowledge: &Knowledge<'_>, dice: &mut ChaCha8Rng) -> u8 {
        match (knowledge.identities[seat].impostor, knowledge.vote) {
            (false, false) => self.crew.act(seat, knowledge, dice),
            (false, true) => self.voter.vote(seat, knowledge, dice),
            (true, false) => self.impostor.act(seat, knowledge, dice),
            (true, true) => random_legal(&knowledge.legal[seat], dice),
        }
    }
}
