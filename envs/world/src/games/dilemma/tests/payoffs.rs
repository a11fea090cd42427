use crate::games::GameConfig;
use crate::games::dilemma::{DilemmaConfig, Payoff, Reward};
use crate::games::parity::ActionsFrom;
use crate::games::parity::tests::duel::{Duel, two_words};
use protolang_spec::channel::ChannelPhysics;

const ALL: [Payoff; 4] = [
    Payoff::MotherTongue,
    Payoff::Baseline,
    Payoff::PrisonersDilemma,
    Payoff::ParityCritical,
];

fn duel(payoff: Payoff, actions: ActionsFrom, reward: Reward) -> Duel {
    let game = GameConfig::new(DilemmaConfig {
        payoff,
        actions,
        reward,
        ..DilemmaConfig::default()
    });
    Duel::new(&game, &two_words())
}

/// Every ending under a payoff: label, both answers, joint reward, own rewards.
fn check(payoff: Payoff, cases: [(u8, &str, [f32; 2]); 8]) {
    for actions in [ActionsFrom::Spoken, ActionsFrom::Chosen] {
        let mut joint = duel(payoff, actions, Reward::Joint);
        let mut own = duel(payoff, actions, Reward::Own);
        for (label, answers, pays) in cases {
            let answer = |at: usize| u8::from(&answers[at..=at] == "d");
            let end = joint.play(label, answer(0), answer(1));
            assert_eq!(
                end.rewards,
                [pays[0] + pays[1]; 2],
                "{payoff:?} {label} {answers}"
            );
            let parity = if label % 2 == 0 { "even" } else { "odd" };
            assert_eq!(end.outcome, format!("{answers}-{parity}"));
            let same = cases.iter().filter(|case| case.0 % 2 == label % 2);
            let best = same
                .map(|case| case.2[0] + case.2[1])
                .fold(f32::MIN, f32::max);
            assert_eq!(end.success, pays[0] + pays[1] == best);
            let end = own.play(label, answer(0), answer(1));
            assert_eq!(end.rewards, pays, "{payoff:?} {label} {answers}");
        }
    }
}

#[test]
fn the_mother_tongue_script_pays_this() {
    check(
        Payoff::MotherTongue,
        [
            (0, "cc", [5.0, 5.0]),
            (2, "cd", [-1.0, 5.0]),
            (4, "dc", [5.0, -1.0]),
            (8, "dd", [0.0, 0.0]),
            (1, "cc", [4.0, 4.0]),
            (3, "cd", [-2.0, 5.0]),
            (5, "dc", [5.0, -2.0]),
            (9, "dd", [0.0, 0.0]),
        ],
    );
}

#[test]
fn the_baseline_scripts_pay_this() {
    check(
        Payoff::Baseline,
        [
            (6, "cc", [5.0, 5.0]),
            (0, "cd", [-2.0, 5.0]),
            (2, "dc", [5.0, -2.0]),
            (4, "dd", [0.0, 0.0]),
            (7, "cc", [3.0, 3.0]),
            (1, "cd", [-2.0, 5.0]),
            (3, "dc", [5.0, -2.0]),
            (5, "dd", [0.0, 0.0]),
        ],
    );
}

#[test]
fn the_plain_dilemma_pays_the_same_whatever_the_digit() {
    let pays = [
        ("cc", [3.0, 3.0]),
        ("cd", [-1.0, 5.0]),
        ("dc", [5.0, -1.0]),
        ("dd", [0.0, 0.0]),
    ];
    let case = |index: usize| {
        let (answers, pays) = pays[index % 4];
        (index as u8 / 4, answers, pays)
    };
    check(Payoff::PrisonersDilemma, std::array::from_fn(case));
}

#[test]
fn where_parity_is_critical_each_is_right_or_wrong() {
    check(
        Payoff::ParityCritical,
        [
            (0, "cc", [5.0, 5.0]),
            (2, "cd", [-1.0, 6.0]),
            (4, "dc", [6.0, -1.0]),
            (6, "dd", [0.0, 0.0]),
            (1, "cc", [0.0, 0.0]),
            (3, "cd", [6.0, -1.0]),
            (5, "dc", [-1.0, 6.0]),
            (7, "dd", [5.0, 5.0]),
        ],
    );
}

/// Mean joint pay over parities for the best, a random and the best blind receiver.
fn means(payoff: Payoff) -> [f32; 3] {
    let table = payoff.table();
    let joint = |parity: usize, a: usize, b: usize| {
        let [sender, receiver] = table[parity][a][b].map(f32::from);
        sender + receiver
    };
    let pairs = [(0, 0), (0, 1), (1, 0), (1, 1)];
    let best = |parity| {
        pairs
            .map(|(a, b)| joint(parity, a, b))
            .into_iter()
            .fold(f32::MIN, f32::max)
    };
    let random = |parity| pairs.map(|(a, b)| joint(parity, a, b)).iter().sum::<f32>() / 4.0;
    let to = |parity, b| joint(parity, 0, b).max(joint(parity, 1, b));
    let blind = [0, 1].map(|b| (to(0, b) + to(1, b)) / 2.0);
    [
        (best(0) + best(1)) / 2.0,
        (random(0) + random(1)) / 2.0,
        blind[0].max(blind[1]),
    ]
}

#[test]
fn means_are_the_published_ones() {
    assert_eq!(means(Payoff::MotherTongue), [9.0, 4.0, 9.0]);
    assert_eq!(means(Payoff::Baseline), [8.0, 3.5, 8.0]);
    assert_eq!(means(Payoff::PrisonersDilemma), [6.0, 3.5, 6.0]);
    assert_eq!(means(Payoff::ParityCritical), [10.0, 5.0, 7.5]);
}

#[test]
fn playing_every_pair_on_every_digit_pays_the_random_mean() {
    for payoff in ALL {
        let mut duel = duel(payoff, ActionsFrom::Spoken, Reward::Joint);
        let mut total = 0.0;
        for label in 0..10 {
            for (sender, receiver) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                total += duel.play(label, sender, receiver).rewards[1];
            }
        }
        assert_eq!(total / 40.0, means(payoff)[1]);
    }
}

#[test]
fn the_lower_half_of_the_words_cooperates() {
    for (vocabulary, first_defecting) in [(2, 1), (3, 2), (32, 16)] {
        let channel = ChannelPhysics {
            vocabulary,
            length: 2,
            ..ChannelPhysics::default()
        };
        let mut duel = Duel::new(&GameConfig::new(DilemmaConfig::default()), &channel);
        let top = vocabulary - 1;
        for symbol in 0..vocabulary {
            duel.turn_to(0);
            // The second symbol decides nothing, nor does what is said out of turn.
            duel.step([1, 1], &[symbol, top, top, 0]);
            let end = duel.step([1, 1], &[top, 0, symbol, top]);
            let expected = if symbol < first_defecting {
                "cc-even"
            } else {
                "dd-even"
            };
            assert_eq!(end.expect("an end").outcome, expected);
        }
    }
}
