//! A table as dotted keys.

use toml::{Table, Value};

/// Every value that is not a table, by its dotted key, in the order of the tables.
pub(crate) fn flat(table: &Table) -> Table {
    let mut out = Table::new();
    walk("", table, &mut out);
    out
}

fn walk(prefix: &str, table: &Table, out: &mut Table) {
    for (key, value) in table {
        let dotted = if prefix.is_empty() {
            key.clone()
        } else {
            format!("{prefix}.{key}")
        };
        match value {
            Value::Table(inner) => walk(&dotted, inner, out),
            value => {
                out.insert(dotted, value.clone());
            }
        }
    }
}
