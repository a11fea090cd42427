//! How an episode begins: a digit is dealt, nobody has answered.

use bevy_ecs::prelude::*;

use super::components::{Answer, CardId, Digit};
use super::setup::Rules;
use crate::images::{Gallery, label_of};
use crate::lane::{Due, Episodes, Meaning};
use crate::order::{AgentId, table};
use crate::turns::AGENTS;
use protolang_spec::attribute::{Attribute, UNKNOWN};
use protolang_spec::keys::{Purpose, stream};

/// Attributes in an agent's meaning.
pub(super) const MEANING: [Attribute; 3] = [
    Attribute::category("label"),
    Attribute::named("parity", &["even", "odd"]),
    Attribute::category("image"),
];

/// Begins the episodes of the lanes that are due.
pub(super) fn deal(
    due: Res<Due>,
    episodes: Res<Episodes>,
    rules: Res<Rules>,
    gallery: Res<Gallery>,
    mut cards: Query<&mut Digit, With<CardId>>,
    mut agents: Query<&mut Answer, With<AgentId>>,
    mut meaning: ResMut<Meaning>,
) {
    let stored = "everything is stored in tables";
    let mut cards = table(cards.contiguous_iter_mut().expect(stored));
    let mut answers = table(agents.contiguous_iter_mut().expect(stored));
    for lane in &due.0 {
        let lane = *lane as usize;
        let key = episodes.keys[lane];
        let label = label_of(key, rules.balanced);
        let image = gallery.draw(label, &mut stream(key, Purpose::Reset));
        let digit = Digit { image, label };
        cards.bypass_change_detection()[lane] = digit;
        answers.bypass_change_detection()[lane * AGENTS..(lane + 1) * AGENTS].fill(Answer(None));
        tell(digit, &rules, lane, &mut meaning);
    }
}

/// Tells what each agent privately knows. Who sees the image knows its label.
pub(super) fn tell(digit: Digit, rules: &Rules, lane: usize, meaning: &mut Meaning) {
    let len = MEANING.len();
    let lane = &mut meaning.values[lane * AGENTS * len..(lane + 1) * AGENTS * len];
    for (known, sees) in lane.chunks_exact_mut(len).zip(rules.sees) {
        known.fill(UNKNOWN);
        if sees.image() || sees.label() {
            known[0] = i32::from(digit.label);
            known[1] = digit.parity() as i32;
        }
        if sees.image() {
            known[2] = digit.image as i32;
        }
    }
}
