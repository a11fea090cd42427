//! The set that is compiled in: UCI's optical digits, 1,797 of 8 x 8 pixels (see `envs/data/README.md`).

use std::sync::{Arc, OnceLock};

use super::idx::Idx;
use super::set::ImageSet;

const IMAGES: &[u8] = include_bytes!("../../data/digits-images-idx3-ubyte.gz");
const LABELS: &[u8] = include_bytes!("../../data/digits-labels-idx1-ubyte.gz");

/// The set, unpacked at its first use.
pub(crate) fn digits() -> Arc<ImageSet> {
    static DIGITS: OnceLock<Arc<ImageSet>> = OnceLock::new();
    Arc::clone(DIGITS.get_or_init(|| {
        let intact = "what is compiled in is intact";
        let (images, labels) = (Idx::read(IMAGES), Idx::read(LABELS));
        let set = ImageSet::new(images.expect(intact), labels.expect(intact));
        Arc::new(set.expect(intact))
    }))
}
