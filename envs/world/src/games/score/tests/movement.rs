use super::arena::*;
use crate::games::score::ScoreConfig;

fn check(config: &ScoreConfig, before: &str, actions: [u8; 2], after: &str) {
    let mut arena = Arena::draw(config, before);
    assert_eq!(arena.step(actions), WENT_ON);
    assert_eq!(arena.map(), drawing(after), "after {actions:?}");
}

fn in_turn() -> ScoreConfig {
    ScoreConfig::default()
}

fn at_once() -> ScoreConfig {
    ScoreConfig {
        simultaneous: true,
        ..ScoreConfig::default()
    }
}

#[test]
fn each_action_moves_one_cell_its_way() {
    let before = "x.... .0... ..... ...1. ....y";
    for config in [in_turn(), at_once()] {
        check(&config, before, [UP, DOWN], "x0... ..... ..... ..... ...1y");
        check(&config, before, [DOWN, UP], "x.... ..... .0.1. ..... ....y");
        check(
            &config,
            before,
            [LEFT, RIGHT],
            "x.... 0.... ..... ....1 ....y",
        );
        check(
            &config,
            before,
            [RIGHT, LEFT],
            "x.... ..0.. ..... ..1.. ....y",
        );
        check(&config, before, [PICK, PICK], before);
    }
}

#[test]
fn the_edge_blocks_on_all_four_sides() {
    for config in [in_turn(), at_once()] {
        let corners = "0.x.. ..... ..... ..... ..y.1";
        for actions in [[UP, DOWN], [LEFT, RIGHT]] {
            check(&config, corners, actions, corners);
        }
        let corners = "1.x.. ..... ..... ..... ..y.0";
        for actions in [[DOWN, UP], [RIGHT, LEFT]] {
            check(&config, corners, actions, corners);
        }
    }
}

#[test]
fn items_and_walls_block() {
    for config in [in_turn(), at_once()] {
        let before = "x0... ..... #1... ..... ....y";
        check(&config, before, [LEFT, LEFT], before);
    }
}

#[test]
fn in_turn_agent_1_meets_the_map_as_agent_0_left_it() {
    // Into the cell that agent 0 has just left.
    check(
        &in_turn(),
        "x.... ..... .10.. ..... ....y",
        [RIGHT, RIGHT],
        "x.... ..... ..10. ..... ....y",
    );
    // Agent 0 does not get into the cell that agent 1 is about to leave.
    check(
        &in_turn(),
        "x.... ..... .01.. ..... ....y",
        [RIGHT, RIGHT],
        "x.... ..... .0.1. ..... ....y",
    );
    // Of two that aim at one cell, agent 0 gets it.
    check(
        &in_turn(),
        "x.... ..... .0.1. ..... ....y",
        [RIGHT, LEFT],
        "x.... ..... ..01. ..... ....y",
    );
}

#[test]
fn at_once_nobody_enters_a_cell_that_was_taken() {
    check(
        &at_once(),
        "x.... ..... .10.. ..... ....y",
        [RIGHT, RIGHT],
        "x.... ..... .1.0. ..... ....y",
    );
    check(
        &at_once(),
        "x.... ..... .01.. ..... ....y",
        [RIGHT, LEFT],
        "x.... ..... .01.. ..... ....y",
    );
    // Of two that aim at one cell, agent 1 gets it.
    check(
        &at_once(),
        "x.... ..... .0.1. ..... ....y",
        [RIGHT, LEFT],
        "x.... ..... .01.. ..... ....y",
    );
}

#[test]
fn in_the_last_step_only_agent_0_moves() {
    let before = "x.... .0... ..... ...1. ....y";
    for config in [in_turn(), at_once()] {
        let mut arena = Arena::draw(&config, before);
        arena.set_clock(9);
        assert_eq!(arena.step([LEFT, RIGHT]).outcome, Some("timeout"));
        assert_eq!(arena.map(), drawing("x.... 0.... ..... ...1. ....y"));

        let config = ScoreConfig {
            last_step_pickup: true,
            ..config
        };
        let mut arena = Arena::draw(&config, before);
        arena.set_clock(9);
        assert_eq!(arena.step([LEFT, RIGHT]).outcome, Some("timeout"));
        assert_eq!(arena.map(), drawing("x.... 0.... ..... ....1 ....y"));
    }
}

#[test]
fn at_once_agent_1_does_not_contest_a_cell_in_a_step_in_which_it_does_not_act() {
    let mut arena = Arena::draw(&at_once(), "x.... ..... .0.1. ..... ....y");
    arena.set_clock(9);
    arena.step([RIGHT, LEFT]);
    assert_eq!(arena.map(), drawing("x.... ..... ..01. ..... ....y"));
}
