//! Which images a game shows.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::digits::digits;
use super::library::Files;
use super::set::ImageSet;
use protolang_spec::error::EnvError;

/// Which part of the images a game shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ImageSplit {
    /// Those kept for training before the game.
    Train,
    /// Those of the game.
    #[default]
    Test,
}

/// The keys on images that every image game has; a game's options hold them flat, among its own.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ImageOptions {
    pub(crate) images_file: String,
    pub(crate) labels_file: String,
    pub(crate) train_images_file: String,
    pub(crate) train_labels_file: String,
    pub(crate) train_share: f64,
    pub(crate) split: ImageSplit,
}

/// Share of a set that is kept for training before the game, unless an option says otherwise.
pub(crate) const TRAIN_SHARE: f64 = 0.6;

/// A stretch of a set.
#[derive(Clone, Debug)]
pub(super) struct ImageRange {
    pub(super) set: Arc<ImageSet>,
    pub(super) range: std::ops::Range<usize>,
}

impl ImageOptions {
    /// Whether training before the game sees other images than the game.
    pub(crate) fn keeps_apart(&self) -> bool {
        !self.train_images_file.is_empty() || self.train_share > 0.0
    }

    /// The train part and the test part.
    pub(super) fn parts(&self) -> Result<[ImageRange; 2], EnvError> {
        if !(0.0..1.0).contains(&self.train_share) {
            return Err(EnvError::config(
                "game.train_share",
                format!("is {}; give 0 or more and less than 1", self.train_share),
            ));
        }
        let images = ("game.images_file", self.images_file.as_str());
        let labels = ("game.labels_file", self.labels_file.as_str());
        let train_images = ("game.train_images_file", self.train_images_file.as_str());
        let train_labels = ("game.train_labels_file", self.train_labels_file.as_str());
        for (one, other) in [(images, labels), (train_images, train_labels)] {
            together(one, other)?;
            together(other, one)?;
        }
        if !train_images.1.is_empty() && images.1.is_empty() {
            let problem = "is given without `game.images_file`: the game's own images would be other ones; give both or none";
            return Err(EnvError::config(train_images.0, problem));
        }
        let test = match images.1 {
            "" => digits(),
            _ => Files { images, labels }.load()?,
        };
        if train_images.1.is_empty() {
            return Ok(self.cut(test));
        }
        let files = Files {
            images: train_images,
            labels: train_labels,
        };
        let train = files.load()?;
        alike(&train, &test)?;
        Ok([whole(train), whole(test)])
    }

    /// One set as two parts.
    fn cut(&self, set: Arc<ImageSet>) -> [ImageRange; 2] {
        let len = set.len();
        let first = (len as f64 * self.train_share).round() as usize;
        let (train, test) = match first {
            0 => (0..len, 0..len),
            first => (0..first, first..len),
        };
        [train, test].map(|range| ImageRange {
            set: Arc::clone(&set),
            range,
        })
    }
}

fn whole(set: Arc<ImageSet>) -> ImageRange {
    ImageRange {
        range: 0..set.len(),
        set,
    }
}

/// Images and labels come in pairs.
fn together(given: (&'static str, &str), other: (&'static str, &str)) -> Result<(), EnvError> {
    if given.1.is_empty() || !other.1.is_empty() {
        return Ok(());
    }
    let problem = format!("is empty, but `{}` is not; give both or none", given.0);
    Err(EnvError::config(other.0, problem))
}

/// A network that has seen one part must be able to look at the other.
fn alike(train: &ImageSet, test: &ImageSet) -> Result<(), EnvError> {
    let shape = |set: &ImageSet| (set.height, set.width, set.scale);
    if shape(train) == shape(test) {
        return Ok(());
    }
    let words = |set: &ImageSet| {
        format!(
            "{} x {} pixels of 0 to {}",
            set.height, set.width, set.scale
        )
    };
    let problem = format!(
        "holds images of {}, but those of `game.images_file` have {}; give images of one kind",
        words(train),
        words(test)
    );
    Err(EnvError::config("game.train_images_file", problem))
}
