//! The language of each speaker: its metrics, its power laws, and how they are told.

use protolang_language::measure::Measure;
use protolang_language::metric::info::MetricInfo;
use protolang_language::options::Options;
use protolang_language::power_law::analysis::PowerLaw;
use serde_json::{Map, Value, json};

use super::asked::{chosen, usage};
use super::measures::table;
use super::power_law::{analyses, sentence};
use super::source::{Measured, Speaker};
use super::waiting::compute_shown;
use crate::error::Failure;

/// What was measured of one speaker.
pub(super) struct Language<'s> {
    speaker: &'s Speaker,
    pub(super) measures: Vec<(&'static str, Measure)>,
    laws: Option<(PowerLaw, Option<PowerLaw>)>,
}

/// Measures every speaker of a source by itself.
pub(super) fn languages<'s>(
    source: &'s Measured,
    asked: &[&'static MetricInfo],
    options: &Options,
) -> Result<Vec<Language<'s>>, Failure> {
    // The analysis of power laws is long, and asked for by its name like any other.
    let with_laws = asked.is_empty() || asked.iter().any(|metric| metric.name == "power_law");
    let of = |speaker: &'s Speaker| -> Result<Language<'s>, Failure> {
        let metrics = chosen(asked, &speaker.all);
        Ok(Language {
            speaker,
            measures: compute_shown(&metrics, &speaker.all, options).map_err(usage)?,
            laws: with_laws.then(|| analyses(&speaker.all, options.seed, options.workers)),
        })
    };
    source.speakers.iter().map(of).collect()
}

impl Language<'_> {
    /// `network`, `n_messages`, `n_episodes`, `vocabulary`, `metrics{NAME: measure}`, `power_law`,
    /// `power_law_of_messages`.
    pub(super) fn as_json(&self) -> Map<String, Value> {
        let tally = self.speaker.all.tally();
        let metrics: Map<String, Value> = self
            .measures
            .iter()
            .map(|(name, measure)| ((*name).to_owned(), json!(measure)))
            .collect();
        let mut value = Map::new();
        value.insert("network".to_owned(), json!(self.speaker.network));
        value.insert("n_messages".to_owned(), json!(tally.lines()));
        value.insert("n_episodes".to_owned(), json!(self.speaker.episodes));
        value.insert("vocabulary".to_owned(), json!(tally.vocabulary()));
        value.insert("metrics".to_owned(), Value::Object(metrics));
        if let Some((symbols, messages)) = &self.laws {
            value.insert("power_law".to_owned(), json!(symbols));
            value.insert("power_law_of_messages".to_owned(), json!(messages));
        }
        value
    }

    /// A heading, the table, and the power laws in words. `of` is what speakers are called.
    pub(super) fn as_text(&self, of: &str) -> String {
        let tally = self.speaker.all.tally();
        let heading = self
            .speaker
            .network
            .map_or_else(String::new, |network| format!("{of} {network}: "));
        let laws = self
            .laws
            .as_ref()
            .map_or_else(String::new, |(symbols, messages)| {
                let messages = messages.as_ref().map_or_else(String::new, sentence);
                format!("\n{}{messages}", sentence(symbols))
            });
        format!(
            "{heading}{} messages of {} episodes, vocabulary {}\n\n{}{laws}",
            tally.lines(),
            self.speaker.episodes,
            tally.vocabulary(),
            table(&self.measures),
        )
    }
}
