use super::table::{Table, images};
use crate::games::referential::ReferentialConfig;

/// That choosing a target pays 1 and everything else pays `wrong`, whatever is done out of turn.
fn check(config: &ReferentialConfig, wrong: f32) {
    let mut table = Table::new(config);
    for _ in 0..5 {
        for candidate in 0..config.candidates() {
            table.next_episode();
            let place = table.places()[candidate];
            let other = (place + 1) % config.candidates() as u8;
            assert_eq!(table.step([other, other], [1, 2]), None);
            let expected = match candidate < usize::from(config.targets) {
                true => (1.0, "right"),
                false => (wrong, "wrong"),
            };
            assert_eq!(table.step([other, place], [1, 2]), Some(expected));
        }
    }
}

#[test]
fn a_target_pays_and_nothing_else_does() {
    check(&ReferentialConfig::default(), 0.0);
    check(&images(), 0.0);
    let several = ReferentialConfig {
        targets: 3,
        wrong_reward: -1.0,
        ..ReferentialConfig::default()
    };
    check(&several, -1.0);
}
