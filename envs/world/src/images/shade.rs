//! Images for viewers.

use super::gallery::Gallery;
use protolang_spec::scene::{SceneCell, SceneKind};

/// Draws an image with its top left corner in the cell given; blank pixels are left out.
pub(crate) fn shade(
    gallery: &Gallery,
    image: u32,
    top: usize,
    left: usize,
    cells: &mut Vec<SceneCell>,
) {
    let set = &gallery.set;
    for (index, pixel) in gallery.pixels(image).iter().enumerate() {
        let level = u16::from(*pixel) * u16::from(u8::MAX) / u16::from(set.scale);
        if level > 0 {
            cells.push(SceneCell {
                row: top + index / set.width,
                col: left + index % set.width,
                kind: SceneKind::Shade { level: level as u8 },
            });
        }
    }
}
