//! After a restore: what follows from the state; state that cannot be is refused.

use bevy_ecs::prelude::*;

use super::components::{Answer, CardId, Digit};
use super::deal::tell;
use super::setup::Rules;
use crate::images::Gallery;
use crate::lane::{Clock, Meaning};
use crate::order::{AgentId, components};
use crate::turns;
use protolang_spec::error::EnvError;

/// Rebuilds every lane.
pub(super) fn settle(world: &mut World) -> Result<(), EnvError> {
    let rules = world.resource::<Rules>().clone();
    for lane in 0..world.resource::<Clock>().steps.len() {
        turns::settle(world, lane)?;
        let steps = world.resource::<Clock>().steps[lane];
        let answers = components::<AgentId, Answer>(world, lane);
        for (seat, answer) in answers.into_iter().enumerate() {
            let due = rules.acts[seat] && steps as usize > seat;
            if answer.0.is_some() != due || answer.index() > 1 {
                return Err(EnvError::restore("an agent has answered out of its turn"));
            }
        }
        let digit = components::<CardId, Digit>(world, lane)[0];
        if !world.resource::<Gallery>().holds(digit.image, digit.label) {
            return Err(EnvError::restore(
                "an image is not one of this game's; restore it with the options it began with",
            ));
        }
        tell(digit, &rules, lane, &mut world.resource_mut::<Meaning>());
    }
    Ok(())
}
