//! The same keys, actions and symbols give the same world: again, elsewhere, and in every release.

use crate::play::Env;
use protolang_envs::games::GameConfig;
use protolang_envs::games::score::ScoreConfig;
use protolang_spec::channel::ChannelPhysics;

use crate::play::{Player, batch, every_game, hashes, score};

fn rich_channel() -> ChannelPhysics {
    ChannelPhysics {
        length: 2,
        silence: true,
        delay: 2,
        range: Some(2),
        noise: 0.1,
        ..ChannelPhysics::default()
    }
}

#[test]
fn a_million_env_steps_twice_have_the_same_hash_at_every_step() {
    const LANES: u64 = 100;
    let (mut first, mut second) = (
        batch(&score(), &ChannelPhysics::default(), LANES),
        batch(&score(), &ChannelPhysics::default(), LANES),
    );
    let (mut one, mut two) = (Player::new(&first), Player::new(&second));
    let mut different = 0;
    let mut before = hashes(&first);
    for step in 0..1_000_000 / LANES {
        let rewards = one.step(&mut first).rewards;
        assert_eq!(rewards, two.step(&mut second).rewards);
        assert_eq!(one.observations, two.observations);
        assert_eq!(one.heard, two.heard);
        let now = hashes(&first);
        assert_eq!(now, hashes(&second), "after step {step}");
        different += now
            .iter()
            .zip(&before)
            .filter(|(now, before)| now != before)
            .count();
        before = now;
    }
    assert_eq!(
        different, 1_000_000,
        "every step changes the hash of every lane"
    );
}

#[test]
fn a_lane_does_not_know_in_which_batch_it_is() {
    let rich = GameConfig::new(ScoreConfig {
        walls: 2,
        ..ScoreConfig::layout2()
    });
    for (game, channel) in every_game().into_iter().chain([(rich, rich_channel())]) {
        let new = |lanes| {
            game.make_lanes(&channel, lanes, 11)
                .expect("the options make a game")
        };
        let (mut all, mut low, mut high) = (new(0..8), new(0..3), new(3..8));
        let mut players = [Player::new(&all), Player::new(&low), Player::new(&high)];
        for _ in 0..1_000 {
            let rewards = players[0].step(&mut all).rewards.to_vec();
            let mut parts = players[1].step(&mut low).rewards.to_vec();
            parts.extend(players[2].step(&mut high).rewards);
            assert_eq!(rewards, parts);
            assert_eq!(hashes(&all), [hashes(&low), hashes(&high)].concat());
            let [all, low, high] = &players;
            assert_eq!(
                all.observations,
                [&low.observations[..], &high.observations].concat()
            );
            assert_eq!(all.heard, [&low.heard[..], &high.heard].concat());
        }
    }
}

/// One hash over every step's hashes of 500 steps in two lanes.
fn golden(game: &GameConfig, channel: &ChannelPhysics) -> u64 {
    let mut batch = batch(game, channel, 2);
    let mut player = Player::new(&batch);
    let mut all = 0_u64;
    for _ in 0..500 {
        player.step(&mut batch);
        for hash in hashes(&batch) {
            all = all.rotate_left(5) ^ hash;
        }
        for byte in &player.observations {
            all = all.rotate_left(5) ^ u64::from(*byte);
        }
    }
    all
}

/// These change only if worlds change: then old replays no longer verify, which a release must say.
#[test]
fn five_hundred_steps_are_what_they_have_always_been() {
    let layout2 = GameConfig::new(ScoreConfig {
        walls: 1,
        ..ScoreConfig::layout2()
    });
    assert_eq!(
        [
            golden(&score(), &ChannelPhysics::default()),
            golden(&layout2, &rich_channel())
        ],
        [14_188_627_697_674_364_424, 5_483_845_684_203_159_038]
    );
    let deduction = GameConfig::from_name("deduction").expect("a game");
    assert_eq!(
        golden(&deduction, &ChannelPhysics::default()),
        4_946_404_143_071_245_557
    );
}

/// The same of every game, by its name.
#[test]
fn every_game_is_what_it_has_always_been() {
    let hashes: Vec<String> = every_game()
        .iter()
        .map(|(game, channel)| format!("{} {}", game.name(), golden(game, channel)))
        .collect();
    insta::assert_snapshot!(hashes.join("\n"), @"score 14188627697674364424
dilemma 6952747884591486844
private-target 9048274941501578030
referential 5002871649245308649
deduction 4946404143071245557
score 4588372684754573105
dilemma 15686874403550104271
private-target 17017730979399681432
referential 17365677368878466460
referential 1773180724767596488
deduction 8988255128304864746
deduction 13357990175060433517");
}

#[test]
fn another_seed_lane_or_episode_is_another_world() {
    for (game, channel) in every_game() {
        check_keys(&game, &channel);
    }
}

/// Parts of the state that a game draws: all that are not the same in every game.
fn drawn(batch: &Env, lane: usize) -> Vec<(&'static str, u64)> {
    let mut parts = batch.state_parts(lane);
    parts.retain(|(name, _)| !["episode", "clock", "channel"].contains(name));
    parts
}

fn check_keys(game: &GameConfig, channel: &ChannelPhysics) {
    let key = batch(game, channel, 1).key(0);
    let keys = [
        key,
        protolang_spec::keys::EpisodeKey {
            run_seed: key.run_seed + 1,
            ..key
        },
        protolang_spec::keys::EpisodeKey {
            lane: key.lane + 1,
            ..key
        },
        protolang_spec::keys::EpisodeKey {
            episode: key.episode + 1,
            ..key
        },
    ];
    let batch = game.make(channel, &keys).expect("the options make a game");
    for other in 1..4 {
        assert_ne!(drawn(&batch, 0), drawn(&batch, other), "{}", game.name());
    }
}
