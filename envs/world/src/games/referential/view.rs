//! The referential game as a picture: above what the sender sees, below what the receiver sees, in its
//! order.

use bevy_ecs::prelude::*;

use super::components::{CandidateId, CandidatePlace, Object};
use super::objects::{Combinations, Objects};
use super::observe::Eyes;
use crate::images::{Gallery, shade};
use crate::order::components;
use crate::turns::{RECEIVER, SENDER};
use protolang_spec::scene::{Scene, SceneCell, SceneKind};

/// Where a candidate is drawn.
struct Drawn {
    index: usize,
    object: u32,
    /// [`SENDER`] or [`RECEIVER`].
    row: usize,
    place: usize,
}

/// Draws a lane.
pub(super) fn scene(world: &World, lane: usize) -> Scene {
    let eyes = *world.resource::<Eyes>();
    let shown = components::<CandidateId, Object>(world, lane);
    let places = components::<CandidateId, CandidatePlace>(world, lane);
    let sent = shown[..eyes.sender_sees].iter().enumerate();
    let sent = sent.map(|(index, object)| Drawn {
        index,
        object: object.0[SENDER],
        row: SENDER,
        place: index,
    });
    let received = shown.iter().zip(places).enumerate();
    let received = received.map(|(index, (object, place))| Drawn {
        index,
        object: object.0[RECEIVER],
        row: RECEIVER,
        place: place.0.into(),
    });
    let drawn: Vec<Drawn> = sent.chain(received).collect();
    let mut scene = match world.resource::<Objects>() {
        Objects::Attributes(combinations) => items(combinations, &eyes, &drawn),
        Objects::Images(gallery) => images(gallery, &eyes, &drawn),
    };
    scene.cells.sort_by_key(|cell| (cell.row, cell.col));
    scene
}

/// Combinations as items that bear their values.
fn items(combinations: &Combinations, eyes: &Eyes, drawn: &[Drawn]) -> Scene {
    let cells = drawn.iter().map(|drawn| {
        let values = combinations.attributes_of(drawn.object);
        let values: Vec<String> = values.map(|value| value.to_string()).collect();
        let between = if combinations.values > 10 { "." } else { "" };
        SceneCell {
            row: drawn.row,
            col: drawn.place,
            kind: item(eyes, drawn, values.join(between)),
        }
    });
    Scene {
        height: 2,
        width: eyes.candidates,
        cells: cells.collect(),
    }
}

/// Images side by side, one column apart, their labels in the row below.
fn images(gallery: &Gallery, eyes: &Eyes, drawn: &[Drawn]) -> Scene {
    let (height, width) = (gallery.set.height, gallery.set.width);
    let mut cells = Vec::new();
    for drawn in drawn {
        let (top, left) = (drawn.row * (height + 1), drawn.place * (width + 1));
        shade(gallery, drawn.object, top, left, &mut cells);
        cells.push(SceneCell {
            row: top + height,
            col: left,
            kind: item(eyes, drawn, gallery.label(drawn.object).to_string()),
        });
    }
    Scene {
        height: 2 * (height + 1),
        width: eyes.candidates * (width + 1) - 1,
        cells,
    }
}

fn item(eyes: &Eyes, drawn: &Drawn, label: String) -> SceneKind {
    SceneKind::Item {
        index: drawn.index,
        label,
        target: drawn.index < eyes.targets,
        lifted: false,
    }
}
