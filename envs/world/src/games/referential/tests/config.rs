use super::table::images;
use crate::games::GameConfig;
use crate::games::referential::ReferentialConfig;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;
use protolang_spec::game::Game as _;

fn refused(config: ReferentialConfig) -> String {
    let error = config.validate(&ChannelPhysics::default());
    let error = error.expect_err("the options are refused");
    assert!(matches!(error, EnvError::Config { .. }));
    error.to_string()
}

#[test]
fn options_that_make_no_game_are_refused() {
    let good = ReferentialConfig::default;
    insta::assert_snapshot!(refused(ReferentialConfig { targets: 0, ..good() }), @"`game.targets` is 0; give 1 or more");
    insta::assert_snapshot!(refused(ReferentialConfig { distractors: 0, ..good() }), @"`game.distractors` is 0, so that no choice is wrong; give 1 or more");
    insta::assert_snapshot!(refused(ReferentialConfig { distractors: 32, ..good() }), @"`game.distractors` and `game.targets` make 33 candidates; give at most 32 together");
    insta::assert_snapshot!(refused(ReferentialConfig { distractors: 255, targets: 255, ..good() }), @"`game.distractors` and `game.targets` make 510 candidates; give at most 32 together");
    insta::assert_snapshot!(refused(ReferentialConfig { distractors: 10, ..images() }), @"`game.distractors` and `game.targets` make 11 candidates; give at most 10 together");
    insta::assert_snapshot!(refused(ReferentialConfig { attributes: 0, ..good() }), @"`game.attributes` is 0; give 1 to 16");
    insta::assert_snapshot!(refused(ReferentialConfig { attributes: 17, ..good() }), @"`game.attributes` is 17; give 1 to 16");
    insta::assert_snapshot!(refused(ReferentialConfig { values: 0, ..good() }), @"`game.values` is 0; give 2 or more");
    insta::assert_snapshot!(refused(ReferentialConfig { values: 1, ..good() }), @"`game.values` is 1; give 2 or more");
    insta::assert_snapshot!(refused(ReferentialConfig { values: 17, ..good() }), @"`game.values` is 17, which makes more than 65536 combinations of 4 attributes; give fewer");
    insta::assert_snapshot!(refused(ReferentialConfig { attributes: 1, ..good() }), @"`game.distractors` and `game.targets` make 5 candidates, more than the 4 objects that there are; give fewer, or more attributes or values");
    insta::assert_snapshot!(refused(ReferentialConfig { wrong_reward: 1.0, ..good() }), @"`game.wrong_reward` is 1; give less than 1, which the right choice pays");
    insta::assert_snapshot!(refused(ReferentialConfig { wrong_reward: f64::NAN, ..good() }), @"`game.wrong_reward` is NaN; give less than 1, which the right choice pays");
    insta::assert_snapshot!(refused(ReferentialConfig { holdout: 1.0, ..good() }), @"`game.holdout` is 1; give 0 or more and less than 1");
    insta::assert_snapshot!(refused(ReferentialConfig { holdout: 0.01, ..good() }), @"`game.holdout` is 0.01, which leaves 253 combinations for train and 3 for test, fewer than the 5 candidates of an episode; give another share");
    insta::assert_snapshot!(refused(ReferentialConfig { holdout: 0.99, ..good() }), @"`game.holdout` is 0.99, which leaves 3 combinations for train and 253 for test, fewer than the 5 candidates of an episode; give another share");
    insta::assert_snapshot!(refused(ReferentialConfig { train_share: 2.0, ..images() }), @"`game.train_share` is 2; give 0 or more and less than 1");
    insta::assert_snapshot!(refused(ReferentialConfig { train_share: 0.984, same_image: false, ..images() }), @"`game.same_image` is false, but some label has a single image; give a set with two or more of each");
}

#[test]
fn channels_that_do_not_suit_two_turns_are_refused_and_no_channel_is_not() {
    let game = GameConfig::new(ReferentialConfig::default());
    let key = |channel: ChannelPhysics| match game.validate(&channel) {
        Err(EnvError::Config { key, .. }) => key,
        other => panic!("{other:?}"),
    };
    let good = ChannelPhysics::default;
    assert_eq!(key(ChannelPhysics { delay: 3, ..good() }), "channel.delay");
    assert_eq!(
        key(ChannelPhysics {
            range: Some(1),
            ..good()
        }),
        "channel.range"
    );
    assert_eq!(
        game.validate(&ChannelPhysics {
            length: 0,
            ..good()
        }),
        Ok(())
    );
}

#[test]
fn options_survive_json() {
    let game = GameConfig::new(images());
    let json = serde_json::to_string(&game).expect("options are JSON");
    assert!(json.contains(r#""objects":"images""#), "{json}");
    assert_eq!(
        serde_json::from_str::<GameConfig>(&json).expect("and back"),
        game
    );
    assert!(serde_json::from_str::<ReferentialConfig>(r#"{"target": 1}"#).is_err());
}
