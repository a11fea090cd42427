//! What is said when training met a number that is not finite: which one, and how to go on in a new run.

use std::ffi::{OsStr, OsString};
use std::path::Path;

use protolang_agents::divergence::Term;
use toml::Value;

use crate::config::flat::flat;
use crate::config::run_config::RunConfig;
use crate::config::schema;
use crate::terminal::shell;

/// When it happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// While perception was trained before training.
    Pretraining,
    /// In an update.
    Learning,
}

/// How to go on in a new run after a `term` was not finite in the run at `root`, of which the newest checkpoint is
/// that of env step `step`: with a key that has to do with the term, and a value for it.
pub fn remedy(root: &Path, config: &RunConfig, (stage, term): (Stage, Term), step: u64) -> String {
    let Some(key) = key(config, stage, term) else {
        let game = config.game.name();
        return format!(
            "what the game pays is too large: begin a new run with smaller rewards, see protolang games {game}"
        );
    };
    let (was, better) = values(config, &key);
    let mut set = vec![format!("{key}={better}")];
    let from = if step > 0 {
        let init_from = (0..config.population.size)
            .map(|network| Value::String(format!("{}#{network}", root.display())));
        set.push(format!(
            "population.init_from={}",
            Value::Array(init_from.collect())
        ));
        format!("go on from the checkpoint of env step {step} in a new run")
    } else {
        "begin a new run".to_owned()
    };
    let command = command(root, &set);
    format!(
        "{from} with a smaller {key}, which is {}: {command}",
        shown(was)
    )
}

fn command(root: &Path, set: &[String]) -> String {
    let mut out = shell::path(root);
    out.push("-again");
    let config = shell::path(&root.join("run.toml"));
    let mut arguments: Vec<OsString> = vec!["train".into(), config, "--out".into(), out];
    for one in set {
        arguments.extend(["--set", one].map(OsString::from));
    }
    shell::command(
        arguments
            .iter()
            .map(OsString::as_os_str)
            .map(OsStr::to_owned),
    )
}

/// A number without a row of zeros.
fn shown(number: f64) -> String {
    match number.abs() {
        size if size == 0.0 || (1e-4..1e6).contains(&size) => number.to_string(),
        _ => format!("{number:e}"),
    }
}

/// The key that a term depends on most.
fn key(config: &RunConfig, stage: Stage, term: Term) -> Option<String> {
    let rate = match stage {
        Stage::Pretraining => "perception.pretraining_learning_rate",
        Stage::Learning => "ppo.learning_rate",
    };
    let speaking = &config.objectives.speaking;
    let key = match term {
        Term::Parameters | Term::Outputs | Term::Policy | Term::Message | Term::Reconstruction => {
            rate
        }
        Term::Returns if speaking.weight > 0.0 => "objectives.speaking.weight",
        Term::Returns => return None,
        Term::Value => "ppo.value_coefficient",
        Term::ActionEntropy => "ppo.action_entropy",
        Term::MessageEntropy => "ppo.message_entropy",
        Term::Commitment => "perception.commitment",
        Term::Codebook => "perception.codebook_weight",
        Term::Perception if stage == Stage::Learning => "perception.weight",
        Term::Perception => rate,
        Term::Objective(name) => {
            let own = format!("objectives.{name}");
            let schema = schema::of_run(None);
            let weight = format!("{own}.weight");
            return Some(match schema::find(&schema, &weight) {
                Some(_) => weight,
                None => own,
            });
        }
    };
    Some(key.to_owned())
}

/// The value of a key, and a smaller one: its default where it is far above that, else a tenth.
fn values(config: &RunConfig, key: &str) -> (f64, Value) {
    let of = |config: &RunConfig| {
        let table = config.to_table().map(|table| flat(&table));
        let value = table.ok().and_then(|table| table.get(key).cloned());
        let value = value.map(|value| value.as_float().or(value.as_integer().map(|n| n as f64)));
        value.flatten().unwrap_or_default()
    };
    let (was, default) = (of(config), of(&RunConfig::default()));
    let better = if default > 0.0 && was > 10.0 * default {
        default
    } else if was > 10.0 {
        1.0
    } else {
        was / 10.0
    };
    (was, Value::Float(better))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load::Overrides;

    fn config(preset: &str, set: &[&str]) -> RunConfig {
        let overrides = Overrides {
            set: set.iter().map(|text| (*text).to_owned()).collect(),
            ..Overrides::default()
        };
        RunConfig::load(preset, &overrides).expect("a config")
    }

    #[test]
    fn every_term_has_a_key_that_exists_and_a_smaller_value() {
        let config = config("deduction", &["objectives.speaking.weight=1"]);
        let objectives = [
            "reflection.intent",
            "reflection.partner",
            "reflection.value",
            "positive_signalling",
            "positive_listening",
            "listening",
            "listening.votes",
            "prediction",
            "reference",
            "imitation",
        ];
        let terms = [
            Term::Parameters,
            Term::Outputs,
            Term::Returns,
            Term::Policy,
            Term::Message,
            Term::Value,
            Term::ActionEntropy,
            Term::MessageEntropy,
            Term::Perception,
            Term::Reconstruction,
            Term::Commitment,
            Term::Codebook,
        ];
        let terms = terms.into_iter().chain(objectives.map(Term::Objective));
        for term in terms {
            for stage in [Stage::Pretraining, Stage::Learning] {
                let key = key(&config, stage, term).expect("a key");
                assert!(
                    schema::find(&schema::of_run(None), &key).is_some(),
                    "{term:?}: {key}"
                );
                let (was, better) = values(&config, &key);
                let better = better.as_float().expect("a number");
                assert!(better < was || was == 0.0, "{term:?}: {was} to {better}");
            }
        }
    }

    #[test]
    fn values_far_off_become_what_they_are_by_default() {
        let of = |set: &str, key: &str| values(&config("quickstart", &[set]), key).1;
        assert_eq!(
            of("ppo.learning_rate=1e30", "ppo.learning_rate"),
            Value::Float(2.5e-4)
        );
        assert_eq!(
            of("ppo.learning_rate=1e-3", "ppo.learning_rate"),
            Value::Float(1e-4)
        );
        let weight = "objectives.positive_listening.weight";
        assert_eq!(of(&format!("{weight}=1e38"), weight), Value::Float(1.0));
    }
}
