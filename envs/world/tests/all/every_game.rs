//! What every listed game must keep, whatever it is.

use crate::play::Env;
use std::collections::BTreeSet;

use protolang_envs::games::GameConfig;
use protolang_envs::games::registry::games;
use protolang_spec::attribute::{AttributeKind, UNKNOWN};
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::step::Status;

use crate::play::{Player, batch, every_game, hashes};

fn all() -> impl Iterator<Item = GameConfig> {
    let game = |name| GameConfig::from_name(name).expect("a listed game exists");
    games().entries().map(move |entry| game(entry.name))
}

/// Everything that a batch tells beside observations.
fn masks(batch: &Env) -> (Vec<bool>, Vec<bool>, Vec<bool>, Vec<u8>) {
    (
        batch.legal_actions().to_vec(),
        batch.speaks().to_vec(),
        batch.asked().to_vec(),
        batch.answers().to_vec(),
    )
}

#[test]
fn a_lane_does_not_know_in_which_batch_it_is() {
    for game in all() {
        let new = |lanes| {
            game.make_lanes(&ChannelPhysics::default(), lanes, 11)
                .expect("a game")
        };
        let (mut all, mut low, mut high) = (new(0..5), new(0..2), new(2..5));
        let mut players = [Player::new(&all), Player::new(&low), Player::new(&high)];
        for _ in 0..600 {
            let rewards = players[0].step(&mut all).rewards.to_vec();
            let mut parts = players[1].step(&mut low).rewards.to_vec();
            parts.extend(players[2].step(&mut high).rewards);
            assert_eq!(rewards, parts);
            assert_eq!(hashes(&all), [hashes(&low), hashes(&high)].concat());
            let [all, low, high] = &players;
            let seen = [&low.observations[..], &high.observations].concat();
            assert_eq!(all.observations, seen);
            assert_eq!(all.heard, [&low.heard[..], &high.heard].concat());
        }
    }
}

#[test]
fn a_rebirth_before_each_step_changes_nothing() {
    let channel = ChannelPhysics::default();
    for game in all() {
        let mut straight = batch(&game, &channel, 3);
        let mut broken = batch(&game, &channel, 3);
        let (mut one, mut two) = (Player::new(&straight), Player::new(&broken));
        for step in 0..600 {
            let saved = broken.save();
            broken = game.make_lanes(&channel, 900..903, 77).expect("a game");
            broken
                .restore(&saved)
                .expect("what was saved can be restored");
            assert_eq!(broken.save(), saved, "byte for byte");
            assert_eq!(masks(&straight), masks(&broken), "before step {step}");
            let rewards = one.step(&mut straight).rewards.to_vec();
            let view = two.step(&mut broken);
            assert_eq!(rewards, view.rewards);
            assert_eq!(one.observations, two.observations);
            assert_eq!(one.heard, two.heard);
            assert_eq!(hashes(&straight), hashes(&broken), "after step {step}");
            for lane in 0..3 {
                assert_eq!(straight.scene(lane), broken.scene(lane));
                for agent in 0..straight.agents() {
                    assert_eq!(straight.meaning(lane, agent), broken.meaning(lane, agent));
                }
            }
        }
    }
}

#[test]
fn a_lane_begins_its_next_episode_as_a_batch_of_its_own_would() {
    let channel = ChannelPhysics::default();
    for game in all() {
        let mut world = batch(&game, &channel, 3);
        let mut player = Player::new(&world);
        let mut ends = 0;
        for _ in 0..1_000 {
            let status = player.step(&mut world).status.to_vec();
            for lane in (0..3).filter(|lane| status[*lane] != Status::Running) {
                ends += 1;
                let key = world.key(lane);
                let mut alone = game.make(&channel, &[key]).expect("a game");
                assert_eq!(alone.state_hash(0), world.state_hash(lane));
                let part = |masks: &[bool]| {
                    let len = masks.len() / 3;
                    masks[lane * len..(lane + 1) * len].to_vec()
                };
                let (legal, speaks, asked, _) = masks(&world);
                assert_eq!(part(&legal), alone.legal_actions());
                assert_eq!(part(&speaks), alone.speaks());
                assert_eq!(part(&asked), alone.asked());
                let len = player.observations.len() / 3;
                let mut observations = vec![0; len];
                let mut heard = vec![0; player.heard.len() / 3];
                alone.observe(&mut observations, &mut heard);
                assert_eq!(
                    observations,
                    player.observations[lane * len..(lane + 1) * len]
                );
            }
        }
        assert!(ends > 5, "{}: {ends} ends", game.name());
    }
}

#[test]
fn every_policy_that_is_named_without_capitals_plays() {
    for game in all() {
        assert_eq!(game.policies()[0].name, "random");
        assert!(game.players("random").is_some());
        assert!(game.players("nobody").is_none());
    }
}

#[test]
fn every_attribute_has_a_kind_that_its_values_keep_to() {
    for (game, channel) in every_game() {
        let mut world = batch(&game, &channel, 8);
        let mut player = Player::new(&world);
        let attributes = world.spaces().meaning.clone();
        assert!(!attributes.is_empty(), "{}: nothing is known", game.name());
        let mut seen = vec![BTreeSet::new(); attributes.len()];
        for _ in 0..600 {
            for (lane, agent) in (0..8).flat_map(|lane| (0..world.agents()).map(move |a| (lane, a)))
            {
                for (seen, value) in seen.iter_mut().zip(world.meaning(lane, agent)) {
                    seen.insert(*value);
                }
            }
            player.step(&mut world);
        }
        for (attribute, seen) in attributes.iter().zip(seen) {
            let name = format!("{}: {}", game.name(), attribute.name);
            // In some variants nobody is shown it.
            let never = seen.iter().all(|value| *value == UNKNOWN);
            assert!(seen.len() > 1 || never, "{name} is always {seen:?}");
            if !attribute.values.is_empty() {
                assert_eq!(attribute.kind, AttributeKind::Category, "{name}");
                let known = seen.iter().filter(|value| **value != UNKNOWN);
                for value in known {
                    let index = usize::try_from(*value).expect("a value with a name");
                    assert!(
                        index < attribute.values.len(),
                        "{name}: {value} has no name"
                    );
                }
            }
            // What is not known has no place in an order, and is no amount.
            if attribute.kind != AttributeKind::Category {
                assert!(!seen.contains(&UNKNOWN), "{name} may not be known");
            }
        }
    }
}

#[test]
fn what_an_agent_knows_stays_the_same_until_its_episode_ends() {
    for (game, channel) in every_game() {
        let mut world = batch(&game, &channel, 8);
        let mut player = Player::new(&world);
        let known = |world: &Env, lane| -> Vec<i32> {
            let agents = 0..world.agents();
            agents
                .flat_map(|agent| world.meaning(lane, agent).to_vec())
                .collect()
        };
        let (mut within, mut changed) = (0, 0);
        for _ in 0..600 {
            let before: Vec<Vec<i32>> = (0..8).map(|lane| known(&world, lane)).collect();
            let status = player.step(&mut world).status.to_vec();
            for (lane, before) in before.into_iter().enumerate() {
                let same = known(&world, lane) == before;
                if status[lane] == Status::Running {
                    assert!(
                        same,
                        "{}: lane {lane} now knows something else",
                        game.name()
                    );
                    within += 1;
                } else {
                    changed += usize::from(!same);
                }
            }
        }
        // Records of episodes hold it once: the next episode has another.
        assert!(
            within > 100 && changed > 5,
            "{}: {within}, {changed}",
            game.name()
        );
    }
}
