//! `protolang bench train`: how fast training is, against what the machine can multiply.

use std::thread::Builder;
use std::time::{Duration, Instant};

use protolang_agents::threads;
use serde_json::json;
use tch::{Device, Kind, Tensor};

use crate::cli::bench::BenchTrainArgs;
use crate::config::load::Overrides;
use crate::config::run_config::RunConfig;
use crate::error::Failure;
use crate::meter::{Meter, peak_rss_mib};
use crate::terminal::output::{print, print_json};
use crate::terminal::table::number;
use crate::train::plan::Plan;
use crate::train::trainer::{Stopped, Trainer};

/// Updates before the clock starts.
const WARM_UP: u64 = 2;
/// Rows and columns of the matrices of the roofline.
const SIDE: i64 = 1024;
/// Time of each of the two measurements of the roofline, before and after.
const ROOFLINE: Duration = Duration::from_millis(1500);

/// Trains a preset in memory, without records, for a while; measures products of 1024 x 1024 matrices on
/// as many threads before and after; prints the share of that rate which training reaches.
///
/// A decision is computed forward once to act, and once forward and backward, which counts as three
/// times forward, in each epoch of learning.
///
/// # Errors
/// [`Failure::Usage`]: no such preset; [`Failure::Diverged`]: it did not learn.
pub fn run(args: &BenchTrainArgs) -> Result<(), Failure> {
    let overrides = Overrides {
        set: args
            .lanes
            .map(|lanes| format!("ppo.lanes={lanes}"))
            .into_iter()
            .chain(args.set.clone())
            .collect(),
        workers: Some(args.workers as usize),
        ..Overrides::default()
    };
    let config = RunConfig::load(&args.preset, &overrides)?;
    threads::single();
    let plan = Plan::new(&config)?;
    let workers = config.run.workers;
    let before = sgemm_gflops(workers)?;
    let mut trainer = Trainer::new(&plan)?;
    for _ in 0..WARM_UP {
        update(&mut trainer)?;
    }
    let steps_before = trainer.env_steps();
    let meter = Meter::start();
    while meter.wall().as_secs_f64() < args.seconds {
        update(&mut trainer)?;
    }
    let (wall, cpu) = (meter.wall().as_secs_f64(), meter.cpu().as_secs_f64());
    let env_steps = trainer.env_steps() - steps_before;
    drop(trainer);
    let after = sgemm_gflops(workers)?;

    let gflops = (before + after) / 2.0;
    let decision = plan.blueprint.flops_per_decision();
    let flops = plan.spaces.agents as f64 * decision * (1.0 + 3.0 * config.ppo.epochs as f64);
    let per_s = env_steps as f64 / wall;
    let fraction = per_s * flops / (gflops * 1e9);
    let rss = peak_rss_mib();
    if args.json {
        return print_json(&json!({
            "preset": args.preset,
            "workers": workers,
            "env_steps": env_steps,
            "wall_s": wall,
            "cpu_s": cpu,
            "env_steps_per_s": per_s,
            "env_steps_per_cpu_s": env_steps as f64 / cpu,
            "sgemm_gflops": gflops,
            "sgemm_gflops_before_after": [before, after],
            "model_flops_per_env_step": flops,
            "roofline_fraction": fraction,
            "rss_mib": rss,
        }));
    }
    print(&format!(
        "{} on {workers} workers: {} env steps/s, {} a CPU-second\n\
         {} MFLOP an env step, {} of the {} GFLOP/s that sgemm reaches here: {:.1} % of the roofline\n\
         peak memory {} MiB\n",
        args.preset,
        number(per_s),
        number(env_steps as f64 / cpu),
        number(flops / 1e6),
        number(per_s * flops / 1e9),
        number(gflops),
        100.0 * fraction,
        rss.map_or_else(|| "unknown".to_owned(), number),
    ))
}

fn update(trainer: &mut Trainer) -> Result<(), Failure> {
    match trainer.update() {
        Ok(_) => Ok(()),
        Err(Stopped::Failed(failure)) => Err(failure),
        Err(Stopped::Diverged(network, diverged)) => Err(Failure::Diverged(format!(
            "network {network} diverged in the benchmark: {diverged}"
        ))),
    }
}

/// Billions of operations a second of f32 products on so many threads at once, each multiplying its own
/// matrices.
fn sgemm_gflops(workers: usize) -> Result<f64, Failure> {
    let multiply = || {
        threads::single();
        let a = Tensor::ones([SIDE, SIDE], (Kind::Float, Device::Cpu));
        let b = &a * 0.5;
        let c = a.zeros_like();
        // Into `c`: memory is not taken anew for each product.
        let product = || drop(a.mm_out(&c, &b));
        product();
        let began = Instant::now();
        let mut products = 0.0;
        while began.elapsed() < ROOFLINE {
            product();
            products += 1.0;
        }
        products * 2.0 * (SIDE as f64).powi(3) / began.elapsed().as_secs_f64() / 1e9
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers)
            .map(|worker| {
                Builder::new()
                    .name(format!("sgemm-{worker}"))
                    .spawn_scoped(scope, multiply)
            })
            .collect();
        threads
            .into_iter()
            .map(|thread| {
                let gone = || Failure::Internal("a bench thread has stopped".to_owned());
                let thread = thread.map_err(|_| gone())?;
                thread.join().map_err(|_| gone())
            })
            .sum()
    })
}
