use super::table::{Table, images};
use crate::games::referential::ReferentialConfig;
use crate::games::referential::objects::Objects;
use protolang_spec::block::BlockKind;
use protolang_spec::vec_env::VecEnv as _;

/// One-hot attributes of an object of 4 attributes with 4 values, or zeros.
fn one_hot(object: Option<u32>) -> Vec<u8> {
    let mut out = vec![0; 16];
    if let Some(object) = object {
        for attribute in 0..4 {
            let value = object / 4_u32.pow(3 - attribute) % 4;
            out[(attribute * 4 + value) as usize] = 1;
        }
    }
    out
}

fn check(config: &ReferentialConfig) {
    let mut table = Table::new(config);
    let count = config.candidates();
    let targets = usize::from(config.targets);
    let sent = if config.sender_sees_distractors {
        count
    } else {
        targets
    };
    for episode in 0..10 {
        let (shown, places) = (table.shown(), table.places());
        let sender: Vec<u8> = (0..count)
            .flat_map(|place| one_hot((place < sent).then(|| shown[place][0])))
            .collect();
        let receiver: Vec<u8> = (0..count)
            .flat_map(|place| {
                let index = places.iter().position(|at| usize::from(*at) == place);
                one_hot(index.map(|index| shown[index][1]))
            })
            .collect();
        let marks: Vec<u8> = (0..count).map(|place| u8::from(place < targets)).collect();
        for [first, second] in [[[1, 1], [0, 0]], [[1, 0], [0, 1]], [[1, 0], [0, 0]]] {
            assert_eq!(
                table.sees(0),
                [&sender[..], &marks, &first],
                "episode {episode}"
            );
            assert_eq!(table.sees(1), [&receiver[..], &vec![0; count], &second]);
            if table.batch.clock(0) < 2 {
                table.step([0, 0], [0, 0]);
            }
        }
        table.next_episode();
    }
}

#[test]
fn the_sender_sees_targets_and_the_receiver_candidates_in_its_own_order() {
    check(&ReferentialConfig::default());
    check(&ReferentialConfig {
        targets: 2,
        sender_sees_distractors: true,
        ..ReferentialConfig::default()
    });
}

#[test]
fn images_lie_in_channels_one_for_each_place() {
    let config = ReferentialConfig {
        same_image: false,
        ..images()
    };
    let mut table = Table::new(&config);
    let (shown, places) = (table.shown(), table.places());
    let world = &table.batch.stage_for_tests().world;
    let Objects::Images(gallery) = world.resource::<Objects>() else {
        panic!("images");
    };
    let channel = |block: &[u8], place: usize| -> Vec<u8> {
        block.iter().skip(place).step_by(5).copied().collect()
    };
    let expected: Vec<[Vec<u8>; 2]> = shown
        .iter()
        .map(|seen| seen.map(|image| gallery.pixels(image).to_vec()))
        .collect();
    for index in 0..5 {
        let sent = channel(table.sees(0)[0], index);
        match index {
            0 => assert_eq!(sent, expected[0][0]),
            _ => assert_eq!(sent, [0; 64]),
        }
        let received = channel(table.sees(1)[0], usize::from(places[index]));
        assert_eq!(received, expected[index][1]);
    }
    let block = &table.batch.spaces().observation[0];
    let kind = BlockKind::Grid {
        height: 8,
        width: 8,
        channels: 5,
    };
    assert_eq!((block.kind, block.scale), (kind, 16.0));
    assert_eq!(block.elements.len(), 320);
    assert_eq!(block.elements[6].text, "candidate 1, row 0, column 1");
}
