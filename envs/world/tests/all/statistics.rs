//! Random play does as well as in the authors' own program.

use protolang_spec::channel::ChannelPhysics;
use protolang_spec::step::Status;

use crate::play::{Player, batch, score};

/// What `python tests/reference/scoreg.py random 200000` printed: episodes, successes, mean return and
/// mean length of the authors' program.
const EPISODES: f64 = 200_000.0;
const SUCCESSES: f64 = 883.0;
const RETURN: f64 = -0.98975;
const LENGTH: f64 = 9.970935;

#[test]
fn random_play_succeeds_as_rarely_as_in_the_authors_program() {
    let mut world = batch(&score(), &ChannelPhysics::default(), 1000);
    let mut player = Player::new(&world);
    let (mut episodes, mut successes, mut total, mut lengths) = (0.0_f64, 0.0, 0.0, 0.0);
    let mut squares = 0.0_f64;
    while episodes < 500_000.0 {
        let view = player.step(&mut world);
        for lane in 0..1000 {
            let reward = f64::from(view.rewards[lane * 2]);
            if view.status[lane] != Status::Running {
                episodes += 1.0;
                successes += f64::from(u8::from(view.outcomes[lane] == 0));
                lengths += f64::from(view.lengths[lane]);
                total += reward;
                squares += reward * reward;
            } else {
                assert_eq!(reward, 0.0);
            }
        }
    }
    // Two samples of one distribution: their difference stays within four standard errors.
    let within = |ours: f64, theirs: f64, variance: f64| {
        let error = (variance * (1.0 / episodes + 1.0 / EPISODES)).sqrt();
        assert!(
            (ours - theirs).abs() < 4.0 * error,
            "{ours}, theirs {theirs}, error {error}"
        );
    };
    let share = (successes + SUCCESSES) / (episodes + EPISODES);
    within(
        successes / episodes,
        SUCCESSES / EPISODES,
        share * (1.0 - share),
    );
    let mean = total / episodes;
    within(mean, RETURN, squares / episodes - mean * mean);
    // Nearly all episodes last 10 steps; the rest are shorter by at most 9.
    within(lengths / episodes, LENGTH, 9.0 * (10.0 - LENGTH));
}
