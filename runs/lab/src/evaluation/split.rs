//! The conditions that a game is evaluated under.

use protolang_envs::games::GameConfig;
use protolang_envs::games::score::{ScoreConfig, Split};
use protolang_envs::images::ImageSplit;

use crate::cli::eval::SplitChoice;
use crate::error::Failure;

/// A run's game under the conditions of a split. `train` is the game as the run has it; for the others,
/// what the run has trained with is left out. Curricula are those of training: an evaluation plays the
/// game as it is at env step 0, whenever the checkpoint was written, so that checkpoints compare.
///
/// # Errors
/// [`Failure::Usage`]: the game has no such split, or nothing of it is left that training has not seen.
pub fn conditions(game: &GameConfig, split: SplitChoice) -> Result<GameConfig, Failure> {
    match game {
        GameConfig::Score(config) => score(config, split).map(GameConfig::Score),
        GameConfig::Deduction(_) if split == SplitChoice::Train => Ok(game.clone()),
        GameConfig::Deduction(_) => Err(Failure::Usage(format!(
            "{} has no split {}: give --split train",
            game.name(),
            name(split)
        ))),
        GameConfig::Dilemma(_) | GameConfig::PrivateTarget(_) | GameConfig::Referential(_) => {
            kept_apart(game, split)
        }
    }
}

/// A game that keeps images or objects apart from those that it is trained with.
fn kept_apart(game: &GameConfig, split: SplitChoice) -> Result<GameConfig, Failure> {
    let mut other = game.clone();
    let apart = game.keeps_apart();
    match (split, other.image_split()) {
        (SplitChoice::Train, _) => Ok(other),
        (SplitChoice::Test, Some(shown @ ImageSplit::Train)) if apart => {
            *shown = ImageSplit::Test;
            Ok(other)
        }
        (SplitChoice::Test, _) => Err(Failure::Usage(format!(
            "the run has trained with what split test shows, as {} does unless game.split is \"train\" and something is kept apart: give --split train",
            game.name()
        ))),
        (SplitChoice::Hard | SplitChoice::Ood, _) => Err(Failure::Usage(format!(
            "{} has no split {}: give --split train or test",
            game.name(),
            name(split)
        ))),
    }
}

fn score(config: &ScoreConfig, split: SplitChoice) -> Result<ScoreConfig, Failure> {
    let held_out = match split {
        SplitChoice::Train => return Ok(config.clone()),
        SplitChoice::Test => Split::Test,
        SplitChoice::Hard => Split::Hard,
        SplitChoice::Ood => {
            return Err(Failure::Usage(
                "score has no split ood: give --split train, test or hard".to_owned(),
            ));
        }
    };
    let trained = config.score_list();
    let mut scores = held_out.scores();
    scores.retain(|score| !trained.contains(score));
    if scores.len() < 2 {
        return Err(Failure::Usage(format!(
            "the run has trained with the scores of split {}: give another --split",
            name(split)
        )));
    }
    Ok(ScoreConfig {
        split: held_out,
        scores: if scores == held_out.scores() {
            Vec::new()
        } else {
            scores
        },
        ..config.clone()
    })
}

/// Name on the command line.
pub fn name(split: SplitChoice) -> &'static str {
    match split {
        SplitChoice::Train => "train",
        SplitChoice::Test => "test",
        SplitChoice::Hard => "hard",
        SplitChoice::Ood => "ood",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(config: &ScoreConfig, split: SplitChoice) -> Vec<u8> {
        score(config, split).expect("a split").score_list()
    }

    #[test]
    fn splits_are_those_of_the_paper() {
        let config = ScoreConfig::default();
        assert_eq!(scores(&config, SplitChoice::Train).len(), 50);
        assert_eq!(scores(&config, SplitChoice::Test).len(), 100);
        assert_eq!(scores(&config, SplitChoice::Hard).len(), 16);
    }

    #[test]
    fn what_a_run_trained_with_is_not_held_out() {
        let config = ScoreConfig {
            scores: vec![4, 5, 248],
            ..ScoreConfig::default()
        };
        assert_eq!(scores(&config, SplitChoice::Train), [4, 5, 248]);
        let test = scores(&config, SplitChoice::Test);
        assert_eq!(test.len(), 98);
        assert!(!test.contains(&4) && !test.contains(&248));
    }

    #[test]
    fn an_image_game_shows_images_that_the_run_has_not_seen() {
        let trained = GameConfig::from_name("dilemma")
            .expect("a game")
            .before_training();
        let test = conditions(&trained, SplitChoice::Test).expect("a split");
        assert_eq!(test, GameConfig::from_name("dilemma").expect("a game"));
        assert_eq!(
            conditions(&test, SplitChoice::Train).expect("a split"),
            test
        );
        let refuse = |split| conditions(&test, split).expect_err("no split").to_string();
        insta::assert_snapshot!(refuse(SplitChoice::Test), @r#"the run has trained with what split test shows, as dilemma does unless game.split is "train" and something is kept apart: give --split train"#);
        insta::assert_snapshot!(refuse(SplitChoice::Hard), @"dilemma has no split hard: give --split train or test");
    }

    #[test]
    fn splits_that_are_not_there_are_refused() {
        let refuse = |config: &ScoreConfig, split| {
            score(config, split).expect_err("no such split").to_string()
        };
        insta::assert_snapshot!(refuse(&ScoreConfig::default(), SplitChoice::Ood), @"score has no split ood: give --split train, test or hard");
        let trained_on_hard = ScoreConfig {
            split: Split::Hard,
            ..ScoreConfig::default()
        };
        insta::assert_snapshot!(refuse(&trained_on_hard, SplitChoice::Hard), @"the run has trained with the scores of split hard: give another --split");
    }
}
