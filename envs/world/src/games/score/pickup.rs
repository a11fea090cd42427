//! How items are lifted: by the agents that choose pick-up within reach of it in the same step, if
//! together they are strong enough.

use bevy_ecs::prelude::*;

use super::components::{AGENTS, ITEMS, ItemId, Lifted};
use super::movement::PICK_UP;
use super::time::TimeLimit;
use crate::grid::{EMPTY, Occupancy, Position};
use crate::lane::{Actions, Clock};
use crate::order::{AgentId, table};

/// How strong an agent is and how heavy an item.
#[derive(Resource)]
pub(super) struct Strengths {
    pub(super) agent: u8,
    pub(super) item: u8,
}

/// An agent lifts items in the eight cells around it: those at most the square root of 2 away.
const REACH: u8 = 1;

/// Lifts at most one item a lane. Agents add their strength in seat order, each to all items in reach
/// from the first to the last; the first item that is light enough is lifted, and that ends it.
pub(super) fn lift(
    agents: Query<&Position, With<AgentId>>,
    mut items: Query<(&Position, &mut Lifted), With<ItemId>>,
    mut occupancy: ResMut<Occupancy>,
    actions: Res<Actions>,
    clock: Res<Clock>,
    limit: Res<TimeLimit>,
    strengths: Res<Strengths>,
) {
    let agents = table(
        agents
            .contiguous_iter()
            .expect("positions are stored in tables"),
    );
    let (items, mut lifted) = table(
        items
            .contiguous_iter_mut()
            .expect("items are stored in tables"),
    );
    let lifted = lifted.bypass_change_detection();
    let lanes = agents
        .as_chunks::<AGENTS>()
        .0
        .iter()
        .zip(actions.0.as_chunks::<AGENTS>().0)
        .zip(items.as_chunks::<ITEMS>().0)
        .enumerate();
    for (lane, ((agents, actions), items)) in lanes {
        if !actions.contains(&PICK_UP) || !limit.can_lift(lane, clock.steps[lane]) {
            continue;
        }
        if let Some(item) = first_lifted(agents, actions, items, &strengths) {
            lifted[lane * ITEMS + item].0 = true;
            occupancy.put(lane, items[item], EMPTY);
        }
    }
}

/// The item that these actions lift.
fn first_lifted(
    agents: &[Position; AGENTS],
    actions: &[u8; AGENTS],
    items: &[Position; ITEMS],
    strengths: &Strengths,
) -> Option<usize> {
    let mut weights = [u16::from(strengths.item); ITEMS];
    for (agent, action) in agents.iter().zip(actions) {
        for (index, (item, weight)) in items.iter().zip(&mut weights).enumerate() {
            if *action == PICK_UP && agent.chebyshev(*item) <= REACH {
                *weight = weight.saturating_sub(u16::from(strengths.agent));
                if *weight == 0 {
                    return Some(index);
                }
            }
        }
    }
    None
}
