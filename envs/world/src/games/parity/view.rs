//! A parity game as a picture: the digit.

use bevy_ecs::prelude::*;

use super::components::{CardId, Digit};
use crate::images::{Gallery, shade};
use crate::order::components;
use protolang_spec::scene::Scene;

/// Draws a lane.
pub(super) fn scene(world: &World, lane: usize) -> Scene {
    let gallery = world.resource::<Gallery>();
    let digit = components::<CardId, Digit>(world, lane)[0];
    let mut cells = Vec::new();
    shade(gallery, digit.image, 0, 0, &mut cells);
    Scene {
        height: gallery.set.height,
        width: gallery.set.width,
        cells,
    }
}
