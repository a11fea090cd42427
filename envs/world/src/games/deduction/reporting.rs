//! How a meeting is called: a crewmate reports a body that it sees. Everybody alive is told who reports
//! whom, and where; all bodies vanish.

use bevy_ecs::prelude::*;

use super::actions::{REPORT, object};
use super::components::{Activity, Doing, Earned, Identity, Life, Place};
use super::discussion;
use super::rules::Rules;
use super::table::{Counts, Meeting, Over, Phase, Roll, TableId, Ticks};
use crate::lane::{Actions, Episodes};
use crate::order::{AgentId, table};

/// Marks those who have chosen to report: they see no kill in this tick.
pub(super) fn claim(actions: Res<Actions>, mut agents: Query<&mut Activity, With<AgentId>>) {
    let mut activities = table(
        agents
            .contiguous_iter_mut()
            .expect("agents are stored in tables"),
    );
    let activities = activities.bypass_change_detection();
    for (activity, action) in activities.iter_mut().zip(&actions.0) {
        if let Some(body) = object(*action, REPORT) {
            *activity = Activity {
                doing: Doing::Reporting,
                timer: 0,
                object: body,
            };
        }
    }
}

/// Begins a meeting where someone alive reports; of several the one in the first seat does. The world
/// then stands still until its clock is at a multiple of `reporting_alignment`.
#[expect(clippy::type_complexity, reason = "a system names its data")]
pub(super) fn report(
    rules: Res<Rules>,
    episodes: Res<Episodes>,
    mut agents: Query<(&Identity, &Place, &Activity, &mut Life, &mut Earned), With<AgentId>>,
    mut tables: Query<
        (
            &Over,
            &mut Phase,
            &mut Ticks,
            &mut Meeting,
            &mut Roll,
            &mut Counts,
        ),
        With<TableId>,
    >,
) {
    let stored = "everything is stored in tables";
    let (identities, places, activities, mut lives, mut earned) =
        table(agents.contiguous_iter_mut().expect(stored));
    let (over, mut phases, mut ticks, mut meetings, mut rolls, mut counts) =
        table(tables.contiguous_iter_mut().expect(stored));
    let (lives, earned) = (
        lives.bypass_change_detection(),
        earned.bypass_change_detection(),
    );
    let (phases, ticks) = (
        phases.bypass_change_detection(),
        ticks.bypass_change_detection(),
    );
    let (meetings, rolls, counts) = (
        meetings.bypass_change_detection(),
        rolls.bypass_change_detection(),
        counts.bypass_change_detection(),
    );
    for lane in 0..phases.len() {
        if phases[lane] != Phase::Play || over[lane].0.is_some() {
            continue;
        }
        let first = lane * rules.agents;
        let seats = first..first + rules.agents;
        let reports =
            |seat: &usize| activities[*seat].doing == Doing::Reporting && lives[*seat].alive();
        let Some(reporter) = seats.clone().find(reports) else {
            continue;
        };
        earned[reporter].task += 1;
        // On the map of cells a body can be seen from another room, through a door.
        let victim = activities[reporter].object;
        let mut all = seats.clone();
        let found = all.find(|seat| identities[*seat].colour == victim);
        let found = found.unwrap_or(reporter);
        let called = Meeting {
            held: meetings[lane].held,
            reporter: identities[reporter].colour,
            victim,
            room: places[found].room,
            ..Meeting::default()
        };
        for life in &mut lives[seats.clone()] {
            if *life == Life::Body {
                *life = Life::Gone;
            }
        }
        meetings[lane] = discussion::convene(called, &lives[seats.clone()], episodes.keys[lane]);
        rolls[lane].0 = discussion::roll(&identities[seats.clone()], &lives[seats]);
        phases[lane] = Phase::Query;
        counts[lane].discussions += 1;
        let alignment = rules.config.reporting_alignment;
        ticks[lane].0 = ticks[lane].0.next_multiple_of(alignment) + 1;
    }
}
