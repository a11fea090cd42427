//! Games of two turns: the sender speaks, the receiver, who has heard it, answers, and that is all.

use bevy_ecs::prelude::*;

use crate::lane::{Clock, Due, Episodes, Verdict};
use protolang_spec::block::{Block, Element};
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;

/// Agents of a lane.
pub(crate) const AGENTS: usize = 2;
/// Seat of the one who speaks first.
pub(crate) const SENDER: usize = 0;
/// Seat of the one who answers.
pub(crate) const RECEIVER: usize = 1;
/// Names of the two roles, by seat.
pub(crate) const ROLES: [&str; AGENTS] = ["sender", "receiver"];
/// Steps of an episode: one turn each, in the order of seats.
pub(crate) const STEPS: u32 = 2;
/// Bytes of the block `turn`.
pub(crate) const TURN_LEN: usize = 2;

/// What the seat whose turn it is may do.
#[derive(Resource, Clone, Copy, Debug)]
pub(crate) struct Turns {
    /// Whether each seat is heard in its turn.
    pub(crate) speaks: [bool; AGENTS],
    /// Whether each seat chooses an action in its turn; else it has only action 0.
    pub(crate) chooses: [bool; AGENTS],
    /// Actions of the game.
    pub(crate) actions: usize,
}

impl Turns {
    /// Sets what is possible in the next step of a lane in which `steps` steps are done.
    fn open(&self, lane: usize, steps: u32, verdict: &mut Verdict) {
        for seat in 0..AGENTS {
            let at = lane * AGENTS + seat;
            let turn = is_turn(steps, seat);
            if let Some(speaks) = verdict.speaks.get_mut(at) {
                *speaks = turn && self.speaks[seat];
            }
            let legal = at * self.actions..(at + 1) * self.actions;
            if let Some(legal) = verdict.legal_actions.get_mut(legal) {
                legal.fill(turn && self.chooses[seat]);
                legal[0] = true;
            }
        }
    }
}

/// Whether the next step is this seat's.
pub(crate) fn is_turn(steps: u32, seat: usize) -> bool {
    steps as usize == seat
}

/// Whether a channel suits two turns.
pub(crate) fn validate_channel(channel: &ChannelPhysics) -> Result<(), EnvError> {
    if channel.delay != 1 {
        return Err(EnvError::config(
            "channel.delay",
            format!(
                "is {}, but an episode has two steps and the answer comes in the second; give 1",
                channel.delay
            ),
        ));
    }
    if let Some(range) = channel.range {
        let problem = format!("is {range}, but this game has no map; leave it out");
        return Err(EnvError::config("channel.range", problem));
    }
    Ok(())
}

/// Opens the first turn of the episodes that begin.
pub(crate) fn first_turn(due: Res<Due>, turns: Res<Turns>, mut verdict: ResMut<Verdict>) {
    for lane in &due.0 {
        turns.open(*lane as usize, 0, &mut verdict);
    }
}

/// Opens the turn that follows the step just done.
pub(crate) fn next_turn(clock: Res<Clock>, turns: Res<Turns>, mut verdict: ResMut<Verdict>) {
    for (lane, steps) in clock.steps.iter().enumerate() {
        turns.open(lane, *steps, &mut verdict);
    }
}

/// After a restore: refuses a lane that is in no turn, and opens its turn.
pub(crate) fn settle(world: &mut World, lane: usize) -> Result<(), EnvError> {
    let steps = world.resource::<Clock>().steps[lane];
    let over = world.resource::<Episodes>().over[lane];
    if steps > STEPS || over != (steps == STEPS) {
        return Err(EnvError::restore(
            "an episode has more or fewer steps than its two turns allow",
        ));
    }
    let turns = *world.resource::<Turns>();
    turns.open(lane, steps, &mut world.resource_mut::<Verdict>());
    Ok(())
}

/// The block that tells an agent who it is and whether it is its turn.
pub(crate) fn turn_block() -> Block {
    Block::vector(
        "turn",
        1.0,
        vec![
            Element::new("sender", "1 for the sender"),
            Element::new("own_turn", "1 if it is the agent's turn"),
        ],
    )
}

/// Writes that block.
pub(crate) fn write_turn(out: &mut [u8], steps: u32, seat: usize) {
    out[0] = u8::from(seat == SENDER);
    out[1] = u8::from(is_turn(steps, seat));
}
