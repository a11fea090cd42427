//! Agent-steps per CPU-second with random actions, observations and resets included.
//!
//! `cargo run --release -p protolang-envs --example throughput [LANES]...` (Linux: it reads the CPU time
//! from /proc)

use protolang_envs::batch::{Batch, Status};
use protolang_envs::channel::ChannelPhysics;
use protolang_envs::games::GameConfig;
use protolang_envs::keys::{EpisodeKey, Purpose, below, stream};

/// Agent-steps to play, in steps of 64 of all lanes.
const AGENT_STEPS: u64 = 40_000_000;

/// CPU time of this thread in seconds.
fn cpu_seconds() -> Result<f64, Box<dyn std::error::Error>> {
    let stat = std::fs::read_to_string("/proc/thread-self/schedstat")?;
    let nanoseconds: u64 = stat
        .split_whitespace()
        .next()
        .ok_or("no CPU time")?
        .parse()?;
    Ok(nanoseconds as f64 * 1e-9)
}

fn peak_memory() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.map_or_else(|| "unknown".to_owned(), |line| line.trim().to_owned())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut counts: Vec<u64> = arguments
        .iter()
        .map(|a| a.parse())
        .collect::<Result<_, _>>()?;
    if counts.is_empty() {
        counts = vec![1, 16, 256, 1024, 4096];
    }
    let channel = ChannelPhysics::default();
    for (name, _) in protolang_envs::games::games() {
        let game = GameConfig::from_name(name).ok_or("a listed game exists")?;
        for lanes in &counts {
            let mut batch = Batch::new(&game, &channel, 0..*lanes, 1)?;
            let spaces = batch.spaces().clone();
            let seats = batch.lanes() * batch.agents();
            let mut observations = vec![0; seats * spaces.observation_len()];
            let mut heard = vec![0; seats * spaces.heard_len()];

            // Drawn beforehand: the world is measured, not the dice.
            let mut rng = stream(
                EpisodeKey {
                    run_seed: 1,
                    lane: 0,
                    episode: 0,
                },
                Purpose::Policy,
            );
            let mut draw = |n: usize| below(&mut rng, n as u32);
            let steps: Vec<(Vec<u8>, Vec<u16>)> = (0..64)
                .map(|_| {
                    let actions = (0..seats)
                        .map(|_| draw(spaces.actions.len()) as u8)
                        .collect();
                    let symbols = (0..seats * spaces.symbols.length)
                        .map(|_| draw(spaces.symbols.alphabet) as u16)
                        .collect();
                    (actions, symbols)
                })
                .collect();

            let start = cpu_seconds()?;
            let (mut played, mut episodes) = (0_u64, 0_usize);
            while played < AGENT_STEPS {
                for (actions, symbols) in &steps {
                    let view = batch.step(actions, symbols, &mut observations, &mut heard)?;
                    episodes += view
                        .status
                        .iter()
                        .filter(|s| **s != Status::Running)
                        .count();
                }
                played += 64 * seats as u64;
            }
            let cpu = cpu_seconds()? - start;
            println!(
                "{name}: {lanes} lanes, {:.2} million agent-steps per CPU-second \
                 ({:.1} ns each, {episodes} episodes, peak memory {})",
                played as f64 / cpu * 1e-6,
                cpu * 1e9 / played as f64,
                peak_memory(),
            );
        }
    }
    Ok(())
}
