//! How an episode begins: candidates are drawn, no two alike, and laid out for the receiver.

use bevy_ecs::prelude::*;
use rand::rngs::ChaCha8Rng;

use super::components::{CandidateId, CandidatePlace, Object};
use super::config::{ObjectKind, ReferentialConfig};
use super::objects::{Combinations, MOST_ATTRIBUTES, MOST_CANDIDATES, Objects};
use crate::images::{CLASSES, Gallery, label_of};
use crate::lane::{Due, Episodes, Meaning};
use crate::order::table;
use crate::turns::{AGENTS, RECEIVER, SENDER};
use protolang_spec::attribute::{Attribute, UNKNOWN};
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};

/// Attributes of a combination.
const ATTRIBUTES: [Attribute; MOST_ATTRIBUTES as usize] = [
    Attribute::category("attribute-0"),
    Attribute::category("attribute-1"),
    Attribute::category("attribute-2"),
    Attribute::category("attribute-3"),
    Attribute::category("attribute-4"),
    Attribute::category("attribute-5"),
    Attribute::category("attribute-6"),
    Attribute::category("attribute-7"),
    Attribute::category("attribute-8"),
    Attribute::category("attribute-9"),
    Attribute::category("attribute-10"),
    Attribute::category("attribute-11"),
    Attribute::category("attribute-12"),
    Attribute::category("attribute-13"),
    Attribute::category("attribute-14"),
    Attribute::category("attribute-15"),
];
/// What is known of an image.
const IMAGE: [Attribute; 2] = [Attribute::category("label"), Attribute::category("image")];

/// Attributes in an agent's meaning: those of the first target.
pub(super) fn meaning(config: &ReferentialConfig) -> Vec<Attribute> {
    match config.objects {
        ObjectKind::Attributes => {
            let count = config.attributes.min(MOST_ATTRIBUTES);
            ATTRIBUTES[..usize::from(count)].to_vec()
        }
        ObjectKind::Images => IMAGE.to_vec(),
    }
}

/// Options that bear on the beginning of an episode.
#[derive(Resource, Clone, Copy, Debug)]
pub(super) struct DealRules {
    pub(super) candidates: usize,
    pub(super) same_image: bool,
    pub(super) balanced: bool,
}

/// Begins the episodes of the lanes that are due.
pub(super) fn deal(
    due: Res<Due>,
    episodes: Res<Episodes>,
    rules: Res<DealRules>,
    objects: Res<Objects>,
    mut candidates: Query<(&mut Object, &mut CandidatePlace), With<CandidateId>>,
    mut meaning: ResMut<Meaning>,
) {
    let candidates = candidates.contiguous_iter_mut();
    let (mut shown, mut places) = table(candidates.expect("candidates are stored in tables"));
    let count = rules.candidates;
    for lane in &due.0 {
        let lane = *lane as usize;
        let key = episodes.keys[lane];
        let mut rng = stream(key, Purpose::Reset);
        let shown = &mut shown.bypass_change_detection()[lane * count..(lane + 1) * count];
        match objects.as_ref() {
            Objects::Attributes(combinations) => draw_combinations(combinations, shown, &mut rng),
            Objects::Images(gallery) => draw_images(gallery, &rules, key, shown, &mut rng),
        }
        let places = &mut places.bypass_change_detection()[lane * count..(lane + 1) * count];
        for (index, place) in places.iter_mut().enumerate() {
            *place = CandidatePlace(index as u8);
        }
        shuffle(places, &mut rng);
        tell(&objects, shown[0], lane, &mut meaning);
    }
}

/// Draws different combinations.
fn draw_combinations(combinations: &Combinations, to: &mut [Object], rng: &mut ChaCha8Rng) {
    for index in 0..to.len() {
        let object = loop {
            let object = Object([combinations.draw(rng); AGENTS]);
            if !to[..index].contains(&object) {
                break object;
            }
        };
        to[index] = object;
    }
}

/// Draws images of different labels, the first target's being the episode's label.
fn draw_images(
    gallery: &Gallery,
    rules: &DealRules,
    key: EpisodeKey,
    to: &mut [Object],
    rng: &mut ChaCha8Rng,
) {
    let mut labels: [u8; CLASSES] = std::array::from_fn(|label| label as u8);
    labels.swap(0, usize::from(label_of(key, rules.balanced)));
    shuffle(&mut labels[1..], rng);
    for (object, label) in to.iter_mut().zip(labels) {
        let sent = gallery.draw(label, rng);
        let received = match rules.same_image {
            true => sent,
            false => gallery.draw_other(sent, rng),
        };
        *object = Object([sent, received]);
    }
}

fn shuffle<T>(all: &mut [T], rng: &mut ChaCha8Rng) {
    debug_assert!(all.len() <= MOST_CANDIDATES);
    for last in (1..all.len()).rev() {
        all.swap(last, below(rng, last as u32 + 1) as usize);
    }
}

/// Tells what each agent privately knows: the sender its first target, the receiver nothing.
pub(super) fn tell(objects: &Objects, target: Object, lane: usize, meaning: &mut Meaning) {
    let target = target.0[SENDER];
    let len = match objects {
        Objects::Attributes(combinations) => combinations.attributes,
        Objects::Images(_) => IMAGE.len(),
    };
    let lane = &mut meaning.values[lane * AGENTS * len..(lane + 1) * AGENTS * len];
    let known = &mut lane[SENDER * len..(SENDER + 1) * len];
    match objects {
        Objects::Attributes(combinations) => {
            for (known, value) in known.iter_mut().zip(combinations.attributes_of(target)) {
                *known = value as i32;
            }
        }
        Objects::Images(gallery) => {
            known[0] = i32::from(gallery.label(target));
            known[1] = target as i32;
        }
    }
    lane[RECEIVER * len..].fill(UNKNOWN);
}
