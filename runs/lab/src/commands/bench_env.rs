//! `protolang bench env`: how fast a game steps, observations included.

use std::ops::ControlFlow;
use std::thread::Builder;
use std::time::{Duration, Instant};

use protolang_envs::games::GameConfig;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};
use protolang_spec::runner::{Decisions, Hooks, Now, Runner};
use serde_json::json;

use super::configured::configured;
use super::games;
use crate::cli::bench::BenchEnvArgs;
use crate::error::Failure;
use crate::meter::{Meter, peak_rss_mib};
use crate::terminal::output::{print, print_json};
use crate::terminal::table::number;

/// Steps whose random decisions are drawn beforehand and used again and again, so that the game is
/// measured and not the generator.
const BLOCK: usize = 64;
/// Steps before the clock starts.
const WARM_UP: usize = 256;

/// Steps a game with random decisions on each worker, and prints agent-steps a second.
///
/// # Errors
/// [`Failure::Usage`]: no such game, or more workers than lanes.
pub fn run(args: &BenchEnvArgs) -> Result<(), Failure> {
    games::find(&args.game)?;
    let config = configured(&args.game, &args.set)?;
    let (game, channel) = (config.game.0, config.channel.physics());
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let workers = match args.workers {
        0 => cores.min(args.lanes as usize),
        workers => workers as usize,
    };
    if workers > args.lanes as usize {
        return Err(Failure::Usage(format!(
            "--workers {workers} is more than --lanes {}: give each worker a lane",
            args.lanes
        )));
    }
    let bound = |worker: usize| (worker * args.lanes as usize / workers) as u64;
    let mut benches = (0..workers)
        .map(|worker| EnvBench::new(&game, &channel, bound(worker)..bound(worker + 1)))
        .collect::<Result<Vec<_>, _>>()?;
    for bench in &mut benches {
        bench.steps(WARM_UP)?;
    }
    let time = Duration::from_secs_f64(args.seconds);
    let meter = Meter::start();
    let outcomes: Vec<Result<u64, Failure>> = std::thread::scope(|scope| {
        let threads: Vec<_> = benches
            .iter_mut()
            .enumerate()
            .map(|(worker, bench)| {
                Builder::new()
                    .name(format!("bench-{worker}"))
                    .spawn_scoped(scope, || bench.run_for(time))
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| {
                let gone = || Failure::Internal("a bench thread has stopped".to_owned());
                let thread = thread.map_err(|_| gone())?;
                thread.join().map_err(|_| gone())?
            })
            .collect()
    });
    let (wall, cpu) = (meter.wall().as_secs_f64(), meter.cpu().as_secs_f64());
    let mut agent_steps = 0;
    for steps in outcomes {
        agent_steps += steps?;
    }
    let (per_s, per_cpu_s) = (agent_steps as f64 / wall, agent_steps as f64 / cpu);
    let rss = peak_rss_mib();
    if args.json {
        return print_json(&json!({
            "game": args.game,
            "lanes": args.lanes,
            "workers": workers,
            "agent_steps": agent_steps,
            "wall_s": wall,
            "cpu_s": cpu,
            "agent_steps_per_s": per_s,
            "agent_steps_per_cpu_s": per_cpu_s,
            "rss_mib": rss,
        }));
    }
    print(&format!(
        "{}, {} lanes on {workers} threads: {} million agent-steps a second, {} million a CPU-second; peak memory {} MiB\n",
        args.game,
        args.lanes,
        number(per_s / 1e6),
        number(per_cpu_s / 1e6),
        rss.map_or_else(|| "unknown".to_owned(), number),
    ))
}

/// Lanes of one thread, and decisions to step them with.
struct EnvBench {
    runner: Runner,
    drawn: Drawn,
}

/// Decisions that were drawn beforehand.
struct Drawn {
    /// `[BLOCK, lanes, agents]`: actions, or numbers that pick a legal one where the game masks actions.
    actions: Vec<u8>,
    /// `[BLOCK, lanes, agents, L]`.
    symbols: Vec<u16>,
    at: usize,
}

impl EnvBench {
    fn new(
        game: &GameConfig,
        channel: &ChannelPhysics,
        lanes: std::ops::Range<u64>,
    ) -> Result<Self, Failure> {
        let key = EpisodeKey {
            run_seed: 1,
            lane: lanes.start,
            episode: 0,
        };
        let env = game
            .make_lanes(channel, lanes, 1)
            .map_err(|error| Failure::Usage(error.to_string()))?;
        let spaces = env.spaces();
        let seats = env.lanes() * spaces.agents;
        let mut rng = stream(key, Purpose::Policy);
        // A number that picks one of the legal actions, or an action where all are.
        let actions = match spaces.masks_actions {
            true => 256,
            false => spaces.actions.len() as u32,
        };
        let alphabet = spaces.symbols.alphabet as u32;
        let said = seats * spaces.symbols.length;
        let drawn = Drawn {
            actions: (0..BLOCK * seats)
                .map(|_| below(&mut rng, actions) as u8)
                .collect(),
            symbols: (0..BLOCK * said)
                .map(|_| below(&mut rng, alphabet) as u16)
                .collect(),
            at: 0,
        };
        Ok(Self {
            runner: Runner::new(env),
            drawn,
        })
    }

    fn steps(&mut self, steps: usize) -> Result<(), Failure> {
        self.runner
            .run(steps, &mut self.drawn)
            .map_err(|error| Failure::Internal(format!("the game refused a step: {error}")))
    }

    /// Steps for a while; gives the agent-steps done.
    fn run_for(&mut self, time: Duration) -> Result<u64, Failure> {
        let began = Instant::now();
        let mut steps = 0;
        while began.elapsed() < time {
            self.steps(BLOCK)?;
            steps += BLOCK;
        }
        Ok((steps * self.drawn.actions.len() / BLOCK) as u64)
    }
}

impl Hooks for Drawn {
    type Error = EnvError;

    fn decide(
        &mut self,
        now: Now<'_>,
        decisions: Decisions<'_>,
    ) -> Result<ControlFlow<()>, EnvError> {
        let (seats, said) = (decisions.actions.len(), decisions.symbols.len());
        let drawn = &self.actions[self.at * seats..][..seats];
        let symbols = &self.symbols[self.at * said..][..said];
        decisions.symbols.copy_from_slice(symbols);
        match now.env.legal_actions() {
            [] => decisions.actions.copy_from_slice(drawn),
            legal => {
                let legal = legal.chunks_exact(now.env.spaces().actions.len());
                let seats = decisions.actions.iter_mut().zip(legal).zip(drawn);
                for ((action, legal), drawn) in seats {
                    *action = random_legal(legal, *drawn);
                }
            }
        }
        self.at = (self.at + 1) % BLOCK;
        Ok(ControlFlow::Continue(()))
    }
}

/// The legal action that a number from 0 to 255 picks, all about equally often.
fn random_legal(legal: &[bool], drawn: u8) -> u8 {
    // Most agents of most steps can do one thing only, which is the first.
    if !legal[1..].iter().fold(false, |any, legal| any | legal) {
        return 0;
    }
    let count: usize = legal.iter().map(|legal| usize::from(*legal)).sum();
    let mut left = usize::from(drawn) * count / 256;
    for (action, legal) in legal.iter().enumerate() {
        if *legal && left == 0 {
            return action as u8;
        }
        left -= usize::from(*legal);
    }
    0
}
