//! Scripted players on the map of cells.

use super::field::config;
use crate::batch::{Batch, Status};
use crate::channel::ChannelPhysics;
use crate::games::GameConfig;
use crate::games::deduction::{DeductionConfig, MapConfig};
use crate::keys::{Purpose, stream};

/// Outcomes of so many games, each of a lane of its own.
fn outcomes(config: DeductionConfig, policy: &str, games: u64) -> Vec<&'static str> {
    let game = GameConfig::Deduction(config);
    let players = game.players(policy).expect("such players");
    let channel = ChannelPhysics::default();
    let mut outcomes = Vec::new();
    for lane in 0..games {
        let mut batch = Batch::new(&game, &channel, lane..lane + 1, 3).expect("a game");
        batch.set_auto_reset(false);
        let spaces = batch.spaces().clone();
        let agents = batch.agents();
        let mut dice = stream(batch.key(0), Purpose::Policy);
        let mut actions = vec![0; agents];
        let mut observations = vec![0; agents * spaces.observation_len()];
        let (silence, mut heard) = (vec![0; agents], vec![0; agents]);
        outcomes.push(loop {
            players.act(&batch, 0, &mut dice, &mut actions);
            let legal = batch.legal_actions().chunks_exact(spaces.actions.len());
            let mut chosen = actions.iter().zip(legal);
            assert!(chosen.all(|(action, legal)| legal[usize::from(*action)]));
            let view = batch
                .step(&actions, &silence, &mut observations, &mut heard)
                .expect("the step is legal");
            if view.status[0] != Status::Running {
                break spaces.outcomes[usize::from(view.outcomes[0])].name;
            }
        });
    }
    outcomes
}

fn share(outcomes: &[&str], of: &str) -> f64 {
    let same = outcomes.iter().filter(|outcome| **outcome == of);
    same.count() as f64 / outcomes.len() as f64
}

#[test]
fn a_crew_that_rushes_does_all_its_tasks_while_nobody_is_killed() {
    for (cells, width, height) in [(3, 3, 2), (4, 2, 2), (5, 1, 3), (5, 2, 2)] {
        let config = DeductionConfig {
            map: MapConfig {
                width,
                height,
                cells,
                window: 2,
            },
            cooldown: 100,
            ..config()
        };
        let all = outcomes(config, "task-rush/random/skip", 30);
        assert_eq!(share(&all, "tasks"), 1.0, "{cells} {width} {height}");
    }
}

#[test]
fn impostors_hunt_down_those_whom_nobody_votes_for() {
    let all = outcomes(config(), "always-report/always-kill/skip", 60);
    assert!(share(&all, "impostor") > 0.9, "{}", share(&all, "impostor"));
    let spared = outcomes(config(), "always-report/random/oracle", 60);
    assert!(
        share(&spared, "impostor") < 0.2,
        "{}",
        share(&spared, "impostor")
    );
}
