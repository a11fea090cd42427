//! A game by its name, with keys set on the command line.

use crate::config::layers::Layers;
use crate::config::run_config::RunConfig;
use crate::error::Failure;

/// The game with its keys set; a bare key is the game's own.
///
/// # Errors
/// [`Failure`] naming the first assignment that makes no game.
pub fn configured(game: &str, set: &[String]) -> Result<RunConfig, Failure> {
    let mut layers = Layers::default();
    layers.set(&format!("game.name=\"{game}\""))?;
    for assignment in set {
        let outside = ["channel.", "game."]
            .iter()
            .any(|table| assignment.starts_with(table));
        if outside {
            layers.set(assignment)?;
        } else {
            layers.set(&format!("game.{assignment}"))?;
        }
    }
    Ok(RunConfig::from_layers(&layers)?)
}

#[cfg(test)]
mod tests {
    use protolang_envs::games::deduction::DeductionConfig;
    use protolang_envs::games::score::ScoreConfig;

    use super::*;

    #[test]
    fn bare_keys_are_the_games_own() {
        let set = ["max_steps=20", "channel.vocabulary=7"].map(str::to_owned);
        let config = configured("score", &set).expect("a config");
        assert_eq!(config.channel.vocabulary, 7);
        let score = config
            .game
            .0
            .get::<ScoreConfig>()
            .expect("the game is score");
        assert_eq!(score.max_steps, 20);
    }

    #[test]
    fn keys_of_tables_in_a_game_are_dotted() {
        let set = ["map.width=3", "crew=5"].map(str::to_owned);
        let config = configured("deduction", &set).expect("a config");
        let game = config.game.0;
        let deduction = game
            .get::<DeductionConfig>()
            .expect("the game is deduction");
        assert_eq!((deduction.map.width, deduction.map.height), (3, 2));
        assert_eq!(deduction.crew, 5);
        let sentence = |set: &str| {
            let refused = configured("deduction", &[set.to_owned()]);
            refused.map(|_| ()).expect_err(set).to_string()
        };
        insta::assert_snapshot!(sentence("map.widht=3"), @"unknown key game.map.widht (--set game.map.widht=3): did you mean game.map.width?");
        insta::assert_snapshot!(sentence("map.width=9"), @"game.map.width must be a whole number from 1 to 4, not 9 (--set game.map.width=9)");
        insta::assert_snapshot!(sentence("map.width=wide"), @r#"game.map.width must be a whole number from 1 to 4, not the text "wide" (--set game.map.width=wide)"#);
        insta::assert_snapshot!(sentence("impostors=0"), @"game.impostors must be a whole number from 1 to 3, not 0 (--set game.impostors=0)");
    }

    #[test]
    fn what_is_wrong_is_said() {
        let sentence = |set: &str| {
            let failure = configured("score", &[set.to_owned()])
                .map(|_| ())
                .expect_err(set);
            assert_eq!(failure.exit_code(), 2);
            failure.to_string()
        };
        insta::assert_snapshot!(sentence("max_step=20"), @"unknown key game.max_step (--set game.max_step=20): did you mean game.max_steps?");
        insta::assert_snapshot!(sentence("grid=99"), @"game.grid must be a whole number from 5 to 15, not 99 (--set game.grid=99)");
    }
}
