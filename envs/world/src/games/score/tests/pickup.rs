use super::arena::*;
use crate::games::score::ScoreConfig;

const BESIDE_X: &str = ".0... .x1.. ..... ..... ....y";

#[test]
fn both_must_choose_it_in_the_same_step() {
    let mut arena = Arena::draw(&ScoreConfig::default(), BESIDE_X);
    assert_eq!(arena.step([PICK, RIGHT]), WENT_ON);
    assert_eq!(arena.step([PICK, LEFT]), WENT_ON);
    assert_eq!(arena.step([LEFT, PICK]), WENT_ON);
    assert_eq!(arena.step([PICK, PICK]).outcome, Some("distractor"));
}

#[test]
fn the_eight_cells_around_an_item_are_in_reach_and_no_others() {
    for row in 0_u8..5 {
        for col in 0_u8..5 {
            let mut rows = vec![vec!['.'; 5]; 5];
            (rows[2][2], rows[4][0], rows[1][2]) = ('x', 'y', '0');
            if rows[usize::from(row)][usize::from(col)] != '.' {
                continue;
            }
            rows[usize::from(row)][usize::from(col)] = '1';
            let map: Vec<String> = rows
                .into_iter()
                .map(|row| row.into_iter().collect())
                .collect();
            let mut arena = Arena::draw(&ScoreConfig::default(), &map.join(" "));
            // The paper's condition, in integers: the squared distance is at most 2.
            let near = row.abs_diff(2).pow(2) + col.abs_diff(2).pow(2) <= 2;
            assert_eq!(
                arena.step([PICK, PICK]).outcome.is_some(),
                near,
                "row {row}, column {col}"
            );
        }
    }
}

#[test]
fn of_two_items_in_reach_the_first_is_lifted_and_leaves_the_map() {
    let mut arena = Arena::draw(&ScoreConfig::default(), "..... .0x.. .1y.. ..... .....");
    assert_eq!(arena.step([PICK, PICK]).outcome, Some("distractor"));
    assert_eq!(arena.map(), drawing("..... .0... .1y.. ..... ....."));
}

#[test]
fn an_item_that_only_one_reaches_is_not_lifted() {
    // Agent 0 reaches x and y, agent 1 only y.
    let mut arena = Arena::draw(&ScoreConfig::default(), "x.... .0... ..y.. ...1. .....");
    assert_eq!(arena.step([PICK, PICK]).outcome, Some("target"));
    assert_eq!(arena.map(), drawing("x.... .0... ..... ...1. ....."));
    // Each reaches an item, but not the same.
    let mut arena = Arena::draw(&ScoreConfig::default(), "x0... ..... ..... ..... ...1y");
    assert_eq!(arena.step([PICK, PICK]), WENT_ON);
}

#[test]
fn strength_does_not_add_up_over_steps() {
    let mut arena = Arena::draw(&ScoreConfig::default(), BESIDE_X);
    for actions in [[PICK, UP], [PICK, LEFT], [UP, PICK], [PICK, DOWN]] {
        assert_eq!(arena.step(actions), WENT_ON);
    }
}

#[test]
fn a_light_item_is_lifted_by_one() {
    let config = ScoreConfig {
        item_strength: 3,
        ..ScoreConfig::default()
    };
    let mut arena = Arena::draw(&config, "x0... ..... ..... ..... ...1y");
    assert_eq!(arena.step([UP, PICK]).outcome, Some("target"));
    let mut arena = Arena::draw(&config, "x0... ..... ..... ..... ...1y");
    assert_eq!(
        arena.step([PICK, PICK]).outcome,
        Some("distractor"),
        "agent 0 comes first"
    );
}

#[test]
fn nothing_is_lifted_in_the_last_step_unless_the_option_says_so() {
    let mut arena = Arena::draw(&ScoreConfig::default(), BESIDE_X);
    arena.set_clock(8);
    assert_eq!(arena.step([UP, DOWN]), WENT_ON);
    let mut last = Arena::draw(&ScoreConfig::default(), BESIDE_X);
    last.set_clock(9);
    assert_eq!(last.step([PICK, PICK]).outcome, Some("timeout"));

    let config = ScoreConfig {
        last_step_pickup: true,
        ..ScoreConfig::default()
    };
    let mut last = Arena::draw(&config, BESIDE_X);
    last.set_clock(9);
    assert_eq!(last.step([PICK, PICK]).outcome, Some("distractor"));
}
