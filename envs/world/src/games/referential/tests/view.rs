use super::table::{Table, images};
use crate::games::referential::ReferentialConfig;
use protolang_spec::scene::{Scene, SceneKind};
use protolang_spec::vec_env::VecEnv as _;

/// Items of a scene: row, column, index, label, whether it is a target.
fn items(scene: &Scene) -> Vec<(usize, usize, usize, String, bool)> {
    let item = |cell: &protolang_spec::scene::SceneCell| match &cell.kind {
        SceneKind::Item {
            index,
            label,
            target,
            ..
        } => Some((cell.row, cell.col, *index, label.clone(), *target)),
        _ => None,
    };
    scene.cells.iter().filter_map(item).collect()
}

#[test]
fn combinations_are_drawn_as_their_values() {
    for sender_sees_distractors in [false, true] {
        let mut table = Table::new(&ReferentialConfig {
            sender_sees_distractors,
            ..ReferentialConfig::default()
        });
        let (shown, places) = (table.shown(), table.places());
        let label = |object: u32| {
            let digits = [64, 16, 4, 1].map(|power| (object / power % 4).to_string());
            digits.concat()
        };
        let scene = table.batch.scene(0);
        assert_eq!((scene.height, scene.width), (2, 5));
        let sent = if sender_sees_distractors { 5 } else { 1 };
        let mut expected: Vec<_> = (0..5)
            .map(|index| {
                (
                    1,
                    usize::from(places[index]),
                    index,
                    label(shown[index][1]),
                    index == 0,
                )
            })
            .chain((0..sent).map(|index| (0, index, index, label(shown[index][0]), index == 0)))
            .collect();
        expected.sort();
        assert_eq!(items(&scene), expected);
    }
}

#[test]
fn images_are_drawn_above_their_labels() {
    let table = Table::new(&images());
    let scene = table.batch.scene(0);
    assert_eq!((scene.height, scene.width), (18, 44));
    let at: Vec<(usize, usize)> = items(&scene).iter().map(|item| (item.0, item.1)).collect();
    assert_eq!(at, [(8, 0), (17, 0), (17, 9), (17, 18), (17, 27), (17, 36)]);
    let target = table.batch.meaning(0, 0)[0].to_string();
    assert!(
        items(&scene)
            .iter()
            .all(|item| item.4 == (item.3 == target))
    );
    let shades = scene
        .cells
        .iter()
        .filter(|cell| matches!(cell.kind, SceneKind::Shade { .. }));
    assert!(shades.count() > 100);
    let places: Vec<_> = scene
        .cells
        .iter()
        .map(|cell| (cell.row, cell.col))
        .collect();
    assert!(places.is_sorted_by(|a, b| a < b), "sorted, none twice");
    assert!(places.iter().all(|(row, col)| *row < 18 && *col < 44));
}
