//! Scripted players fare as they do in the published environment.

use protolang_envs::batch::Status;
use protolang_envs::channel::ChannelPhysics;
use protolang_envs::games::GameConfig;
use protolang_envs::games::deduction::DeductionConfig;
use protolang_envs::keys::{Purpose, stream};

use crate::play::batch;

/// What was counted in games that scripted players have played.
struct Games {
    counts: Vec<&'static str>,
    /// Outcome and counts of each.
    played: Vec<(usize, Vec<u32>)>,
}

const OUTCOMES: [&str; 4] = ["impostor", "ejection", "tasks", "cap"];

fn play(config: DeductionConfig, policy: &str, games: usize) -> Games {
    let game = GameConfig::Deduction(config);
    let players = game.players(policy).expect("such players");
    let mut world = batch(&game, &ChannelPhysics::default(), 1000);
    let spaces = world.spaces().clone();
    let (lanes, agents, counted) = (world.lanes(), world.agents(), spaces.counts.len());
    let mut dice: Vec<_> = (0..lanes)
        .map(|lane| stream(world.key(lane), Purpose::Policy))
        .collect();
    let mut actions = vec![0; lanes * agents];
    let symbols = vec![0; lanes * agents];
    let mut observations = vec![0; lanes * agents * spaces.observation_len()];
    let mut heard = vec![0; lanes * agents];
    // Every lane plays as many games: short games would else count for more.
    let each = games.div_ceil(lanes);
    let (mut done, mut played) = (vec![0; lanes], Vec::new());
    while done.iter().any(|done| *done < each) {
        for (lane, dice) in dice.iter_mut().enumerate() {
            let actions = &mut actions[lane * agents..(lane + 1) * agents];
            players.act(&world, lane, dice, actions);
        }
        let view = world
            .step(&actions, &symbols, &mut observations, &mut heard)
            .expect("the step is legal");
        for lane in 0..lanes {
            if view.status[lane] != Status::Running && done[lane] < each {
                done[lane] += 1;
                let counts = view.counts[lane * counted..][..counted].to_vec();
                played.push((usize::from(view.outcomes[lane]), counts));
            }
        }
    }
    Games {
        counts: spaces.counts,
        played,
    }
}

impl Games {
    fn n(&self) -> f64 {
        self.played.len() as f64
    }

    fn share(&self, outcome: &str) -> f64 {
        let index = OUTCOMES.iter().position(|name| *name == outcome);
        let same = self.played.iter().filter(|one| Some(one.0) == index);
        same.count() as f64 / self.n()
    }

    fn crew(&self) -> f64 {
        self.share("ejection") + self.share("tasks")
    }

    fn column(&self, count: &str) -> Vec<f64> {
        let index = self.counts.iter().position(|name| *name == count);
        let index = index.expect("it is counted");
        let column = self.played.iter().map(|one| f64::from(one.1[index]));
        column.collect()
    }

    /// Mean and standard deviation.
    fn mean(&self, count: &str) -> (f64, f64) {
        let column = self.column(count);
        let mean = column.iter().sum::<f64>() / self.n();
        let squares = column.iter().map(|one| (one - mean).powi(2)).sum::<f64>();
        (mean, (squares / self.n()).sqrt())
    }

    fn quantile(&self, count: &str, share: f64) -> f64 {
        let mut column = self.column(count);
        column.sort_by(f64::total_cmp);
        column[(share * self.n()) as usize]
    }
}

#[test]
#[ignore = "prints a table"]
fn table() {
    let base = DeductionConfig::default;
    for (name, config, policy) in [
        ("random", base(), "random"),
        ("report", base(), "always-report"),
        ("mix-random", DeductionConfig::training_mixture(), "random"),
        (
            "mix-report",
            DeductionConfig::training_mixture(),
            "always-report",
        ),
        ("skip", base(), "random/random/skip"),
    ] {
        let games = play(config, policy, 100_000);
        print!("{name} ");
        for outcome in OUTCOMES {
            print!("{outcome} {:.4} ", games.share(outcome));
        }
        for count in games.counts.clone() {
            print!("{count} {:.3} ", games.mean(count).0);
        }
        println!(
            "median {} p95 {} sd {:.2}",
            games.quantile("ticks", 0.5),
            games.quantile("ticks", 0.95),
            games.mean("ticks").1
        );
    }
    for impostor in ["random", "always-kill", "kill-when-alone"] {
        for voter in [
            "uniform",
            "private",
            "shared",
            "private-skip",
            "shared-skip",
            "oracle",
            "skip",
        ] {
            let of =
                |crew: &str| play(base(), &format!("{crew}/{impostor}/{voter}"), 20_000).crew();
            println!(
                "{impostor} {voter} {:.3} {:.3}",
                of("always-report"),
                of("task-rush")
            );
        }
    }
}
