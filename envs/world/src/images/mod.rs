//! Sets of labelled images: read from IDX files or compiled in, loaded once, and dealt out to games.

mod digits;
mod gallery;
mod idx;
mod kept_apart;
mod library;
mod options;
mod set;
mod shade;
#[cfg(test)]
mod tests;

pub(crate) use gallery::{Gallery, image_block, label_of};
pub(crate) use kept_apart::kept_apart;
pub use options::ImageSplit;
pub(crate) use options::{ImageOptions, TRAIN_SHARE};
pub(crate) use set::CLASSES;
pub(crate) use shade::shade;
