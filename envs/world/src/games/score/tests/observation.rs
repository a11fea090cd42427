use super::arena::*;
use crate::games::score::ScoreConfig;

/// Occupancy and score of the window, and the position.
fn parts(seen: &[u8]) -> (Vec<u8>, Vec<u8>, [u8; 2]) {
    let (window, position) = seen.split_at(seen.len() - 2);
    let channel = |c: usize| window.iter().skip(c).step_by(2).copied().collect();
    (channel(0), channel(1), [position[0], position[1]])
}

#[test]
fn the_window_shows_items_edges_and_the_own_score() {
    let arena = Arena::draw(&ScoreConfig::default(), "x0... .y... ..... ....1 .....");
    let (occupancy, score, position) = parts(arena.seen(0));
    assert_eq!(occupancy, [255, 255, 255, 85, 127, 0, 0, 85, 0]);
    assert_eq!(
        score,
        [0, 0, 0, 10, 0, 0, 0, 0, 0],
        "its own item's score, and not the other's"
    );
    assert_eq!(position, [0, 1]);

    let (occupancy, score, position) = parts(arena.seen(1));
    assert_eq!(occupancy, [0, 0, 255, 0, 127, 255, 0, 0, 255]);
    assert_eq!(score, [0; 9], "its item is out of sight");
    assert_eq!(position, [3, 4]);
}

#[test]
fn walls_show_and_the_partner_only_if_the_option_says_so() {
    let map = "x.... ..... #01.. ..... ....y";
    let (occupancy, ..) = parts(Arena::draw(&ScoreConfig::default(), map).seen(0));
    assert_eq!(occupancy, [0, 0, 0, 255, 127, 0, 0, 0, 0]);
    let config = ScoreConfig {
        partner_visible: true,
        ..ScoreConfig::default()
    };
    let (occupancy, ..) = parts(Arena::draw(&config, map).seen(0));
    assert_eq!(occupancy, [0, 0, 0, 255, 127, 127, 0, 0, 0]);
}

#[test]
fn blank_occupancy_shows_the_self_and_still_the_own_score() {
    let config = ScoreConfig {
        blank_occupancy: true,
        partner_visible: true,
        ..ScoreConfig::default()
    };
    let arena = Arena::draw(&config, "x01.. ..... ..... ..... ....y");
    let (occupancy, score, _) = parts(arena.seen(0));
    assert_eq!(occupancy, [0, 0, 0, 0, 127, 0, 0, 0, 0]);
    assert_eq!(score, [0, 0, 0, 10, 0, 0, 0, 0, 0]);
}

#[test]
fn a_lifted_item_is_no_longer_seen() {
    let mut arena = Arena::draw(&ScoreConfig::default(), ".0... .x1.. ..... ..... ....y");
    assert_eq!(parts(arena.seen(0)).1, [0, 0, 0, 0, 0, 0, 0, 10, 0]);
    arena.step([PICK, PICK]);
    let (occupancy, score, _) = parts(arena.seen(0));
    assert_eq!(occupancy, [255, 255, 255, 0, 127, 0, 0, 0, 0]);
    assert_eq!(score, [0; 9]);
}

#[test]
fn larger_windows_reach_further() {
    for window in [5, 7, 9] {
        let config = ScoreConfig {
            window,
            grid: 9,
            ..ScoreConfig::default()
        };
        let map = "x........ ......... ....1.... ......... ....0.... ......... ......... ......... ........y";
        let arena = Arena::draw(
            &ScoreConfig {
                partner_visible: true,
                ..config
            },
            map,
        );
        let (occupancy, score, _) = parts(arena.seen(0));
        let (w, centre) = (usize::from(window), usize::from(window / 2));
        assert_eq!(
            occupancy[(centre - 2) * w + centre],
            127,
            "the partner, two rows up"
        );
        assert_eq!(
            score[0],
            if window == 9 { 10 } else { 0 },
            "the own item is four rows and columns away"
        );
        assert_eq!(occupancy[0], if window == 9 { 85 } else { 0 });
    }
}

#[test]
fn the_blocks_describe_every_number() {
    for config in [
        ScoreConfig::default(),
        ScoreConfig {
            window: 7,
            grid: 9,
            ..ScoreConfig::default()
        },
    ] {
        let blocks = super::super::observe::blocks(&config);
        for block in &blocks {
            assert_eq!(block.elements.len(), block.len(), "{}", block.name);
        }
        assert_eq!(blocks[1].scale, f32::from(config.grid));
    }
    let elements = &super::super::observe::blocks(&ScoreConfig::default())[0].elements;
    assert_eq!(elements[0].text, "occupancy, 1 up 1 left");
    assert_eq!(elements[8].text, "occupancy, own cell");
    assert_eq!(elements[11].text, "score of the own item, 1 right");
}
