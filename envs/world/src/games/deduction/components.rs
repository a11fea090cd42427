//! What agents are. Everything is a small integer; sets of colours are bits.

use bevy_ecs::prelude::*;

use super::colours::Colours;
use crate::grid::Position;

/// Most agents of a lane.
pub(super) const MAX_AGENTS: usize = super::colours::COLOURS;
/// Most tasks of a crewmate.
pub(super) const MAX_TASKS: usize = 8;

/// Who an agent is in this episode. Impostors sit in the first seats.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Identity {
    /// Its colour: all that others know it by.
    pub(super) colour: u8,
    /// Whether it is an impostor.
    pub(super) impostor: bool,
}

/// Whether an agent lives.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Life {
    /// It lives.
    #[default]
    Alive,
    /// It was killed after the last meeting: its body lies in its room.
    Body,
    /// It is dead, and nothing is to be seen of it.
    Gone,
}

impl Life {
    pub(super) fn alive(self) -> bool {
        self == Self::Alive
    }
}

/// Where an agent is.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Place {
    /// Its room: while it walks, the one that it walks to.
    pub(super) room: u8,
    /// The room that it comes from while it walks; otherwise its room.
    pub(super) from: u8,
}

impl Place {
    /// In a room, not walking.
    pub(super) fn at(room: u8) -> Self {
        Self { room, from: room }
    }

    pub(super) fn walks(self) -> bool {
        self.room != self.from
    }
}

/// What an agent is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Doing {
    /// Nothing: it is asked what to do.
    #[default]
    Free,
    /// It waits until it sees something new, or for three ticks.
    Waiting,
    /// It walks to another room.
    Walking,
    /// It works on a task.
    Working,
    /// It reports a body in this tick.
    Reporting,
}

/// What an agent is doing and for how long.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Activity {
    pub(super) doing: Doing,
    /// Ticks that pass before the one in which it ends.
    pub(super) timer: u8,
    /// The task that it works on, or the colour of the body that it reports.
    pub(super) object: u8,
}

/// The tasks of a crewmate.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Tasks {
    /// Room of each.
    pub(super) rooms: [u8; MAX_TASKS],
    /// Those that are not done, one bit each.
    pub(super) open: u8,
}

impl Tasks {
    /// Open tasks in a room, one bit each.
    pub(super) fn open_in(&self, room: u8) -> u8 {
        let here = self.rooms.iter().enumerate();
        let here = here.map(|(task, at)| u8::from(*at == room) << task);
        here.sum::<u8>() & self.open
    }
}

/// On the map of cells, where each task of a crewmate is done.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Spots(pub(super) [Position; MAX_TASKS]);

impl Spots {
    /// Tasks of a cell, done or not, one bit each.
    pub(super) fn at(&self, cell: Position) -> u8 {
        let here = self.0.iter().enumerate();
        here.map(|(task, at)| u8::from(*at == cell) << task).sum()
    }
}

/// Ticks until an impostor can kill again.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Cooldown(pub(super) u8);

/// What an agent last saw when it was asked what to do, or looked around while it waited.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sight {
    /// The room that it was in.
    pub(super) room: u8,
    /// Others in the room who are not on their way.
    pub(super) here: Colours,
    /// Others who come into the room.
    pub(super) entering: Colours,
    /// Others who leave it.
    pub(super) leaving: Colours,
    /// For each colour that enters or leaves, where from or where to: two bits, a direction.
    pub(super) ways: u16,
    /// Bodies in the room.
    pub(super) bodies: Colours,
    /// Own open tasks in the room, one bit each.
    pub(super) tasks: u8,
    /// Own ticks until it can kill.
    pub(super) cooldown: u8,
}

impl Sight {
    /// Everybody in sight who lives, or seems to.
    pub(super) fn others(&self) -> Colours {
        self.here | self.entering | self.leaving
    }
}

/// Kills that an agent saw. What it saw in this tick is forgotten in the next, what it saw since the last
/// meeting when the next one is over.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Witnessed {
    /// Who killed, in this tick.
    pub(super) killers_now: Colours,
    /// Who was killed, in this tick.
    pub(super) victims_now: Colours,
    /// Who killed since the last meeting.
    pub(super) killers: Colours,
    /// Who was killed since the last meeting.
    pub(super) victims: Colours,
    /// Who killed, ever: the memory of scripted players. Networks have their own.
    pub(super) ever: Colours,
}

/// Whether an agent is asked what to do, or what to vote.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Asked(pub(super) bool);

/// What a step has earned an agent; not state.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Earned {
    /// Of the game's own reward.
    pub(super) game: i16,
    /// Of the reward for tasks, reports, kills and votes.
    pub(super) task: i16,
}
