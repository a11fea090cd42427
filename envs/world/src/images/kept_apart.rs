//! Images and objects that are kept apart from training, as a split of an evaluation.

use protolang_spec::split::{Split, SplitError};

use super::ImageSplit;

/// What is shown under the conditions of a split by a game that shows `shown` to those who train; `apart` is
/// whether the game keeps something apart: split "train" then shows other images or objects than "test".
pub(crate) fn kept_apart(
    game: &'static str,
    split: Split,
    shown: ImageSplit,
    apart: bool,
) -> Result<ImageSplit, SplitError> {
    match (split, shown) {
        (Split::Train, _) => Ok(shown),
        (Split::Test, ImageSplit::Train) if apart => Ok(ImageSplit::Test),
        (Split::Test, _) => Err(SplitError::Trained {
            what: format!(
                "what split test shows, as {game} does unless game.split is \"train\" and something is kept apart"
            ),
            give: Some(Split::Train),
        }),
        (Split::Hard | Split::Ood, _) => Err(SplitError::missing(
            game,
            split,
            &[Split::Train, Split::Test],
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::games::GameConfig;

    #[test]
    fn an_image_game_shows_images_that_the_run_has_not_seen() {
        let game = GameConfig::from_name("dilemma").expect("a game");
        let trained = game.before_training();
        let test = trained.with_split(Split::Test).expect("a split");
        assert_eq!(test, game);
        assert_eq!(test.with_split(Split::Train).expect("a split"), test);
        let refuse = |split| test.with_split(split).expect_err("no split").to_string();
        insta::assert_snapshot!(refuse(Split::Test), @r#"the run has trained with what split test shows, as dilemma does unless game.split is "train" and something is kept apart: give --split train"#);
        insta::assert_snapshot!(refuse(Split::Hard), @"dilemma has no split hard: give --split train or test");
        let deduction = GameConfig::from_name("deduction").expect("a game");
        let refused = deduction.with_split(Split::Test).expect_err("no split");
        insta::assert_snapshot!(refused, @"deduction has no split test: give --split train");
    }
}
