//! Layers of a config: each sets keys over the ones before it, and every key remembers who set it.

use std::borrow::Cow;

use toml::de::{DeInteger, DeTable, DeValue};
use toml::{Spanned, Table, Value};

use super::error::ConfigError;
use super::origin::{Origin, Origins};

/// Longest config text that is read, in bytes.
pub(super) const MAX_TEXT: usize = 1 << 20;
/// Deepest table that any config has, with room to spare; also bounds recursion on bad input.
const MAX_DEPTH: usize = 8;

/// Layers so far, each over the ones before it. Defaults are not among them.
#[derive(Clone, Debug, Default)]
pub struct Layers(pub(super) Vec<Layer>);

/// What one text or option sets, and where.
#[derive(Clone, Debug, Default)]
pub(super) struct Layer {
    pub(super) table: Table,
    pub(super) origins: Origins,
    /// Whether people have typed it on a command line, where `2M` is a number.
    pub(super) typed: bool,
}

/// What a layer's text is called in messages.
#[derive(Clone, Copy, Debug)]
pub enum Source<'a> {
    /// A preset of this binary.
    Preset(&'a str),
    /// A file.
    File(&'a str),
}

impl Source<'_> {
    fn at(self, line: usize) -> Origin {
        match self {
            Self::Preset(name) => Origin::Preset {
                name: name.to_owned(),
                line,
            },
            Self::File(path) => Origin::File {
                path: path.to_owned(),
                line,
            },
        }
    }

    fn name(self) -> String {
        match self {
            Self::Preset(name) => format!("preset {name}"),
            Self::File(path) => path.to_owned(),
        }
    }
}

impl Layers {
    /// Lays a TOML text over what is set.
    pub fn text(&mut self, text: &str, source: Source<'_>) -> Result<(), ConfigError> {
        self.0.push(Layer::parse(text, source)?);
        Ok(())
    }

    /// Lays one `KEY=VALUE` over what is set. The value is TOML; a bare word is a text.
    pub fn set(&mut self, assignment: &str) -> Result<(), ConfigError> {
        let refuse = |reason: &str| ConfigError::Set {
            text: assignment.to_owned(),
            reason: reason.to_owned(),
        };
        let (key, value) = assignment
            .split_once('=')
            .ok_or_else(|| refuse("there is no ="))?;
        let value = parse_value(value).ok_or_else(|| refuse("the value is not TOML"))?;
        let key = key.trim();
        let legal = |part: &str| {
            !part.is_empty()
                && part
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        };
        if !key.split('.').all(legal) || key.split('.').count() > MAX_DEPTH {
            return Err(refuse("the key is not a dotted name"));
        }
        self.assign(key, value, Origin::Flag(format!("--set {assignment}")));
        Ok(())
    }

    /// Lays one value of the command line over what is set. `key` is dotted.
    pub fn assign(&mut self, key: &str, value: Value, origin: Origin) {
        let nest = |value, part: &str| Value::Table(Table::from_iter([(part.to_owned(), value)]));
        let mut origins = Origins::default();
        origins.note(key.to_owned(), origin);
        if let Value::Table(table) = key.rsplit('.').fold(value, nest) {
            self.0.push(Layer {
                table,
                origins,
                typed: true,
            });
        }
    }

    /// All layers as one table, and who set what in it.
    pub(super) fn merged(&self) -> (Table, Origins) {
        let (mut table, mut origins) = (Table::new(), Origins::default());
        for layer in &self.0 {
            merge(&mut table, layer.table.clone());
            origins.lay(&layer.origins);
        }
        (table, origins)
    }
}

impl Layer {
    /// Reads a TOML text.
    pub(super) fn parse(text: &str, source: Source<'_>) -> Result<Self, ConfigError> {
        let syntax = |line, message: &str| ConfigError::Syntax {
            source_name: source.name(),
            line,
            message: message.trim().replace('\n', ", "),
        };
        if text.len() > MAX_TEXT {
            return Err(syntax(1, "it is longer than 1 MiB, which no config is"));
        }
        if let Some(line) = too_deep(text) {
            return Err(syntax(line, "the key has more parts than any config key"));
        }
        let lines = Lines::of(text);
        let spans = DeTable::parse(text).map_err(|error| {
            let line = error.span().map_or(1, |span| lines.at(span.start));
            syntax(line, error.message())
        })?;
        let mut origins = Origins::default();
        note(&mut origins, "", spans.get_ref(), &|at| {
            source.at(lines.at(at))
        });
        Ok(Self {
            table: table(spans.into_inner()),
            origins,
            typed: false,
        })
    }

    /// Leaves some top-level tables and nothing else.
    pub(super) fn keep(&mut self, tables: &[&str]) {
        self.table.retain(|name, _| tables.contains(&name));
    }

    /// Removes `[provenance]`, which a run adds to its `run.toml`, and gives the version of protolang that last
    /// wrote it.
    pub(super) fn take_provenance(&mut self) -> Option<String> {
        let provenance = self.table.remove("provenance")?;
        let resumed = provenance.get("resumed").and_then(Value::as_array);
        let last = resumed.and_then(|resumed| resumed.last());
        let version = last.unwrap_or(&provenance).get("protolang")?;
        version.as_str().map(str::to_owned)
    }
}

/// A parsed table as values. A number that TOML's 64 bits do not hold becomes a text, which every key that asks
/// for a number refuses by its own range.
fn table(parsed: DeTable<'_>) -> Table {
    let entry = |(key, value): (Spanned<Cow<'_, str>>, Spanned<DeValue<'_>>)| {
        (key.into_inner().into_owned(), owned(value.into_inner()))
    };
    parsed.into_iter().map(entry).collect()
}

/// A number that 64 bits do not hold, in decimals as far as they are known.
fn large(number: &DeInteger<'_>) -> String {
    u128::from_str_radix(number.as_str(), number.radix())
        .map_or_else(|_| number.to_string(), |number| number.to_string())
}

fn owned(value: DeValue<'_>) -> Value {
    match value {
        DeValue::String(text) => Value::String(text.into_owned()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or_else(|_| Value::String(large(&number)), Value::Integer),
        // What is no number to Rust was none to the parser.
        DeValue::Float(number) => Value::Float(number.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(truth) => Value::Boolean(truth),
        DeValue::Datetime(date) => Value::Datetime(date),
        DeValue::Array(list) => {
            let list = list.into_iter().map(|value| owned(value.into_inner()));
            Value::Array(list.collect())
        }
        DeValue::Table(inner) => Value::Table(table(inner)),
    }
}

/// The value of `text` as TOML, or as a text when it is a bare word.
pub(super) fn parse_value(text: &str) -> Option<Value> {
    let text = text.trim();
    if text.len() > MAX_TEXT || too_deep(text).is_some() {
        return None;
    }
    let bare = !text.is_empty()
        && !text.chars().any(|c| c.is_control())
        && !text.starts_with(['"', '\'', '[', '{']);
    match format!("value = {text}").parse::<Table>() {
        Ok(mut table) if table.len() == 1 => table.remove("value"),
        _ => bare.then(|| Value::String(text.to_owned())),
    }
}

/// The first line that holds more dots than any line of a config.
///
/// The parser builds a dotted key as nested tables without bound, and dropping ten thousands of
/// them would exhaust the stack.
fn too_deep(text: &str) -> Option<usize> {
    text.lines()
        .position(|line| line.matches('.').count() > 256)
        .map(|index| index + 1)
}

fn merge(under: &mut Table, over: Table) {
    for (key, value) in over {
        match (under.get_mut(&key), value) {
            (Some(Value::Table(old)), Value::Table(new)) => merge(old, new),
            (_, value) => {
                under.insert(key, value);
            }
        }
    }
}

fn note(origins: &mut Origins, prefix: &str, table: &DeTable<'_>, at: &impl Fn(usize) -> Origin) {
    for (key, value) in table {
        let name = key.get_ref();
        let dotted = if prefix.is_empty() {
            name.to_string()
        } else {
            format!("{prefix}.{name}")
        };
        origins.note(dotted.clone(), at(key.span().start));
        if let DeValue::Table(inner) = value.get_ref() {
            note(origins, &dotted, inner, at);
        }
    }
}

/// Line numbers of byte offsets.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(
            text.bytes()
                .enumerate()
                .filter(|(_, b)| *b == b'\n')
                .map(|(at, _)| at)
                .collect(),
        )
    }

    fn at(&self, offset: usize) -> usize {
        self.0.partition_point(|&end| end < offset) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::{Layers, Source, parse_value};
    use toml::Value;

    #[test]
    fn values_are_toml_and_bare_words_are_texts() {
        assert_eq!(parse_value("0.5"), Some(Value::Float(0.5)));
        assert_eq!(parse_value("1_000"), Some(Value::Integer(1000)));
        assert_eq!(parse_value("true"), Some(Value::Boolean(true)));
        assert_eq!(
            parse_value("xp+sp"),
            Some(Value::String("xp+sp".to_owned()))
        );
        assert_eq!(
            parse_value("cuda:0"),
            Some(Value::String("cuda:0".to_owned()))
        );
        assert_eq!(
            parse_value("[1, 2]").and_then(|v| v.as_array().map(Vec::len)),
            Some(2)
        );
        assert_eq!(parse_value("[1, 2"), None);
        assert_eq!(parse_value(""), None);
        assert_eq!(parse_value("1\nother = 2"), None);
    }

    #[test]
    fn a_later_layer_wins_key_by_key_and_is_remembered() {
        let mut layers = Layers::default();
        layers
            .text("[ppo]\ngamma = 0.5\nclip = 0.2\n", Source::Preset("p"))
            .unwrap();
        layers
            .text("ppo.gamma = 0.6", Source::File("f.toml"))
            .unwrap();
        layers.set("ppo.lanes=8").unwrap();
        let (table, origins) = layers.merged();
        let ppo = table["ppo"].as_table().unwrap();
        assert_eq!(ppo["gamma"].as_float(), Some(0.6));
        assert_eq!(ppo["clip"].as_float(), Some(0.2));
        let origin = |key: &str| origins.of(key).map(ToString::to_string);
        assert_eq!(origin("ppo.gamma").as_deref(), Some("f.toml, line 1"));
        assert_eq!(origin("ppo.clip").as_deref(), Some("preset p, line 3"));
        assert_eq!(origin("ppo.lanes").as_deref(), Some("--set ppo.lanes=8"));
        assert_eq!(origin("run.seed"), None);
    }

    #[test]
    fn endless_dotted_keys_are_refused_before_they_are_built() {
        let mut layers = Layers::default();
        let deep = vec!["a"; 200_000].join(".");
        assert!(
            layers
                .text(&format!("{deep} = 1"), Source::File("f"))
                .is_err()
        );
        assert!(
            layers
                .text(&format!("[{deep}]"), Source::File("f"))
                .is_err()
        );
        assert!(layers.set(&format!("{deep}=1")).is_err());
    }
}
