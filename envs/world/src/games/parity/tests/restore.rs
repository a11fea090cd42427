use super::duel::{Duel, two_words};
use crate::games::GameConfig;
use crate::games::dilemma::DilemmaConfig;
use crate::games::parity::ActionsFrom;
use crate::games::parity::components::{Answer, CardId, Digit};
use crate::lane::{Clock, Episodes};
use crate::order::{AgentId, Roster};
use protolang_spec::error::EnvError;
use protolang_spec::vec_env::VecEnv as _;

fn game(actions: ActionsFrom) -> GameConfig {
    GameConfig::new(DilemmaConfig {
        actions,
        ..DilemmaConfig::default()
    })
}

#[test]
fn an_episode_goes_on_from_either_step_where_it_was() {
    for actions in [ActionsFrom::Spoken, ActionsFrom::Chosen] {
        let game = game(actions);
        for done in 0..2 {
            let mut old = Duel::new(&game, &two_words());
            old.turn_to(5);
            for _ in 0..done {
                old.step([1, 0], &[1, 0]);
            }
            let mut new = Duel::new(&game, &two_words());
            if done == 0 {
                // What is derived must be rebuilt, not found as it was.
                new.step([0, 0], &[0, 0]);
            }
            new.batch.restore(&old.batch.save()).expect("it can be");
            assert_eq!(new.batch.speaks(), old.batch.speaks());
            assert_eq!(new.batch.legal_actions(), old.batch.legal_actions());
            assert_eq!(new.batch.meaning(0, 0), old.batch.meaning(0, 0));
            let mut end = None;
            while end.is_none() {
                end = old.step([1, 1], &[1, 1]);
                assert_eq!(new.step([1, 1], &[1, 1]), end);
                assert_eq!(new.observations, old.observations);
                assert_eq!(new.heard, old.heard);
            }
            assert_eq!(end.expect("an end").outcome, "dd-odd");
        }
    }
}

/// What a restore says of a state that was changed.
fn refused(change: impl FnOnce(&mut Duel)) -> String {
    let mut old = Duel::new(&game(ActionsFrom::Spoken), &two_words());
    old.turn_to(5);
    old.step([1, 0], &[1, 0]);
    change(&mut old);
    let saved = old.batch.save();
    let mut new = Duel::new(&game(ActionsFrom::Spoken), &two_words());
    match new.batch.restore(&saved) {
        Err(EnvError::Restore { reason }) => reason,
        other => panic!("{other:?}"),
    }
}

fn set<
    I: crate::order::LaneId,
    C: bevy_ecs::component::Component<Mutability = bevy_ecs::component::Mutable>,
>(
    duel: &mut Duel,
    index: usize,
    value: C,
) {
    let world = &mut duel.batch.stage_for_tests().world;
    let entity = world.resource::<Roster<I>>().of(0)[index];
    *world.get_mut::<C>(entity).expect("it has one") = value;
}

#[test]
fn states_that_cannot_be_are_refused() {
    let digit =
        |image, label| move |duel: &mut Duel| set::<CardId, _>(duel, 0, Digit { image, label });
    for (image, label) in [(0, 0), (1_800, 5), (1_079, 10), (u32::MAX, 255)] {
        assert!(refused(digit(image, label)).starts_with("an image is not one of this game's"));
    }
    let answer =
        |seat, answer| move |duel: &mut Duel| set::<AgentId, _>(duel, seat, Answer(answer));
    for (seat, wrong) in [(0, None), (0, Some(2)), (1, Some(0))] {
        assert_eq!(
            refused(answer(seat, wrong)),
            "an agent has answered out of its turn"
        );
    }
    let clock = |steps| {
        move |duel: &mut Duel| {
            duel.batch
                .stage_for_tests()
                .world
                .resource_mut::<Clock>()
                .steps[0] = steps;
        }
    };
    let turns = "an episode has more or fewer steps than its two turns allow";
    assert_eq!(refused(clock(2)), turns);
    assert_eq!(refused(clock(3)), turns);
    let over = |duel: &mut Duel| {
        duel.batch
            .stage_for_tests()
            .world
            .resource_mut::<Episodes>()
            .over[0] = true;
    };
    assert_eq!(refused(over), turns);
}
