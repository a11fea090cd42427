//! What an agent sees: candidates, which of them are targets, whose turn it is. What it does not see is
//! all zeros.

use bevy_ecs::prelude::*;

use super::components::{CandidateId, CandidatePlace, Object};
use super::config::{ObjectKind, ReferentialConfig};
use super::objects::Objects;
use crate::images::image_block;
use crate::lane::{Clock, Verdict};
use crate::order::table;
use crate::stage::Which;
use crate::turns::{AGENTS, SENDER, TURN_LEN, turn_block, write_turn};
use protolang_spec::block::{Block, Element};

/// Options that bear on what is seen.
#[derive(Resource, Clone, Copy, Debug)]
pub(super) struct Eyes {
    pub(super) candidates: usize,
    pub(super) targets: usize,
    /// Candidates that the sender sees.
    pub(super) sender_sees: usize,
}

/// Blocks of the observation of one agent.
pub(super) fn blocks(config: &ReferentialConfig) -> Vec<Block> {
    let count = config.candidates();
    let candidates = match config.objects {
        ObjectKind::Attributes => attributes_block(config),
        ObjectKind::Images => image_block("candidates", &config.images(), count, |place| {
            Element::new(place, format!("candidate {place}"))
        }),
    };
    let target = |place| {
        let text = format!("1 if candidate {place} is a target (the sender alone sees it)");
        Element::new(place, text)
    };
    let marked = Block::vector("marked", 1.0, (0..count).map(target).collect());
    vec![candidates, marked, turn_block()]
}

fn attributes_block(config: &ReferentialConfig) -> Block {
    let mut elements = Vec::new();
    for place in 0..config.candidates() {
        for attribute in 0..config.attributes {
            let value = |value| {
                Element::new(
                    format!("{place}.{attribute}.{value}"),
                    format!("candidate {place}: 1 if attribute {attribute} is {value}"),
                )
            };
            elements.extend((0..config.values).map(value));
        }
    }
    Block::vector("candidates", 1.0, elements)
}

/// Writes observations, `[lanes, agents, candidates x length of an object + candidates + 2]`.
pub(super) fn observe(
    (InMut(out), In(which)): (InMut<[u8]>, In<Which>),
    candidates: Query<(&Object, &CandidatePlace), With<CandidateId>>,
    objects: Res<Objects>,
    eyes: Res<Eyes>,
    clock: Res<Clock>,
    verdict: Res<Verdict>,
) {
    let candidates = candidates.contiguous_iter();
    let (shown, places) = table(candidates.expect("candidates are stored in tables"));
    let count = eyes.candidates;
    which.each_agent(out, &verdict, AGENTS, |out, lane, seat| {
        let (seen, rest) = out.split_at_mut(out.len() - count - TURN_LEN);
        let (marked, turn) = rest.split_at_mut(count);
        seen.fill(0);
        marked.fill(0);
        write_turn(turn, clock.steps[lane], seat);
        let shown = &shown[lane * count..(lane + 1) * count];
        if seat == SENDER {
            for (place, object) in shown[..eyes.sender_sees].iter().enumerate() {
                objects.write(object.0[seat], place, count, seen);
            }
            marked[..eyes.targets].fill(1);
        } else {
            let places = &places[lane * count..(lane + 1) * count];
            for (place, object) in places.iter().zip(shown) {
                objects.write(object.0[seat], usize::from(place.0), count, seen);
            }
        }
    });
}

impl Objects {
    /// Writes an object into one of `count` places of a block of zeros.
    fn write(&self, object: u32, place: usize, count: usize, out: &mut [u8]) {
        match self {
            Self::Attributes(combinations) => {
                let values = combinations.values as usize;
                let len = combinations.attributes * values;
                let out = out[place * len..(place + 1) * len].chunks_exact_mut(values);
                for (out, value) in out.zip(combinations.attributes_of(object)) {
                    out[value as usize] = 1;
                }
            }
            Self::Images(gallery) => {
                let pixels = out.chunks_exact_mut(count).zip(gallery.pixels(object));
                pixels.for_each(|(out, pixel)| out[place] = *pixel);
            }
        }
    }
}
