use std::sync::Arc;

use super::files::{gzip, idx, pair, write};
use crate::images::{Gallery, ImageOptions, ImageSplit, TRAIN_SHARE};
use protolang_spec::error::EnvError;

pub(super) fn embedded() -> ImageOptions {
    ImageOptions {
        images_file: String::new(),
        labels_file: String::new(),
        train_images_file: String::new(),
        train_labels_file: String::new(),
        train_share: TRAIN_SHARE,
        split: ImageSplit::Test,
    }
}

/// Every label twice, in two rounds.
pub(super) fn twice() -> Vec<u8> {
    (0..20).map(|i| i % 10).collect()
}

/// Options on a set of files of these bytes.
pub(super) fn files(dir: &std::path::Path, images: &[u8], labels: &[u8]) -> ImageOptions {
    ImageOptions {
        images_file: write(dir, "images", images),
        labels_file: write(dir, "labels", labels),
        train_share: 0.5,
        ..embedded()
    }
}

fn refused(options: &ImageOptions, dir: &std::path::Path) -> String {
    let error = Gallery::open(options).expect_err("no gallery");
    assert!(matches!(error, EnvError::Config { .. }));
    let dir = dir.to_str().expect("a plain path");
    error.to_string().replace(dir, "DIR")
}

#[test]
fn files_are_read_gzipped_or_not_and_shared() {
    let dir = tempfile::tempdir().expect("a folder");
    let (images, labels) = pair(&twice());
    let options = files(dir.path(), &images, &gzip(&labels));
    let (one, two) = (Gallery::open(&options), Gallery::open(&options));
    let (one, two) = (one.expect("a gallery"), two.expect("a gallery"));
    assert!(Arc::ptr_eq(&one.set, &two.set));
    assert_eq!(Gallery::shape(&options), (2, 3, 255));
    assert!(one.holds(13, 3) && !one.holds(3, 3) && !one.holds(13, 4));
    assert_eq!(one.pixels(13), [13; 6]);
}

#[test]
fn bad_files_are_refused_by_key_and_path() {
    let dir = tempfile::tempdir().expect("a folder");
    let at = |name: &str| dir.path().join(name);
    let (images, labels) = pair(&twice());
    let of = |name: &str, images: &[u8], labels: &[u8]| {
        std::fs::create_dir(at(name)).expect("a new folder");
        refused(&files(&at(name), images, labels), dir.path())
    };
    insta::assert_snapshot!(of("a", &labels, &labels), @"`game.images_file` names DIR/a/images, which begins with [00, 00, 08, 01] in place of [00, 00, 08, 03]: it is no IDX file of images; give a file like train-images-idx3-ubyte.gz");
    insta::assert_snapshot!(of("b", &images, &images), @"`game.labels_file` names DIR/b/labels, which begins with [00, 00, 08, 03] in place of [00, 00, 08, 01]: it is no IDX file of labels; give a file like train-labels-idx1-ubyte.gz");
    insta::assert_snapshot!(of("c", &images[..100], &labels), @"`game.images_file` names DIR/c/images, which ends after 100 of 136 bytes; fetch it again");
    insta::assert_snapshot!(of("d", &images, &idx(&[19], &[0; 19])), @"`game.labels_file` names DIR/d/labels, which holds 19 labels, but there are 20 images; give the file that belongs to them");
    let missing = ImageOptions {
        images_file: at("nowhere").to_str().expect("a plain path").to_owned(),
        labels_file: "labels".to_owned(),
        ..embedded()
    };
    insta::assert_snapshot!(refused(&missing, dir.path()), @"`game.images_file` names DIR/nowhere, which cannot be read: No such file or directory (os error 2); check the path and its permissions");
    let folder = ImageOptions {
        images_file: at("a").to_str().expect("a plain path").to_owned(),
        ..missing
    };
    insta::assert_snapshot!(refused(&folder, dir.path()), @"`game.images_file` names DIR/a, which is not a file; give the path of an IDX file, gzipped or not");
    assert_eq!(
        Gallery::shape(&folder),
        (8, 8, 16),
        "the embedded set stands in"
    );
}

#[test]
fn options_that_do_not_go_together_are_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let (images, labels) = pair(&twice());
    let good = files(dir.path(), &images, &labels);
    let refused = |options: ImageOptions| refused(&options, dir.path());
    for train_share in [1.0, -0.1, f64::NAN] {
        let options = ImageOptions {
            train_share,
            ..good.clone()
        };
        assert!(refused(options).starts_with("`game.train_share` is "));
    }
    insta::assert_snapshot!(refused(ImageOptions { labels_file: String::new(), ..good.clone() }), @"`game.labels_file` is empty, but `game.images_file` is not; give both or none");
    insta::assert_snapshot!(refused(ImageOptions { images_file: String::new(), ..good.clone() }), @"`game.images_file` is empty, but `game.labels_file` is not; give both or none");
    let train = ImageOptions {
        train_images_file: good.images_file.clone(),
        train_labels_file: good.labels_file.clone(),
        ..embedded()
    };
    insta::assert_snapshot!(refused(train.clone()), @"`game.train_images_file` is given without `game.images_file`: the game's own images would be other ones; give both or none");
    insta::assert_snapshot!(refused(ImageOptions { train_labels_file: String::new(), ..train.clone() }), @"`game.train_labels_file` is empty, but `game.train_images_file` is not; give both or none");

    let dim = idx(&[20, 2, 3], &[1; 120]);
    let other = ImageOptions {
        images_file: write(dir.path(), "dim", &dim),
        labels_file: good.labels_file.clone(),
        ..train.clone()
    };
    insta::assert_snapshot!(refused(other), @"`game.train_images_file` holds images of 2 x 3 pixels of 0 to 255, but those of `game.images_file` have 2 x 3 pixels of 0 to 16; give images of one kind");

    insta::assert_snapshot!(refused(ImageOptions { train_share: 0.6, ..good.clone() }), @"`game.train_share` is 0.6, which leaves no image of label 0 for the game; give another share or images of every label from 0 to 9");
    insta::assert_snapshot!(refused(ImageOptions { train_share: 0.4, ..good.clone() }), @"`game.train_share` is 0.4, which leaves no image of label 8 for training before the game; give another share or images of every label from 0 to 9");
    let nines = idx(&[20], &[9; 20]);
    let train = ImageOptions {
        train_labels_file: write(dir.path(), "nines", &nines),
        images_file: good.images_file.clone(),
        labels_file: good.labels_file.clone(),
        ..train
    };
    insta::assert_snapshot!(refused(train), @"`game.train_images_file` names DIR/images, which holds no image of label 0; give images of every label from 0 to 9");
    let mut few = twice();
    few.retain(|label| *label != 4);
    let (images, labels) = pair(&few);
    let few = ImageOptions {
        images_file: write(dir.path(), "few-images", &images),
        labels_file: write(dir.path(), "few-labels", &labels),
        train_share: 0.0,
        ..embedded()
    };
    insta::assert_snapshot!(refused(few), @"`game.images_file` names DIR/few-images, which holds no image of label 4; give images of every label from 0 to 9");
}
