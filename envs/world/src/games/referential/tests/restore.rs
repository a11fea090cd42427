use bevy_ecs::component::{Component, Mutable};
use protolang_spec::vec_env::VecEnv as _;

use super::table::{Table, images};
use crate::games::referential::ReferentialConfig;
use crate::games::referential::components::{CandidateId, CandidatePlace, Object};
use crate::order::Roster;
use protolang_spec::error::EnvError;

fn cases() -> [ReferentialConfig; 3] {
    [
        ReferentialConfig::default(),
        images(),
        ReferentialConfig {
            same_image: false,
            ..images()
        },
    ]
}

#[test]
fn an_episode_goes_on_from_either_step_where_it_was() {
    for config in cases() {
        for done in 0..2 {
            let mut old = Table::new(&config);
            old.next_episode();
            for _ in 0..done {
                old.step([0, 0], [3, 0]);
            }
            let mut new = Table::new(&config);
            if done == 0 {
                new.step([0, 0], [0, 0]);
            }
            new.batch.restore(&old.batch.save()).expect("it can be");
            assert_eq!(new.batch.speaks(), old.batch.speaks());
            assert_eq!(new.batch.legal_actions(), old.batch.legal_actions());
            assert_eq!(new.batch.meaning(0, 0), old.batch.meaning(0, 0));
            assert_eq!(new.batch.scene(0), old.batch.scene(0));
            let choice = old.places()[0];
            let mut end = None;
            while end.is_none() {
                end = old.step([0, choice], [3, 0]);
                assert_eq!(new.step([0, choice], [3, 0]), end);
                assert_eq!(new.observations, old.observations);
                assert_eq!(new.heard, old.heard);
            }
            assert_eq!(end, Some((1.0, "right")));
        }
    }
}

fn set<C: Component<Mutability = Mutable>>(table: &mut Table, index: usize, value: C) {
    let world = &mut table.batch.stage_for_tests().world;
    let entity = world.resource::<Roster<CandidateId>>().of(0)[index];
    *world.get_mut::<C>(entity).expect("it has one") = value;
}

fn refused(config: &ReferentialConfig, change: impl FnOnce(&mut Table)) -> String {
    let mut old = Table::new(config);
    change(&mut old);
    let saved = old.batch.save();
    match Table::new(config).batch.restore(&saved) {
        Err(EnvError::Restore { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

#[test]
fn states_that_cannot_be_are_refused() {
    let [attributes, same, other] = cases();
    let alien = "the candidates are not ones of this game's";
    let object = |object| move |table: &mut Table| set(table, 1, Object(object));
    for unknown in [[256, 256], [1, 2]] {
        assert!(refused(&attributes, object(unknown)).starts_with(alien));
    }
    for unknown in [[0, 0], [u32::MAX; 2]] {
        assert!(refused(&same, object(unknown)).starts_with(alien));
    }
    for config in [&attributes, &same, &other] {
        let twice = |table: &mut Table| {
            let first = table.shown()[0];
            set(table, 1, Object(first));
        };
        assert!(refused(config, twice).starts_with(alien));
        let crowd = |table: &mut Table| {
            let place = table.places()[0];
            set(table, 1, CandidatePlace(place));
        };
        assert_eq!(refused(config, crowd), "two candidates are in one place");
    }
    let alike = |table: &mut Table| {
        let [sent, _] = table.shown()[1];
        set(table, 1, Object([sent, sent]));
    };
    assert!(refused(&other, alike).starts_with(alien));
}
