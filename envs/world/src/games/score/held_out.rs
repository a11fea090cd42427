//! Scores that training has not seen, as splits of an evaluation.

use protolang_spec::game::Game as _;
use protolang_spec::split::{Split, SplitError};

use super::config::{ScoreConfig, ScoreSplit};

/// ScoreG with scores that training has not seen. Curricula are those of training: an evaluation plays the
/// game as it is at env step 0, whenever the checkpoint was written, so that checkpoints compare.
pub(super) fn with_split(config: &ScoreConfig, split: Split) -> Result<ScoreConfig, SplitError> {
    let held_out = match split {
        Split::Train => return Ok(config.clone()),
        Split::Test => ScoreSplit::Test,
        Split::Hard => ScoreSplit::Hard,
        Split::Ood => {
            let have = [Split::Train, Split::Test, Split::Hard];
            return Err(SplitError::missing(ScoreConfig::NAME, split, &have));
        }
    };
    let trained = config.score_list();
    let mut scores = held_out.scores();
    scores.retain(|score| !trained.contains(score));
    if scores.len() < 2 {
        return Err(SplitError::Trained {
            what: format!("the scores of split {split}"),
            give: None,
        });
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

#[cfg(test)]
mod tests {
    use super::*;

    fn scores(config: &ScoreConfig, split: Split) -> Vec<u8> {
        with_split(config, split).expect("a split").score_list()
    }

    #[test]
    fn splits_are_those_of_the_paper() {
        let config = ScoreConfig::default();
        assert_eq!(scores(&config, Split::Train).len(), 50);
        assert_eq!(scores(&config, Split::Test).len(), 100);
        assert_eq!(scores(&config, Split::Hard).len(), 16);
    }

    #[test]
    fn what_a_run_trained_with_is_not_held_out() {
        let config = ScoreConfig {
            scores: vec![4, 5, 248],
            ..ScoreConfig::default()
        };
        assert_eq!(scores(&config, Split::Train), [4, 5, 248]);
        let test = scores(&config, Split::Test);
        assert_eq!(test.len(), 98);
        assert!(!test.contains(&4) && !test.contains(&248));
    }

    #[test]
    fn splits_that_are_not_there_are_refused() {
        let refuse = |config: &ScoreConfig, split| {
            with_split(config, split)
                .expect_err("no such split")
                .to_string()
        };
        insta::assert_snapshot!(refuse(&ScoreConfig::default(), Split::Ood), @"score has no split ood: give --split train, test or hard");
        let trained_on_hard = ScoreConfig {
            split: ScoreSplit::Hard,
            ..ScoreConfig::default()
        };
        insta::assert_snapshot!(refuse(&trained_on_hard, Split::Hard), @"the run has trained with the scores of split hard: give another --split");
    }
}
