//! Keys and values of configs that had other names in earlier versions.
//!
//! Who writes an old name is told the new one. The `run.toml` of a run that an earlier version has recorded is
//! read as if it had the new names. Keys of `[game]` and `[channel]` are not among them: replays hold those too,
//! and `protolang_records` reads both without this table.

use toml::{Table, Value};

use super::fault::Fault;
use super::layers::Layer;

/// A key with its old and its new name, in one table.
struct Renamed {
    /// The table, dotted.
    table: &'static str,
    old: &'static str,
    new: &'static str,
    /// Values that have another name too, each with the old and the new one; the others stay as they are.
    values: &'static [[&'static str; 2]],
}

const fn key(
    table: &'static str,
    old: &'static str,
    new: &'static str,
    values: &'static [[&'static str; 2]],
) -> Renamed {
    Renamed {
        table,
        old,
        new,
        values,
    }
}

/// All that was renamed. A line stays for as long as there are runs with the old name.
#[rustfmt::skip]
const RENAMED: &[Renamed] = &[
    key("preset", "control_too", "train_control", &[]),
    key("preset", "control_none", "no_control_reason", &[]),
    key("perception", "gives", "output", &[["vector", "embedding"], ["code", "code"], ["nothing", "none"]]),
    key("perception", "replaces", "replaces_encoder", &[]),
    key("perception", "rule", "codebook_update", &[["loss", "gradient"], ["ema", "ema"]]),
    key("perception", "alarm", "collapse_threshold", &[]),
    key("perception", "pretraining_rate", "pretraining_learning_rate", &[]),
    key("population", "begin", "init_from", &[]),
    key("population", "script", "scripted_policy", &[]),
    key("population", "scripted", "scripted_actions", &[["nothing", "none"], ["play", "all-but-votes"], ["all", "all"]]),
    key("objectives.reflection", "copies", "predict_heard", &[]),
    key("objectives.reflection", "shapes_core", "trains_core", &[]),
    key("objectives.speaking", "own", "include_speaker", &[]),
];

impl Renamed {
    /// Its old or new name, dotted.
    fn dotted(&self, name: &str) -> String {
        format!("{}.{name}", self.table)
    }

    /// A value, or each in a list, by another name: from the first or second name to the other one. Nothing where
    /// one of them has no such name.
    fn value(&self, value: &Value, [from, to]: [usize; 2]) -> Option<Value> {
        match value {
            Value::String(word) => {
                let names = self.values.iter().find(|names| names[from] == word)?;
                Some(Value::String(names[to].to_owned()))
            }
            Value::Array(list) if !list.is_empty() => {
                let list = list.iter().map(|value| self.value(value, [from, to]));
                list.collect::<Option<_>>().map(Value::Array)
            }
            _ => None,
        }
    }

    /// Gives the key and its value another name in a config, if it stands there by the one name and not by the
    /// other.
    fn apply(&self, config: &mut Table, [from, to]: [usize; 2]) -> bool {
        let names = [self.old, self.new];
        let mut tables = self.table.split('.');
        let table = tables.try_fold(config, |table, name| {
            table.get_mut(name).and_then(Value::as_table_mut)
        });
        let Some(table) = table.filter(|table| !table.contains_key(names[to])) else {
            return false;
        };
        let Some(value) = table.remove(names[from]) else {
            return false;
        };
        let value = self.value(&value, [from, to]).unwrap_or(value);
        table.insert(names[to].to_owned(), value);
        true
    }
}

/// From the old name to the new one.
const NEWER: [usize; 2] = [0, 1];
/// From the new name to the old one.
const OLDER: [usize; 2] = [1, 0];

/// What is wrong with a key that no schema knows, if it is an old name: the new name, and the value under it
/// where that has a new name as well.
pub(super) fn key_fault(key: &str, value: &Value) -> Option<Fault> {
    let renamed = RENAMED.iter().find(|one| one.dotted(one.old) == key)?;
    let mut now = renamed.dotted(renamed.new);
    if let Some(value) = renamed.value(value, NEWER) {
        now = format!("{now} = {value}");
    }
    Some(Fault::Renamed { now })
}

/// The new name of a word that stands at a key, or in the list there, if it is an old name.
pub(super) fn word(key: &str, word: &str) -> Option<&'static str> {
    let list = key.rsplit_once('.').map_or(key, |(list, _)| list);
    let is_at = |one: &&Renamed| [key, list].contains(&one.dotted(one.new).as_str());
    let values = RENAMED.iter().find(is_at)?.values;
    let [_, new] = values.iter().find(|[old, _]| *old == word)?;
    Some(new)
}

/// Gives what an earlier version has recorded the names of today, and tells which keys had old ones.
pub(super) fn modernise(recorded: &mut Table) -> Vec<[String; 2]> {
    let changed = RENAMED.iter().filter(|one| one.apply(recorded, NEWER));
    changed
        .map(|one| [one.old, one.new].map(|name| one.dotted(name)))
        .collect()
}

/// A config as the last version has recorded it that had the old names.
pub(super) fn with_old_names(mut config: Table) -> Table {
    for one in RENAMED {
        one.apply(&mut config, OLDER);
    }
    config
}

/// The same for a layer, whose keys stay where they were set.
pub(super) fn modernise_layer(recorded: &mut Layer) {
    for [old, new] in modernise(&mut recorded.table) {
        if let Some(origin) = recorded.origins.of(&old).cloned() {
            recorded.origins.note(new, origin);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::legal::Legal;
    use crate::config::schema;

    /// A name that exists is never refused as an old one, and nobody is sent to a name that does not exist.
    #[test]
    fn old_names_are_gone_and_new_ones_are_there() {
        let schema = schema::of_run(None);
        for one in RENAMED {
            let (old, new) = (one.dotted(one.old), one.dotted(one.new));
            assert!(schema::find(&schema, &old).is_none(), "{old}");
            let key = schema::find(&schema, &new);
            let legal = Legal::of(key.expect(&new));
            for [was, is] in one.values {
                let legal = match &legal {
                    Legal::List { of, .. } => of,
                    legal => legal,
                };
                let Legal::Words(words) = legal else {
                    panic!("{new} has no words")
                };
                let known = |word: &str| words.iter().any(|known| known == word);
                assert!(
                    known(is) && (was == is || !known(was)),
                    "{new}: {was}, {is}"
                );
            }
        }
    }

    /// Replays hold these tables, and are read without this list.
    #[test]
    fn keys_that_replays_hold_keep_their_names() {
        for one in RENAMED {
            let first = one.table.split('.').next();
            assert!(!matches!(first, Some("game" | "channel")), "{}", one.old);
        }
    }
}
