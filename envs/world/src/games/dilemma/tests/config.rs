use crate::games::GameConfig;
use crate::games::dilemma::{DilemmaConfig, Payoff};
use crate::games::parity::Sees;

#[test]
fn options_survive_json_under_the_names_that_configs_use() {
    let json = r#"{"name":"dilemma","payoff":"parity-critical","sender_sees":"image-and-label",
        "receiver_sees":"nothing","actions":"chosen","reward":"own","split":"train"}"#;
    let game: GameConfig = serde_json::from_str(json).expect("a game");
    let Some(config) = game.get::<DilemmaConfig>() else {
        panic!("{game:?}");
    };
    assert_eq!(config.payoff, Payoff::ParityCritical);
    assert_eq!(config.receiver_sees, Sees::Nothing);
    let again = serde_json::to_string(&game).expect("options are JSON");
    assert_eq!(
        serde_json::from_str::<GameConfig>(&again).expect("and back"),
        game
    );
    let unknown = serde_json::from_str::<DilemmaConfig>(r#"{"payof": 1}"#).expect_err("a slip");
    assert!(unknown.to_string().contains("payof"), "{unknown}");
}
