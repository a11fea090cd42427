//! Stable identity and order of everything in a world.
//!
//! `Entity` ids depend on history, and the order of a query is not promised. So everything carries an id
//! made of its lane and its index there, is spawned in that order into one table, and never changes its
//! set of components: a table's slices then run lane by lane, index by index. `in_order` checks it.

use std::marker::PhantomData;

use bevy_ecs::prelude::*;

/// An id made of a lane and an index in it.
pub trait LaneId: Component + Copy + PartialEq {
    /// The id of the one with this index in this lane.
    fn new(lane: u32, index: u8) -> Self;
}

/// Who an agent is: its lane in this batch and its seat there.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq)]
#[component(immutable)]
pub struct AgentId {
    /// Lane, from 0.
    pub lane: u32,
    /// Seat, from 0.
    pub seat: u8,
}

impl AgentId {
    /// Where this agent lies in a slice `[lanes, agents]`, with so many agents in a lane.
    pub fn index(self, agents: usize) -> usize {
        self.lane as usize * agents + usize::from(self.seat)
    }
}

impl LaneId for AgentId {
    fn new(lane: u32, index: u8) -> Self {
        Self { lane, seat: index }
    }
}

/// Entities of one kind in the order of their ids.
#[derive(Resource)]
pub struct Roster<I: LaneId> {
    entities: Vec<Entity>,
    per_lane: usize,
    kind: PhantomData<fn() -> I>,
}

impl<I: LaneId> Roster<I> {
    pub(crate) fn new(entities: Vec<Entity>, per_lane: usize) -> Self {
        Self {
            entities,
            per_lane,
            kind: PhantomData,
        }
    }

    /// Those of one lane, by index.
    pub fn of(&self, lane: usize) -> &[Entity] {
        &self.entities[lane * self.per_lane..(lane + 1) * self.per_lane]
    }
}

/// Slices of the one table that a query over one kind meets.
///
/// # Panics
/// If the kind is spread over several tables, which would mean that a system has changed the set of
/// components of some of them: that would lose the order that everything relies on.
pub fn table<T>(mut slices: impl Iterator<Item = T>) -> T {
    let first = slices
        .next()
        .expect("a kind that is queried has been spawned");
    assert!(
        slices.next().is_none(),
        "every entity of a kind lies in one table"
    );
    first
}

/// Whether the table of this kind lies in the order of its ids.
pub(crate) fn in_order<I: LaneId>(world: &mut World) -> bool {
    let per_lane = world.resource::<Roster<I>>().per_lane;
    let mut query = world.query::<&I>();
    let mut expected = (0_u32..).flat_map(|lane| (0..per_lane).map(move |i| I::new(lane, i as u8)));
    query
        .iter(world)
        .all(|id| expected.next().is_some_and(|right| right == *id))
}

/// A component of all entities of a kind in a lane, by index.
pub fn components<I: LaneId, C: Component + Clone>(world: &World, lane: usize) -> Vec<C> {
    let get = |entity: &Entity| {
        world
            .get::<C>(*entity)
            .expect("every entity of a kind has it")
            .clone()
    };
    world
        .resource::<Roster<I>>()
        .of(lane)
        .iter()
        .map(get)
        .collect()
}
