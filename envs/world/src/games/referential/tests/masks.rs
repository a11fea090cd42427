use super::table::Table;
use crate::games::referential::ReferentialConfig;
use protolang_spec::vec_env::VecEnv as _;

#[test]
fn the_sender_speaks_then_the_receiver_chooses() {
    let mut table = Table::new(&ReferentialConfig::default());
    let (all, one) = ([true; 5], [true, false, false, false, false]);
    let now = |table: &Table| {
        (
            table.batch.speaks().to_vec(),
            table.batch.legal_actions().to_vec(),
        )
    };
    assert_eq!(now(&table), (vec![true, false], [one, one].concat()));
    table.step([0, 0], [3, 2]);
    assert_eq!(table.heard, [0, 3], "the receiver's message is not heard");
    assert_eq!(now(&table), (vec![false, false], [one, all].concat()));
    table.step([0, 0], [3, 2]);
    assert_eq!(now(&table), (vec![false, false], [one, one].concat()));
    table.next_episode();
    assert_eq!(now(&table), (vec![true, false], [one, one].concat()));
}
