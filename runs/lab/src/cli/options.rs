//! Parsers of option values that more than one command takes.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use protolang_records::run::recorded::EpisodesOf;

use crate::config::count::count;

/// Which episodes of a run are meant.
pub fn episodes_of() -> impl TypedValueParser<Value = EpisodesOf> {
    let help = |of| match of {
        EpisodesOf::Evaluation => "Played by the newest networks, which learnt nothing meanwhile",
        EpisodesOf::Training => "Played while networks learnt",
    };
    let all = [EpisodesOf::Evaluation, EpisodesOf::Training];
    let value = |of: EpisodesOf| PossibleValue::new(of.name()).help(help(of));
    PossibleValuesParser::new(all.map(value)).map(move |name| {
        let known = all.into_iter().find(|of| of.name() == name);
        known.unwrap_or(EpisodesOf::Training)
    })
}

/// A number of env steps: whole, above 0, and no more than TOML can hold.
pub fn steps(text: &str) -> Result<u64, String> {
    count(text)
        .filter(|steps| *steps > 0 && i64::try_from(*steps).is_ok())
        .ok_or_else(|| {
            format!(
                "a number of steps is a whole number from 1 to {}, such as 2000000, 2_000_000, 2M, 1.5M, 10k or 2e6",
                i64::MAX
            )
        })
}

/// A seed: whole and not negative, and no more than TOML, in which a run keeps it, can hold.
pub fn seed(text: &str) -> Result<u64, String> {
    let seed = text.parse().ok();
    seed.filter(|seed| i64::try_from(*seed).is_ok())
        .ok_or_else(|| format!("a seed is a whole number from 0 to {}", i64::MAX))
}

/// Parses a probability, 0 to 1, of an option.
pub fn probability(text: &str) -> Result<f64, String> {
    let number: f64 = text
        .parse()
        .map_err(|_| format!("{text:?} is not a number"))?;
    if (0.0..=1.0).contains(&number) {
        Ok(number)
    } else {
        Err(format!("a probability is from 0 to 1, not {text}"))
    }
}

/// A positive finite number of seconds.
pub fn seconds(text: &str) -> Result<f64, String> {
    let number: f64 = text
        .parse()
        .map_err(|_| format!("{text:?} is not a number"))?;
    if number.is_finite() && number > 0.0 && number <= 86_400.0 {
        Ok(number)
    } else {
        Err(format!(
            "a time is above 0 and at most 86400 seconds, not {text}"
        ))
    }
}
