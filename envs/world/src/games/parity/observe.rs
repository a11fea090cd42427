//! What an agent sees: the image, the label, whose turn it is. What it does not see is all zeros.

use bevy_ecs::prelude::*;

use super::components::{CardId, Digit};
use super::setup::{Rules, Setup};
use crate::images::{CLASSES, Gallery, image_block};
use crate::lane::{Clock, Verdict};
use crate::order::table;
use crate::stage::Which;
use crate::turns::{AGENTS, TURN_LEN, turn_block, write_turn};
use protolang_spec::block::{Block, Element};

/// Blocks of the observation of one agent.
pub(super) fn blocks(setup: &Setup) -> Vec<Block> {
    vec![
        image_block("image", &setup.images, 1, |_| {
            Element::new("pixel", "pixel")
        }),
        Block::vector(
            "label",
            1.0,
            (0..CLASSES)
                .map(|label| Element::new(label, format!("1 if the label is {label}")))
                .collect(),
        ),
        turn_block(),
    ]
}

/// Writes observations, `[lanes, agents, height x width + 10 + 2]`.
pub(super) fn observe(
    (InMut(out), In(which)): (InMut<[u8]>, In<Which>),
    cards: Query<&Digit, With<CardId>>,
    rules: Res<Rules>,
    gallery: Res<Gallery>,
    clock: Res<Clock>,
    verdict: Res<Verdict>,
) {
    let digits = table(cards.contiguous_iter().expect("cards are stored in tables"));
    which.each_agent(out, &verdict, AGENTS, |out, lane, seat| {
        let (digit, sees) = (digits[lane], rules.sees[seat]);
        let (image, rest) = out.split_at_mut(out.len() - CLASSES - TURN_LEN);
        let (label, turn) = rest.split_at_mut(CLASSES);
        match sees.image() {
            true => image.copy_from_slice(gallery.pixels(digit.image)),
            false => image.fill(0),
        }
        label.fill(0);
        label[usize::from(digit.label)] = u8::from(sees.label());
        write_turn(turn, clock.steps[lane], seat);
    });
}
