//! `protolang games`: what can be played.

use protolang_envs::games::GameConfig;
use protolang_envs::games::manual::manual;
use protolang_envs::games::registry::games;
use protolang_spec::attribute::Attribute;
use protolang_spec::block::{Block, BlockKind};
use protolang_spec::spaces::Spaces;
use serde_json::{Value, json};

use crate::cli::inspect::GamesArgs;
use crate::config::channel::ChannelTable;
use crate::config::flat::flat;
use crate::config::game::GameTable;
use crate::config::nearest::nearest;
use crate::config::presets::PRESETS;
use crate::config::roles::roles;
use crate::config::run_config::RunConfig;
use crate::config::schema;
use crate::error::Failure;
use crate::terminal::output::{print, print_json};
use crate::terminal::shell::program;
use crate::terminal::table::{columns, wrapped};

/// Lists the games, or describes one as it is with its default keys.
///
/// # Errors
/// [`Failure::Usage`] when there is no such game.
pub fn run(args: &GamesArgs) -> Result<(), Failure> {
    let Some(name) = &args.name else {
        return list(args.json);
    };
    let game = find(name)?;
    let channel = ChannelTable::default().physics();
    let description = format!(
        "{}\n{}",
        manual(&*game, &channel).trim_end(),
        options(&game)?
    );
    let policies = game.policies();
    if !args.json {
        let players: String = policies
            .iter()
            .map(|policy| format!("  {}: {}\n", policy.name, policy.what))
            .collect();
        return print(&format!(
            "{}\n\nPlayers ({} play {name} --policy NAME)\n{players}{}",
            description.trim_end(),
            program(),
            scripted_presets(&game)?
        ));
    }
    let mut value = spaces_json(&game.spaces(&channel));
    value["name"] = json!(game.name());
    value["keys"] = json!(game);
    value["description"] = json!(description);
    let policies = policies.iter();
    value["policies"] = policies
        .map(|policy| json!({ "name": policy.name, "what": policy.what }))
        .collect();
    print_json(&value)
}

/// The game's keys and those of the channel, each with its default and what it means.
///
/// # Errors
/// As [`RunConfig::to_table`].
fn options(game: &GameConfig) -> Result<String, Failure> {
    let config = RunConfig {
        game: GameTable(game.clone()),
        ..RunConfig::default()
    };
    let values = flat(&config.to_table()?);
    let schema = schema::of_run(Some(game.name()));
    let mut text = String::new();
    for table in ["game", "channel"] {
        text.push_str(&format!("\nOptions [{table}]\n"));
        for (key, help) in schema::options(&schema, table) {
            let value = values.get(&format!("{table}.{key}"));
            let value = value.map_or_else(|| "unset".to_owned(), ToString::to_string);
            let line = wrapped(&format!("{key} = {value}: {help}"), 94);
            text.push_str(&format!("  {}\n", line.replace('\n', "\n      ")));
        }
    }
    Ok(text)
}

/// The game with a name, with its default keys.
///
/// # Errors
/// [`Failure::Usage`] with the closest name.
pub fn find(name: &str) -> Result<GameConfig, Failure> {
    GameConfig::from_name(name).ok_or_else(|| {
        let close = nearest(name, games().entries().map(|entry| entry.name));
        let close = close.map_or_else(String::new, |close| format!(", did you mean {close:?}?"));
        Failure::Usage(format!(
            "there is no game called {name:?}{close}; see `protolang games`"
        ))
    })
}

/// Who learns in the presets of a game in which not everybody does.
fn scripted_presets(game: &GameConfig) -> Result<String, Failure> {
    // Presets with the same roles share a paragraph.
    let mut kinds: Vec<(Vec<String>, Vec<&str>)> = Vec::new();
    for preset in PRESETS {
        let config = RunConfig::preset(preset.name)?;
        let roles = roles(&config);
        if config.game.name() != game.name() || roles.is_empty() {
            continue;
        }
        match kinds.iter_mut().find(|(known, _)| *known == roles) {
            Some((_, names)) => names.push(preset.name),
            None => kinds.push((roles, vec![preset.name])),
        }
    }
    let mut text = String::new();
    for (roles, names) in kinds {
        let names = wrapped(&format!("Who learns in {}", names.join(", ")), 80);
        text.push_str(&format!("\n{names}\n"));
        for line in roles {
            let line = wrapped(&line, 76).replace('\n', "\n  ");
            text.push_str(&format!("  {line}\n"));
        }
    }
    Ok(text)
}

fn list(as_json: bool) -> Result<(), Failure> {
    let games = games();
    if as_json {
        let list: Vec<Value> = games
            .entries()
            .map(|entry| json!({ "name": entry.name, "summary": entry.summary }))
            .collect();
        return print_json(&json!({ "games": list }));
    }
    let rows: Vec<Vec<String>> = games
        .entries()
        .map(|entry| vec![entry.name.to_owned(), entry.summary.to_owned()])
        .collect();
    let table = columns(&["GAME", "WHAT"], &rows);
    print(&format!(
        "{table}\n{0} games NAME describes one; {0} play NAME plays it.\n",
        program()
    ))
}

/// `{name, kind, values[]}`: the values are there where they have names.
pub fn attribute_json(known: &Attribute) -> Value {
    json!({ "name": known.name, "kind": known.kind.name(), "values": known.values })
}

fn spaces_json(spaces: &Spaces) -> Value {
    let block = |block: &Block| {
        let shape = match block.kind {
            BlockKind::Grid {
                height,
                width,
                channels,
            } => vec![height, width, channels],
            BlockKind::Vector { len } => vec![len],
        };
        let texts: Vec<&str> = block.elements.iter().map(|e| e.text.as_str()).collect();
        let ids: Vec<&str> = block.elements.iter().map(|e| e.id.as_str()).collect();
        json!({ "name": block.name, "shape": shape, "scale": block.scale, "elements": texts, "element_ids": ids })
    };
    let outcomes: Vec<Value> = spaces
        .outcomes
        .iter()
        .map(|outcome| json!({ "name": outcome.name, "success": outcome.success }))
        .collect();
    json!({
        "agents": spaces.agents,
        "actions": spaces.actions,
        "observation": spaces.observation.iter().map(block).collect::<Vec<_>>(),
        "symbols": {
            "alphabet": spaces.symbols.alphabet,
            "length": spaces.symbols.length,
            "sources": spaces.symbols.sources,
        },
        "outcomes": outcomes,
        "meaning": spaces.meaning.iter().map(|known| known.name).collect::<Vec<_>>(),
        "attributes": spaces.meaning.iter().map(attribute_json).collect::<Vec<_>>(),
        "message_unit": spaces.message_unit.to_string(),
        "masks_actions": spaces.masks_actions,
        "masks_speech": spaces.masks_speech,
        "question": spaces.question.map(|question| {
            json!({ "name": question.name, "choices": question.choices })
        }),
        "counts": spaces.counts,
    })
}
