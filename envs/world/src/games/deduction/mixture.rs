//! Which maps and how many tasks an episode may have: those of the options, or any of the training mixture.

use rand::rngs::ChaCha8Rng;

use super::config::DeductionConfig;
use super::table::Setting;
use protolang_spec::keys::below;

/// Maps of the training mixture, width and height.
const MAPS: [(u8, u8); 3] = [(3, 1), (2, 2), (3, 2)];
/// Fewest tasks of the training mixture, and how many numbers there are.
const TASKS: (u8, u32) = (3, 3);

/// The setting of an episode.
pub(super) fn setting(config: &DeductionConfig, rng: &mut ChaCha8Rng) -> Setting {
    if !config.randomize {
        return Setting {
            width: config.map.width,
            height: config.map.height,
            tasks: config.tasks,
        };
    }
    let (width, height) = MAPS[below(rng, MAPS.len() as u32) as usize];
    Setting {
        width,
        height,
        tasks: TASKS.0 + below(rng, TASKS.1) as u8,
    }
}

/// Width and height of every map that can be drawn.
pub(super) fn maps(config: &DeductionConfig) -> Vec<(u8, u8)> {
    match config.randomize {
        true => MAPS.to_vec(),
        false => vec![(config.map.width, config.map.height)],
    }
}
