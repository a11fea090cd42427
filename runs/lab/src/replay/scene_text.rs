//! What one thing of a scene is drawn as.

use protolang_spec::scene::SceneKind;

/// Width of a cell of the map, in characters.
pub(super) const CELL: usize = 7;
/// Width of a pixel of an image, in characters: as wide as high.
pub(super) const PIXEL: usize = 2;
/// Pixels from dark to bright.
const SHADES: [char; 5] = [' ', '░', '▒', '▓', '█'];

/// What is written in a cell: agents as `A0`, items as `[score]`, the one to pick as `[score]*`, a lifted
/// one as `(score)`.
pub(super) fn text(kind: &SceneKind) -> String {
    match kind {
        SceneKind::Wall => "#".repeat(CELL - 2),
        SceneKind::Agent { seat } => format!("A{seat}"),
        SceneKind::Shade { level } => shade(*level).to_string().repeat(PIXEL),
        SceneKind::Item {
            label,
            target,
            lifted,
            ..
        } => {
            let star = if *target { "*" } else { "" };
            match lifted {
                true => format!("({label}){star}"),
                false => format!("[{label}]{star}"),
            }
        }
    }
}

/// The character for a brightness; only 0 is blank.
fn shade(level: u8) -> char {
    let steps = SHADES.len() - 1;
    SHADES[(usize::from(level) * steps).div_ceil(usize::from(u8::MAX))]
}
