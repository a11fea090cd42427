use super::arena::*;
use crate::games::score::ScoreConfig;
use protolang_spec::step::Status;

const BESIDE_Y: &str = "x.... ..... ..... ..01. ..y..";
const BESIDE_X: &str = ".0... .x1.. ..... ..... ....y";

/// The reward of lifting in step `step` of an episode.
fn lift_at(config: &ScoreConfig, map: &str, step: u32) -> Step {
    let mut arena = Arena::draw(config, map);
    arena.set_clock(step - 1);
    arena.step([PICK, PICK])
}

#[test]
fn the_target_pays_one_and_the_share_of_time_left() {
    let config = ScoreConfig::default();
    for (step, reward) in [(1, 1.9), (2, 1.8), (5, 1.5), (9, 1.1)] {
        let expected = Step {
            reward,
            status: Status::Terminated,
            outcome: Some("target"),
        };
        assert_eq!(lift_at(&config, BESIDE_Y, step), expected);
    }
    let config = ScoreConfig {
        max_steps: 40,
        ..config
    };
    assert_eq!(lift_at(&config, BESIDE_Y, 10).reward, 1.75);
}

#[test]
fn without_bonus_the_target_pays_one() {
    let config = ScoreConfig {
        time_bonus: false,
        ..ScoreConfig::default()
    };
    assert_eq!(lift_at(&config, BESIDE_Y, 1).reward, 1.0);
}

#[test]
fn the_other_item_costs_one_whenever_it_is_lifted() {
    for step in [1, 9] {
        let expected = Step {
            reward: -1.0,
            status: Status::Terminated,
            outcome: Some("distractor"),
        };
        assert_eq!(lift_at(&ScoreConfig::default(), BESIDE_X, step), expected);
    }
}

#[test]
fn time_out_costs_one_and_ends_the_episode() {
    let mut arena = Arena::draw(&ScoreConfig::default(), BESIDE_X);
    for _ in 0..9 {
        assert_eq!(arena.step([UP, UP]), WENT_ON);
    }
    let expected = Step {
        reward: -1.0,
        status: Status::Terminated,
        outcome: Some("timeout"),
    };
    assert_eq!(arena.step([UP, UP]), expected);
}

#[test]
fn time_out_can_cut_off_instead() {
    let config = ScoreConfig {
        timeout_truncates: true,
        ..ScoreConfig::default()
    };
    let mut arena = Arena::draw(&config, BESIDE_X);
    arena.set_clock(9);
    let expected = Step {
        reward: -1.0,
        status: Status::Truncated,
        outcome: Some("timeout"),
    };
    assert_eq!(arena.step([UP, UP]), expected);
    assert_eq!(lift_at(&config, BESIDE_Y, 1).status, Status::Terminated);
}

#[test]
fn in_the_last_step_a_lift_pays_no_bonus_and_costs_the_penalty_only_if_the_option_says_so() {
    let config = ScoreConfig {
        last_step_pickup: true,
        ..ScoreConfig::default()
    };
    assert_eq!(lift_at(&config, BESIDE_Y, 10).reward, 1.0);
    assert_eq!(lift_at(&config, BESIDE_X, 10).reward, -1.0);
    let config = ScoreConfig {
        last_step_penalty: true,
        ..config
    };
    assert_eq!(lift_at(&config, BESIDE_Y, 10).reward, 0.0);
    assert_eq!(lift_at(&config, BESIDE_X, 10).reward, -2.0);
    assert_eq!(lift_at(&config, BESIDE_Y, 9).reward, 1.1);
    let mut arena = Arena::draw(&config, BESIDE_X);
    arena.set_clock(9);
    assert_eq!(arena.step([UP, UP]).reward, -1.0);
}

#[test]
fn the_target_is_the_item_of_the_higher_score_whoever_owns_it() {
    use super::arena::Setup;
    use crate::grid::Position;
    use protolang_spec::channel::ChannelPhysics;

    let at = |row, col| Position { row, col };
    for (scores, owns, outcome) in [
        ([10, 20], [0, 1], "distractor"),
        ([10, 20], [1, 0], "distractor"),
        ([20, 10], [0, 1], "target"),
        ([250, 245], [1, 0], "target"),
    ] {
        let setup = Setup {
            agents: [at(0, 1), at(1, 2)],
            items: [at(1, 1), at(4, 4)],
            walls: Vec::new(),
            scores,
            owns,
        };
        let mut arena = Arena::with(&ScoreConfig::default(), &ChannelPhysics::default(), &setup);
        assert_eq!(
            arena.step([PICK, PICK]).outcome,
            Some(outcome),
            "{scores:?} {owns:?}"
        );
    }
}
