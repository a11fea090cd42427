use std::sync::Arc;

use crate::images::digits::digits;

/// Counts and pixels as `sklearn.datasets.load_digits` gives them (scikit-learn 1.9.1).
#[test]
fn the_embedded_set_is_the_published_one() {
    let set = digits();
    assert_eq!(
        (set.len(), set.height, set.width, set.scale),
        (1797, 8, 8, 16)
    );
    let mut counts = [0; 10];
    for label in &set.labels {
        counts[usize::from(*label)] += 1;
    }
    assert_eq!(counts, [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]);
    assert_eq!(set.image(0)[..10], [0, 0, 5, 13, 9, 1, 0, 0, 0, 0]);
    assert_eq!(set.labels[..12], [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1]);
    assert_eq!(set.labels[1796], 8);
    let sum: u32 = (0..set.len())
        .flat_map(|i| set.image(i))
        .map(|p| u32::from(*p))
        .sum();
    assert_eq!(sum, SUM);
}

const SUM: u32 = 561718;

#[test]
fn it_is_unpacked_once() {
    assert!(Arc::ptr_eq(&digits(), &digits()));
}
