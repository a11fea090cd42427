//! Every export, opened by the tools that it is for.

use std::path::Path;
use std::process::Command;

use protolang_language::writing::{About, Export};

use crate::writing::write;

/// Opens the exports in the folder `argv[1]` and compares them with `rows.json`.
const CHECK: &str = r#"
import csv, json, pathlib, sys
import numpy as np, pandas as pd, pyarrow.parquet as pq

root = pathlib.Path(sys.argv[1])
rows = json.loads((root / "rows.json").read_text())
meanings, messages = [r[0] for r in rows], [r[1] for r in rows]

lines = [json.loads(l) for l in (root / "json-lines/messages.jsonl").read_text().splitlines()]
assert [l["meaning"] for l in lines] == meanings and [l["message"] for l in lines] == messages

elcc = root / "elcc"
data = elcc / "data/run-7"
assert json.loads((data / "corpus.json").read_text()) == messages
assert [json.loads(l) for l in (data / "corpus.jsonl").read_text().splitlines()] == messages
assert json.loads((data / "metadata.json").read_text())["metrics"]["system"]["success_rate"] == 0.5
assert json.loads((elcc / "system.json").read_text())["system"]["name"] == "ours"

path = root / "parquet/interactions.parquet"
table = pq.read_table(path)
assert [str(t) for t in table.schema.types] == [
    "list<element: int32 not null>", "list<element: int32 not null>",
    "int64", "int32", "int32", "int32", "bool"], table.schema
assert table.column_names == ["message", "meaning", "episode", "step", "sender", "receiver", "success"]
columns = table.to_pydict()
assert columns["message"] == messages and columns["meaning"] == meanings
assert columns["episode"] == [i // 2 for i in range(len(rows))]
assert columns["receiver"] == [1 if i % 2 == 0 else None for i in range(len(rows))]
assert columns["success"] == [i % 4 < 2 for i in range(len(rows))]
frame = pd.read_parquet(path)
assert [list(m) for m in frame["message"]] == messages and len(frame) == len(rows)

for folder, shift in [("npy", 1), ("npy-padded", 0)]:
    said = np.load(root / folder / "messages.npy")
    seen = np.load(root / folder / "observations.npy")
    longest = max(map(len, messages))
    assert said.dtype == seen.dtype == np.int64 and said.shape == (len(rows), longest), said.shape
    assert seen.tolist() == meanings
    assert said.tolist() == [[s + shift for s in m] + [0] * (longest - len(m)) for m in messages]

forms = [json.loads(l) for l in (root / "csar/corpus.jsonl").read_text().splitlines()]
assert [f[0] for f in forms] == messages
assert [f[1] for f in forms] == [[f"shape={m[0]}", f"hue, \"x\"={m[1]}"] for m in meanings]

with open(root / "csv/messages.csv", newline="") as file:
    read = list(csv.DictReader(file))
assert [[int(s) for s in r["message"].split()] for r in read] == messages
assert [[int(r["meaning_shape"]), int(r['meaning_hue, "x"'])] for r in read] == meanings
frame = pd.read_csv(root / "csv/messages.csv")
assert frame["meaning_shape"].tolist() == [m[0] for m in meanings]
assert frame["episode"].tolist() == [i // 2 for i in range(len(rows))]

for about in root.glob("*/about.json"):
    about = json.loads(about.read_text())
    assert (about["messages"], about["episodes"]) == (len(rows), (len(rows) + 1) // 2), about
    assert about["vocabulary"] == 50 and about["parameters"] == {"seed": 7}, about
    assert about["attributes"] == ["shape", 'hue, "x"'], about
print("checked", len(rows))
"#;

#[test]
fn every_export_opens_in_python() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let made = Command::new("bash")
        .arg(root.join("scripts/python-readers"))
        .output()
        .expect("bash runs scripts/python-readers");
    let said = String::from_utf8_lossy(&made.stderr);
    assert!(
        made.status.success(),
        "no Python to read the exports with: {said}"
    );
    let python = String::from_utf8(made.stdout).expect("a path");

    let folder = tempfile::tempdir().expect("a folder");
    let about = About {
        system: "ours".to_owned(),
        variant: "run-7".to_owned(),
        game: "score-g".to_owned(),
        attribute_names: vec!["shape".to_owned(), "hue, \"x\"".to_owned()],
        vocabulary: Some(50),
        parameters: [("seed".to_owned(), 7.into())].into_iter().collect(),
        ..About::default()
    };
    let rows: Vec<(Vec<i64>, Vec<u32>)> = (0..2_000_u32)
        .map(|row| {
            let meaning = vec![i64::from(row % 7) - 3, i64::from(row) * 1000];
            (
                meaning,
                (0..row % 6).map(|place| (row + place) % 50).collect(),
            )
        })
        .collect();
    for export in Export::ALL {
        write(export, &folder.path().join(export.name()), &about, &rows);
    }
    let padded = About {
        zero_is_padding: true,
        ..about
    };
    write(
        Export::Npy,
        &folder.path().join("npy-padded"),
        &padded,
        &rows,
    );
    let json = serde_json::to_vec(&rows).expect("JSON");
    std::fs::write(folder.path().join("rows.json"), json).expect("written");
    let check = Command::new(python.trim())
        .args(["-c", CHECK])
        .arg(folder.path())
        .output()
        .expect("Python runs");
    let said = String::from_utf8_lossy(&check.stderr);
    assert!(
        check.status.success(),
        "Python reads something else: {said}"
    );
    assert_eq!(
        String::from_utf8_lossy(&check.stdout).trim(),
        "checked 2000"
    );
}
