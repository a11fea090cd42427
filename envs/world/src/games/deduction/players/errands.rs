//! How scripted players play on the map of cells. A script decides as where rooms are points: what to do in
//! the room, or which way to leave it. Here that is a wish, which takes many steps: to the cell of a task,
//! through a door, up to a victim that is in sight. So that nobody turns on its heels, the dice that a wish
//! is drawn with stay the same for as many ticks as it takes from a room to the next.

use bevy_ecs::prelude::World;
use rand::rngs::ChaCha8Rng;

use super::super::actions::{ACTIONS, DO_TASK, GO, KILL, WAIT, allow, object};
use super::super::colours::{Colours, each, only};
use super::super::components::{MAX_AGENTS, Sight, Spots};
use super::super::layout::RoomLayout;
use super::super::rooms::{DIRECTIONS, leads_on};
use super::super::rules::Rules;
use super::super::table::{Setting, TableId, Ticks};
use super::knowledge::Knowledge;
use super::paths::{out_of_room, towards};
use crate::grid::Position;
use crate::order::{AgentId, components};
use protolang_spec::keys::{EpisodeKey, Purpose, stream};

/// Random words that are set apart for each wish.
const WORDS: u128 = 64;

/// A lane on the map of cells, at play.
pub(super) struct Errands {
    layout: RoomLayout,
    setting: Setting,
    cells: Vec<Position>,
    spots: Vec<Spots>,
    sights: Vec<Sight>,
    /// How many times wishes have been drawn anew in this episode.
    drawn: u32,
}

impl Errands {
    /// None where rooms are points, and in votes.
    pub(super) fn of(world: &World, lane: usize, vote: bool) -> Option<Self> {
        let rules = world.resource::<Rules>();
        let setting = *components::<TableId, Setting>(world, lane).first()?;
        let cell_map = rules.cell_map(setting).filter(|_| !vote)?;
        let ticks = components::<TableId, Ticks>(world, lane).first()?.0;
        Some(Self {
            layout: cell_map.layout,
            setting,
            cells: components::<AgentId, _>(world, lane),
            spots: components::<AgentId, _>(world, lane),
            sights: components::<AgentId, _>(world, lane),
            drawn: ticks / (u32::from(rules.config.map.cells) + 1),
        })
    }

    /// What the agent in a seat can wish for, in place of what is legal: it can be done in the room, or to
    /// somebody in sight.
    pub(super) fn wishes(&self, seat: usize, lane: &Knowledge<'_>) -> [bool; ACTIONS] {
        let mut wishes = lane.legal[seat];
        let (room, setting) = (lane.places[seat].room, self.setting);
        wishes[usize::from(DO_TASK)] = lane.tasks[seat].open_in(room) != 0;
        for way in 0..DIRECTIONS {
            wishes[usize::from(GO.start) + way] =
                leads_on(room, way, setting.width, setting.height);
        }
        let sight = &self.sights[seat];
        if lane.identities[seat].impostor && sight.cooldown == 0 {
            allow(&mut wishes, KILL, sight.others() & !fellows(lane));
        }
        wishes
    }

    /// The dice of a seat's present wish.
    pub(super) fn dice(&self, seat: usize, key: EpisodeKey) -> ChaCha8Rng {
        let mut dice = stream(key, Purpose::Wishes);
        let number = u128::from(self.drawn) * MAX_AGENTS as u128 + seat as u128;
        dice.set_word_pos(number * WORDS);
        dice
    }

    /// The next action on the way to what the agent in a seat wishes for.
    pub(super) fn towards(
        &self,
        wish: u8,
        seat: usize,
        legal: &[bool; ACTIONS],
        lane: &Knowledge<'_>,
    ) -> u8 {
        let own = self.cells[seat];
        let step = if let Some(way) = object(wish, GO) {
            out_of_room(self.layout, own, usize::from(way))
        } else if legal[usize::from(wish)] {
            return wish;
        } else if let Some(victim) = object(wish, KILL) {
            let mut all = lane.identities.iter();
            let victim = all.position(|identity| identity.colour == victim);
            victim.and_then(|victim| towards(self.layout, own, self.cells[victim]))
        } else {
            let here = lane.tasks[seat].open_in(lane.places[seat].room);
            let spots = each(here).map(|task| self.spots[seat].0[usize::from(task)]);
            let nearest = spots.min_by_key(|spot| spot.manhattan(own));
            nearest.and_then(|spot| towards(self.layout, own, spot))
        };
        step.map_or(WAIT, |way| GO.start + way as u8)
    }
}

/// Colours of all impostors.
fn fellows(lane: &Knowledge<'_>) -> Colours {
    let all = lane.identities.iter().filter(|identity| identity.impostor);
    all.fold(0, |set, identity| set | only(identity.colour))
}
