//! How agents wait: until they see something new, and for three ticks at most.

use bevy_ecs::prelude::*;

use super::actions::WAIT;
use super::components::{Activity, Doing};
use crate::lane::Actions;
use crate::order::{AgentId, table};

/// Ticks that pass before the one in which a wait is over; in the next one the agent is asked again.
const TIMER: u8 = 1;

/// Lets those wait who have chosen to.
pub(super) fn begin(actions: Res<Actions>, mut agents: Query<&mut Activity, With<AgentId>>) {
    let mut activities = table(
        agents
            .contiguous_iter_mut()
            .expect("agents are stored in tables"),
    );
    let activities = activities.bypass_change_detection();
    for (activity, action) in activities.iter_mut().zip(&actions.0) {
        if *action == WAIT {
            *activity = Activity {
                doing: Doing::Waiting,
                timer: TIMER,
                object: 0,
            };
        }
    }
}
