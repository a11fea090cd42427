//! How an episode ends: impostors ejected, too few crewmates left, all tasks done; and when it is cut
//! off.

use bevy_ecs::prelude::*;

use super::components::{Earned, Identity, Life, Tasks};
use super::rules::Rules;
use super::table::{COUNTS, Counts, Over, Phase, TableId, Ticks};
use crate::lane::{Clock, Episodes, Verdict};
use crate::order::{AgentId, table};
use protolang_spec::spaces::Outcome;
use protolang_spec::step::Status;

/// Ways to end; success is the crew's.
pub(super) const OUTCOMES: [Outcome; 4] = [
    Outcome {
        name: "impostor",
        success: false,
        winner: Some("impostor"),
    },
    Outcome {
        name: "ejection",
        success: true,
        winner: Some("crew"),
    },
    Outcome {
        name: "tasks",
        success: true,
        winner: Some("crew"),
    },
    Outcome {
        name: "cap",
        success: false,
        winner: None,
    },
];
const IMPOSTOR: u8 = 0;
const EJECTION: u8 = 1;
const TASKS: u8 = 2;
const CAP: u8 = 3;

/// Decides games after this step's kills or ejection. Winners earn 1, dead or alive.
pub(super) fn judge(
    rules: Res<Rules>,
    mut agents: Query<(&Identity, &Life, &Tasks, &mut Earned), With<AgentId>>,
    mut tables: Query<(&Phase, &mut Over), With<TableId>>,
) {
    let stored = "everything is stored in tables";
    let (identities, lives, tasks, mut earned) = table(agents.contiguous_iter_mut().expect(stored));
    let (phases, mut over) = table(tables.contiguous_iter_mut().expect(stored));
    let earned = earned.bypass_change_detection();
    let tables = over.bypass_change_detection().iter_mut().zip(phases);
    for (lane, (over, phase)) in tables.enumerate() {
        if !matches!(phase, Phase::Play | Phase::Vote) {
            continue;
        }
        let seats = lane * rules.agents..(lane + 1) * rules.agents;
        let (lives, tasks) = (&lives[seats.clone()], &tasks[seats.clone()]);
        over.0 = outcome(lives, tasks, rules.impostors);
        let Some(outcome) = over.0 else { continue };
        for ((identity, tasks), earned) in identities[seats.clone()]
            .iter()
            .zip(tasks)
            .zip(&mut earned[seats])
        {
            let wins = identity.impostor == (outcome == IMPOSTOR);
            earned.game = i16::from(wins);
            if wins && outcome == EJECTION {
                // What the open tasks would have paid: nobody gains by putting a right vote off.
                earned.task = tasks.open.count_ones() as i16;
            }
        }
    }
}

/// How things stand, the first rule that holds.
fn outcome(lives: &[Life], tasks: &[Tasks], impostors: usize) -> Option<u8> {
    let alive = |lives: &[Life]| lives.iter().filter(|life| life.alive()).count();
    let (bad, good) = lives.split_at(impostors);
    let bad = alive(bad);
    if bad == 0 {
        return Some(EJECTION);
    }
    if bad >= alive(good) {
        return Some(IMPOSTOR);
    }
    let mut crew = good.iter().zip(&tasks[impostors..]);
    let done = crew.all(|(life, tasks)| !life.alive() || tasks.open == 0);
    done.then_some(TASKS)
}

/// Cuts off what has taken too long: nobody wins.
pub(super) fn cut_off(
    rules: Res<Rules>,
    mut tables: Query<(&mut Over, &mut Ticks), With<TableId>>,
) {
    let (mut over, mut ticks) = table(
        tables
            .contiguous_iter_mut()
            .expect("tables are stored in tables"),
    );
    let tables = over
        .bypass_change_detection()
        .iter_mut()
        .zip(ticks.bypass_change_detection());
    for (over, ticks) in tables {
        if over.0.is_none() && ticks.0 >= rules.config.cap {
            ticks.0 = rules.config.cap;
            over.0 = Some(CAP);
        }
    }
}

/// Pays what agents have earned, and ends the episodes that are over.
pub(super) fn close(
    rules: Res<Rules>,
    agents: Query<&Earned, With<AgentId>>,
    tables: Query<(&Over, &Ticks, &Counts), With<TableId>>,
    clock: Res<Clock>,
    mut verdict: ResMut<Verdict>,
    mut episodes: ResMut<Episodes>,
) {
    let stored = "everything is stored in tables";
    let earned = table(agents.contiguous_iter().expect(stored));
    let (over, ticks, counts) = table(tables.contiguous_iter().expect(stored));
    let weight = rules.config.task_reward as f32;
    for (reward, earned) in verdict.rewards.iter_mut().zip(earned) {
        *reward = f32::from(earned.game) + weight * f32::from(earned.task);
    }
    for (lane, over) in over.iter().enumerate() {
        let Some(outcome) = over.0 else { continue };
        let status = if outcome == CAP {
            Status::Truncated
        } else {
            Status::Terminated
        };
        verdict.finish(lane, status, outcome, clock.steps[lane]);
        verdict.counts[lane * COUNTS.len()..][..COUNTS.len()]
            .copy_from_slice(&counts[lane].list(ticks[lane]));
        episodes.over[lane] = true;
    }
}
