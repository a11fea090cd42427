//! A step of ScoreG in all lanes, with the observations that follow it.

use divan::Bencher;
use divan::counter::ItemsCount;
use protolang_envs::games::GameConfig;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};

/// Steps whose decisions are drawn beforehand and used again and again.
const BLOCK: usize = 64;

fn main() {
    divan::main();
}

/// Items are agent-steps.
#[divan::bench(args = [1, 64, 1024])]
fn score(bencher: Bencher<'_, '_>, lanes: u64) {
    let game = GameConfig::from_name("score").expect("a built-in game");
    let mut batch = game
        .make_lanes(&ChannelPhysics::default(), 0..lanes, 1)
        .expect("lanes");
    let (spaces, seats) = (batch.spaces().clone(), batch.lanes() * batch.agents());
    let key = EpisodeKey {
        run_seed: 1,
        lane: 0,
        episode: 0,
    };
    let mut rng = stream(key, Purpose::Policy);
    let mut draw = |count: usize, end: usize| -> Vec<u16> {
        (0..BLOCK * count)
            .map(|_| below(&mut rng, end as u32) as u16)
            .collect()
    };
    let actions: Vec<u8> = draw(seats, spaces.actions.len())
        .into_iter()
        .map(|action| action as u8)
        .collect();
    let said = seats * spaces.symbols.length;
    let symbols = draw(said, spaces.symbols.alphabet);
    let mut observations = vec![0; seats * spaces.observation_len()];
    let mut heard = vec![0; seats * spaces.heard_len()];
    let mut at = 0;
    bencher
        .counter(ItemsCount::new(seats))
        .bench_local(move || {
            batch
                .step(
                    &actions[at * seats..][..seats],
                    &symbols[at * said..][..said],
                    &mut observations,
                    &mut heard,
                )
                .expect("legal decisions");
            at = (at + 1) % BLOCK;
            observations[0]
        });
}
