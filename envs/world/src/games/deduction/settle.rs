//! After a restore: what follows from the state; state that cannot be is refused.

use bevy_ecs::prelude::*;

use super::colours::{COLOURS, each};
use super::components::{Identity, Place, Spots, Tasks};
use super::masks;
use super::placement::tell;
use super::rooms::place;
use super::rules::Rules;
use super::table::{Meeting, Setting, TableId, Ticks};
use crate::grid::Position;
use crate::lane::{Clock, Episodes, Meaning};
use crate::order::{AgentId, components};
use protolang_spec::error::EnvError;

/// Rebuilds every lane.
pub(super) fn settle(world: &mut World) -> Result<(), EnvError> {
    for lane in 0..world.resource::<Clock>().steps.len() {
        check_agents(world, lane)?;
        check_table(world, lane)?;
        let identities = components::<AgentId, Identity>(world, lane);
        tell(&identities, lane, &mut world.resource_mut::<Meaning>());
    }
    let again = "masks need nothing but what every lane has";
    world.run_system_cached(masks::deafen).expect(again);
    world.run_system_cached(masks::mask).expect(again);
    Ok(())
}

fn check_agents(world: &World, lane: usize) -> Result<(), EnvError> {
    let rules = world.resource::<Rules>();
    let identities = components::<AgentId, Identity>(world, lane);
    let mut taken = [false; COLOURS];
    for (seat, identity) in identities.iter().enumerate() {
        if std::mem::replace(&mut taken[usize::from(identity.colour)], true) {
            return Err(EnvError::restore("two agents have one colour"));
        }
        if identity.impostor != (seat < rules.impostors) {
            return Err(EnvError::restore(
                "there are other impostors than this game has",
            ));
        }
    }
    let [setting] = components::<TableId, Setting>(world, lane)[..] else {
        return Err(EnvError::restore("a lane has no table"));
    };
    let on_map = |room: u8| {
        let (row, col) = place(room);
        row < setting.height && col < setting.width
    };
    let places = components::<AgentId, Place>(world, lane);
    if !places.iter().all(|at| on_map(at.room) && on_map(at.from)) {
        return Err(EnvError::restore("an agent is outside of the map"));
    }
    let tasks = components::<AgentId, Tasks>(world, lane);
    let outside = tasks.iter().any(|tasks| {
        let open = |task: &usize| tasks.open >> task & 1 == 1;
        let mut rooms = tasks.rooms.iter().enumerate();
        rooms.any(|(task, room)| open(&task) && !on_map(*room))
    });
    if outside {
        return Err(EnvError::restore("a task is outside of the map"));
    }
    check_cells(world, lane, setting, &places, &tasks)
}

/// Agents stand on floor, in the room that they are said to be in, and tasks lie in theirs.
fn check_cells(
    world: &World,
    lane: usize,
    setting: Setting,
    places: &[Place],
    tasks: &[Tasks],
) -> Result<(), EnvError> {
    let Some(ground) = &world.resource::<Rules>().ground else {
        return Ok(());
    };
    let Some(cell_map) = ground.find(setting) else {
        return Err(EnvError::restore("this game has no such map"));
    };
    let layout = cell_map.layout;
    let in_room = |at: Position, room| layout.is_floor(at) && layout.room_of(at) == room;
    let cells = components::<AgentId, Position>(world, lane);
    let mut stand = cells.iter().zip(places);
    if !stand.all(|(at, place)| in_room(*at, place.room) && !place.walks()) {
        return Err(EnvError::restore(
            "an agent stands in a wall or in another room",
        ));
    }
    let spots = components::<AgentId, Spots>(world, lane);
    let mut all = spots.iter().zip(tasks);
    let lie = all.all(|(spots, tasks)| {
        each(tasks.open).all(|task| {
            let task = usize::from(task);
            in_room(spots.0[task], tasks.rooms[task]) && !layout.is_door(spots.0[task])
        })
    });
    if !lie {
        return Err(EnvError::restore(
            "a task lies in a wall, a door or another room",
        ));
    }
    Ok(())
}

fn check_table(world: &World, lane: usize) -> Result<(), EnvError> {
    let Rules { agents, config, .. } = world.resource::<Rules>();
    let over = world.resource::<Episodes>().over[lane];
    let fits = components::<TableId, Ticks>(world, lane)
        .iter()
        .all(|ticks| ticks.0 < config.cap || (over && ticks.0 == config.cap));
    if !fits {
        return Err(EnvError::restore(
            "an episode is longer than this game allows; restore it with the options it began with",
        ));
    }
    let setting = components::<TableId, Setting>(world, lane);
    let same = setting.iter().all(|setting| {
        let map = (setting.width, setting.height, setting.tasks);
        config.randomize || map == (config.map.width, config.map.height, config.tasks)
    });
    if !same {
        return Err(EnvError::restore(
            "an episode has another map or other tasks than this game; restore it with the options \
             it began with",
        ));
    }
    let meetings = components::<TableId, Meeting>(world, lane);
    let seated = meetings.iter().all(|meeting| {
        usize::from(meeting.speakers) <= *agents
            && meeting
                .order
                .iter()
                .all(|seat| usize::from(*seat) < *agents)
    });
    if !seated {
        return Err(EnvError::restore("someone speaks who does not sit there"));
    }
    Ok(())
}
