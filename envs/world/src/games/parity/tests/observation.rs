use super::duel::{Duel, two_words};
use crate::games::GameConfig;
use crate::games::dilemma::DilemmaConfig;
use crate::games::parity::Sees;
use crate::games::private_target::PrivateTargetConfig;
use crate::images::Gallery;
use protolang_spec::block::{Block, BlockKind};
use protolang_spec::vec_env::VecEnv as _;

const ALL: [Sees; 4] = [Sees::ImageAndLabel, Sees::Image, Sees::Label, Sees::Nothing];

/// The observation that it should be.
fn expected(duel: &mut Duel, sees: Sees, turn: [u8; 2]) -> Vec<u8> {
    let digit = duel.digit();
    let gallery = duel.batch.stage_for_tests().world.resource::<Gallery>();
    let mut image = gallery.pixels(digit.image).to_vec();
    assert!(image.iter().any(|pixel| *pixel > 0));
    if !sees.image() {
        image.fill(0);
    }
    let mut label = [0; 10];
    label[usize::from(digit.label)] = u8::from(sees.label());
    [&image[..], &label, &turn].concat()
}

#[test]
fn each_agent_sees_what_its_option_says_in_both_steps() {
    for sender_sees in ALL {
        for receiver_sees in ALL {
            let game = GameConfig::new(DilemmaConfig {
                sender_sees,
                receiver_sees,
                ..DilemmaConfig::default()
            });
            let mut duel = Duel::new(&game, &two_words());
            for label in [0, 7] {
                duel.turn_to(label);
                let sees = [sender_sees, receiver_sees];
                for turns in [[[1, 1], [0, 0]], [[1, 0], [0, 1]], [[1, 0], [0, 0]]] {
                    for seat in 0..2 {
                        let expected = expected(&mut duel, sees[seat], turns[seat]);
                        assert_eq!(duel.sees(seat), expected);
                    }
                    if duel.batch.clock(0) < 2 {
                        duel.step([0, 0], &[0, 0]);
                    }
                }
            }
        }
    }
}

#[test]
fn the_receiver_of_the_private_target_sees_nothing_of_it() {
    let mut duel = Duel::new(
        &GameConfig::new(PrivateTargetConfig::default()),
        &two_words(),
    );
    duel.turn_to(3);
    assert_eq!(
        duel.sees(0),
        expected(&mut Duel { ..duel_of(3) }, Sees::Label, [1, 1])
    );
    assert!(duel.sees(1).iter().all(|byte| *byte == 0));
    assert_eq!(duel.batch.meaning(0, 0), [3, 1, -1]);
    assert_eq!(duel.batch.meaning(0, 1), [-1; 3]);
}

/// Another lane in the same episode.
fn duel_of(label: u8) -> Duel {
    let mut duel = Duel::new(
        &GameConfig::new(PrivateTargetConfig::default()),
        &two_words(),
    );
    duel.turn_to(label);
    duel
}

#[test]
fn agents_know_the_label_of_what_they_see() {
    for sees in ALL {
        let game = GameConfig::new(DilemmaConfig {
            sender_sees: sees,
            ..DilemmaConfig::default()
        });
        let mut duel = Duel::new(&game, &two_words());
        duel.turn_to(4);
        let image = duel.digit().image as i32;
        let known = match sees {
            Sees::ImageAndLabel | Sees::Image => [4, 0, image],
            Sees::Label => [4, 0, -1],
            Sees::Nothing => [-1; 3],
        };
        assert_eq!(duel.batch.meaning(0, 0), known);
        assert_eq!(duel.batch.meaning(0, 1), [4, 0, image]);
    }
}

#[test]
fn blocks_say_what_they_hold() {
    let game = GameConfig::new(DilemmaConfig::default());
    let blocks = game.spaces(&two_words()).observation;
    let grid = BlockKind::Grid {
        height: 8,
        width: 8,
        channels: 1,
    };
    let shapes: Vec<_> = blocks.iter().map(|b| (b.name, b.kind, b.scale)).collect();
    assert_eq!(
        shapes,
        [
            ("image", grid, 16.0),
            ("label", BlockKind::Vector { len: 10 }, 1.0),
            ("turn", BlockKind::Vector { len: 2 }, 1.0)
        ]
    );
    let named = |block: &Block| block.elements.len() == block.len();
    assert!(blocks.iter().all(named));
}
