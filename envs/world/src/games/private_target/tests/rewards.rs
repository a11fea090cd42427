use crate::games::GameConfig;
use crate::games::parity::ActionsFrom;
use crate::games::parity::tests::duel::{Duel, End, two_words};
use crate::games::private_target::PrivateTargetConfig;

#[test]
fn only_the_receivers_answer_counts_and_both_are_paid_for_it() {
    for actions in [ActionsFrom::Spoken, ActionsFrom::Chosen] {
        let game = GameConfig::new(PrivateTargetConfig {
            actions,
            ..PrivateTargetConfig::default()
        });
        let mut duel = Duel::new(&game, &two_words());
        for label in 0..10 {
            for sender in 0..2 {
                for receiver in 0..2 {
                    let right = receiver == label % 2;
                    let expected = End {
                        rewards: [if right { 1.0 } else { -1.0 }; 2],
                        outcome: if right { "right" } else { "wrong" },
                        success: right,
                    };
                    assert_eq!(duel.play(label, sender, receiver), expected);
                }
            }
        }
    }
}
