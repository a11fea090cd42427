use proptest::prelude::*;

use crate::batch::Batch;
use crate::games::GameConfig;
use crate::games::built;
use crate::games::score::ScoreConfig;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::scene::SceneKind;
use protolang_spec::vec_env::VecEnv as _;

/// Long episodes in which nobody moves into anybody's way by chance.
fn batch(channel: &ChannelPhysics, max_steps: u32) -> Batch {
    let game = GameConfig::new(ScoreConfig {
        max_steps,
        ..ScoreConfig::default()
    });
    built::lanes(&game, channel, 0..1, 3).expect("a game")
}

/// What both agents hear at the beginning and after each step in which they said this and did nothing.
fn heard(batch: &mut Batch, said: &[[u16; 2]]) -> Vec<[u16; 2]> {
    let mut observations = vec![0; 2 * batch.spaces().observation_len()];
    let mut heard = [0; 2];
    batch.observe(&mut observations, &mut heard);
    let mut all = vec![heard];
    for symbols in said {
        // Agent 0 alone can lift nothing, so nothing happens.
        batch
            .step(&[4, 0], symbols, &mut observations, &mut heard)
            .expect("a legal step");
        all.push(heard);
    }
    all
}

#[test]
fn what_one_says_the_other_hears_in_the_next_observation() {
    let mut batch = batch(&ChannelPhysics::default(), 100);
    let said = [[1, 2], [3, 0], [2, 2]];
    assert_eq!(heard(&mut batch, &said), [[0, 0], [2, 1], [0, 3], [2, 2]]);
}

#[test]
fn silence_is_heard_where_nothing_was_said_and_can_be_said() {
    let channel = ChannelPhysics {
        silence: true,
        ..ChannelPhysics::default()
    };
    let mut batch = batch(&channel, 100);
    assert_eq!(batch.spaces().symbols.alphabet, 5);
    assert_eq!(
        heard(&mut batch, &[[4, 1], [0, 4]]),
        [[4, 4], [1, 4], [4, 0]]
    );
}

#[test]
fn a_new_episode_begins_in_silence() {
    let mut batch = batch(
        &ChannelPhysics {
            delay: 2,
            ..ChannelPhysics::default()
        },
        3,
    );
    let said = [[1, 1], [2, 2], [3, 3], [1, 2], [3, 3], [0, 0]];
    let all = heard(&mut batch, &said);
    // The third step ends the episode: what was said in it, and before it, is never heard.
    assert_eq!(
        all,
        [[0, 0], [0, 0], [1, 1], [0, 0], [0, 0], [2, 1], [0, 0]]
    );
}

#[test]
fn the_last_message_of_an_episode_is_heard_with_its_last_observation() {
    let mut batch = batch(&ChannelPhysics::default(), 2);
    let mut observations = vec![0; 2 * batch.spaces().observation_len()];
    let mut heard = [0; 2];
    batch
        .step(&[4, 0], &[1, 1], &mut observations, &mut heard)
        .expect("a legal step");
    let view = batch
        .step(&[4, 0], &[2, 3], &mut observations, &mut heard)
        .expect("a legal step");
    assert_eq!(view.final_heard, [3, 2]);
    assert_eq!(heard, [0, 0]);
}

#[test]
fn one_way_and_muted() {
    let channel = ChannelPhysics {
        one_way: true,
        ..ChannelPhysics::default()
    };
    assert_eq!(
        heard(&mut batch(&channel, 100), &[[1, 2], [3, 3]]),
        [[0, 0], [0, 1], [0, 3]]
    );
    let channel = ChannelPhysics {
        muted: true,
        silence: true,
        ..ChannelPhysics::default()
    };
    assert_eq!(
        heard(&mut batch(&channel, 100), &[[1, 2], [3, 3]]),
        [[4, 4]; 3]
    );
}

#[test]
fn no_channel_has_neither_mouth_nor_ear() {
    let channel = ChannelPhysics {
        length: 0,
        ..ChannelPhysics::default()
    };
    let mut batch = batch(&channel, 100);
    assert_eq!(batch.spaces().heard_len(), 0);
    let mut observations = vec![0; 2 * batch.spaces().observation_len()];
    for _ in 0..5 {
        batch
            .step(&[0, 1], &[], &mut observations, &mut [])
            .expect("a legal step");
    }
}

#[test]
fn longer_messages_arrive_whole_and_in_order() {
    let channel = ChannelPhysics {
        length: 3,
        vocabulary: 300,
        ..ChannelPhysics::default()
    };
    let mut batch = batch(&channel, 100);
    let mut observations = vec![0; 2 * batch.spaces().observation_len()];
    let mut heard = [0; 6];
    let said = [1, 2, 299, 4, 5, 6];
    batch
        .step(&[4, 0], &said, &mut observations, &mut heard)
        .expect("a legal step");
    assert_eq!(heard, [4, 5, 6, 1, 2, 299]);
}

/// King's moves between the agents of the only lane.
fn distance(batch: &Batch) -> u8 {
    let cells = batch.scene(0).cells.into_iter();
    let agents: Vec<_> = cells
        .filter(|cell| matches!(cell.kind, SceneKind::Agent { .. }))
        .collect();
    let [a, b] = &agents[..] else {
        panic!("two agents")
    };
    a.row.abs_diff(b.row).max(a.col.abs_diff(b.col)) as u8
}

proptest! {
    #[test]
    fn a_message_is_heard_exactly_delay_steps_later(
        delay in 1_u8..6,
        said in prop::collection::vec(prop::array::uniform2(0_u16..5), 1..30),
    ) {
        let channel = ChannelPhysics { delay, silence: true, ..ChannelPhysics::default() };
        let all = heard(&mut batch(&channel, 100), &said);
        for (step, heard) in all.iter().enumerate() {
            let expected = match step.checked_sub(usize::from(delay)) {
                Some(then) => [said[then][1], said[then][0]],
                None => [4, 4],
            };
            prop_assert_eq!(*heard, expected, "after step {}", step);
        }
    }

    #[test]
    fn range_counts_where_agents_stand_when_they_hear(
        range in 0_u8..5,
        delay in 1_u8..4,
        actions in prop::collection::vec(prop::array::uniform2(0_u8..4), 1..40),
    ) {
        let channel = ChannelPhysics { range: Some(range), delay, silence: true, ..ChannelPhysics::default() };
        let mut batch = batch(&channel, 100);
        let mut observations = vec![0; 2 * batch.spaces().observation_len()];
        let mut heard = [0; 2];
        for (step, actions) in actions.iter().enumerate() {
            batch.step(actions, &[1, 2], &mut observations, &mut heard).expect("a legal step");
            let arrives = distance(&batch) <= range && step + 1 >= usize::from(delay);
            prop_assert_eq!(heard, if arrives { [2, 1] } else { [4, 4] });
        }
    }
}
