use proptest::prelude::*;

use super::files::{gzip, idx, pair};
use crate::images::idx::{Idx, IdxError};
use crate::images::set::{Culprit, ImageSet};

fn images(bytes: &[u8]) -> Result<Idx<3>, IdxError> {
    Idx::read(bytes)
}

fn sentence(bytes: &[u8]) -> String {
    images(bytes).expect_err("a bad file").to_string()
}

#[test]
fn plain_and_gzipped_files_are_read() {
    let bytes = idx(&[2, 1, 3], &[1, 2, 3, 4, 5, 6]);
    let expected = Idx {
        dims: [2, 1, 3],
        data: vec![1, 2, 3, 4, 5, 6],
    };
    assert_eq!(images(&bytes), Ok(expected.clone()));
    assert_eq!(images(&gzip(&bytes)), Ok(expected));
}

#[test]
fn every_fault_has_its_sentence() {
    let good = idx(&[1, 2, 2], &[0; 4]);
    insta::assert_snapshot!(sentence(b""), @"ends after 0 of 16 bytes; fetch it again");
    insta::assert_snapshot!(sentence(b"PK\x03\x04 and more of it"), @"begins with [50, 4b, 03, 04] in place of [00, 00, 08, 03]: it is no IDX file of images; give a file like train-images-idx3-ubyte.gz");
    insta::assert_snapshot!(sentence(&idx(&[4], &[0; 4])), @"begins with [00, 00, 08, 01] in place of [00, 00, 08, 03]: it is no IDX file of images; give a file like train-images-idx3-ubyte.gz");
    insta::assert_snapshot!(sentence(&good[..11]), @"ends after 11 of 16 bytes; fetch it again");
    insta::assert_snapshot!(sentence(&good[..19]), @"ends after 19 of 20 bytes; fetch it again");
    insta::assert_snapshot!(sentence(&[&good[..], &[0]].concat()), @"goes on after the 20 bytes that its header speaks of; fetch it again");
    insta::assert_snapshot!(sentence(&idx(&[u32::MAX; 3], &[0; 4])), @"claims to hold 18446744073709551615 bytes or more, too much for small images; check the file");
    insta::assert_snapshot!(sentence(&idx(&[0, u32::MAX, 1], &[])), @"claims to hold 4294967295 bytes or more, too much for small images; check the file");
    insta::assert_snapshot!(sentence(&idx(&[60_000, 28, 28], &[0; 4])), @"ends after 20 of 47040016 bytes; fetch it again");
    let packed = gzip(&good);
    insta::assert_snapshot!(sentence(&packed[..packed.len() - 3]), @"cannot be unpacked (unexpected end of file); fetch it again");
    insta::assert_snapshot!(sentence(&[&packed[..], b"rest"].concat()), @"cannot be unpacked (unexpected end of file); fetch it again");
    let labels = Idx::<1>::read(&good[..]).expect_err("images are no labels");
    insta::assert_snapshot!(labels.to_string(), @"begins with [00, 00, 08, 03] in place of [00, 00, 08, 01]: it is no IDX file of labels; give a file like train-labels-idx1-ubyte.gz");
}

fn set(images: &[u8], labels: &[u8]) -> Result<ImageSet, (Culprit, String)> {
    let images = Idx::read(images).expect("an IDX file");
    ImageSet::new(images, Idx::read(labels).expect("an IDX file"))
}

fn refused(images: &[u8], labels: &[u8]) -> String {
    let (culprit, problem) = set(images, labels).expect_err("no set");
    format!("{culprit:?}: {problem}")
}

#[test]
fn files_that_make_no_set_are_refused() {
    let (images, labels) = pair(&[3, 4]);
    assert_eq!(set(&images, &labels).expect("a set").image(1), [1; 6]);
    insta::assert_snapshot!(refused(&images, &idx(&[3], &[0; 3])), @"Labels: holds 3 labels, but there are 2 images; give the file that belongs to them");
    insta::assert_snapshot!(refused(&images, &idx(&[2], &[9, 10])), @"Labels: holds label 10 (number 1); give labels from 0 to 9");
    insta::assert_snapshot!(refused(&idx(&[0, 2, 3], &[]), &idx(&[0], &[])), @"Images: holds no image; give a file with images");
    insta::assert_snapshot!(refused(&idx(&[2, 0, 3], &[]), &labels), @"Images: holds images of 0 x 3 pixels; give images of 1 x 1 to 256 x 256");
    insta::assert_snapshot!(refused(&idx(&[1, 1, 257], &[0; 257]), &labels), @"Images: holds images of 1 x 257 pixels; give images of 1 x 1 to 256 x 256");
}

#[test]
fn the_scale_is_that_of_the_brightest_pixel() {
    let scale = |top| {
        let set = set(&idx(&[1, 1, 2], &[3, top]), &idx(&[1], &[0]));
        set.expect("a set").scale
    };
    assert_eq!([0, 1, 16, 17, 255].map(scale), [16, 16, 16, 255, 255]);
}

proptest! {
    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..100), packed: bool) {
        let bytes = if packed { gzip(&bytes) } else { bytes };
        let _ = images(&bytes);
        let _ = Idx::<1>::read(&bytes[..]);
    }

    #[test]
    fn no_claim_makes_a_reader_take_memory(dims in prop::array::uniform3(any::<u32>()), data in prop::collection::vec(any::<u8>(), 0..50)) {
        // What is read is what is there: a claim of gigabytes over fifty bytes ends at once.
        if let Ok(read) = images(&idx(&dims, &data)) {
            prop_assert_eq!(read.data, data);
        }
    }

    #[test]
    fn a_changed_file_is_refused_or_says_what_it_says(at in 0_usize..22, to: u8, cut in 0_usize..23, more in 0_usize..3) {
        let good = idx(&[1, 2, 3], &[9, 8, 7, 6, 5, 4]);
        let mut bytes = good.clone();
        bytes[at] = to;
        bytes.truncate(cut);
        bytes.resize(bytes.len() + more, 1);
        match images(&bytes) {
            Ok(read) => {
                prop_assert_eq!(read.dims.iter().product::<usize>(), read.data.len());
                prop_assert_eq!(&bytes[16..], &read.data[..]);
            }
            Err(error) => prop_assert!(error.to_string().len() > 20),
        }
    }

    #[test]
    fn a_changed_gzipped_file_is_never_another_set(at: prop::sample::Index, flip in 1_u8..=255) {
        let good = idx(&[4, 2, 3], &[7; 24]);
        let mut packed = gzip(&good);
        let at = at.index(packed.len());
        packed[at] ^= flip;
        if let Ok(read) = images(&packed) {
            // A header's time and system are not part of the content.
            prop_assert_eq!(read.data, [7; 24]);
        }
    }
}
