//! Small files that would unpack to more than a machine has.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use arrow_array::builder::{Int32Builder, ListBuilder};
use arrow_array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;

use crate::peak_of;

/// What any file of less than a megabyte may take, in bytes.
const MOST: u64 = 160 << 20;

/// Rows of equal symbols, with a text each.
fn parquet(path: &Path, batches: usize, rows: usize, symbols: usize, text: usize) {
    let mut message = ListBuilder::new(Int32Builder::new());
    for _ in 0..rows {
        message.values().append_slice(&vec![7; symbols]);
        message.append(true);
    }
    let text = "x".repeat(text);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("message", Arc::new(message.finish())),
        (
            "colour",
            Arc::new(StringArray::from(vec![text.as_str(); rows])),
        ),
    ];
    let batch = RecordBatch::try_from_iter(columns).expect("a batch");
    let file = std::fs::File::create(path).expect("a file");
    let properties = parquet::file::properties::WriterProperties::builder()
        .set_compression(parquet::basic::Compression::ZSTD(Default::default()))
        .build();
    let mut writer =
        ArrowWriter::try_new(file, batch.schema(), Some(properties)).expect("a writer");
    for _ in 0..batches {
        writer.write(&batch).expect("written");
    }
    writer.close().expect("closed");
}

fn check(path: &Path, parts: Option<&str>) {
    let size = std::fs::metadata(path).expect("a file").len();
    assert!(size < 1 << 20, "{size} bytes are no small file");
    let (peak, read) = peak_of(path);
    println!(
        "{}: {size} bytes take {peak}: {:.200}",
        path.display(),
        format!("{read:?}")
    );
    assert!(peak < MOST, "{}: {peak}", path.display());
    match parts {
        None => assert!(read.is_ok(), "{read:?}"),
        Some(part) => {
            let sentence = read.expect_err("a bomb");
            assert!(
                sentence.contains(part) && !sentence.contains('\n'),
                "{sentence}"
            );
        }
    }
}

#[test]
fn rows_of_parquet_are_bounded() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.parquet");
    // 64 million symbols, of which a thousand rows would be held at once.
    parquet(&path, 8, 512, 16_384, 1);
    check(&path, None);
    parquet(&path, 1, 1, 5 << 20, 1);
    check(
        &path,
        Some("has a row of 5242880 values, where 1048576 are allowed"),
    );
    // Every row has the text of a dictionary that holds it once.
    parquet(&path, 4, 1024, 1, 60_000);
    check(&path, None);
    parquet(&path, 1, 1024, 1, 1_000_000);
    check(&path, Some("has a text of 1000000 bytes as a value"));
}

#[test]
fn packed_lines_are_bounded() {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, start, piece, times, end, part) in [
        (
            "a.jsonl.gz",
            "[1",
            ",1",
            6 << 20,
            "]\n",
            "has more than 1048576 symbols",
        ),
        (
            "b.jsonl.gz",
            "[1",
            ",1",
            9 << 20,
            "]\n",
            "is longer than 16 MiB",
        ),
        (
            "c.jsonl.gz",
            "{\"message\":[1],\"meaning\":[1",
            ",1",
            6 << 20,
            "]}\n",
            "has more than 4096 attributes",
        ),
        (
            "d.csv.gz",
            "message\n1",
            " 1",
            6 << 20,
            "\n",
            "has more than 1048576 symbols",
        ),
        (
            "e.csv.gz",
            "message\n\"[1",
            ", 1",
            4 << 20,
            "]\"\n",
            "has more than 1048576 symbols",
        ),
        (
            "f.jsonl.gz",
            "",
            "[1]\n",
            17 << 20,
            "",
            "unpacks to more than 200 times its size",
        ),
        (
            "g.txt.gz",
            "MESSAGES\n[[1",
            ",1",
            7 << 20,
            "]]\n",
            "has more than 1048576 symbols",
        ),
        (
            "h.json.gz",
            "[[1",
            ",1",
            6 << 20,
            "]]\n",
            "has more than 1048576 symbols",
        ),
    ] {
        let path = folder.path().join(name);
        let file = std::fs::File::create(&path).expect("a file");
        let mut gzip = flate2::write::GzEncoder::new(file, flate2::Compression::default());
        gzip.write_all(start.as_bytes()).expect("packed");
        gzip.write_all(piece.repeat(times).as_bytes())
            .expect("packed");
        gzip.write_all(end.as_bytes()).expect("packed");
        gzip.finish().expect("packed");
        check(&path, Some(part));
    }
}
