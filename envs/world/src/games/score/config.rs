//! Options of ScoreG. Defaults are the paper's game, quirks included.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;

/// Options of ScoreG.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ScoreConfig {
    /// Rows and columns of the map.
    #[schemars(range(min = 5, max = 15))]
    pub grid: u8,
    /// Rows and columns of the window that an agent sees, itself in the centre; an odd number.
    #[schemars(range(min = 3, max = 9))]
    pub window: u8,
    /// Steps after which an episode is over.
    #[schemars(range(min = 1))]
    pub max_steps: u32,
    /// Later values of max_steps: each holds for episodes that begin at from_step env steps of training or later.
    pub max_steps_curriculum: Vec<MaxStepsFrom>,
    /// Which scores items have: train, test (unseen), hard (unseen and high).
    pub split: ScoreSplit,
    /// Scores to draw from instead of the split's: at least two, all different.
    #[schemars(inner(range(min = 1, max = 255)))]
    pub scores: Vec<u8>,
    /// Where agents and items begin.
    pub layout: Layout,
    /// Rows in which items begin, counted from the edge of their side, which is 0; empty: the layout's own.
    #[schemars(inner(range(min = 0, max = 6)))]
    pub item_rows: Vec<u8>,
    /// Later values of item_rows: each holds for episodes that begin at from_step env steps of training or later.
    pub item_rows_curriculum: Vec<ItemRowsFrom>,
    /// Walls at random places of the middle row; fewer than it has cells.
    #[schemars(range(min = 0, max = 14))]
    pub walls: u8,
    /// Whether agents move at the same time; otherwise agent 0 moves first and agent 1 meets the map as agent 0
    /// left it.
    pub simultaneous: bool,
    /// Whether an item can be lifted in the last step.
    ///
    /// In the paper's program the episode is over as soon as agent 0 has acted in it, so agent 1 neither moves
    /// nor lifts.
    pub last_step_pickup: bool,
    /// Whether the penalty for running out of time is paid in the last step even if an item is lifted in it.
    ///
    /// It is in the authors' layout2 program.
    pub last_step_penalty: bool,
    /// Whether lifting the target pays (max_steps - step) / max_steps on top.
    pub time_bonus: bool,
    /// Whether the partner shows in the window.
    pub partner_visible: bool,
    /// Whether the occupancy channel shows the agent itself and nothing else: no item, wall or edge.
    ///
    /// So does the authors' layout2 program while the partner is invisible.
    pub blank_occupancy: bool,
    /// Whether running out of time cuts the episode off instead of ending it.
    ///
    /// It is then `Truncated`, not `Terminated`. The penalty is paid either way.
    pub timeout_truncates: bool,
    /// Strength of an agent.
    #[schemars(range(min = 1, max = 255))]
    pub agent_strength: u8,
    /// Strength that it takes to lift an item; two agents must have it.
    #[schemars(range(min = 1, max = 255))]
    pub item_strength: u8,
}

impl Default for ScoreConfig {
    fn default() -> Self {
        Self {
            grid: 5,
            window: 3,
            max_steps: 10,
            max_steps_curriculum: Vec::new(),
            split: ScoreSplit::Train,
            scores: Vec::new(),
            layout: Layout::Score,
            item_rows: Vec::new(),
            item_rows_curriculum: Vec::new(),
            walls: 0,
            simultaneous: false,
            last_step_pickup: false,
            last_step_penalty: false,
            time_bonus: true,
            partner_visible: false,
            blank_occupancy: false,
            timeout_truncates: false,
            agent_strength: 3,
            item_strength: 6,
        }
    }
}

/// A value of `max_steps` and when it begins to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MaxStepsFrom {
    /// Env steps of training.
    pub from_step: u64,
    /// Steps after which an episode is over.
    #[schemars(range(min = 1))]
    pub max_steps: u32,
}

/// A value of `item_rows` and when it begins to hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ItemRowsFrom {
    /// Env steps of training.
    pub from_step: u64,
    /// Rows in which items begin; empty: the layout's own.
    #[schemars(inner(range(min = 0, max = 6)))]
    pub item_rows: Vec<u8>,
}

/// Which scores items have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ScoreSplit {
    /// 5, 10, ... 250: 50 scores.
    Train,
    /// Even numbers from 2 to 248 that are no multiples of 10: 100 scores, none of them in `train`.
    Test,
    /// Those of `test` from 202 to 238: 16 scores, so that both items are worth much.
    Hard,
}

impl ScoreSplit {
    /// The scores, rising.
    pub fn scores(self) -> Vec<u8> {
        match self {
            Self::Train => (5..=250).step_by(5).collect(),
            Self::Test => (2..=248)
                .step_by(2)
                .filter(|score| score % 10 != 0)
                .collect(),
            Self::Hard => (202..=238)
                .step_by(2)
                .filter(|score| score % 10 != 0)
                .collect(),
        }
    }
}

/// Where agents and items begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Layout {
    /// The paper's: items in the edge rows of opposite sides, each agent beside its own item.
    Score,
    /// The authors' later one: agents anywhere in the edge rows of opposite sides, each with its own item
    /// on its side, one row inwards.
    Layout2,
}

impl Layout {
    /// Rows in which items begin where `item_rows` is empty.
    pub fn item_rows(self) -> &'static [u8] {
        match self {
            Self::Score => &[0],
            Self::Layout2 => &[1],
        }
    }

    /// Least Manhattan distance between the items.
    pub fn item_distance(self) -> u8 {
        match self {
            Self::Score => 3,
            Self::Layout2 => 1,
        }
    }
}

impl ScoreConfig {
    /// The game of the authors' layout2 program, as it is before its curriculum sets in.
    pub fn layout2() -> Self {
        Self {
            max_steps: 30,
            layout: Layout::Layout2,
            simultaneous: true,
            last_step_pickup: true,
            last_step_penalty: true,
            blank_occupancy: true,
            ..Self::default()
        }
    }

    /// Scores to draw from.
    pub fn score_list(&self) -> Vec<u8> {
        if self.scores.is_empty() {
            self.split.scores()
        } else {
            self.scores.clone()
        }
    }

    /// `max_steps` for an episode that begins at `progress` env steps of training.
    pub fn max_steps_at(&self, progress: u64) -> u32 {
        let later = self
            .max_steps_curriculum
            .iter()
            .rfind(|entry| entry.from_step <= progress);
        later.map_or(self.max_steps, |entry| entry.max_steps)
    }

    /// `item_rows` for an episode that begins at `progress` env steps of training.
    pub fn item_rows_at(&self, progress: u64) -> &[u8] {
        let later = self
            .item_rows_curriculum
            .iter()
            .rfind(|entry| entry.from_step <= progress);
        let rows = later.map_or(&self.item_rows, |entry| &entry.item_rows);
        if rows.is_empty() {
            self.layout.item_rows()
        } else {
            rows
        }
    }

    /// Whether the options make a game.
    ///
    /// # Errors
    /// [`EnvError::Config`] naming the first option that does not, with the values that would.
    pub fn validate(&self, channel: &ChannelPhysics) -> Result<(), EnvError> {
        channel.validate()?;
        let refuse = |key, problem: String| Err(EnvError::config(key, problem));
        if !(5..=15).contains(&self.grid) {
            return refuse("game.grid", format!("is {}; give 5 to 15", self.grid));
        }
        if !(3..=9).contains(&self.window) || self.window.is_multiple_of(2) {
            return refuse(
                "game.window",
                format!("is {}; give 3, 5, 7 or 9", self.window),
            );
        }
        if self.walls >= self.grid {
            let most = self.grid - 1;
            return refuse(
                "game.walls",
                format!(
                    "is {}, which closes the middle row; give at most {most}",
                    self.walls
                ),
            );
        }
        if self.agent_strength == 0 || self.item_strength == 0 {
            return refuse(
                "game.item_strength",
                "and `game.agent_strength` must both be at least 1".to_owned(),
            );
        }
        if u16::from(self.item_strength) > 2 * u16::from(self.agent_strength) {
            return refuse(
                "game.item_strength",
                format!(
                    "is {}, more than two agents of strength {} can lift; give at most {}",
                    self.item_strength,
                    self.agent_strength,
                    2 * u16::from(self.agent_strength)
                ),
            );
        }
        self.validate_scores()?;
        self.validate_steps()?;
        self.validate_rows()
    }

    fn validate_scores(&self) -> Result<(), EnvError> {
        let mut sorted = self.score_list();
        sorted.sort_unstable();
        sorted.dedup();
        let given = self.score_list().len();
        if given < 2 || sorted.len() < given || sorted[0] == 0 {
            return Err(EnvError::config(
                "game.scores",
                "must hold at least two scores from 1 to 255, none of them twice",
            ));
        }
        Ok(())
    }

    fn validate_steps(&self) -> Result<(), EnvError> {
        // With one step and no pick-up in the last one, no episode could ever succeed.
        let least = if self.last_step_pickup { 1 } else { 2 };
        let entries = &self.max_steps_curriculum;
        if self.max_steps < least {
            let problem = format!("is {}; give at least {least}", self.max_steps);
            return Err(EnvError::config("game.max_steps", problem));
        }
        if let Some(entry) = entries.iter().find(|entry| entry.max_steps < least) {
            let problem = format!("has max_steps = {}; give at least {least}", entry.max_steps);
            return Err(EnvError::config("game.max_steps_curriculum", problem));
        }
        if !entries.is_sorted_by(|a, b| a.from_step < b.from_step) {
            return Err(EnvError::config(
                "game.max_steps_curriculum",
                "must be sorted by `from_step`, each later than the one before",
            ));
        }
        Ok(())
    }

    fn validate_rows(&self) -> Result<(), EnvError> {
        // A side is the half of the map above or below the middle row.
        let last = (self.grid - 1) / 2 - 1;
        let check = |key, rows: &[u8]| match rows.iter().find(|row| **row > last) {
            Some(row) => Err(EnvError::config(
                key,
                format!("holds {row}, which is not on one side of the map; give 0 to {last}"),
            )),
            None => Ok(()),
        };
        check("game.item_rows", &self.item_rows)?;
        for entry in &self.item_rows_curriculum {
            check("game.item_rows_curriculum", &entry.item_rows)?;
        }
        if !self
            .item_rows_curriculum
            .is_sorted_by(|a, b| a.from_step < b.from_step)
        {
            return Err(EnvError::config(
                "game.item_rows_curriculum",
                "must be sorted by `from_step`, each later than the one before",
            ));
        }
        Ok(())
    }
}
