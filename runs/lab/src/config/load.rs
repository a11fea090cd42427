//! A config from presets, files and the command line: laid over each other, checked, read.

use std::path::Path;

use toml::{Table, Value};

use super::check::{by_schema, read_counts, together};
use super::error::ConfigError;
use super::fault::{Fault, KeyFault};
use super::file;
use super::flat::flat;
use super::game::{self, DEFAULT};
use super::layers::{Layer, Layers, Source};
use super::legal::found;
use super::origin::{Origin, Origins};
use super::presets::{self, Preset};
use super::renamed;
use super::run_config::RunConfig;
use super::schema;

/// What the command line lays over a preset or file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overrides {
    /// `--set KEY=VALUE`, in order.
    pub set: Vec<String>,
    /// `--seed`.
    pub seed: Option<u64>,
    /// `--steps`.
    pub steps: Option<u64>,
    /// `--workers`.
    pub workers: Option<usize>,
}

impl RunConfig {
    /// The config of a preset or file under the options of a command line, resolved.
    ///
    /// `what` is a file when it ends in `.toml` or holds a path separator, and a preset otherwise.
    /// A file may build on a preset with a first line `extends = "NAME"`.
    ///
    /// The file may be the `run.toml` of a run: it holds every value, so that it trains the same run again. Its
    /// `[provenance]` tells of the run that it was, and is passed over. Where an earlier version has recorded it,
    /// old names of keys and values are read; in a config that somebody has written they are refused.
    ///
    /// # Errors
    /// Whatever is wrong with it; also a file that sets nothing.
    pub fn load(what: impl AsRef<Path>, overrides: &Overrides) -> Result<Self, ConfigError> {
        let what = what.as_ref();
        let name = what.to_string_lossy();
        let mut layers = Layers::default();
        let mut writer = None;
        if name.ends_with(".toml") || name.contains(['/', '\\']) {
            let text = file::read(what)?;
            writer = lay(&mut layers, &text, Source::File(&name))?;
            if layers.0.iter().all(|layer| flat(&layer.table).is_empty()) {
                return Err(ConfigError::Empty {
                    path: name.into_owned(),
                });
            }
        } else {
            let preset = presets::find(&name)?;
            lay(&mut layers, preset.text, Source::Preset(preset.name))?;
        }
        overrides.lay(&mut layers)?;
        let config = Self::from_layers(&layers);
        let mut config = config.map_err(|error| error.written_by(writer))?;
        config.resolve();
        Ok(config)
    }

    /// A preset as it is written: nothing resolved, nothing laid over it.
    ///
    /// # Errors
    /// [`ConfigError::UnknownPreset`].
    pub fn preset(name: &str) -> Result<Self, ConfigError> {
        let preset = presets::find(name)?;
        let mut layers = Layers::default();
        lay(&mut layers, preset.text, Source::Preset(preset.name))?;
        Self::from_layers(&layers)
    }

    /// Reads a whole config back, as [`Self::to_toml`] of this version or an earlier one has written it. A table
    /// `[provenance]`, which a run adds to its `run.toml`, is passed over.
    ///
    /// # Errors
    /// Whatever is wrong with it; `path` is what it is called in the message.
    pub fn from_toml(text: &str, path: &str) -> Result<Self, ConfigError> {
        let mut own = Layer::parse(text, Source::File(path))?;
        let writer = recorded(&mut own);
        let layers = Layers(vec![own]);
        Self::from_layers(&layers).map_err(|error| error.written_by(writer))
    }

    /// The same config with what a preset itself sets of the game and the population, if one is given, and
    /// then with some keys set anew, as in `--set KEY=VALUE`; `path` is what the config is called in a message.
    ///
    /// # Errors
    /// Whatever is then wrong with it.
    pub fn with(
        &self,
        preset: Option<&Preset>,
        set: &[String],
        path: &str,
    ) -> Result<Self, ConfigError> {
        let mut layers = Layers::default();
        layers.text(&self.to_toml()?, Source::File(path))?;
        if let Some(preset) = preset {
            let mut own = Layer::parse(preset.text, Source::Preset(preset.name))?;
            own.keep(&["game", "population"]);
            layers.0.push(own);
        }
        for assignment in set {
            layers.set(assignment)?;
        }
        Self::from_layers(&layers)
    }

    /// Reads and checks what the layers have set; everything else is a default. Each layer is checked, also where
    /// a later one sets the same key anew.
    ///
    /// # Errors
    /// The first key that does not exist or whose value is not legal, with who set it.
    pub fn from_layers(layers: &Layers) -> Result<Self, ConfigError> {
        let mut layers = layers.clone();
        let (table, origins) = layers.merged();
        let name = game::name(&table);
        let name = name.map_err(|fault| ConfigError::new(fault, &origins, &[]))?;
        let schema = schema::of_run(Some(name));
        let keys = schema::keys(&schema);
        let complete = |fault, origins: &Origins| ConfigError::new(fault, origins, &keys);
        for layer in &mut layers.0 {
            let mut value = Value::Table(std::mem::take(&mut layer.table));
            if layer.typed {
                read_counts(&mut value, &schema);
            }
            by_schema(&value, &schema, "", false)
                .map_err(|fault| complete(fault, &layer.origins))?;
            if let Value::Table(table) = value {
                layer.table = table;
            }
        }
        let (mut table, origins) = layers.merged();
        let complete = |fault| complete(fault, &origins);
        let game = table.entry("game").or_insert_with(|| Table::new().into());
        if let Value::Table(game) = game {
            game.entry("name").or_insert_with(|| DEFAULT.into());
        }
        let value = Value::Table(table);
        by_schema(&value, &schema, "", true).map_err(complete)?;
        let config: Self = serde_path_to_error::deserialize(value).map_err(|error| {
            let reason = error.inner().message().to_owned();
            complete(KeyFault::at(error.path().to_string(), Fault::Other(reason)))
        })?;
        together(&config).map_err(complete)?;
        Ok(config)
    }
}

impl Overrides {
    fn lay(&self, layers: &mut Layers) -> Result<(), ConfigError> {
        for assignment in &self.set {
            layers.set(assignment)?;
        }
        let mut option = |name: &str, value: Value| {
            let flag = Origin::Flag(format!(
                "--{name} {}",
                value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned)
            ));
            layers.assign(&format!("run.{name}"), value, flag);
        };
        // TOML's numbers end at 2^63 - 1; a larger one is refused by its text.
        let number =
            |n: u64| i64::try_from(n).map_or_else(|_| Value::String(n.to_string()), Value::Integer);
        if let Some(seed) = self.seed {
            option("seed", number(seed));
        }
        if let Some(steps) = self.steps {
            option("steps", number(steps));
        }
        if let Some(workers) = self.workers {
            option("workers", number(workers as u64));
        }
        Ok(())
    }
}

/// Lays a text, and under it the preset that it extends. Gives the version that has written it, if it is the
/// `run.toml` of a run.
fn lay(layers: &mut Layers, text: &str, source: Source<'_>) -> Result<Option<String>, ConfigError> {
    let mut own = Layer::parse(text, source)?;
    if let Some(base) = own.table.remove("extends") {
        let origin = own.origins.of("extends").cloned();
        let fault = |fault| ConfigError::Key {
            key: "extends".to_owned(),
            fault,
            origin,
        };
        let Value::String(base) = base else {
            return Err(fault(Fault::Value {
                legal: "the name of a preset".to_owned(),
                found: found(&base),
            }));
        };
        let preset =
            presets::find(&base).map_err(|_| fault(Fault::word(&base, presets::names())))?;
        // A preset may extend another one, but not itself: that would not end.
        if matches!(source, Source::Preset(name) if name == preset.name) {
            return Err(ConfigError::UnknownPreset {
                name: base,
                nearest: None,
            });
        }
        lay(layers, preset.text, Source::Preset(preset.name))?;
    }
    let writer = match source {
        Source::Preset(_) => None,
        Source::File(_) if own.table.contains_key("provenance") => recorded(&mut own),
        Source::File(_) => None,
    };
    layers.0.push(own);
    Ok(writer)
}

/// Reads the `run.toml` of a run, perhaps of an earlier version. Gives the version that has written it.
fn recorded(run_toml: &mut Layer) -> Option<String> {
    renamed::modernise_layer(run_toml);
    add_block(&mut run_toml.table);
    run_toml.take_provenance()
}

/// Before there were blocks, every worker had its own lanes: they are the blocks of such a run, if all had as many.
fn add_block(run_toml: &mut Table) {
    let whole = |table: &str, key: &str| run_toml.get(table)?.get(key)?.as_integer();
    let (Some(lanes), Some(workers)) = (whole("ppo", "lanes"), whole("run", "workers")) else {
        return;
    };
    if workers > 0
        && lanes % workers == 0
        && let Some(Value::Table(run)) = run_toml.get_mut("run")
    {
        run.entry("block").or_insert((lanes / workers).into());
    }
}
