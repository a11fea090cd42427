//! Legal values: each key by itself, by its schema, then what keys ask of each other.

use protolang_agents::config::Pairing;
use protolang_channel::config::ChannelKind;
use protolang_spec::spaces::Spaces;
use serde_json::Value as Json;
use toml::Value;

use super::count::count;
use super::fault::{Fault, KeyFault};
use super::legal::Legal;
use super::nearest::nearest;
use super::renamed;
use super::run_config::RunConfig;

/// Names the first key of a table, which stands at `key`, that its schema does not know or whose value is not
/// legal. A `whole` table also has the keys that must be given; a layer need not.
pub(super) fn by_schema(
    value: &Value,
    schema: &Json,
    key: &str,
    whole: bool,
) -> Result<(), KeyFault> {
    let legal = Legal::of(schema);
    let checked = legal.check(value);
    checked.map_err(|fault| KeyFault::at(key, with_new_name(key, value, fault)))?;
    let inner = |name: &str| match key {
        "" => name.to_owned(),
        key => format!("{key}.{name}"),
    };
    match value {
        Value::Table(table) => {
            let properties = schema["properties"].as_object();
            for (name, value) in table {
                let known = || properties.into_iter().flatten();
                let Some(schema) = properties.and_then(|known| known.get(name)) else {
                    if let Some(fault) = renamed::key_fault(&inner(name), value) {
                        return Err(KeyFault::at(inner(name), fault));
                    }
                    let known: Vec<String> = known().map(|(name, _)| name.clone()).collect();
                    let nearest = nearest(name, known.iter().map(String::as_str));
                    let nearest = nearest.map(|name| inner(&name));
                    return Err(KeyFault::at(inner(name), Fault::Unknown { nearest, known }));
                };
                by_schema(value, schema, &inner(name), whole)?;
            }
            let mut required = schema["required"].as_array().into_iter().flatten();
            let missing =
                required.find(|name| name.as_str().is_some_and(|name| !table.contains_key(name)));
            match missing.and_then(Json::as_str) {
                Some(name) if whole => Err(KeyFault::at(inner(name), Fault::Missing)),
                _ => Ok(()),
            }
        }
        // The elements of a list come from one layer.
        Value::Array(list) => list.iter().enumerate().try_for_each(|(index, value)| {
            by_schema(
                value,
                &schema["items"],
                &inner(&(index + 1).to_string()),
                true,
            )
        }),
        _ => Ok(()),
    }
}

/// Means the new name of a word where its old one stands.
fn with_new_name(key: &str, value: &Value, mut fault: Fault) -> Fault {
    let new = value.as_str().and_then(|word| renamed::word(key, word));
    if let (Fault::Word { nearest, .. }, Some(new)) = (&mut fault, new) {
        *nearest = Some(new.to_owned());
    }
    fault
}

/// Reads `2M`, `1.5M` and `2e6` where a whole number is asked for.
pub(super) fn read_counts(value: &mut Value, schema: &Json) {
    let number = match value {
        Value::Table(table) => {
            for (name, value) in table.iter_mut() {
                read_counts(value, &schema["properties"][name]);
            }
            return;
        }
        Value::String(text) => count(text),
        // As it is written without an exponent.
        Value::Float(number) => count(&number.to_string()),
        _ => return,
    };
    let number = number.and_then(|number| i64::try_from(number).ok());
    if let (Some(number), Legal::Whole { .. }) = (number, Legal::of(schema)) {
        *value = Value::Integer(number);
    }
}

/// What keys ask of each other.
pub(super) fn together(config: &RunConfig) -> Result<(), KeyFault> {
    let RunConfig {
        run,
        ppo,
        population,
        channel,
        ..
    } = config;
    let range = |key, legal: String, found: usize| {
        Err(KeyFault::at(
            key,
            Fault::Value {
                legal,
                found: found.to_string(),
            },
        ))
    };
    if ppo.minibatches > ppo.lanes || !ppo.lanes.is_multiple_of(ppo.minibatches) {
        let legal = format!("a divisor of ppo.lanes, which is {}", ppo.lanes);
        return range("ppo.minibatches", legal, ppo.minibatches);
    }
    if run.workers > ppo.lanes {
        let legal = format!("at most ppo.lanes, which is {}", ppo.lanes);
        return range("run.workers", legal, run.workers);
    }
    if run.block > 0 && !ppo.lanes.is_multiple_of(run.block) {
        let legal = format!("0, or a divisor of ppo.lanes, which is {}", ppo.lanes);
        return range("run.block", legal, run.block);
    }
    let per_minibatch = ppo.lanes / ppo.minibatches;
    if run.shard > 0 && !per_minibatch.is_multiple_of(run.shard) {
        let legal =
            format!("0, or a divisor of ppo.lanes / ppo.minibatches, which is {per_minibatch}");
        return range("run.shard", legal, run.shard);
    }
    if channel.kind != ChannelKind::None && channel.vocabulary == 1 && !channel.silence {
        let legal = "at least 2 without channel.silence, since one word says nothing";
        return range("channel.vocabulary", legal.to_owned(), 1);
    }
    if population.pairing == Pairing::CrossPlay && population.size < 2 {
        let legal =
            "at least 2 with population.pairing = \"xp\", where two different networks meet";
        return range("population.size", legal.to_owned(), population.size);
    }
    config.game.check(channel)?;
    who_plays(config)
}

/// Seats, frozen networks, initial parameters and scripted policies, against the game and the number of networks.
fn who_plays(config: &RunConfig) -> Result<(), KeyFault> {
    let (population, size) = (&config.population, config.population.size);
    let spaces = config.game.0.spaces(&config.channel.physics());
    let ends_together = config.game.0.ends_together();
    if population.pairing == Pairing::Fixed && size > spaces.agents && !ends_together {
        let problem = format!(
            "is {size}, but teams play side by side only in a game whose episodes all have one length: \
             with population.pairing = \"fixed\" give {}",
            spaces.agents
        );
        return wrong("population.size", problem);
    }
    networks_exist(config, spaces.agents)?;
    if !population.init_from.is_empty() && population.init_from.len() != size {
        let problem = format!(
            "has {} entries for {size} networks: give one for each, or none at all",
            population.init_from.len()
        );
        return wrong("population.init_from", problem);
    }
    scripts_fit(config, &spaces)
}

/// Every network that is named is there.
fn networks_exist(config: &RunConfig, seats: usize) -> Result<(), KeyFault> {
    let (population, size) = (&config.population, config.population.size);
    let lists = (population.pairing == Pairing::Seats).then_some(&population.seats);
    if let Some(list) = lists.filter(|list| list.len() != seats) {
        let problem = format!(
            "has {} lists of networks, but the game has {seats} seats: give a list for each",
            list.len()
        );
        return wrong("population.seats", problem);
    }
    let seated = lists.into_iter().flatten().flatten();
    let seated = seated.map(|network| ("population.seats", *network));
    let frozen = population.frozen.iter();
    let frozen = frozen.map(|network| ("population.frozen", *network));
    let reference = &config.objectives.reference;
    let reference =
        (reference.weight > 0.0).then_some(("objectives.reference.network", reference.network));
    let absent = seated
        .chain(frozen)
        .chain(reference)
        .find(|(_, network)| *network >= size);
    let Some((key, network)) = absent else {
        return Ok(());
    };
    let problem = format!(
        "names network {network}, but population.size is {size}: give 0 to {}",
        size.saturating_sub(1)
    );
    wrong(key, problem)
}

/// The scripted policy is one of the game, and each seat has its share of actions.
fn scripts_fit(config: &RunConfig, spaces: &Spaces) -> Result<(), KeyFault> {
    let (population, game) = (&config.population, &config.game.0);
    let (scripted, seats) = (population.scripted_actions.len(), spaces.agents);
    if scripted != 0 && scripted != seats {
        let problem =
            format!("has {scripted} entries, but the game has {seats} seats: give one for each");
        return wrong("population.scripted_actions", problem);
    }
    let script = &population.scripted_policy;
    if script.is_empty() || (spaces.masks_actions && game.players(script).is_some()) {
        return Ok(());
    }
    let name = game.name();
    let problem = format!(
        "is {script:?}, which {name} does not have beside networks: see protolang games {name}"
    );
    wrong("population.scripted_policy", problem)
}

fn wrong(key: &str, problem: String) -> Result<(), KeyFault> {
    Err(KeyFault::at(key, Fault::Other(problem)))
}
