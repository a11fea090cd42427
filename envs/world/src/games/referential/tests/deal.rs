use protolang_spec::vec_env::VecEnv as _;
use std::collections::BTreeSet;

use super::table::{Table, images};
use crate::games::referential::ReferentialConfig;
use crate::games::referential::objects::Objects;
use crate::images::{Gallery, ImageSplit};

#[test]
fn candidates_differ_and_all_of_them_come_up_in_every_place() {
    let config = ReferentialConfig {
        attributes: 2,
        values: 3,
        targets: 2,
        distractors: 3,
        ..ReferentialConfig::default()
    };
    let mut table = Table::new(&config);
    let (mut targets, mut places) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..300 {
        let shown = table.shown();
        let different: BTreeSet<&[u32; 2]> = shown.iter().collect();
        assert_eq!(different.len(), 5);
        assert!(shown.iter().all(|[sent, received]| sent == received));
        targets.insert(shown[0][0]);
        let at = table.places();
        places.insert(at[0]);
        assert_eq!(at.iter().collect::<BTreeSet<_>>().len(), 5);
        table.next_episode();
    }
    assert_eq!((targets.len(), places.len()), (9, 5));
}

#[test]
fn as_many_candidates_as_objects_can_be_dealt() {
    let config = ReferentialConfig {
        attributes: 1,
        values: 5,
        ..ReferentialConfig::default()
    };
    let mut table = Table::new(&config);
    let shown: BTreeSet<u32> = table.shown().iter().map(|object| object[0]).collect();
    assert_eq!(shown, (0..5).collect());
}

#[test]
fn what_the_sender_knows_are_the_attributes_of_its_first_target() {
    let mut table = Table::new(&ReferentialConfig::default());
    for _ in 0..20 {
        let target = table.shown()[0][0];
        let known = table.batch.meaning(0, 0).to_vec();
        let number = known
            .iter()
            .fold(0, |number, value| number * 4 + *value as u32);
        assert_eq!(number, target, "{known:?}");
        assert_eq!(table.batch.meaning(0, 1), [-1; 4]);
        table.next_episode();
    }
}

#[test]
fn images_differ_in_label_and_target_labels_are_balanced() {
    for same_image in [true, false] {
        let config = crate::games::referential::ReferentialConfig {
            same_image,
            ..images()
        };
        let mut table = Table::new(&config);
        let mut targets = Vec::new();
        for _ in 0..40 {
            let shown = table.shown();
            let known = table.batch.meaning(0, 0).to_vec();
            let Objects::Images(gallery) =
                table.batch.stage_for_tests().world.resource::<Objects>()
            else {
                panic!("images");
            };
            let label = |gallery: &Gallery, image| gallery.label(image);
            let labels: BTreeSet<u8> = shown.iter().map(|s| label(gallery, s[0])).collect();
            assert_eq!(labels.len(), 5);
            for [sent, received] in &shown {
                assert_eq!(label(gallery, *sent), label(gallery, *received));
                assert_eq!(sent == received, same_image);
            }
            assert_eq!(
                known,
                [i32::from(label(gallery, shown[0][0])), shown[0][0] as i32]
            );
            targets.push(known[0]);
            table.next_episode();
        }
        for ten in targets.chunks(10) {
            assert_eq!(ten.iter().collect::<BTreeSet<_>>().len(), 10);
        }
    }
}

#[test]
fn held_out_combinations_are_for_the_test_alone() {
    let seen = |split| {
        let config = ReferentialConfig {
            holdout: 0.25,
            split,
            ..ReferentialConfig::default()
        };
        let mut table = Table::new(&config);
        let mut seen = BTreeSet::new();
        for _ in 0..1_000 {
            seen.extend(table.shown().iter().map(|object| object[0]));
            table.next_episode();
        }
        seen
    };
    let (train, test) = (seen(ImageSplit::Train), seen(ImageSplit::Test));
    assert_eq!((train.len(), test.len()), (192, 64));
    assert!(train.is_disjoint(&test));
}
