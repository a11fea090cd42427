use crate::games::GameConfig;
use crate::games::dilemma::DilemmaConfig;
use crate::games::parity::ActionsFrom;
use crate::games::private_target::PrivateTargetConfig;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;

fn games(actions: ActionsFrom) -> [GameConfig; 2] {
    [
        GameConfig::new(DilemmaConfig {
            actions,
            ..DilemmaConfig::default()
        }),
        GameConfig::new(PrivateTargetConfig {
            actions,
            ..PrivateTargetConfig::default()
        }),
    ]
}

/// What both games say of a channel.
fn refused(channel: &ChannelPhysics) -> String {
    let [one, two] = games(ActionsFrom::Spoken).map(|game| game.validate(channel));
    assert_eq!(one, two);
    one.expect_err("the channel is refused").to_string()
}

#[test]
fn channels_that_do_not_suit_two_spoken_turns_are_refused() {
    let good = ChannelPhysics::default;
    insta::assert_snapshot!(refused(&ChannelPhysics { delay: 2, ..good() }), @"`channel.delay` is 2, but an episode has two steps and the answer comes in the second; give 1");
    insta::assert_snapshot!(refused(&ChannelPhysics { range: Some(3), ..good() }), @"`channel.range` is 3, but this game has no map; leave it out");
    insta::assert_snapshot!(refused(&ChannelPhysics { length: 0, ..good() }), @r#"`channel.length` is 0, but agents act by what they say; give 1 or more, or `game.actions = "chosen"`"#);
    insta::assert_snapshot!(refused(&ChannelPhysics { vocabulary: 1, ..good() }), @r#"`channel.vocabulary` is 1, but agents act by what they say; give 2 or more, or `game.actions = "chosen"`"#);
}

#[test]
fn chosen_actions_need_no_words() {
    for channel in [
        ChannelPhysics {
            length: 0,
            ..ChannelPhysics::default()
        },
        ChannelPhysics {
            vocabulary: 1,
            ..ChannelPhysics::default()
        },
    ] {
        for game in games(ActionsFrom::Chosen) {
            assert_eq!(game.validate(&channel), Ok(()));
        }
    }
}

#[test]
fn a_split_that_leaves_nothing_is_refused_by_every_game() {
    let game = GameConfig::new(DilemmaConfig {
        train_share: 1.0,
        ..DilemmaConfig::default()
    });
    assert!(matches!(
        game.validate(&ChannelPhysics::default()),
        Err(EnvError::Config {
            key: "game.train_share",
            ..
        })
    ));
}
