//! Scripted players fare as they do in the published environment.

use protolang_envs::games::GameConfig;
use protolang_envs::games::deduction::DeductionConfig;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::keys::{Purpose, stream};
use protolang_spec::step::Status;

use crate::play::batch;

/// What was counted in games that scripted players have played.
struct Games {
    counts: Vec<&'static str>,
    /// Outcome and counts of each.
    played: Vec<(usize, Vec<u32>)>,
}

/// Games that the published environment's figures are means of: 14,000 to 16,000.
const THEIR_GAMES: f64 = 15_000.0;
/// Games that ours are means of.
const GAMES: usize = 20_000;

/// Half of the last digit of a figure that was printed with three or more digits.
fn rounding(figure: f64) -> f64 {
    if figure < 2.0 { 0.000_5 } else { 0.05 }
}

const OUTCOMES: [&str; 4] = ["impostor", "ejection", "tasks", "cap"];

fn play(config: DeductionConfig, policy: &str, games: usize) -> Games {
    let game = GameConfig::new(config);
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
            players.act(&*world, lane, dice, actions);
        }
        let view = world
            .step(&actions, &symbols, &mut observations, &mut heard)
            .expect("the step is legal");
        for (lane, done) in done.iter_mut().enumerate() {
            if view.status[lane] != Status::Running && *done < each {
                *done += 1;
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

    /// That the mean is theirs: within two standard errors of the difference of two samples, theirs of
    /// 15,000 games.
    fn agrees(&self, count: &str, theirs: f64) {
        let (ours, deviation) = self.mean(count);
        let error = deviation * (1.0 / self.n() + 1.0 / THEIR_GAMES).sqrt();
        assert!(
            (ours - theirs).abs() < 2.0 * error + rounding(theirs),
            "{count}: {ours}, theirs {theirs}, error {error}"
        );
    }

    /// As [`Self::agrees`], for shares of outcomes.
    fn ends(&self, outcome: &str, theirs: f64) {
        let ours = self.share(outcome);
        let error = (theirs * (1.0 - theirs) * (1.0 / self.n() + 1.0 / THEIR_GAMES)).sqrt();
        assert!(
            (ours - theirs).abs() < 2.0 * error + 0.000_5,
            "{outcome}: {ours}, theirs {theirs}, error {error}"
        );
    }

    fn quantile(&self, count: &str, share: f64) -> f64 {
        let mut column = self.column(count);
        column.sort_by(f64::total_cmp);
        column[(share * self.n()) as usize]
    }
}

#[test]
fn random_play_goes_as_in_the_published_environment() {
    let games = play(DeductionConfig::default(), "random", GAMES);
    for (outcome, theirs) in [("impostor", 0.862), ("ejection", 0.130), ("tasks", 0.009)] {
        games.ends(outcome, theirs);
    }
    for (count, theirs) in [
        ("ticks", 91.0),
        ("decisions", 82.1),
        ("surveys", 24.3),
        ("votes", 3.0),
        ("messages", 5.96),
        ("discussions", 0.851),
        ("witnesses", 1.006),
    ] {
        games.agrees(count, theirs);
    }
    assert!((games.quantile("ticks", 0.5) - 84.0).abs() <= 1.0);
    assert!((games.quantile("ticks", 0.95) - 166.0).abs() <= 2.0);
}

#[test]
fn a_crew_that_always_reports_fares_as_in_the_published_environment() {
    let games = play(DeductionConfig::default(), "always-report", GAMES);
    for (outcome, theirs) in [
        ("impostor", 0.804),
        ("ejection", 0.188),
        ("tasks", 0.008),
        ("cap", 0.0002),
    ] {
        games.ends(outcome, theirs);
    }
    for (count, theirs) in [
        ("ticks", 107.3),
        ("decisions", 94.5),
        ("surveys", 38.9),
        ("votes", 4.6),
        ("messages", 9.28),
        ("discussions", 1.279),
        ("witnesses", 0.917),
    ] {
        games.agrees(count, theirs);
    }
    assert!((games.quantile("ticks", 0.5) - 97.0).abs() <= 1.0);
    assert!((games.quantile("ticks", 0.95) - 182.0).abs() <= 2.0);
}

#[test]
fn the_training_mixture_goes_as_in_the_published_environment() {
    let mixture = DeductionConfig::training_mixture;
    let games = play(mixture(), "random", GAMES);
    for (outcome, theirs) in [
        ("impostor", 0.847),
        ("ejection", 0.133),
        ("tasks", 0.019),
        ("cap", 0.002),
    ] {
        games.ends(outcome, theirs);
    }
    let games = play(mixture(), "always-report", GAMES);
    for (outcome, theirs) in [
        ("impostor", 0.788),
        ("ejection", 0.193),
        ("tasks", 0.015),
        ("cap", 0.004),
    ] {
        games.ends(outcome, theirs);
    }
    games.agrees("ticks", 116.7);
}

#[test]
fn where_all_votes_are_for_nobody_only_tasks_help() {
    let games = play(DeductionConfig::default(), "random/random/skip", GAMES);
    games.ends("impostor", 0.983);
    assert_eq!(games.share("ejection"), 0.0);
}

/// Wins of the crew, with a crew that moves at random and reports, and with one that rushes its tasks;
/// 800 games each.
const HEADROOM: [(&str, &str, f64, f64); 19] = [
    ("random", "uniform", 0.19, 0.81),
    ("random", "private", 0.42, 0.87),
    ("random", "shared", 0.67, 0.89),
    ("random", "private-skip", 0.26, 0.91),
    ("random", "shared-skip", 0.66, 0.95),
    ("random", "oracle", 0.98, 0.99),
    ("random", "skip", 0.03, 0.88),
    ("always-kill", "uniform", 0.16, 0.34),
    ("always-kill", "private", 0.35, 0.50),
    ("always-kill", "shared", 0.57, 0.63),
    ("always-kill", "private-skip", 0.17, 0.44),
    ("always-kill", "shared-skip", 0.56, 0.62),
    ("always-kill", "oracle", 0.87, 0.89),
    ("always-kill", "skip", 0.00, 0.30),
    ("kill-when-alone", "uniform", 0.16, 0.76),
    ("kill-when-alone", "private", 0.23, 0.77),
    ("kill-when-alone", "shared", 0.35, 0.82),
    ("kill-when-alone", "oracle", 0.87, 0.94),
    ("kill-when-alone", "skip", 0.00, 0.82),
];

#[test]
fn scripted_crews_impostors_and_voters_fare_as_in_the_published_environment() {
    const OURS: usize = 4_000;
    for (impostor, voter, moving, rushing) in HEADROOM {
        for (crew, theirs) in [("always-report", moving), ("task-rush", rushing)] {
            let policy = format!("{crew}/{impostor}/{voter}");
            let ours = play(DeductionConfig::default(), &policy, OURS).crew();
            // Of 40 figures two are expected beyond two standard errors, and so the bound is three.
            let error = (ours * (1.0 - ours) * (1.0 / 800.0 + 1.0 / OURS as f64)).sqrt();
            assert!(
                (ours - theirs).abs() < 3.0 * error + 0.005,
                "{policy}: {ours}, theirs {theirs}, error {error}"
            );
        }
    }
}
