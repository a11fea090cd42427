//! Every export, opened by the tools that it is for.

use std::path::Path;
use std::process::Command;

use protolang_language::reading::{Reader, Utterance};

use protolang_language::writing::{About, Export};

use crate::reading::bare;
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

/// Writes Parquet files in the ways that other programs have, into the folder `argv[1]`.
const OTHERS: &str = r#"
import sys
import pandas as pd, pyarrow as pa, pyarrow.parquet as pq

root = sys.argv[1]
messages = [[(i * 7 + k) % 90 for k in range(i % 5)] for i in range(3000)]
meanings = [[i % 4, -(i % 3)] for i in range(3000)]
for name, said, meant, options in [
    ("snappy", pa.int64(), pa.int64(), {}),
    ("gzip", pa.int8(), pa.int16(), {"compression": "gzip"}),
    ("lz4", pa.uint8(), pa.int32(), {"compression": "lz4"}),
    ("zstd", pa.uint16(), pa.int64(), {"compression": "zstd", "data_page_version": "2.0"}),
    ("plain", pa.uint32(), pa.int64(), {"compression": "none", "use_dictionary": False}),
    ("delta", pa.int32(), pa.int32(), {"use_dictionary": False, "column_encoding": "DELTA_BINARY_PACKED"}),
    ("groups", pa.uint64(), pa.int8(), {"row_group_size": 100, "data_page_size": 64}),
]:
    table = pa.table({
        "text": pa.array(["x"] * 3000),
        "message": pa.array(messages, pa.list_(said)),
        "meaning": pa.array(meanings, pa.list_(meant)),
    })
    if name == "delta":
        table = table.drop_columns(["text"])
    pq.write_table(table, f"{root}/{name}.parquet", **options)
large = pa.table({"message": pa.array(messages, pa.large_list(pa.int64())), "meaning": meanings})
pq.write_table(large, f"{root}/large.parquet")
pd.DataFrame({"message": messages, "meaning": meanings}).to_parquet(f"{root}/pandas.parquet")
pq.write_table(pa.table({"message": ["a", "b"]}), f"{root}/bad-text.parquet")
pq.write_table(pa.table({"other": [[1]]}), f"{root}/bad-none.parquet")
pq.write_table(pa.table({"message": [[1], [2, None]]}), f"{root}/bad-null.parquet")
pq.write_table(pa.table({"message": [[1], [-2]]}), f"{root}/bad-negative.parquet")
pq.write_table(pa.table({"message": [[1], None]}), f"{root}/bad-missing.parquet")
pq.write_table(pa.table({"message": [[1], [2]], "meaning": [[1], [2, 3]]}), f"{root}/bad-ragged.parquet")
pq.write_table(pa.table({"message": pa.array([], pa.list_(pa.int32()))}), f"{root}/bad-empty.parquet")
"#;

/// The Python that has all that reads exports.
fn python() -> String {
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
    let path = String::from_utf8(made.stdout).expect("a path");
    path.trim().to_owned()
}

#[test]
fn parquet_of_other_programs_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = Command::new(python())
        .args(["-c", OTHERS])
        .arg(folder.path())
        .output()
        .expect("Python runs");
    let said = String::from_utf8_lossy(&made.stderr);
    assert!(made.status.success(), "Python writes nothing: {said}");
    let expected: Vec<Utterance> = (0..3000_u32)
        .map(|row| Utterance {
            meaning: Some(vec![i64::from(row % 4), -i64::from(row % 3)]),
            message: (0..row % 5).map(|place| (row * 7 + place) % 90).collect(),
            ..Utterance::default()
        })
        .collect();
    let read = |name: &str| -> Result<Vec<Utterance>, String> {
        let path = folder.path().join(format!("{name}.parquet"));
        let reader = Reader::open(&path, None).map_err(|error| error.to_string())?;
        reader
            .map(|one| one.map(bare).map_err(|error| error.to_string()))
            .collect()
    };
    for name in [
        "snappy", "gzip", "lz4", "zstd", "plain", "delta", "groups", "large", "pandas",
    ] {
        assert!(read(name).expect(name) == expected, "{name}");
    }
    for (name, part) in [
        ("text", "has a column `message` of"),
        ("none", "has no column `message`"),
        ("null", "row 2, message[1]: is null"),
        (
            "negative",
            "row 2, message[0]: holds -2, which is no symbol",
        ),
        ("missing", "row 2, message: is missing"),
        ("ragged", "meaning: has 2 attributes"),
        ("empty", "holds no message"),
    ] {
        let sentence = read(&format!("bad-{name}")).expect_err(part);
        assert!(sentence.contains(part), "{sentence} lacks {part}");
    }
}

#[test]
fn every_export_opens_in_python() {
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
    let check = Command::new(python())
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
