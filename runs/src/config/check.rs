//! Legal values: each key by itself, then what keys ask of each other.

use protolang_agents::config::Pairing;
use protolang_channel::config::ChannelKind;

use super::fault::{Fault, KeyFault};
use super::flat::flat;
use super::keys::KEYS;
use super::run_config::RunConfig;

/// Names the first key whose value is not legal.
pub(super) fn check(config: &RunConfig) -> Result<(), KeyFault> {
    let values = config
        .to_table()
        .map_err(|error| KeyFault::at("config", Fault::Other(error.to_string())))?;
    let values = flat(&values);
    for key in KEYS {
        if let Some(value) = values.get(key.name) {
            key.legal
                .check(value)
                .map_err(|fault| KeyFault::at(key.name, fault))?;
        }
    }
    together(config)
}

fn together(config: &RunConfig) -> Result<(), KeyFault> {
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
            Fault::Range {
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
    if channel.kind != ChannelKind::None && channel.vocabulary == 1 && !channel.silence {
        let legal = "at least 2 without channel.silence, since one word says nothing";
        return range("channel.vocabulary", legal.to_owned(), 1);
    }
    if population.pairing == Pairing::CrossPlay && population.size < 2 {
        let legal =
            "at least 2 with population.pairing = \"xp\", where two different networks meet";
        return range("population.size", legal.to_owned(), population.size);
    }
    config.game.check(channel)
}
