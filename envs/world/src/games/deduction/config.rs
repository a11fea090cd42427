//! Options of the deduction game. Defaults are the published evaluation's base configuration.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::components::{MAX_AGENTS, MAX_TASKS};
use super::rooms::SIDE;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;

/// Options of the deduction game.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct DeductionConfig {
    /// The map.
    pub map: MapConfig,
    /// Crewmates; with the impostors at most 8.
    #[schemars(range(min = 2, max = 7))]
    pub crew: u8,
    /// Impostors, fewer than crewmates.
    #[schemars(range(min = 1, max = 3))]
    pub impostors: u8,
    /// Tasks of each crewmate.
    #[schemars(range(min = 1, max = 8))]
    pub tasks: u8,
    /// Ticks that a task takes, and a walk where rooms are points; the next decision comes two ticks later.
    #[schemars(range(min = 1, max = 100))]
    pub task_time: u8,
    /// Ticks that an impostor must wait when play begins and after a kill.
    #[schemars(range(min = 1, max = 100))]
    pub cooldown: u8,
    /// Messages of each living agent in a meeting; with 0 there is one question, then the vote.
    #[schemars(range(min = 0, max = 8))]
    pub discussion_turns: u8,
    /// A meeting begins at the next multiple of so many ticks.
    ///
    /// The published environment waits, so that a batch of games talks at the same time. No step is spent on it,
    /// but ticks are.
    #[schemars(range(min = 1, max = 1_000))]
    pub reporting_alignment: u32,
    /// Ticks after which a game is cut off.
    #[schemars(range(min = 10, max = 100_000))]
    pub cap: u32,
    /// Whether map and tasks are drawn in each episode, as in the published training: 3x1, 2x2 or 3x2 rooms, 3 to
    /// 5 tasks; map and tasks then say nothing.
    pub randomize: bool,
    /// What 1 of the reward for tasks, reports, kills and votes is worth beside 1 for winning.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub task_reward: f64,
    /// Whether one who is ejected on its way to a room is seen on its way for good, and can be killed again, as
    /// in the published environment; on the map of cells nobody is on its way.
    pub ghosts: bool,
}

/// The map.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct MapConfig {
    /// Rooms in a row; of width and height one must be 2 or more.
    #[schemars(range(min = 1, max = 4))]
    pub width: u8,
    /// Rows of rooms.
    #[schemars(range(min = 1, max = 4))]
    pub height: u8,
    /// Cells along each side of a room, 3 to 7: a grid with walls and doors, on which agents see as far as walls
    /// and window let them; with 0 rooms are points, as published.
    #[schemars(range(min = 0, max = 7))]
    pub cells: u8,
    /// On the map of cells, how many cells agents see in every direction.
    #[schemars(range(min = 1, max = 7))]
    pub window: u8,
}

impl Default for MapConfig {
    fn default() -> Self {
        Self {
            width: 2,
            height: 2,
            cells: 0,
            window: 5,
        }
    }
}

impl Default for DeductionConfig {
    fn default() -> Self {
        Self {
            map: MapConfig::default(),
            crew: 4,
            impostors: 1,
            tasks: 4,
            task_time: 3,
            cooldown: 5,
            discussion_turns: 2,
            reporting_alignment: 50,
            cap: 300,
            randomize: false,
            task_reward: 0.2,
            ghosts: true,
        }
    }
}

impl MapConfig {
    fn validate_cells(&self) -> Result<(), EnvError> {
        if self.cells != 0 && !(3..=7).contains(&self.cells) {
            let problem = format!(
                "is {}; give 3 to 7, or 0 for rooms that are points, as published",
                self.cells
            );
            return Err(EnvError::config("game.map.cells", problem));
        }
        within("game.map.window", self.window, 1, 7)
    }
}

impl DeductionConfig {
    /// The published training mixture: map and tasks drawn in each episode, a longer cooldown.
    pub fn training_mixture() -> Self {
        Self {
            randomize: true,
            cooldown: 6,
            ..Self::default()
        }
    }

    /// Agents of a lane: impostors in the first seats, then the crew.
    pub fn agents(&self) -> usize {
        usize::from(self.crew) + usize::from(self.impostors)
    }

    /// Whether the options make a game.
    ///
    /// # Errors
    /// [`EnvError::Config`] naming the first option that does not, with the values that would.
    pub fn validate(&self, channel: &ChannelPhysics) -> Result<(), EnvError> {
        channel.validate()?;
        self.validate_players()?;
        let side = SIDE as u32;
        within("game.map.width", self.map.width, 1, side)?;
        within("game.map.height", self.map.height, 1, side)?;
        if self.map.width == 1 && self.map.height == 1 {
            return Err(EnvError::config(
                "game.map",
                "has one room, so that nobody could go anywhere; give a width or a height of 2 to 4",
            ));
        }
        self.map.validate_cells()?;
        within("game.tasks", self.tasks, 1, MAX_TASKS as u32)?;
        within("game.task_time", self.task_time, 1, 100)?;
        within("game.cooldown", self.cooldown, 1, 100)?;
        within("game.discussion_turns", self.discussion_turns, 0, 8)?;
        within(
            "game.reporting_alignment",
            self.reporting_alignment,
            1,
            1000,
        )?;
        within("game.cap", self.cap, 10, 100_000)?;
        if !(0.0..=10.0).contains(&self.task_reward) {
            let problem = format!("is {}; give 0 to 10", self.task_reward);
            return Err(EnvError::config("game.task_reward", problem));
        }
        validate_channel(channel)
    }

    fn validate_players(&self) -> Result<(), EnvError> {
        let (crew, impostors) = (self.crew, self.impostors);
        if impostors == 0 {
            return Err(EnvError::config(
                "game.impostors",
                "is 0, so that there is nobody to find; give at least 1",
            ));
        }
        if impostors >= crew {
            let problem = format!(
                "is {impostors} with a crew of {crew}, which is lost from the start; give fewer \
                 impostors than crewmates"
            );
            return Err(EnvError::config("game.impostors", problem));
        }
        if self.agents() > MAX_AGENTS {
            let problem = format!(
                "is {crew}, with {impostors} impostors more than {MAX_AGENTS} players; give at most {}",
                MAX_AGENTS - usize::from(impostors)
            );
            return Err(EnvError::config("game.crew", problem));
        }
        Ok(())
    }
}

fn within(key: &'static str, value: impl Into<u32>, least: u32, most: u32) -> Result<(), EnvError> {
    let value = value.into();
    if (least..=most).contains(&value) {
        Ok(())
    } else {
        Err(EnvError::config(
            key,
            format!("is {value}; give {least} to {most}"),
        ))
    }
}

/// Who speaks is told beside what is heard, one step after it was said; and everybody alive hears.
fn validate_channel(channel: &ChannelPhysics) -> Result<(), EnvError> {
    if channel.delay != 1 {
        let problem = format!(
            "is {}, but in a discussion each message is heard before the next; give 1",
            channel.delay
        );
        return Err(EnvError::config("channel.delay", problem));
    }
    if channel.range.is_some() {
        return Err(EnvError::config(
            "channel.range",
            "is set, but in a discussion everybody is in one room; leave it out",
        ));
    }
    if channel.one_way {
        return Err(EnvError::config(
            "channel.one_way",
            "is true, but in a discussion everybody alive hears; give false",
        ));
    }
    Ok(())
}
