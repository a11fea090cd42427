//! Which objects there are.

use bevy_ecs::prelude::*;
use rand::rngs::ChaCha8Rng;

use super::config::{ObjectKind, ReferentialConfig};
use crate::images::{Gallery, ImageSplit};
use protolang_spec::error::EnvError;
use protolang_spec::hash::StableHasher;
use protolang_spec::keys::below;
use protolang_spec::words::Words as _;

/// Candidates that an episode may have.
pub(super) const MOST_CANDIDATES: usize = 32;
/// Attributes that an object may have.
pub(super) const MOST_ATTRIBUTES: u8 = 16;
/// Combinations of attributes that there may be.
const MOST_COMBINATIONS: u32 = 1 << 16;

/// The objects that candidates are drawn from. An object is a number: a combination of attributes, or the
/// index of an image.
#[derive(Resource, Debug)]
pub(super) enum Objects {
    Attributes(Combinations),
    Images(Gallery),
}

/// Combinations of attributes, as numbers whose digits in base `values` are the attributes, the first
/// attribute leading.
#[derive(Debug)]
pub(super) struct Combinations {
    pub(super) attributes: usize,
    pub(super) values: u32,
    /// Those that are shown, rising.
    shown: Vec<u32>,
}

impl Objects {
    /// The objects that the options speak of.
    pub(super) fn open(config: &ReferentialConfig) -> Result<Self, EnvError> {
        match config.objects {
            ObjectKind::Attributes => Combinations::new(config).map(Self::Attributes),
            ObjectKind::Images => {
                let gallery = Gallery::open(&config.images())?;
                if !config.same_image && gallery.fewest() < 2 {
                    return Err(EnvError::config(
                        "game.same_image",
                        "is false, but some label has a single image; give a set with two or more of each",
                    ));
                }
                Ok(Self::Images(gallery))
            }
        }
    }
}

impl Combinations {
    fn new(config: &ReferentialConfig) -> Result<Self, EnvError> {
        let refuse = |key, problem: String| Err(EnvError::config(key, problem));
        let (attributes, values) = (config.attributes, u32::from(config.values));
        if !(1..=MOST_ATTRIBUTES).contains(&attributes) {
            let problem = format!("is {attributes}; give 1 to {MOST_ATTRIBUTES}");
            return refuse("game.attributes", problem);
        }
        if values < 2 {
            return refuse("game.values", format!("is {values}; give 2 or more"));
        }
        let all = values.checked_pow(u32::from(attributes));
        let Some(all) = all.filter(|all| *all <= MOST_COMBINATIONS) else {
            let problem = format!(
                "is {values}, which makes more than {MOST_COMBINATIONS} combinations of {attributes} attributes; give fewer"
            );
            return refuse("game.values", problem);
        };
        if !(0.0..1.0).contains(&config.holdout) {
            let problem = format!("is {}; give 0 or more and less than 1", config.holdout);
            return refuse("game.holdout", problem);
        }
        let candidates = config.candidates();
        if candidates > all as usize {
            let problem = format!(
                "and `game.targets` make {candidates} candidates, more than the {all} objects that there are; give fewer, or more attributes or values"
            );
            return refuse("game.distractors", problem);
        }
        let [train, test] = split(all, config.holdout);
        if train.len().min(test.len()) < candidates {
            let problem = format!(
                "is {}, which leaves {} combinations for train and {} for test, fewer than the {candidates} candidates of an episode; give another share",
                config.holdout,
                train.len(),
                test.len()
            );
            return refuse("game.holdout", problem);
        }
        Ok(Self {
            attributes: usize::from(attributes),
            values,
            shown: match config.split {
                ImageSplit::Train => train,
                ImageSplit::Test => test,
            },
        })
    }

    /// Any of those that are shown.
    pub(super) fn draw(&self, rng: &mut ChaCha8Rng) -> u32 {
        self.shown[below(rng, self.shown.len() as u32) as usize]
    }

    /// Whether this one is shown.
    pub(super) fn holds(&self, object: u32) -> bool {
        self.shown.binary_search(&object).is_ok()
    }

    /// The values of an object's attributes, in order.
    pub(super) fn attributes_of(&self, object: u32) -> impl Iterator<Item = u32> {
        let (values, attributes) = (self.values, self.attributes as u32);
        (0..attributes).map(move |index| object / values.pow(attributes - 1 - index) % values)
    }
}

/// The combinations for train and for test, rising. Which are held out is a matter of their hashes, so
/// that every run holds out the same ones.
fn split(all: u32, holdout: f64) -> [Vec<u32>; 2] {
    let held_out = (f64::from(all) * holdout).round() as usize;
    if held_out == 0 {
        return [(0..all).collect(), (0..all).collect()];
    }
    let mut objects: Vec<u32> = (0..all).collect();
    objects.sort_by_key(|object| {
        let mut hasher = StableHasher::new();
        hasher.put(u64::from(*object));
        (hasher.finish(), *object)
    });
    let mut train = objects.split_off(held_out);
    train.sort_unstable();
    objects.sort_unstable();
    [train, objects]
}
