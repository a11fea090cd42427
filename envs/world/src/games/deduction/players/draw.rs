//! Random choice among actions.

use protolang_spec::keys::below;
use rand::rngs::ChaCha8Rng;

/// One of these, each as likely as any other. There must be one.
pub(super) fn any_of(actions: &[u8], dice: &mut ChaCha8Rng) -> u8 {
    actions[below(dice, actions.len() as u32) as usize]
}
