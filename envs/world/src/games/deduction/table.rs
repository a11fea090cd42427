//! What a lane has beside its agents: one entity a lane carries it.

use bevy_ecs::prelude::*;

use super::colours::{COLOURS, Colours, NOBODY};
use super::components::MAX_AGENTS;
use crate::order::LaneId;

/// Which lane it is the game of.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq)]
#[component(immutable)]
pub(super) struct TableId {
    lane: u32,
}

impl LaneId for TableId {
    fn new(lane: u32, _index: u8) -> Self {
        Self { lane }
    }
}

/// What happens in a lane.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Phase {
    /// Agents walk, work and kill.
    #[default]
    Play,
    /// Everybody alive is asked whom they suspect.
    Query,
    /// One agent speaks.
    Message,
    /// Everybody alive votes.
    Vote,
}

/// Ticks since the episode began, as the published environment counts them.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Ticks(pub(super) u32);

/// The map and the number of tasks that were drawn for this episode.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Setting {
    pub(super) width: u8,
    pub(super) height: u8,
    pub(super) tasks: u8,
}

/// Who is known to be alive: what was said at the beginning, at the last meeting and after its vote.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Roll(pub(super) Colours);

/// A meeting; between meetings, how the last one went.
#[derive(Component, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Meeting {
    /// Meetings held in the episode, this one included.
    pub(super) held: u8,
    /// Seats in the order in which they speak, over and over.
    pub(super) order: [u8; MAX_AGENTS],
    /// Those who speak.
    pub(super) speakers: u8,
    /// Messages said.
    pub(super) said: u8,
    /// Colour of the one who spoke last.
    pub(super) last: u8,
    /// Colour of the one who called it.
    pub(super) reporter: u8,
    /// Colour of the body that was reported.
    pub(super) victim: u8,
    /// Room of the report.
    pub(super) room: u8,
    /// Votes for each colour, and last those for nobody.
    pub(super) votes: [u8; COLOURS + 1],
    /// Colour of the one who was ejected.
    pub(super) ejected: u8,
}

impl Default for Meeting {
    fn default() -> Self {
        Self {
            held: 0,
            order: [0; MAX_AGENTS],
            speakers: 0,
            said: 0,
            last: NOBODY,
            reporter: NOBODY,
            victim: NOBODY,
            room: 0,
            votes: [0; COLOURS + 1],
            ejected: NOBODY,
        }
    }
}

impl Meeting {
    /// Seat of the one whose turn it is, or next will be.
    pub(super) fn turn(&self) -> usize {
        usize::from(self.order[usize::from(self.said % self.speakers.max(1))])
    }
}

/// How the episode ended in this step, if it did; not state.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Over(pub(super) Option<u8>);

/// What is counted in an episode, beside its ticks.
#[derive(Component, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Answers given: what to do, whom to suspect, whom to vote for.
    pub(super) decisions: u32,
    /// Answers to the question whom to suspect.
    pub(super) surveys: u32,
    pub(super) votes: u32,
    pub(super) messages: u32,
    pub(super) discussions: u32,
    /// Notices of a kill that living agents got.
    pub(super) witnesses: u32,
    pub(super) kills: u32,
    pub(super) tasks: u32,
}

/// Names of the counts, in the order of [`Counts::list`].
pub(super) const COUNTS: [&str; 9] = [
    "ticks",
    "decisions",
    "surveys",
    "votes",
    "messages",
    "discussions",
    "witnesses",
    "kills",
    "tasks_done",
];

impl Counts {
    /// The counts after so many ticks.
    pub(super) fn list(&self, ticks: Ticks) -> [u32; COUNTS.len()] {
        [
            ticks.0,
            self.decisions,
            self.surveys,
            self.votes,
            self.messages,
            self.discussions,
            self.witnesses,
            self.kills,
            self.tasks,
        ]
    }
}
