//! How crewmates do their tasks: in the task's room, one at a time, in the order of their list.

use bevy_ecs::prelude::*;

use super::actions::DO_TASK;
use super::components::{Activity, Doing, Earned, Place, Tasks};
use super::rules::Rules;
use super::table::Counts;
use crate::lane::Actions;
use crate::order::{AgentId, table};

/// Lets those begin who have chosen to do a task.
pub(super) fn begin(
    actions: Res<Actions>,
    rules: Res<Rules>,
    mut agents: Query<(&Place, &Tasks, &mut Activity), With<AgentId>>,
) {
    let (places, tasks, mut activities) = table(
        agents
            .contiguous_iter_mut()
            .expect("agents are stored in tables"),
    );
    let agents = places.iter().zip(tasks);
    let agents = agents.zip(activities.bypass_change_detection());
    for (((place, tasks), activity), action) in agents.zip(&actions.0) {
        if *action == DO_TASK {
            *activity = Activity {
                doing: Doing::Working,
                timer: rules.config.task_time,
                object: tasks.open_in(place.room).trailing_zeros() as u8,
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
