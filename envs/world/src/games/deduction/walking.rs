//! How agents walk: at once they count as being in the room that they walk to, and until they arrive
//! they are also seen in the one that they come from.

use bevy_ecs::prelude::*;

use super::actions::{GO, object};
use super::components::{Activity, Doing, Place};
use super::rooms::beside;
use super::rules::Rules;
use crate::lane::Actions;
use crate::order::{AgentId, table};

/// Sets off those who have chosen to go.
pub(super) fn set_off(
    actions: Res<Actions>,
    rules: Res<Rules>,
    mut agents: Query<(&mut Place, &mut Activity), With<AgentId>>,
) {
    let (mut places, mut activities) = table(
        agents
            .contiguous_iter_mut()
            .expect("agents are stored in tables"),
    );
    let agents = places
        .bypass_change_detection()
        .iter_mut()
        .zip(activities.bypass_change_detection());
    for ((place, activity), action) in agents.zip(&actions.0) {
        if let Some(direction) = object(*action, GO) {
            place.from = place.room;
            place.room = beside(place.room, usize::from(direction));
            *activity = Activity {
                doing: Doing::Walking,
                timer: rules.config.task_time,
                object: 0,
            };
        }
    }
}

/// Ends a walk.
pub(super) fn arrive(place: &mut Place) {
    place.from = place.room;
}
