//! Options that make no game are refused, in one sentence.

use crate::games::deduction::{DeductionConfig, MapConfig};
use protolang_spec::channel::ChannelPhysics;

fn refused(change: impl Fn(&mut DeductionConfig)) -> String {
    let mut config = DeductionConfig::default();
    change(&mut config);
    let error = config.validate(&ChannelPhysics::default());
    error.expect_err("the options are refused").to_string()
}

#[test]
fn options_that_make_no_game() {
    insta::assert_snapshot!(refused(|c| c.impostors = 0), @"`game.impostors` is 0, so that there is nobody to find; give at least 1");
    insta::assert_snapshot!(refused(|c| c.impostors = 4), @"`game.impostors` is 4 with a crew of 4, which is lost from the start; give fewer impostors than crewmates");
    insta::assert_snapshot!(refused(|c| c.crew = 8), @"`game.crew` is 8, with 1 impostors more than 8 players; give at most 7");
    insta::assert_snapshot!(refused(|c| c.tasks = 0), @"`game.tasks` is 0; give 1 to 8");
    insta::assert_snapshot!(refused(|c| c.map = MapConfig { width: 1, height: 1, ..MapConfig::default() }), @"`game.map` has one room, so that nobody could go anywhere; give a width or a height of 2 to 4");
    insta::assert_snapshot!(refused(|c| c.map.width = 5), @"`game.map.width` is 5; give 1 to 4");
    insta::assert_snapshot!(refused(|c| c.map.height = 0), @"`game.map.height` is 0; give 1 to 4");
    insta::assert_snapshot!(refused(|c| c.map.cells = 2), @"`game.map.cells` is 2; give 3 to 7, or 0 for rooms that are points, as published");
    insta::assert_snapshot!(refused(|c| c.map.cells = 8), @"`game.map.cells` is 8; give 3 to 7, or 0 for rooms that are points, as published");
    insta::assert_snapshot!(refused(|c| c.map.window = 0), @"`game.map.window` is 0; give 1 to 7");
    insta::assert_snapshot!(refused(|c| c.map.window = 8), @"`game.map.window` is 8; give 1 to 7");
    insta::assert_snapshot!(refused(|c| c.task_time = 0), @"`game.task_time` is 0; give 1 to 100");
    insta::assert_snapshot!(refused(|c| c.cooldown = 0), @"`game.cooldown` is 0; give 1 to 100");
    insta::assert_snapshot!(refused(|c| c.discussion_turns = 9), @"`game.discussion_turns` is 9; give 0 to 8");
    insta::assert_snapshot!(refused(|c| c.reporting_alignment = 0), @"`game.reporting_alignment` is 0; give 1 to 1000");
    insta::assert_snapshot!(refused(|c| c.cap = 1), @"`game.cap` is 1; give 10 to 100000");
    insta::assert_snapshot!(refused(|c| c.task_reward = f64::NAN), @"`game.task_reward` is NaN; give 0 to 10");
}

#[test]
fn channels_that_make_no_discussion() {
    let refused = |channel: ChannelPhysics| {
        let error = DeductionConfig::default().validate(&channel);
        error.expect_err("the channel is refused").to_string()
    };
    let base = ChannelPhysics::default;
    insta::assert_snapshot!(refused(ChannelPhysics { delay: 2, ..base() }), @"`channel.delay` is 2, but in a discussion each message is heard before the next; give 1");
    insta::assert_snapshot!(refused(ChannelPhysics { range: Some(1), ..base() }), @"`channel.range` is set, but in a discussion everybody is in one room; leave it out");
    insta::assert_snapshot!(refused(ChannelPhysics { one_way: true, ..base() }), @"`channel.one_way` is true, but in a discussion everybody alive hears; give false");
}

#[test]
fn every_published_configuration_makes_a_game() {
    let base = DeductionConfig::default;
    let mut configs = vec![base(), DeductionConfig::training_mixture()];
    for (width, height) in [(2, 1), (1, 3), (2, 2), (2, 3), (3, 2)] {
        let map = MapConfig {
            width,
            height,
            ..base().map
        };
        configs.push(DeductionConfig { map, ..base() });
    }
    configs.extend((2..=6).map(|tasks| DeductionConfig { tasks, ..base() }));
    configs.extend((3..=5).map(|crew| DeductionConfig { crew, ..base() }));
    for config in configs {
        assert_eq!(config.validate(&ChannelPhysics::default()), Ok(()));
    }
}
