//! What is written is read again as it was.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use protolang_language::reading::{Reader, Utterance};
use protolang_language::writing::{About, Export, Record, create};

/// The file of an export that our reader reads.
fn corpus_of(export: Export, dir: &Path) -> Option<PathBuf> {
    let name = match export {
        Export::JsonLines => "messages.jsonl",
        Export::Elcc => "data/run-0/corpus.json",
        Export::Parquet => "interactions.parquet",
        Export::Npy => return None,
        Export::Csar => "corpus.jsonl",
        Export::Csv => "messages.csv",
    };
    Some(dir.join(name))
}

pub(crate) fn write(export: Export, dir: &Path, about: &About, rows: &[(Vec<i64>, Vec<u32>)]) {
    let mut sink = create(export, dir, about).expect("opened");
    for (row, (meaning, message)) in rows.iter().enumerate() {
        let record = Record {
            episode: row as u64 / 2,
            step: row as u32 % 2,
            sender: row as u32 % 3,
            receiver: (row % 2 == 0).then_some(1),
            meaning,
            message,
            success: Some(row % 4 < 2),
        };
        sink.write(&record).expect("written");
    }
    sink.finish().expect("finished");
}

fn read(path: &Path) -> Vec<Utterance> {
    let reader = Reader::open(path, None).unwrap_or_else(|error| panic!("{error}"));
    let all: Result<_, _> = reader.collect();
    all.unwrap_or_else(|error| panic!("{error}"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(25))]
    #[test]
    fn every_export_reads_as_it_was_written(
        (names, rows) in (1_usize..4).prop_flat_map(|width| (
            proptest::collection::vec("[a-z][a-z, \"]{0,5}", width),
            proptest::collection::vec((
                proptest::collection::vec(any::<i32>().prop_map(i64::from), width),
                proptest::collection::vec(0_u32..65536, 0..6),
            ), 1..40),
        )),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let about = About { attribute_names: distinct(names), ..About::default() };
        for export in Export::ALL {
            let dir = folder.path().join(export.name());
            write(export, &dir, &about, &rows);
            let Some(path) = corpus_of(export, &dir) else { continue };
            let expected: Vec<Utterance> = rows
                .iter()
                .map(|(meaning, message)| Utterance {
                    meaning: (export != Export::Elcc).then(|| meaning.clone()),
                    message: message.clone(),
                })
                .collect();
            prop_assert_eq!(read(&path), expected, "{}", export);
        }
    }
}

fn distinct(names: Vec<String>) -> Vec<String> {
    let number = |(index, name): (usize, String)| format!("{name}{index}");
    names.into_iter().enumerate().map(number).collect()
}

#[test]
fn messages_without_meanings_stay_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows = [(vec![], vec![1, 2]), (vec![], vec![0])];
    for export in [
        Export::JsonLines,
        Export::Elcc,
        Export::Parquet,
        Export::Csv,
    ] {
        let dir = folder.path().join(export.name());
        write(export, &dir, &About::default(), &rows);
        let all = read(&corpus_of(export, &dir).expect("a corpus"));
        let messages: Vec<Vec<u32>> = all.iter().map(|one| one.message.clone()).collect();
        assert_eq!(messages, [vec![1, 2], vec![0]], "{export}");
        assert!(all.iter().all(|one| one.meaning.is_none()), "{export}");
    }
}

#[test]
fn large_exports_span_batches() {
    let folder = tempfile::tempdir().expect("a folder");
    let rows: Vec<(Vec<i64>, Vec<u32>)> = (0..70_001_u32)
        .map(|row| (vec![i64::from(row) - 9], vec![row % 50; row as usize % 5]))
        .collect();
    let dir = folder.path().join("x");
    write(Export::Parquet, &dir, &About::default(), &rows);
    let all = read(&dir.join("interactions.parquet"));
    assert_eq!(all.len(), rows.len());
    for (one, (meaning, message)) in all.iter().zip(&rows) {
        assert_eq!(
            (one.meaning.as_ref(), &one.message),
            (Some(meaning), message)
        );
    }
}

#[test]
fn an_export_appears_as_a_whole_or_not_at_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let names = || -> Vec<String> {
        let entries = std::fs::read_dir(folder.path()).expect("listed");
        entries
            .map(|entry| {
                entry
                    .expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect()
    };
    let about = About::default();
    for export in Export::ALL {
        let dir = folder.path().join("x");
        let mut sink = create(export, &dir, &about).expect("opened");
        let record = Record {
            message: &[1],
            ..Record::default()
        };
        sink.write(&record).expect("written");
        assert!(!dir.exists(), "{export} is not there before its end");
        drop(sink);
        assert!(names().is_empty(), "{export} leaves nothing: {:?}", names());
        let empty = create(export, &dir, &about).expect("opened").finish();
        assert!(
            empty
                .expect_err("no message")
                .to_string()
                .contains("there are none")
        );
        assert!(names().is_empty());
    }
    let dir = folder.path().join("x");
    write(Export::Csv, &dir, &about, &[(vec![], vec![1])]);
    write(Export::JsonLines, &dir, &about, &[(vec![], vec![2])]);
    assert_eq!(names(), ["x"], "the older export is gone");
    assert!(!dir.join("messages.csv").exists() && dir.join("messages.jsonl").exists());
    std::fs::remove_file(dir.join("about.json")).expect("removed");
    let refused = create(Export::Csv, &dir, &about).err().expect("not ours");
    assert!(
        refused.to_string().contains("name another folder"),
        "{refused}"
    );
    assert!(dir.join("messages.jsonl").exists());
}

#[test]
fn records_that_do_not_fit_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let about = About {
        attribute_names: vec!["x".to_owned()],
        ..About::default()
    };
    let mut sink = create(Export::Csv, &folder.path().join("x"), &about).expect("opened");
    let ragged = Record {
        meaning: &[1, 2],
        ..Record::default()
    };
    let sentence = sink.write(&ragged).expect_err("two attributes").to_string();
    assert!(
        sentence.contains("2 attributes where 1 are expected"),
        "{sentence}"
    );
    let large = Record {
        meaning: &[1],
        message: &[65536],
        ..Record::default()
    };
    let sentence = sink.write(&large).expect_err("a large symbol").to_string();
    assert!(sentence.contains("65536"), "{sentence}");
    let dot = About {
        variant: "../x".to_owned(),
        ..About::default()
    };
    assert!(create(Export::Elcc, &folder.path().join("y"), &dot).is_err());
}
