//! What can go wrong with an environment, each with what to do about it.

use thiserror::Error;

/// An error of an environment.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum EnvError {
    /// An option has a value that the game or the channel cannot play with.
    #[error("`{key}` {problem}")]
    Config {
        /// Key as written in a config file, with its table (`game.grid`, `channel.delay`).
        key: &'static str,
        /// What is wrong with its value and which values are right.
        problem: String,
    },
    /// A game has spaces that nobody can play in: a mistake in its program.
    #[error("the game {game} {problem}: this is a mistake in the game's own program")]
    Spaces {
        /// Name of the game.
        game: &'static str,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// A batch was asked for without lanes.
    #[error("a batch needs at least one lane, but none was given")]
    NoLanes,
    /// A slice has the wrong length.
    #[error("`{slice}` has {got} elements, but {expected} are needed ({shape})")]
    Length {
        /// Name of the argument.
        slice: &'static str,
        /// Elements it must have.
        expected: usize,
        /// Elements it has.
        got: usize,
        /// Its shape in words.
        shape: &'static str,
    },
    /// An action does not exist.
    #[error("lane {lane}, agent {agent}: action {action} does not exist, the game has {actions} actions (0 to {last})", last = actions - 1)]
    Action {
        /// Lane in this batch.
        lane: usize,
        /// Seat of the agent.
        agent: usize,
        /// What was given.
        action: u8,
        /// Actions of the game.
        actions: usize,
    },
    /// A symbol does not exist.
    #[error("lane {lane}, agent {agent}: symbol {symbol} does not exist, the channel has {alphabet} symbols (0 to {last})", last = alphabet - 1)]
    Symbol {
        /// Lane in this batch.
        lane: usize,
        /// Seat of the agent.
        agent: usize,
        /// What was given.
        symbol: u16,
        /// Symbols of the channel.
        alphabet: usize,
    },
    /// A lane whose episode is over was stepped without a reset.
    #[error("lane {lane} has finished its episode; reset it before the next step")]
    Finished {
        /// Lane in this batch.
        lane: usize,
    },
    /// A lane does not exist.
    #[error("lane {lane} does not exist, the batch has {lanes} lanes (0 to {last})", last = lanes - 1)]
    Lane {
        /// What was given.
        lane: usize,
        /// Lanes of the batch.
        lanes: usize,
    },
    /// Saved episodes cannot be restored into this batch.
    #[error("cannot restore saved episodes: {reason}")]
    Restore {
        /// Why not, and what to do.
        reason: String,
    },
}

impl EnvError {
    /// An option that no game can be played with; `problem` goes on after the key's name.
    pub fn config(key: &'static str, problem: impl Into<String>) -> Self {
        Self::Config {
            key,
            problem: problem.into(),
        }
    }

    /// Saved episodes that cannot be restored.
    pub fn restore(reason: impl Into<String>) -> Self {
        Self::Restore {
            reason: reason.into(),
        }
    }
}
