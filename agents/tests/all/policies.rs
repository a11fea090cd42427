//! Policies are what decisions are drawn from, and asking for them changes nothing.

use protolang_agents::actor::observation::Observation;
use protolang_agents::actor::policies::Policies;
use protolang_agents::actor::{Actor, Decision};
use protolang_agents::agent::Agent;
use protolang_envs::games::GameConfig;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use rand::rngs::ChaCha8Rng;

use crate::stacking::score;

const LANES: usize = 6;
const SEATS: usize = 2;

fn rngs(seed: u64) -> Vec<ChaCha8Rng> {
    let key = |lane| EpisodeKey {
        run_seed: seed,
        lane,
        episode: 0,
    };
    (0..LANES as u64)
        .map(|lane| stream(key(lane), Purpose::Policy))
        .collect()
}

/// Observations, what is heard, and which of five actions are legal, at random.
fn situation(width: usize, seed: u64) -> (Vec<u8>, Vec<u16>, Vec<bool>) {
    let mut rng = rngs(seed).remove(0);
    let mut draw = |n| below(&mut rng, n);
    let seen = (0..LANES * SEATS * width).map(|_| draw(256) as u8);
    let seen: Vec<u8> = seen.collect();
    let heard = (0..LANES * SEATS).map(|_| draw(4) as u16).collect();
    let legal = (0..LANES * SEATS * 5).map(|index| index % 5 == 0 || draw(2) == 0);
    (seen, heard, legal.collect())
}

#[test]
fn policies_are_what_is_drawn_from() {
    let blueprint = score();
    let agents = [0, 1].map(|network| Agent::new(&blueprint, 3, network));
    let mut actor = Actor::new(&blueprint, LANES, SEATS);
    actor.seat(&[&agents[0], &agents[1]]);
    let mut decision = Decision::new(&blueprint, LANES, SEATS);
    let mut policies = Policies::new(&blueprint, LANES, SEATS);
    let game = GameConfig::from_name("score").expect("a game");
    let width = game.spaces(&ChannelPhysics::default()).observation_len();
    let mut generators = rngs(1);
    for step in 0..4 {
        let (seen, heard, legal) = situation(width, 10 + step);
        let begins: Vec<bool> = (0..LANES).map(|lane| step == 2 && lane % 2 == 0).collect();
        let before = actor.state();
        let observation = Observation {
            observations: &seen,
            heard: &heard,
            begins: &begins,
            legal: &legal,
            ..Observation::default()
        };
        actor.policies(&observation, &mut policies);
        assert_eq!(actor.state(), before, "asking changes nothing");
        actor.act(&observation, &mut generators, &mut decision);
        for (index, shares) in policies.actions.chunks_exact(5).enumerate() {
            assert!((shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            for (share, legal) in shares.iter().zip(&legal[index * 5..]) {
                assert_eq!(*share > 0.0, *legal);
            }
            let drawn = shares[usize::from(decision.actions[index])].ln();
            assert!((drawn - f64::from(decision.action_log_prob[index])).abs() < 1e-5);
        }
        for (index, shares) in policies.symbols.chunks_exact(4).enumerate() {
            let drawn = shares[usize::from(decision.symbols[index])].ln();
            assert!((drawn - f64::from(decision.message_log_prob[index])).abs() < 1e-5);
        }
    }
}
