//! The JSON Schema of a config, made from the structs that hold it: their docs are what keys mean, their types
//! and ranges what keys may be.

use std::sync::LazyLock;

use protolang_envs::games::registry::{Entry, games};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Value as Json, json};

use super::game::{DEFAULT, GameTable};
use super::legal::Legal;
use super::presets;
use super::run_config::RunConfig;

/// A generator that writes every type where it is used, so that keys are found by their names.
fn generator() -> SchemaGenerator {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.inline_subschemas = true);
    settings.into_generator()
}

/// The schema of the config of a run of any game. Programs that add games do so before they read a config.
static OF_ANY: LazyLock<Json> =
    LazyLock::new(|| generator().into_root_schema_for::<RunConfig>().to_value());

/// The schema of the config of a run that plays a game; of any game where none is given.
pub(crate) fn of_run(game: Option<&str>) -> Json {
    let mut schema = OF_ANY.clone();
    if let Some(entry) = game.and_then(|game| games().entry(game)) {
        schema["properties"]["game"] = game_table(&mut generator(), entry);
    }
    schema
}

/// The schema of a config file: of a run of any game, and what stands in files alone.
pub fn of_files() -> Json {
    let mut schema = of_run(None);
    let own = &mut schema["properties"];
    own["extends"] = json!({
        "description": "The preset that the file builds on.",
        "enum": presets::names(),
    });
    own["provenance"] = json!({
        "description": "Where the run was trained whose run.toml this is; passed over when it is trained again.",
        "type": "object",
    });
    schema["title"] = json!("Config of protolang");
    schema
}

impl JsonSchema for GameTable {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "GameTable".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let games = games().entries();
        let any: Vec<Json> = games.map(|game| game_table(generator, game)).collect();
        schemars::json_schema!({ "description": "The game and its own keys.", "anyOf": any })
    }
}

/// The table of one game. Its name may be left out, as what a file extends may give it.
fn game_table(generator: &mut SchemaGenerator, game: &Entry) -> Json {
    let mut schema = game.schema(generator).to_value();
    let own = schema["properties"].as_object_mut().map(std::mem::take);
    let name = json!({
        "description": format!("The game, by a name that protolang games lists; left out, {DEFAULT}."),
        "type": "string",
        "const": game.name,
    });
    let version = json!({
        "description": "Version of the game's rules that the options are for; 1 where it is left out.",
        "type": "integer",
        "minimum": 1,
    });
    let named = [("name".to_owned(), name), ("version".to_owned(), version)].into_iter();
    schema["properties"] = named.chain(own.into_iter().flatten()).collect();
    schema
}

/// The schema of a key, dotted.
pub(crate) fn find<'a>(schema: &'a Json, key: &str) -> Option<&'a Json> {
    key.split('.')
        .try_fold(schema, |schema, name| schema["properties"].get(name))
}

/// Every key, dotted, each table before its own.
pub(super) fn keys(schema: &Json) -> Vec<String> {
    let mut all = Vec::new();
    for (name, schema) in schema["properties"].as_object().into_iter().flatten() {
        all.push(name.clone());
        all.extend(keys(schema).iter().map(|key| format!("{name}.{key}")));
    }
    all
}

/// The keys of a table that a person sets, dotted below it, each with its help; a game's name is not one.
pub(crate) fn options(schema: &Json, table: &str) -> Vec<(String, String)> {
    let Some(table) = find(schema, table) else {
        return Vec::new();
    };
    let keys = keys(table).into_iter();
    let keys = keys.filter(|key| !["name", "version"].contains(&key.as_str()));
    keys.filter_map(|key| {
        let own = find(table, &key).filter(|own| own.get("properties").is_none())?;
        let help = help(own);
        Some((key, help))
    })
    .collect()
}

/// What a key means, with its legal values where the words do not name them.
pub(super) fn help(schema: &Json) -> String {
    let text = schema["description"].as_str().unwrap_or_default();
    let first = text.split("\n\n").next().unwrap_or_default();
    let words: Vec<&str> = first.split_whitespace().collect();
    let meaning = words.join(" ");
    let meaning = meaning.strip_suffix('.').unwrap_or(&meaning);
    match Legal::of(schema) {
        Legal::Words(words) if words.len() == 1 => meaning.to_owned(),
        legal @ (Legal::Whole { .. } | Legal::Number { .. } | Legal::Words(_)) => {
            format!("{meaning} ({legal})")
        }
        _ => meaning.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use protolang_envs::games::GameConfig;

    use super::*;
    use crate::config::check::by_schema;
    use crate::config::error::ConfigError;
    use crate::config::layers::{Layer, Source};
    use crate::config::presets::PRESETS;
    use crate::config::run_config::RunConfig;
    use toml::Value;

    /// What is wrong with a config file by the schema of files, whose game may be any one that fits.
    fn fault(schema: &Json, text: &str) -> Option<String> {
        let layer = Layer::parse(text, Source::File("F")).expect("TOML");
        let value = Value::Table(layer.table);
        let games = schema["properties"]["game"]["anyOf"].as_array();
        let faults = games.expect("games").iter().map(|game| {
            let mut schema = schema.clone();
            schema["properties"]["game"] = game.clone();
            let checked = by_schema(&value, &schema, "", false);
            checked
                .err()
                .map(|fault| ConfigError::new(fault, &layer.origins, &[]).to_string())
        });
        faults.min().flatten()
    }

    #[test]
    fn presets_and_what_is_printed_of_them_are_valid() {
        let schema = of_files();
        for preset in PRESETS {
            assert_eq!(fault(&schema, preset.text), None, "{}", preset.name);
            let config = RunConfig::preset(preset.name).expect("a preset");
            let printed = crate::config::annotate::annotated(&config).expect("printed");
            assert_eq!(fault(&schema, &printed), None, "{}", preset.name);
            let written = config.to_toml().expect("written");
            assert_eq!(fault(&schema, &written), None, "{}", preset.name);
        }
    }

    #[test]
    fn what_is_refused_is_not_valid() {
        let schema = of_files();
        for text in [
            "extends = \"quickstat\"",
            "ppo = 5",
            "[[run]]\nseed = 7",
            "[run]\nsteps = 0",
            "[run]\nseed = -1",
            "[run]\ndevice = \"cuda:0\"",
            "[ppo]\ncliip = 1",
            "[ppo]\nlearning_rate = 0",
            "[ppo]\ngamma = 1.5",
            "[network]\ngrid_layers = []",
            "[network]\ngrid_layers = [0]",
            "[population]\nscripted_actions = [\"some\"]",
            "[game]\nname = \"chess\"",
            "[game]\nname = \"score\"\ncrew = 4",
            "[game]\nname = \"deduction\"\ncrew = 1",
            "[game.map]\nwidth = 5",
        ] {
            assert!(fault(&schema, text).is_some(), "{text}");
        }
    }

    /// The defaults of every game are within their own ranges.
    #[test]
    fn defaults_are_valid() {
        for game in games().entries().map(|entry| entry.name) {
            let default = RunConfig {
                game: GameTable(GameConfig::from_name(game).expect("a game")),
                ..RunConfig::default()
            };
            let text = default.to_toml().expect("written");
            assert_eq!(fault(&of_files(), &text), None, "{game}");
        }
    }

    /// Nothing stands in the schema that the program does not heed.
    #[test]
    fn every_word_of_the_schema_is_read() {
        const READ: [&str; 15] = [
            "type",
            "enum",
            "const",
            "oneOf",
            "anyOf",
            "properties",
            "additionalProperties",
            "required",
            "items",
            "minItems",
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "$schema",
        ];
        const FOR_PEOPLE: [&str; 4] = ["title", "description", "default", "format"];
        fn look(schema: &Json) {
            for (word, value) in schema.as_object().expect("a schema") {
                let known = READ.contains(&word.as_str()) || FOR_PEOPLE.contains(&word.as_str());
                assert!(known, "{word} in {schema}");
                match word.as_str() {
                    "properties" => value.as_object().expect("keys").values().for_each(look),
                    "oneOf" | "anyOf" => value.as_array().expect("a list").iter().for_each(look),
                    "items" => look(value),
                    "additionalProperties" => assert_eq!(*value, json!(false), "{schema}"),
                    _ => {}
                }
            }
        }
        look(&of_files());
    }

    #[test]
    fn every_key_says_what_it_means_and_what_it_may_be() {
        fn look(name: &str, schema: &Json) {
            let text = schema["description"].as_str().unwrap_or_default();
            assert!(text.len() > 5, "{name} says nothing");
            for (key, schema) in schema["properties"].as_object().into_iter().flatten() {
                look(&format!("{name}.{key}"), schema);
            }
            // A range that nobody has chosen is that of the type which holds it.
            let of_type = match schema["format"].as_str() {
                Some("uint8") => json!(u8::MAX),
                Some("uint16") => json!(u16::MAX),
                _ => Json::Null,
            };
            let chosen = of_type.is_null() || schema["maximum"] != of_type;
            let all = ["length", "delay", "range", "strength", "values"];
            assert!(
                chosen || all.iter().any(|all| name.ends_with(all)),
                "{name} takes its range from its type"
            );
        }
        for game in games().entries().map(|entry| entry.name) {
            let schema = of_run(Some(game));
            for (name, table) in schema["properties"].as_object().expect("tables") {
                look(name, table);
            }
        }
        let schema = of_run(Some("score"));
        let key = |key: &str| help(find(&schema, key).expect("a key"));
        insta::assert_snapshot!(key("ppo.lanes"), @"Copies of the game that are played at once (a whole number from 1 to 1048576)");
        insta::assert_snapshot!(key("ppo.gamma"), @"Discount a step (a number of at least 0 and at most 1)");
        insta::assert_snapshot!(key("channel.range"), @"Chebyshev distance within which messages are heard, in cells; left out, any distance (a whole number from 0 to 255)");
        insta::assert_snapshot!(key("network.core"), @"What lies between features and heads: an LSTM, or one layer without memory (one of lstm, feed-forward)");
        insta::assert_snapshot!(key("population.seats"), @"With pairing seats: for each seat the networks that may sit there, of which one is drawn for every rollout");
        insta::assert_snapshot!(key("game.window"), @"Rows and columns of the window that an agent sees, itself in the centre; an odd number (a whole number from 3 to 9)");
    }
}
