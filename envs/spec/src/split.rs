//! What a game keeps apart to evaluate with.

use std::fmt;

use thiserror::Error;

/// The conditions of an evaluation.
///
/// ```
/// use protolang_spec::split::Split;
///
/// assert_eq!(Split::ALL.map(Split::name), ["train", "test", "hard", "ood"]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Split {
    /// The game as it was trained.
    Train,
    /// What training has not shown.
    Test,
    /// What training has not shown, and is harder.
    Hard,
    /// What lies outside of everything that training could show.
    Ood,
}

impl Split {
    /// Every split.
    pub const ALL: [Self; 4] = [Self::Train, Self::Test, Self::Hard, Self::Ood];

    /// Name on the command line and in records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Train => "train",
            Self::Test => "test",
            Self::Hard => "hard",
            Self::Ood => "ood",
        }
    }
}

impl fmt::Display for Split {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Why a game cannot be played under the conditions of a split.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum SplitError {
    /// The game has no such split.
    #[error("{game} has no split {split}: give --split {}", one_of(.have))]
    Missing {
        /// Name of the game.
        game: &'static str,
        /// What was asked for.
        split: Split,
        /// What there is.
        have: Vec<Split>,
    },
    /// The run has trained with what the split holds.
    #[error("the run has trained with {what}: give {}", .give.map_or("another --split".to_owned(), |split| format!("--split {split}")))]
    Trained {
        /// What it has trained with.
        what: String,
        /// The split to take instead, if it is a certain one.
        give: Option<Split>,
    },
}

impl SplitError {
    /// A game that has only these splits.
    pub fn missing(game: &'static str, split: Split, have: &[Split]) -> Self {
        Self::Missing {
            game,
            split,
            have: have.to_vec(),
        }
    }
}

/// `train, test or hard`.
fn one_of(splits: &[Split]) -> String {
    let names: Vec<&str> = splits.iter().map(|split| split.name()).collect();
    match names.as_slice() {
        [before @ .., last] if !before.is_empty() => format!("{} or {last}", before.join(", ")),
        names => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_names_what_there_is() {
        let missing = |have: &[Split]| SplitError::missing("chess", Split::Ood, have).to_string();
        assert_eq!(
            missing(&[Split::Train]),
            "chess has no split ood: give --split train"
        );
        assert_eq!(
            missing(&[Split::Train, Split::Test, Split::Hard]),
            "chess has no split ood: give --split train, test or hard"
        );
    }
}
