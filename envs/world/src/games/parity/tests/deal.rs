use protolang_spec::vec_env::VecEnv as _;
use std::collections::BTreeSet;

use super::duel::{Duel, two_words};
use crate::games::GameConfig;
use crate::games::dilemma::DilemmaConfig;

/// Label and image of the lane's first forty episodes.
fn dealt(game: &GameConfig) -> Vec<(i32, i32)> {
    let mut duel = Duel::new(game, &two_words());
    duel.batch.set_auto_reset(true);
    (0..40)
        .map(|_| {
            let known = duel.batch.meaning(0, 0).to_vec();
            duel.step([0, 0], &[0, 0]);
            duel.step([0, 0], &[0, 0]);
            (known[0], known[2])
        })
        .collect()
}

#[test]
fn each_ten_episodes_show_every_label_once() {
    let dealt = dealt(&GameConfig::new(DilemmaConfig::default()));
    for ten in dealt.chunks(10) {
        let labels: BTreeSet<i32> = ten.iter().map(|(label, _)| *label).collect();
        assert_eq!(labels, (0..10).collect());
    }
    assert!(dealt.iter().all(|(_, image)| (1078..1797).contains(image)));
}

#[test]
fn labels_may_be_independent() {
    let dealt = dealt(&GameConfig::new(DilemmaConfig {
        balanced: false,
        ..DilemmaConfig::default()
    }));
    let balanced = |ten: &[(i32, i32)]| {
        let labels: BTreeSet<i32> = ten.iter().map(|(label, _)| *label).collect();
        labels.len() == 10
    };
    assert!(!dealt.chunks(10).any(balanced));
}

#[test]
fn before_training_the_same_game_shows_the_other_images() {
    let game = GameConfig::new(DilemmaConfig::default());
    let before = game.before_training();
    assert_eq!(game.spaces(&two_words()), before.spaces(&two_words()));
    let (after, before) = (dealt(&game), dealt(&before));
    assert!(before.iter().all(|(_, image)| (0..1078).contains(image)));
    let labels = |dealt: &[(i32, i32)]| dealt.iter().map(|d| d.0).collect::<Vec<_>>();
    assert_eq!(labels(&after), labels(&before));
}
