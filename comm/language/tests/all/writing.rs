//! What is written is read again as it was.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use protolang_language::attribute_kind::AttributeKind;
use protolang_language::reading::{Reader, Utterance};
use protolang_language::symbol_zero::SymbolZero;
use protolang_language::writing::{About, Export, Record, create};

use crate::reading::bare;

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
            sender: Some(row as u32 % 3),
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
    let all: Result<Vec<Utterance>, _> = reader.collect();
    let all = all.unwrap_or_else(|error| panic!("{error}"));
    all.into_iter().map(bare).collect()
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
                    ..Utterance::default()
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

/// What numbers stand for comes back with them, from the file or from `about.json` beside it.
#[test]
fn words_values_and_zero_come_back() {
    let names =
        |names: &[&str]| -> Vec<String> { names.iter().map(|name| (*name).to_owned()).collect() };
    let rows = [
        (vec![0, -7], vec![0, 1, 0]),
        (vec![1, 4], vec![2, 3]),
        (vec![0, 4], vec![]),
    ];
    for words in [
        names(&["red", "box", "01", "1"]),
        names(&["1", "2", "0", "x"]),
        names(&["a b", "[PAD]", "\u{e9}\u{1}", "'"]),
        Vec::new(),
    ] {
        let about = About {
            attribute_names: names(&["colour", "size"]),
            vocabulary: Some(9),
            zero_is_padding: false,
            symbol_names: words.clone(),
            value_names: vec![names(&["10", "20"]), vec![]],
            kinds: vec![None, Some(AttributeKind::Ordinal)],
            ..About::default()
        };
        let folder = tempfile::tempdir().expect("a folder");
        for export in Export::ALL {
            let dir = folder.path().join(export.name());
            write(export, &dir, &about, &rows);
            let text = std::fs::read_to_string(dir.join("about.json")).expect("about.json");
            let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            assert_eq!(json["words"], serde_json::json!(words), "{export}");
            assert_eq!(
                json["values"],
                serde_json::json!([["10", "20"], []]),
                "{export}"
            );
            let Some(path) = corpus_of(export, &dir) else {
                continue;
            };
            let mut reader = Reader::open(&path, None).expect("opened");
            let all: Result<Vec<Utterance>, _> = reader.by_ref().collect();
            for (one, (meaning, message)) in all.expect("read").iter().zip(&rows) {
                assert_eq!(&one.message, message, "{export}, {words:?}");
                assert!(
                    one.meaning.as_ref().is_none_or(|there| there == meaning),
                    "{export}"
                );
                assert_eq!(one.meaning.is_none(), export == Export::Elcc);
            }
            assert_eq!(reader.symbol_names(), words, "{export}");
            assert_eq!(reader.value_names(), about.value_names, "{export}");
            assert_eq!(reader.attribute_names(), about.attribute_names, "{export}");
            let kinds = [AttributeKind::Category, AttributeKind::Ordinal].map(Some);
            assert_eq!(reader.attribute_kinds(), kinds, "{export}");
            assert_eq!(reader.vocabulary(), Some(9), "{export}");
            assert_eq!(reader.zero(), SymbolZero::Word, "{export}");
        }
    }
    // Text formats keep the words themselves.
    let folder = tempfile::tempdir().expect("a folder");
    let about = About {
        symbol_names: names(&["red", "box", "blue", "ball"]),
        value_names: vec![names(&["dark", "light"]), vec![]],
        ..About::default()
    };
    for (export, expected) in [
        (
            Export::JsonLines,
            "{\"episode\":0,\"sender\":0,\"meaning\":[\"dark\",-7],\"message\":[\"red\",\"box\",\"red\"]}",
        ),
        (
            Export::Csar,
            "[[\"red\",\"box\",\"red\"],[\"a0=dark\",\"a1=-7\"]]",
        ),
        (Export::Csv, "0,0,0,1,red box red,dark,-7"),
    ] {
        let dir = folder.path().join(export.name());
        write(export, &dir, &about, &rows);
        let text =
            std::fs::read_to_string(corpus_of(export, &dir).expect("a corpus")).expect("text");
        assert!(text.lines().any(|line| line == expected), "{text}");
    }
}

#[test]
fn what_zero_is_comes_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let about = About {
        zero_is_padding: true,
        ..About::default()
    };
    for export in Export::ALL {
        let dir = folder.path().join(export.name());
        write(
            export,
            &dir,
            &about,
            &[(vec![1], vec![3, 2]), (vec![2], vec![2])],
        );
        let Some(path) = corpus_of(export, &dir) else {
            continue;
        };
        let reader = Reader::open(&path, None).expect("opened");
        assert_eq!(reader.zero(), SymbolZero::Padding, "{export}");
        // Under another name it is anybody's corpus.
        let other = dir
            .join("other")
            .with_extension(path.extension().expect("one"));
        std::fs::copy(&path, &other).expect("copied");
        let reader = Reader::open(&other, None).expect("opened");
        assert_eq!(reader.zero(), SymbolZero::Word, "{export}");
    }
}

/// What a link leads to is written, and the link stays.
#[cfg(unix)]
#[test]
fn links_stay_links() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    let about = About::default();
    let rows = [(vec![], vec![1])];
    std::fs::create_dir(root.join("scratch")).expect("a folder");
    symlink("scratch", root.join("results")).expect("a link");
    symlink(root.join("results"), root.join("again")).expect("a link");
    symlink("later/on", root.join("dangling")).expect("a link");
    for (out, at) in [
        ("results", "scratch"),
        ("results/", "scratch"),
        ("again", "scratch"),
        ("dangling", "later/on"),
    ] {
        write(Export::Csv, &root.join(out), &about, &rows);
        assert!(root.join(at).join("messages.csv").is_file(), "{out}");
        let link = root.join(out.trim_end_matches('/'));
        assert!(link.is_symlink(), "{out}");
        std::fs::remove_file(root.join(at).join("messages.csv")).expect("removed");
    }
    std::fs::write(root.join("file"), "precious").expect("a file");
    symlink("file", root.join("to-file")).expect("a link");
    symlink("round", root.join("round")).expect("a link");
    for (out, part) in [
        ("to-file", "is a file"),
        ("file", "is a file"),
        ("round", "leads to itself"),
    ] {
        let refused = create(Export::Csv, &root.join(out), &about)
            .err()
            .expect("refused");
        assert!(refused.to_string().contains(part), "{refused}");
    }
    assert_eq!(
        std::fs::read_to_string(root.join("file")).expect("text"),
        "precious"
    );
}
