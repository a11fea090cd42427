//! After a restore: the map and everything else that follows from the state; state that cannot be is
//! refused.

use bevy_ecs::prelude::*;

use super::components::{ITEMS, ItemId, Lifted, Owns, Score, WallId};
use super::placement::{PlacementRules, tell};
use super::time::TimeLimit;
use crate::grid::{AGENT, ITEM, Occupancy, Position, WALL};
use crate::lane::{Clock, Episodes, Meaning};
use crate::order::{AgentId, components};
use protolang_spec::error::EnvError;

/// Rebuilds every lane.
pub(super) fn settle(world: &mut World) -> Result<(), EnvError> {
    for lane in 0..world.resource::<Clock>().steps.len() {
        settle_time(world, lane)?;
        settle_items(world, lane)?;
        settle_map(world, lane)?;
    }
    Ok(())
}

fn settle_time(world: &mut World, lane: usize) -> Result<(), EnvError> {
    let episodes = world.resource::<Episodes>();
    let (progress, over) = (episodes.progress[lane], episodes.over[lane]);
    let max_steps = world
        .resource::<PlacementRules>()
        .config
        .max_steps_at(progress);
    let steps = world.resource::<Clock>().steps[lane];
    if steps > max_steps || (steps == max_steps && !over) || (steps == 0 && over) {
        return Err(EnvError::restore(
            "an episode is longer than this game allows; restore it with the options it began with",
        ));
    }
    world.resource_mut::<TimeLimit>().max_steps[lane] = max_steps;
    Ok(())
}

fn settle_items(world: &mut World, lane: usize) -> Result<(), EnvError> {
    let owns = components::<AgentId, Owns>(world, lane);
    let items = components::<ItemId, Position>(world, lane);
    let scores = components::<ItemId, Score>(world, lane);
    let lifted = components::<ItemId, Lifted>(world, lane);
    if usize::from(owns[0].item) >= ITEMS || owns[1].item != 1 - owns[0].item {
        return Err(EnvError::restore("the agents do not own one item each"));
    }
    let known = &world.resource::<PlacementRules>().scores;
    if scores[0] == scores[1] || !scores.iter().all(|score| known.contains(&score.0)) {
        return Err(EnvError::restore(
            "an item has a score that is not one of this game's; restore it with the options it began with",
        ));
    }
    let over = world.resource::<Episodes>().over[lane];
    if lifted.iter().filter(|lifted| lifted.0).count() > usize::from(over) {
        return Err(EnvError::restore(
            "an item is lifted, yet the episode goes on",
        ));
    }
    tell(
        &scores,
        &owns,
        &items,
        lane,
        &mut world.resource_mut::<Meaning>(),
    );
    Ok(())
}

fn settle_map(world: &mut World, lane: usize) -> Result<(), EnvError> {
    let walls = components::<WallId, Position>(world, lane);
    let items = components::<ItemId, Position>(world, lane);
    let lifted = components::<ItemId, Lifted>(world, lane);
    let agents = components::<AgentId, Position>(world, lane);
    let mut occupancy = world.resource_mut::<Occupancy>();
    occupancy.clear(lane);
    for wall in walls {
        occupancy.settle(lane, wall, WALL)?;
    }
    for (item, lifted) in items.into_iter().zip(lifted) {
        // An item that has been lifted blocks nothing, but viewers still ask where it was.
        if !occupancy.holds(item) {
            return Err(EnvError::restore("an item is outside of the map"));
        }
        if !lifted.0 {
            occupancy.settle(lane, item, ITEM)?;
        }
    }
    for agent in agents {
        occupancy.settle(lane, agent, AGENT)?;
    }
    Ok(())
}
