//! Seals of `run.toml`: what a run was trained with must be what it is read with.
//!
//! A checkpoint seals the config; `provenance.seal` seals all of `run.toml`, so that the two files can be
//! written one after the other. A run that goes on with another config says in `provenance.resumed` which
//! seal it went on from. Runs before format 1.1 of checkpoints have no seals and are read as they are.

use toml::{Table, Value};

/// Key in `[provenance]`, and in its `resumed`.
pub const SEAL: &str = "seal";

/// Why a `run.toml` is not that of its run; fits after "PATH is not as the run left it: ".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// The checkpoints are sealed, and this is not.
    #[error("provenance.seal is missing")]
    Unsealed,
    /// Something in it is of another value, or missing, or more than there was.
    #[error("it does not match provenance.seal")]
    Changed,
    /// It is whole, but of another run or another time.
    #[error("its config is not the one that the newest checkpoint was trained with")]
    Another,
}

/// BLAKE3 of every value but `[provenance]`, whatever the order of keys, in lower-case hexadecimal.
pub fn of_config(run_toml: &Table) -> String {
    let config = run_toml.iter().filter(|(key, _)| *key != "provenance");
    digest(config)
}

/// BLAKE3 of every value but the seal itself.
pub fn of_all(run_toml: &Table) -> String {
    let mut all = run_toml.clone();
    if let Some(Value::Table(provenance)) = all.get_mut("provenance") {
        provenance.remove(SEAL);
    }
    digest(all.iter())
}

/// Checks a `run.toml` against itself and the seal of the newest checkpoint, if it has one.
///
/// # Errors
/// It is not what the run has written.
pub fn check(run_toml: &Table, checkpoint: Option<&str>) -> Result<(), Broken> {
    let provenance = run_toml.get("provenance");
    let own = provenance.and_then(|provenance| provenance.get(SEAL));
    match own.map(Value::as_str) {
        Some(Some(own)) if own == of_all(run_toml) => {}
        Some(_) => return Err(Broken::Changed),
        None if checkpoint.is_some() => return Err(Broken::Unsealed),
        None => return Ok(()),
    }
    let Some(sealed) = checkpoint else {
        return Ok(());
    };
    let resumed = provenance.and_then(|provenance| provenance.get("resumed"));
    let resumed = resumed.and_then(Value::as_array);
    let went_on_from = |resumed: &Value| resumed.get(SEAL).and_then(Value::as_str) == Some(sealed);
    if of_config(run_toml) == sealed || resumed.is_some_and(|all| all.iter().any(went_on_from)) {
        Ok(())
    } else {
        Err(Broken::Another)
    }
}

fn digest<'a>(table: impl Iterator<Item = (&'a String, &'a Value)>) -> String {
    let mut hasher = blake3::Hasher::new();
    feed_table(&mut hasher, table);
    hasher.finalize().to_hex().to_string()
}

fn feed_table<'a>(
    hasher: &mut blake3::Hasher,
    table: impl Iterator<Item = (&'a String, &'a Value)>,
) {
    let mut entries: Vec<_> = table.collect();
    entries.sort_by_key(|(key, _)| *key);
    hasher.update(&(entries.len() as u64).to_le_bytes());
    for (key, value) in entries {
        feed_text(hasher, key);
        feed(hasher, value);
    }
}

fn feed_text(hasher: &mut blake3::Hasher, text: &str) {
    hasher.update(&(text.len() as u64).to_le_bytes());
    hasher.update(text.as_bytes());
}

/// A sign for its type, then the value: no two values give the same bytes.
fn feed(hasher: &mut blake3::Hasher, value: &Value) {
    match value {
        Value::String(text) => {
            hasher.update(b"s");
            feed_text(hasher, text);
        }
        Value::Integer(number) => {
            hasher.update(b"i").update(&number.to_le_bytes());
        }
        Value::Float(number) => {
            hasher.update(b"f").update(&number.to_bits().to_le_bytes());
        }
        Value::Boolean(truth) => {
            hasher.update(if *truth { b"t" } else { b"n" });
        }
        Value::Datetime(date) => {
            hasher.update(b"d");
            feed_text(hasher, &date.to_string());
        }
        Value::Array(list) => {
            hasher.update(b"l");
            hasher.update(&(list.len() as u64).to_le_bytes());
            list.iter().for_each(|value| feed(hasher, value));
        }
        Value::Table(table) => {
            hasher.update(b"m");
            feed_table(hasher, table.iter());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(text: &str) -> Table {
        let mut table: Table = text.parse().expect("TOML");
        let seal = of_all(&table);
        let provenance = table.get_mut("provenance").and_then(Value::as_table_mut);
        provenance
            .expect("a table")
            .insert(SEAL.to_owned(), seal.into());
        table
    }

    #[test]
    fn every_value_is_covered_and_order_is_not() {
        let table = sealed("[ppo]\ngamma = 0.5\nlanes = 8\n[provenance]\nhost = \"here\"\n");
        let config = of_config(&table);
        assert_eq!(check(&table, Some(&config)), Ok(()));
        let other: Table = "[provenance]\n[ppo]\nlanes = 8\ngamma = 0.5\n"
            .parse()
            .expect("TOML");
        assert_eq!(of_config(&other), config);
        assert_eq!(check(&other, Some(&config)), Err(Broken::Unsealed));
        assert_eq!(check(&other, None), Ok(()));
        let text = table.to_string();
        for (from, to) in [
            ("0.5", "0.25"),
            ("gamma = 0.5\n", ""),
            ("here", "there"),
            ("8", "8.0"),
        ] {
            let changed: Table = text.replacen(from, to, 1).parse().expect("TOML");
            assert_eq!(
                check(&changed, Some(&config)),
                Err(Broken::Changed),
                "{from}"
            );
        }
        assert_eq!(
            check(&table, Some("of another config")),
            Err(Broken::Another)
        );
    }

    #[test]
    fn a_run_that_went_on_with_another_config_says_from_which() {
        let before = of_config(&"[run]\nsteps = 1\n".parse().expect("TOML"));
        let text = format!(
            "[run]\nsteps = 2\n[provenance]\n[[provenance.resumed]]\nseal = \"{before}\"\n"
        );
        assert_eq!(check(&sealed(&text), Some(&before)), Ok(()));
    }
}
