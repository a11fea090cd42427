//! Scripted players on the map of cells.

use super::arena::{Arena, EAST, kill};
use super::field::{config, field, look, ready, stand};
use crate::games::GameConfig;
use crate::games::built;
use crate::games::deduction::{DeductionConfig, MapConfig};
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::keys::{Purpose, stream};
use protolang_spec::step::Status;
use protolang_spec::vec_env::VecEnv as _;

/// Outcomes of so many games, each of a lane of its own.
fn outcomes(config: DeductionConfig, policy: &str, games: u64) -> Vec<&'static str> {
    let game = GameConfig::new(config);
    let players = game.players(policy).expect("such players");
    let channel = ChannelPhysics::default();
    let mut outcomes = Vec::new();
    for lane in 0..games {
        let mut batch = built::lanes(&game, &channel, lane..lane + 1, 3).expect("a game");
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

/// What these players do now.
fn acts(arena: &Arena, policy: &str) -> Vec<u8> {
    let game = GameConfig::new(config());
    let players = game.players(policy).expect("such players");
    let mut dice = stream(arena.batch.key(0), Purpose::Policy);
    let mut actions = vec![0; arena.batch.agents()];
    players.act(&arena.batch, 0, &mut dice, &mut actions);
    actions
}

#[test]
fn an_impostor_walks_up_to_whom_it_sees_and_kills_within_reach() {
    let mut arena = field(config(), &[(3, 2), (3, 7), (11, 11), (11, 11), (11, 11)]);
    ready(&mut arena);
    let walked: Vec<u8> = (0..4)
        .map(|_| {
            let action = acts(&arena, "random/always-kill/skip")[0];
            arena.step(&[(0, action)]);
            action
        })
        .collect();
    assert_eq!(walked, [EAST; 4]);
    assert_eq!(acts(&arena, "random/always-kill/skip")[0], kill(1));
    // Seat 2 in sight as well: one who kills when alone with its victim does not.
    stand(&mut arena, 2, (3, 8));
    look(&mut arena);
    assert_ne!(acts(&arena, "random/kill-when-alone/skip")[0], kill(1));
}

#[test]
fn what_a_script_has_set_out_for_it_does_not_think_better_of_at_every_step() {
    let mut arena = field(config(), &[(3, 3); 5]);
    let first = acts(&arena, "random/random/skip");
    assert!(first.iter().any(|action| *action != first[0]));
    for _ in 0..3 {
        let actions = acts(&arena, "random/random/skip");
        assert_eq!(actions, first);
        let all: Vec<(usize, u8)> = actions.into_iter().enumerate().collect();
        arena.step(&all);
    }
}
