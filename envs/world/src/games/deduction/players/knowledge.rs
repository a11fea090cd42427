//! What scripted players may look at: the state of their lane itself, which is more than agents observe.

use std::borrow::Cow;

use bevy_ecs::prelude::World;

use super::super::actions::ACTIONS;
use super::super::components::{Identity, Life, Place, Tasks, Witnessed};
use super::super::table::{Phase, TableId};
use crate::lane::Verdict;
use crate::order::{AgentId, components};

/// One lane.
pub(super) struct Knowledge<'a> {
    /// Legal actions, `[agents, actions]`; on the map of cells what they can wish for instead.
    pub(super) legal: Cow<'a, [[bool; ACTIONS]]>,
    /// Whether it is time to vote.
    pub(super) vote: bool,
    pub(super) identities: Vec<Identity>,
    pub(super) lives: Vec<Life>,
    pub(super) places: Vec<Place>,
    pub(super) tasks: Vec<Tasks>,
    pub(super) witnessed: Vec<Witnessed>,
}

impl<'a> Knowledge<'a> {
    /// Of a lane in which somebody has a choice; none where everybody can only wait.
    pub(super) fn of(world: &'a World, lane: usize, agents: usize) -> Option<Self> {
        let legal = &world.resource::<Verdict>().legal_actions;
        let legal = &legal.as_chunks::<ACTIONS>().0[lane * agents..(lane + 1) * agents];
        if !legal.iter().any(|legal| legal[1..].contains(&true)) {
            return None;
        }
        Some(Self {
            legal: Cow::Borrowed(legal),
            vote: components::<TableId, Phase>(world, lane) == [Phase::Vote],
            identities: components::<AgentId, _>(world, lane),
            lives: components::<AgentId, _>(world, lane),
            places: components::<AgentId, _>(world, lane),
            tasks: components::<AgentId, _>(world, lane),
            witnessed: components::<AgentId, _>(world, lane),
        })
    }

    /// Legal actions of a range, in order.
    pub(super) fn legal_in(&self, seat: usize, range: std::ops::Range<u8>) -> Vec<u8> {
        range
            .filter(|action| self.legal[seat][usize::from(*action)])
            .collect()
    }
}
