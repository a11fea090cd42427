//! How a tick passes: those who are free look around and are asked, those who wait are asked if they see
//! something new, and what takes time goes on. Agents do so one after the other, impostors first; each
//! sees what those before it have just finished.

use bevy_ecs::prelude::*;

use super::components::{
    Activity, Asked, Cooldown, Doing, Earned, Identity, Life, Place, Sight, Spots, Tasks,
};
use super::ground::CellMap;
use super::looking::{LaneView, look, look_around};
use super::rules::Rules;
use super::table::{Counts, Over, Phase, Setting, TableId};
use super::{walking, working};
use crate::grid::Position;
use crate::lane::Due;
use crate::order::{AgentId, table};

/// Everything of the agents that passes.
type Agents = (
    &'static Identity,
    &'static Life,
    &'static mut Place,
    &'static mut Activity,
    &'static mut Tasks,
    &'static mut Cooldown,
    &'static mut Sight,
    &'static mut Asked,
    &'static mut Earned,
    &'static Position,
    &'static Spots,
);

/// Slices of it.
struct Columns<'a> {
    identities: &'a [Identity],
    lives: &'a [Life],
    places: &'a mut [Place],
    activities: &'a mut [Activity],
    tasks: &'a mut [Tasks],
    cooldowns: &'a mut [Cooldown],
    sights: &'a mut [Sight],
    asked: &'a mut [Asked],
    earned: &'a mut [Earned],
    cells: &'a [Position],
    spots: &'a [Spots],
}

/// Lets a tick pass in every lane that is at play.
pub(super) fn pass(
    rules: Res<Rules>,
    mut agents: Query<Agents, With<AgentId>>,
    mut tables: Query<(&Phase, &Over, &Setting, &mut Counts), With<TableId>>,
) {
    let (phases, over, settings, mut counts) = table(
        tables
            .contiguous_iter_mut()
            .expect("tables are stored in tables"),
    );
    let counts = counts.bypass_change_detection();
    with_columns(&mut agents, |columns| {
        for (lane, counts) in counts.iter_mut().enumerate() {
            match phases[lane] {
                Phase::Play if over[lane].0.is_none() => {
                    columns.pass(lane, rules.agents, rules.cell_map(settings[lane]), counts);
                }
                Phase::Vote => columns.ask_all(lane, rules.agents),
                _ => {}
            }
        }
    });
}

/// Lets the first tick pass in the lanes whose episode begins.
pub(super) fn pass_first(
    rules: Res<Rules>,
    due: Res<Due>,
    mut agents: Query<Agents, With<AgentId>>,
    mut tables: Query<(&Setting, &mut Counts), With<TableId>>,
) {
    let (settings, mut counts) = table(
        tables
            .contiguous_iter_mut()
            .expect("tables are stored in tables"),
    );
    let counts = counts.bypass_change_detection();
    with_columns(&mut agents, |columns| {
        for lane in &due.0 {
            let lane = *lane as usize;
            let cell_map = rules.cell_map(settings[lane]);
            columns.pass(lane, rules.agents, cell_map, &mut counts[lane]);
        }
    });
}

fn with_columns(agents: &mut Query<Agents, With<AgentId>>, work: impl FnOnce(&mut Columns<'_>)) {
    let stored = "agents are stored in tables";
    let (
        identities,
        lives,
        mut places,
        mut activities,
        mut tasks,
        mut cooldowns,
        mut sights,
        mut asked,
        mut earned,
        cells,
        spots,
    ) = table(agents.contiguous_iter_mut().expect(stored));
    work(&mut Columns {
        identities,
        lives,
        places: places.bypass_change_detection(),
        activities: activities.bypass_change_detection(),
        tasks: tasks.bypass_change_detection(),
        cooldowns: cooldowns.bypass_change_detection(),
        sights: sights.bypass_change_detection(),
        asked: asked.bypass_change_detection(),
        earned: earned.bypass_change_detection(),
        cells,
        spots,
    });
}

impl Columns<'_> {
    fn pass(
        &mut self,
        lane: usize,
        agents: usize,
        cell_map: Option<&CellMap>,
        counts: &mut Counts,
    ) {
        let seats = lane * agents..(lane + 1) * agents;
        for seat in seats.clone() {
            if !self.lives[seat].alive() {
                continue;
            }
            if matches!(self.activities[seat].doing, Doing::Free | Doing::Waiting) {
                let others = LaneView {
                    identities: &self.identities[seats.clone()],
                    lives: &self.lives[seats.clone()],
                    places: &self.places[seats.clone()],
                    cells: &self.cells[seats.clone()],
                };
                let own = seat - seats.start;
                let (tasks, cooldown) = (&self.tasks[seat], self.cooldowns[seat]);
                let sight = match cell_map {
                    None => look(own, &others, tasks, cooldown),
                    Some(cell_map) => {
                        let tasks = (tasks, &self.spots[seat]);
                        look_around(own, &others, cell_map, tasks, cooldown)
                    }
                };
                self.ask(seat, sight);
            }
            self.cooldowns[seat].0 = self.cooldowns[seat].0.saturating_sub(1);
            self.go_on(seat, counts);
        }
    }

    /// Asks a free agent what to do, and a waiting one if it sees something new.
    fn ask(&mut self, seat: usize, sight: Sight) {
        let activity = &mut self.activities[seat];
        if sight != self.sights[seat] {
            activity.doing = Doing::Free;
        }
        if activity.doing == Doing::Free {
            self.sights[seat] = sight;
            self.asked[seat].0 = true;
        }
    }

    /// Brings what an agent does one tick nearer to its end, or to it.
    fn go_on(&mut self, seat: usize, counts: &mut Counts) {
        let activity = &mut self.activities[seat];
        if activity.timer > 0 {
            activity.timer -= 1;
            return;
        }
        let (task, tasks) = (activity.object, &mut self.tasks[seat]);
        match activity.doing {
            Doing::Walking => walking::arrive(&mut self.places[seat]),
            Doing::Working => working::finish(task, tasks, &mut self.earned[seat], counts),
            Doing::Free | Doing::Waiting | Doing::Reporting => {}
        }
        *activity = Activity::default();
    }

    /// Asks everybody alive for a vote.
    fn ask_all(&mut self, lane: usize, agents: usize) {
        for seat in lane * agents..(lane + 1) * agents {
            self.asked[seat].0 = self.lives[seat].alive();
        }
    }
}
