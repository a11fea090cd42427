//! What holds whatever is chosen, in games of any size.

use proptest::prelude::*;

use super::windows;
use crate::batch::Batch;
use crate::games::GameConfig;
use crate::games::built;
use crate::games::deduction::actions::{ACTIONS, KILL, object};
use crate::games::deduction::blocks::{SELF, WITNESSED};
use crate::games::deduction::colours::COLOURS;
use crate::games::deduction::components::{Identity, Life, Place};
use crate::games::deduction::table::{Meeting, Phase, TableId};
use crate::games::deduction::{DeductionConfig, MapConfig};
use crate::order::{AgentId, components};
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::keys::{Purpose, below, stream};
use protolang_spec::players::random_legal;
use protolang_spec::step::Status;
use protolang_spec::vec_env::VecEnv as _;

const LANES: usize = 3;

prop_compose! {
    fn configs()(
        (crew, impostors) in prop::sample::select(vec![(2, 1), (3, 1), (4, 1), (3, 2), (5, 2), (7, 1), (5, 3), (6, 2)]),
        (width, height) in prop::sample::select(vec![(2, 1), (1, 3), (2, 2), (4, 4), (3, 2)]),
        tasks in 1_u8..9,
        task_time in 1_u8..5,
        cooldown in 1_u8..7,
        discussion_turns in 0_u8..4,
        reporting_alignment in prop::sample::select(vec![1, 7, 50]),
        cap in prop::sample::select(vec![40, 300]),
        (randomize, ghosts) in any::<(bool, bool)>(),
        (cells, window) in prop::sample::select(vec![(0, 5), (0, 5), (3, 1), (4, 5), (5, 3), (7, 7)]),
    ) -> DeductionConfig {
        DeductionConfig {
            map: MapConfig { width, height, cells, window }, crew, impostors, tasks, task_time, cooldown,
            discussion_turns, reporting_alignment, cap, randomize, task_reward: 0.25, ghosts,
        }
    }
}

/// Masks, in every detail, are what they must be for the living and for the dead.
fn check(batch: &Batch, map: &MapConfig, observations: &[u8], heard: &[u16]) {
    let len = batch.spaces().observation_len();
    let agents = batch.agents();
    let legal = batch.legal_actions().as_chunks::<ACTIONS>().0;
    for lane in 0..LANES {
        windows::check(batch, lane, map, observations);
        let lives = components::<AgentId, Life>(batch.world(), lane);
        let phase = components::<TableId, Phase>(batch.world(), lane)[0];
        let seats = lane * agents..(lane + 1) * agents;
        let speaks = &batch.speaks()[seats.clone()];
        let speakers = speaks.iter().filter(|speaks| **speaks).count();
        assert_eq!(speakers, usize::from(phase == Phase::Message));
        for (own, seat) in seats.enumerate() {
            let legal = &legal[seat];
            assert!(legal.contains(&true), "there is always something to do");
            let observation = &observations[seat * len..(seat + 1) * len];
            assert_eq!(
                batch.asked()[seat],
                lives[own].alive() && phase == Phase::Query
            );
            if lives[own].alive() {
                assert_eq!(observation[SELF], 1);
                continue;
            }
            assert_eq!(legal[0], !legal[1..].contains(&true), "the dead do nothing");
            assert!(legal[0] && !speaks[own], "and say nothing");
            assert_eq!(heard[seat], 0, "and hear nothing");
            let mut observation = observation.to_vec();
            observation[WITNESSED..WITNESSED + 2 * COLOURS].fill(0);
            assert_eq!(
                observation,
                vec![0; len],
                "and see nothing, but who killed them"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn the_dead_are_dead_and_votes_are_those_of_the_living(
        config in configs(), seed in any::<u64>(), wild in any::<bool>(),
    ) {
        let game = GameConfig::new(config.clone());
        // Silence is another symbol than word 0, so that hearing nothing is no word.
        let channel = ChannelPhysics::default();
        let mut batch = built::lanes(&game, &channel, 0..LANES as u64, seed).expect("a game");
        let agents = batch.agents();
        let len = batch.spaces().observation_len();
        let mut dice = stream(batch.key(0), Purpose::Policy);
        let (mut observations, mut heard) =
            (vec![0; LANES * agents * len], vec![0; LANES * agents]);
        batch.observe(&mut observations, &mut heard);
        check(&batch, &config.map, &observations, &heard);
        for _ in 0..250 {
            let legal = batch.legal_actions().as_chunks::<ACTIONS>().0.to_vec();
            let actions: Vec<u8> = legal.iter().map(|legal| match wild {
                true => below(&mut dice, ACTIONS as u32) as u8,
                false => random_legal(legal, &mut dice),
            }).collect();
            let said: Vec<u16> = actions.iter().map(|_| 1 + below(&mut dice, 3) as u16).collect();
            let speakers = batch.speaks().to_vec();
            let before: Vec<_> = (0..LANES).map(|lane| (
                components::<TableId, Phase>(batch.world(), lane)[0],
                components::<AgentId, Life>(batch.world(), lane),
                components::<AgentId, Place>(batch.world(), lane),
            )).collect();
            let view = batch.step(&actions, &said, &mut observations, &mut heard).expect("legal");
            let (status, rewards) = (view.status.to_vec(), view.rewards.to_vec());
            check(&batch, &config.map, &observations, &heard);
            for lane in 0..LANES {
                let seats = lane * agents..(lane + 1) * agents;
                let rewards = &rewards[seats.clone()];
                prop_assert!(rewards.iter().all(|reward| (0.0..=3.0).contains(reward)));
                let (phase, lives, places) = &before[lane];
                if status[lane] != Status::Running {
                    prop_assert!(heard[seats].iter().all(|heard| *heard == 0), "a new episode is silent");
                    continue;
                }
                let now = components::<AgentId, Life>(batch.world(), lane);
                let identities = components::<AgentId, Identity>(batch.world(), lane);
                for seat in 0..agents {
                    prop_assert!(lives[seat].alive() || !now[seat].alive(), "nobody comes back");
                    // Whoever was ejected on its way can still be met and killed, as in the published environment:
                    // then it lies where its killer stood, also if a report takes the body away in the same tick.
                    let kills = |killer: &usize| {
                        let action = actions[seats.start + killer];
                        legal[seats.start + killer][usize::from(action)]
                            && object(action, KILL) == Some(identities[seat].colour)
                    };
                    let killer = (0..agents).find(kills).filter(|_| lives[seat] == Life::Gone);
                    if !lives[seat].alive() {
                        let expected = killer.map_or(places[seat], |killer| Place::at(places[killer].room));
                        prop_assert_eq!(expected, components::<AgentId, Place>(batch.world(), lane)[seat]);
                    }
                }
                let speaker = seats.clone().find(|seat| speakers[*seat]);
                for seat in seats.clone() {
                    let hears = speaker.filter(|one| *one != seat && now[seat - seats.start].alive());
                    prop_assert_eq!(heard[seat], hears.map_or(0, |speaker| said[speaker]));
                }
                if *phase == Phase::Vote {
                    let meeting = components::<TableId, Meeting>(batch.world(), lane)[0];
                    let living = lives.iter().filter(|life| life.alive()).count();
                    prop_assert_eq!(meeting.votes.iter().map(|n| usize::from(*n)).sum::<usize>(), living);
                }
            }
        }
    }
}
