//! The images that a game shows, by label.

use std::sync::Arc;

use bevy_ecs::prelude::*;
use rand::rngs::ChaCha8Rng;

use super::digits::digits;
use super::options::{ImageOptions, ImageRange, ImageSplit};
use super::set::{CLASSES, ImageSet};
use protolang_spec::block::{Block, BlockKind, Element};
use protolang_spec::error::EnvError;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};

/// What the train part is for.
const TRAINING: &str = "training before the game";

/// The images that a game shows, by label.
#[derive(Resource, Debug)]
pub(crate) struct Gallery {
    pub(crate) set: Arc<ImageSet>,
    /// Indices in the set of the images with each label, rising; `[10, any]`.
    by_label: Vec<Vec<u32>>,
}

impl Gallery {
    /// Opens what the options name. Both parts must be such that a game can be played with them, since
    /// training before the game plays it with the other one.
    pub(crate) fn open(options: &ImageOptions) -> Result<Self, EnvError> {
        let [train, test] = options.parts()?;
        let train = Self::of(&train).map_err(|label| lacks(options, label, TRAINING))?;
        let test = Self::of(&test).map_err(|label| lacks(options, label, "the game"))?;
        Ok(match options.split {
            ImageSplit::Train => train,
            ImageSplit::Test => test,
        })
    }

    /// Size and largest pixel of the images: height, width, scale. Where they cannot be read, which
    /// [`Self::open`] says, those that are compiled in stand in for them.
    pub(crate) fn shape(options: &ImageOptions) -> (usize, usize, u8) {
        let set = match options.parts() {
            Ok([_, test]) => test.set,
            Err(_) => digits(),
        };
        (set.height, set.width, set.scale)
    }

    /// The images of a part, or the first label that has none.
    fn of(part: &ImageRange) -> Result<Self, usize> {
        let mut by_label = vec![Vec::new(); CLASSES];
        for index in part.range.clone() {
            by_label[usize::from(part.set.labels[index])].push(index as u32);
        }
        match by_label.iter().position(Vec::is_empty) {
            Some(label) => Err(label),
            None => Ok(Self {
                set: Arc::clone(&part.set),
                by_label,
            }),
        }
    }

    /// Images with the rarest label.
    pub(crate) fn fewest(&self) -> usize {
        self.by_label.iter().map(Vec::len).min().unwrap_or(0)
    }

    /// Whether the game may show this image under this label.
    pub(crate) fn holds(&self, image: u32, label: u8) -> bool {
        let images = self.by_label.get(usize::from(label));
        images.is_some_and(|images| images.binary_search(&image).is_ok())
    }

    /// Any image with this label.
    pub(crate) fn draw(&self, label: u8, rng: &mut ChaCha8Rng) -> u32 {
        let images = &self.by_label[usize::from(label)];
        images[below(rng, images.len() as u32) as usize]
    }

    /// Any other image with the label of this one; there must be one.
    pub(crate) fn draw_other(&self, than: u32, rng: &mut ChaCha8Rng) -> u32 {
        let images = &self.by_label[usize::from(self.label(than))];
        let at = images.partition_point(|image| *image < than);
        let other = below(rng, images.len() as u32 - 1) as usize;
        images[other + usize::from(other >= at)]
    }

    /// Label of an image.
    pub(crate) fn label(&self, image: u32) -> u8 {
        self.set.labels[image as usize]
    }

    /// Pixels of an image, row by row.
    pub(crate) fn pixels(&self, image: u32) -> &[u8] {
        self.set.image(image as usize)
    }
}

/// A label has no image in the part kept for this purpose.
fn lacks(options: &ImageOptions, label: usize, purpose: &str) -> EnvError {
    let every = "images of every label from 0 to 9";
    if options.train_images_file.is_empty() && options.train_share > 0.0 {
        let problem = format!(
            "is {}, which leaves no image of label {label} for {purpose}; give another share or {every}",
            options.train_share
        );
        return EnvError::config("game.train_share", problem);
    }
    let (key, file) = match purpose {
        TRAINING if options.keeps_apart() => ("game.train_images_file", &options.train_images_file),
        _ => ("game.images_file", &options.images_file),
    };
    let problem = format!("names {file}, which holds no image of label {label}; give {every}");
    EnvError::config(key, problem)
}

/// The label of an episode: balanced, every label once in each block of ten episodes of a lane, in an
/// order of the block's own; otherwise any.
pub(crate) fn label_of(key: EpisodeKey, balanced: bool) -> u8 {
    let classes = CLASSES as u64;
    if !balanced {
        return below(&mut stream(key, Purpose::Labels), CLASSES as u32) as u8;
    }
    let block = EpisodeKey {
        episode: key.episode / classes,
        ..key
    };
    let mut rng = stream(block, Purpose::Labels);
    let mut order: [u8; CLASSES] = std::array::from_fn(|label| label as u8);
    for last in (1..CLASSES).rev() {
        order.swap(last, below(&mut rng, last as u32 + 1) as usize);
    }
    order[(key.episode % classes) as usize]
}

/// The block of an observation that shows one image for each of `channels` places.
pub(crate) fn image_block(
    name: &'static str,
    options: &ImageOptions,
    channels: usize,
    element: impl Fn(usize) -> Element,
) -> Block {
    let (height, width, scale) = Gallery::shape(options);
    let mut elements = Vec::with_capacity(height * width * channels);
    for row in 0..height {
        for col in 0..width {
            let pixel = |channel| {
                let Element { id, text } = element(channel);
                Element::new(
                    format!("{id}.{row}.{col}"),
                    format!("{text}, row {row}, column {col}"),
                )
            };
            elements.extend((0..channels).map(pixel));
        }
    }
    Block {
        name,
        kind: BlockKind::Grid {
            height,
            width,
            channels,
        },
        scale: f32::from(scale),
        elements,
    }
}
