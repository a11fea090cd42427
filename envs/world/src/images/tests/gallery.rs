use std::collections::BTreeSet;

use super::files::{pair, write};
use super::options::{embedded, files, twice};
use crate::images::{CLASSES, Gallery, ImageOptions, ImageSplit, label_of};
use protolang_spec::keys::{EpisodeKey, Purpose, stream};

fn key(lane: u64, episode: u64) -> EpisodeKey {
    EpisodeKey {
        run_seed: 1,
        lane,
        episode,
    }
}

/// Images that a game may show.
fn shown(options: &ImageOptions, split: ImageSplit) -> BTreeSet<u32> {
    let options = ImageOptions {
        split,
        ..options.clone()
    };
    let gallery = Gallery::open(&options).expect("a gallery");
    let all = (0..gallery.set.len() as u32).map(|image| (image, gallery.label(image)));
    all.filter(|(image, label)| gallery.holds(*image, *label))
        .map(|(image, _)| image)
        .collect()
}

#[test]
fn the_first_share_is_kept_for_training() {
    let options = embedded();
    assert_eq!(shown(&options, ImageSplit::Train), (0..1078).collect());
    assert_eq!(shown(&options, ImageSplit::Test), (1078..1797).collect());
}

#[test]
fn without_a_share_all_serve_both() {
    let options = ImageOptions {
        train_share: 0.0,
        ..embedded()
    };
    assert_eq!(shown(&options, ImageSplit::Train), (0..1797).collect());
    assert_eq!(shown(&options, ImageSplit::Test), (0..1797).collect());
}

#[test]
fn files_for_training_take_the_place_of_a_share() {
    let dir = tempfile::tempdir().expect("a folder");
    let (images, labels) = pair(&twice());
    let (train_images, train_labels) = pair(&[twice(), twice()].concat());
    let options = ImageOptions {
        train_images_file: write(dir.path(), "train-images", &train_images),
        train_labels_file: write(dir.path(), "train-labels", &train_labels),
        ..files(dir.path(), &images, &labels)
    };
    assert_eq!(shown(&options, ImageSplit::Train), (0..40).collect());
    assert_eq!(shown(&options, ImageSplit::Test), (0..20).collect());
}

#[test]
fn draws_have_the_label_and_reach_every_image() {
    let gallery = Gallery::open(&embedded()).expect("a gallery");
    let mut rng = stream(key(0, 0), Purpose::Reset);
    for label in 0..CLASSES as u8 {
        let drawn: BTreeSet<u32> = (0..2_000).map(|_| gallery.draw(label, &mut rng)).collect();
        assert!(drawn.iter().all(|image| gallery.label(*image) == label));
        let all = (1078..1797).filter(|image| gallery.label(*image) == label);
        assert_eq!(drawn, all.collect(), "label {label}");
        assert!(drawn.len() >= gallery.fewest());
        let one = *drawn.last().expect("some");
        let others: BTreeSet<u32> = (0..2_000)
            .map(|_| gallery.draw_other(one, &mut rng))
            .collect();
        assert!(!others.contains(&one) && others.len() == drawn.len() - 1);
    }
}

#[test]
fn balanced_labels_come_once_in_ten_in_an_order_of_their_own() {
    let mut orders = BTreeSet::new();
    let mut firsts = BTreeSet::new();
    for lane in 0..5 {
        for block in 0..40 {
            let order: Vec<u8> = (0..10)
                .map(|i| label_of(key(lane, block * 10 + i), true))
                .collect();
            assert_eq!(order.iter().collect::<BTreeSet<_>>().len(), 10, "{order:?}");
            firsts.insert(order[0]);
            orders.insert(order);
        }
    }
    assert_eq!((orders.len(), firsts.len()), (200, 10));
    let other_run = EpisodeKey {
        run_seed: 2,
        ..key(0, 0)
    };
    assert_ne!(
        (0..10)
            .map(|i| label_of(key(0, i), true))
            .collect::<Vec<_>>(),
        (0..10)
            .map(|i| label_of(
                EpisodeKey {
                    episode: i,
                    ..other_run
                },
                true
            ))
            .collect::<Vec<_>>()
    );
}

#[test]
fn unbalanced_labels_are_uniform_and_independent() {
    let mut counts = [0_u32; CLASSES];
    let mut repeats = 0_u32;
    for episode in 0..20_000 {
        let label = label_of(key(3, episode), false);
        counts[usize::from(label)] += 1;
        repeats += u32::from(label == label_of(key(3, episode + 1), false));
    }
    // Five standard deviations of 2,000 in 20,000.
    for count in counts.into_iter().chain([repeats]) {
        assert!(
            (f64::from(count) - 2_000.0).abs() < 5.0 * 1_800_f64.sqrt(),
            "{count}"
        );
    }
}
