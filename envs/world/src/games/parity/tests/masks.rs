use super::duel::{Duel, two_words};
use crate::games::GameConfig;
use crate::games::dilemma::DilemmaConfig;
use crate::games::parity::ActionsFrom;
use crate::games::private_target::PrivateTargetConfig;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::vec_env::VecEnv as _;

/// Masks at the beginning, after the first step, at the end: who speaks, and which actions each has.
type Masks = [([bool; 2], Vec<bool>); 3];

fn masks(game: &GameConfig) -> Masks {
    let mut duel = Duel::new(game, &two_words());
    let now = |duel: &Duel| {
        let speaks = [duel.batch.speaks()[0], duel.batch.speaks()[1]];
        (speaks, duel.batch.legal_actions().to_vec())
    };
    let first = now(&duel);
    duel.step([0, 0], &[0, 0]);
    let second = now(&duel);
    duel.step([0, 0], &[0, 0]);
    let third = now(&duel);
    duel.turn_to(0);
    assert_eq!(
        now(&duel),
        first,
        "the next episode begins as the first did"
    );
    [first, second, third]
}

const BOTH: [bool; 2] = [true, true];
const ONE: [bool; 2] = [true, false];

#[test]
fn where_speaking_is_acting_each_speaks_in_its_turn() {
    let games = [
        GameConfig::new(DilemmaConfig::default()),
        GameConfig::new(PrivateTargetConfig::default()),
    ];
    for game in games {
        let none = Vec::new();
        let expected = [[true, false], [false, true], [false, false]];
        assert_eq!(masks(&game), expected.map(|speaks| (speaks, none.clone())));
    }
}

#[test]
fn where_actions_are_chosen_the_receiver_has_nobody_to_speak_to() {
    let silent = [[true, false], [false, false], [false, false]];
    let with = |legal: [[[bool; 2]; 2]; 3]| {
        let legal = legal.map(|legal| legal.as_flattened().to_vec());
        [0, 1, 2].map(|step: usize| (silent[step], legal[step].clone()))
    };
    let dilemma = GameConfig::new(DilemmaConfig {
        actions: ActionsFrom::Chosen,
        ..DilemmaConfig::default()
    });
    assert_eq!(
        masks(&dilemma),
        with([[BOTH, ONE], [ONE, BOTH], [ONE, ONE]])
    );
    let target = GameConfig::new(PrivateTargetConfig {
        actions: ActionsFrom::Chosen,
        ..PrivateTargetConfig::default()
    });
    assert_eq!(masks(&target), with([[ONE, ONE], [ONE, BOTH], [ONE, ONE]]));
}

#[test]
fn the_receiver_hears_the_sender_and_nobody_hears_what_is_said_out_of_turn() {
    let channel = ChannelPhysics {
        vocabulary: 32,
        length: 2,
        silence: true,
        ..ChannelPhysics::default()
    };
    let silence = channel.nothing();
    let mut duel = Duel::new(&GameConfig::new(DilemmaConfig::default()), &channel);
    assert_eq!(duel.heard, [silence; 4]);
    duel.step([0, 0], &[5, 6, 7, 8]);
    assert_eq!(duel.heard, [silence, silence, 5, 6]);
    duel.step([0, 0], &[9, 10, 11, 12]);
    assert_eq!(duel.heard, [11, 12, silence, silence]);
}
