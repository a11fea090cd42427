//! How crewmates do their tasks: in the task's room, on the map of cells in its cell, one at a time, in the
//! order of their list.

use bevy_ecs::prelude::*;

use super::actions::DO_TASK;
use super::components::{Activity, Doing, Earned, Place, Spots, Tasks};
use super::rules::Rules;
use super::table::Counts;
use crate::grid::Position;
use crate::lane::Actions;
use crate::order::{AgentId, table};

/// Lets those begin who have chosen to do a task.
pub(super) fn begin(
    actions: Res<Actions>,
    rules: Res<Rules>,
    mut agents: Query<(&Place, &Position, &Tasks, &Spots, &mut Activity), With<AgentId>>,
) {
    let (places, cells, tasks, spots, mut activities) = table(
        agents
            .contiguous_iter_mut()
            .expect("agents are stored in tables"),
    );
    let all = activities.bypass_change_detection().iter_mut();
    for (agent, (activity, action)) in all.zip(&actions.0).enumerate() {
        if *action == DO_TASK {
            let here = match rules.ground {
                None => tasks[agent].open_in(places[agent].room),
                Some(_) => tasks[agent].open & spots[agent].at(cells[agent]),
            };
            *activity = Activity {
                doing: Doing::Working,
                timer: rules.config.task_time,
                object: here.trailing_zeros() as u8,
            };
        }
    }
}

/// Ends the work on a task: it is done, and pays.
pub(super) fn finish(task: u8, tasks: &mut Tasks, earned: &mut Earned, counts: &mut Counts) {
    tasks.open &= !(1 << task);
    earned.task += 1;
    counts.tasks += 1;
}
