//! Images of one size, each with a label.

use super::idx::Idx;

/// Labels that there are: 0 to 9.
pub(crate) const CLASSES: usize = 10;
/// Rows or columns that an image may have.
const MOST_SIDE: usize = 256;
/// Largest pixel of images with 17 shades, as the embedded ones.
const FEW_SHADES: u8 = 16;

/// Which of the two files of a set is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Culprit {
    Images,
    Labels,
}

/// Images of one size, each with a label.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ImageSet {
    pub(crate) height: usize,
    pub(crate) width: usize,
    /// `[images, height, width]`.
    pixels: Vec<u8>,
    /// `[images]`, 0 to 9.
    pub(crate) labels: Vec<u8>,
    /// What a pixel is divided by: 16 if no pixel is larger, otherwise 255.
    pub(crate) scale: u8,
}

impl ImageSet {
    /// Puts images and labels together; an error reads on after "names FILE, which".
    pub(crate) fn new(images: Idx<3>, labels: Idx<1>) -> Result<Self, (Culprit, String)> {
        let [count, height, width] = images.dims;
        if count == 0 {
            let problem = "holds no image; give a file with images";
            return Err((Culprit::Images, problem.to_owned()));
        }
        if !(1..=MOST_SIDE).contains(&height) || !(1..=MOST_SIDE).contains(&width) {
            let problem = format!(
                "holds images of {height} x {width} pixels; give images of 1 x 1 to {MOST_SIDE} x {MOST_SIDE}"
            );
            return Err((Culprit::Images, problem));
        }
        if labels.dims != [count] {
            let problem = format!(
                "holds {} labels, but there are {count} images; give the file that belongs to them",
                labels.dims[0]
            );
            return Err((Culprit::Labels, problem));
        }
        let unknown = |label: &u8| usize::from(*label) >= CLASSES;
        if let Some(index) = labels.data.iter().position(unknown) {
            let problem = format!(
                "holds label {} (number {index}); give labels from 0 to {}",
                labels.data[index],
                CLASSES - 1
            );
            return Err((Culprit::Labels, problem));
        }
        let top = images.data.iter().copied().max().unwrap_or(0);
        Ok(Self {
            height,
            width,
            pixels: images.data,
            labels: labels.data,
            scale: if top <= FEW_SHADES {
                FEW_SHADES
            } else {
                u8::MAX
            },
        })
    }

    /// Number of images.
    pub(crate) fn len(&self) -> usize {
        self.labels.len()
    }

    /// Bytes of an image.
    pub(crate) fn image_len(&self) -> usize {
        self.height * self.width
    }

    /// Pixels of an image, row by row.
    pub(crate) fn image(&self, index: usize) -> &[u8] {
        let len = self.image_len();
        &self.pixels[index * len..(index + 1) * len]
    }
}
