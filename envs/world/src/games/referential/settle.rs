//! After a restore: what follows from the state; state that cannot be is refused.

use bevy_ecs::prelude::*;

use super::components::{CandidateId, CandidatePlace, Object};
use super::deal::{DealRules, tell};
use super::objects::Objects;
use crate::images::Gallery;
use crate::lane::{Clock, Meaning};
use crate::order::components;
use crate::turns;
use protolang_spec::error::EnvError;

/// Rebuilds every lane.
pub(super) fn settle(world: &mut World) -> Result<(), EnvError> {
    for lane in 0..world.resource::<Clock>().steps.len() {
        turns::settle(world, lane)?;
        let shown = components::<CandidateId, Object>(world, lane);
        let mut places = components::<CandidateId, CandidatePlace>(world, lane);
        places.sort_unstable_by_key(|place| place.0);
        if (0..).zip(&places).any(|(index, place)| place.0 != index) {
            return Err(EnvError::restore("two candidates are in one place"));
        }
        let same_image = world.resource::<DealRules>().same_image;
        let known = match world.resource::<Objects>() {
            Objects::Attributes(combinations) => shown.iter().enumerate().all(|(index, object)| {
                let [sent, received] = object.0;
                combinations.holds(sent) && received == sent && !shown[..index].contains(object)
            }),
            Objects::Images(gallery) => images_can_be(gallery, same_image, &shown),
        };
        if !known {
            return Err(EnvError::restore(
                "the candidates are not ones of this game's; restore it with the options it began with",
            ));
        }
        world.resource_scope(|world, objects: Mut<Objects>| {
            tell(
                &objects,
                shown[0],
                lane,
                &mut world.resource_mut::<Meaning>(),
            );
        });
    }
    Ok(())
}

/// Whether these are images of the game, two of each label or one twice, and no label comes again.
fn images_can_be(gallery: &Gallery, same_image: bool, shown: &[Object]) -> bool {
    let known = |image: u32| (image as usize) < gallery.set.len();
    if !shown.iter().flat_map(|object| object.0).all(known) {
        return false;
    }
    let label = |object: &Object| gallery.label(object.0[0]);
    shown.iter().enumerate().all(|(index, object)| {
        let own = label(object);
        object.0.iter().all(|image| gallery.holds(*image, own))
            && (object.0[0] == object.0[1]) == same_image
            && shown[..index].iter().all(|other| label(other) != own)
    })
}
