//! Every format that corpora are read from.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use protolang_language::reading::{Format, Reader, Text, Utterance, corpus};

/// What a file with this name and these bytes holds.
fn read_as(name: &str, bytes: &[u8], format: Option<Format>) -> (Format, Vec<Utterance>, usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    let mut reader = Reader::open(&path, format).unwrap_or_else(|error| panic!("{error}"));
    let all: Result<Vec<Utterance>, _> = reader.by_ref().collect();
    let all = all.unwrap_or_else(|error| panic!("{error}"));
    (reader.format(), all, reader.episodes())
}

fn read(name: &str, bytes: &[u8]) -> (Format, Vec<Utterance>, usize) {
    read_as(name, bytes, None)
}

fn said(message: &[u32]) -> Utterance {
    Utterance {
        meaning: None,
        message: message.to_vec(),
    }
}

fn meant(meaning: &[i64], message: &[u32]) -> Utterance {
    Utterance {
        meaning: Some(meaning.to_vec()),
        message: message.to_vec(),
    }
}

fn names_of(name: &str, bytes: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    let mut reader = Reader::open(&path, None).expect("opened");
    assert!(reader.by_ref().all(|one| one.is_ok()));
    reader.symbol_names().to_vec()
}

#[test]
fn json_lines_in_every_form() {
    let (format, all, episodes) = read("x", b"[1, 2]\n[]\n\n[[3], [0, 65535]]\n");
    assert_eq!(format, Format::JsonLines);
    assert_eq!(
        all,
        [said(&[1, 2]), said(&[]), said(&[3]), said(&[0, 65535])]
    );
    assert_eq!(episodes, 3);
    let text = br#"{"meaning": [1, -2], "message": [7], "step": {"x": [null, "]"]}}
{"meanings": [[0, 0], [3.0, 4]], "messages": [[8], [9, 9]]}
{"meanings": [], "messages": []}"#;
    let (_, all, episodes) = read("x.jsonl", text);
    assert_eq!(
        all,
        [
            meant(&[1, -2], &[7]),
            meant(&[0, 0], &[8]),
            meant(&[3, 4], &[9, 9])
        ]
    );
    assert_eq!(episodes, 3);
}

#[test]
fn one_json_list_is_a_corpus() {
    let expected = [said(&[3, 1]), said(&[]), said(&[4])];
    for text in [
        "[[3, 1], [], [4]]",
        "[\n [3,\n 1],\n [],\n [4]\n]\n",
        "[[3,1]\n,[],[4]]",
    ] {
        let (format, all, episodes) = read("corpus.json", text.as_bytes());
        assert_eq!(
            (format, all.as_slice(), episodes),
            (Format::JsonLines, &expected[..], 3)
        );
    }
    // The same without the name: one line is one episode.
    let (_, all, episodes) = read("corpus.jsonl", b"[[3, 1], [], [4]]");
    assert_eq!((all.as_slice(), episodes), (&expected[..], 1));
    let (_, all, _) = read("c.json", b"[[[1], [2]], [[3]]]");
    assert_eq!(all, [said(&[1]), said(&[2]), said(&[3])]);
    let (_, all, _) = read("c.json", br#"[{"message": [1], "meaning": [2]}]"#);
    assert_eq!(all, [meant(&[2], &[1])]);
}

#[test]
fn csar_with_attributes_and_with_sets() {
    let text = br#"[[1, 2], ["shape=0", "hue=red"]]
[[1, 3], ["hue=blue", "shape=-4"]]
[[], ["shape=0", "hue=red"]]
"#;
    let expected = [
        meant(&[0, 0], &[1, 2]),
        meant(&[-4, 1], &[1, 3]),
        meant(&[0, 0], &[]),
    ];
    let (format, all, _) = read("x.jsonl", text);
    assert_eq!((format, all.as_slice()), (Format::Csar, &expected[..]));
    let list = format!(
        "[{}]",
        std::str::from_utf8(text)
            .expect("text")
            .trim()
            .replace('\n', ",\n")
    );
    let (format, all, _) = read("x.json", list.as_bytes());
    assert_eq!((format, all.as_slice()), (Format::Csar, &expected[..]));

    let sets = br#"[["ba", "bu"], ["red", "circle"]]
[["bu"], ["circle", "red"]]
[["ki", "ba"], ["a=1"]]
"#;
    let (_, all, _) = read("x.jsonl", sets);
    assert_eq!(
        all,
        [
            meant(&[0], &[0, 1]),
            meant(&[0], &[1]),
            meant(&[1], &[2, 0])
        ]
    );
    assert_eq!(names_of("x.jsonl", sets), ["ba", "bu", "ki"]);
    // Numbers alone are two messages of an episode, unless the format is named.
    let numbers = b"[[1, 1], [2]]\n";
    assert_eq!(read("x", numbers).1, [said(&[1, 1]), said(&[2])]);
    let (_, all, _) = read_as("x", numbers, Some(Format::Csar));
    assert_eq!(all, [meant(&[0], &[1, 1])]);
}

#[test]
fn logs_of_egg_and_harris() {
    let text = b"epoch 1\nINPUTS\n[[0, 0], [0.0, 1.0]]\nLABELS\n[[[9]]]\nMESSAGES\n[[5, 0], [6, 7]]\nOUTPUTS\n[1.5]\n";
    let expected = [meant(&[0, 0], &[5, 0]), meant(&[0, 1], &[6, 7])];
    let (_, all, _) = read_as("x.txt", text, Some(Format::EggText));
    assert_eq!(all, expected);
    let (format, all, episodes) = read("x.txt", &text[8..]);
    assert_eq!(
        (format, all.as_slice(), episodes),
        (Format::EggText, &expected[..], 2)
    );
    let (_, all, _) = read("x", b"MESSAGES\n[1]\n[2, 3]\n");
    assert_eq!(all, [said(&[1]), said(&[2, 3])]);

    let log = br#"{"mode": "config", "data": 5}
{"mode": "dataset", "data": {"sender_input": [[0, 0], [0, 1]]}}
{"mode": "language", "data": {"message": [[1], [1]]}}
{"mode": "language", "data": {"message": [[5, 0], [6, 7]], "other": {}}}
{"mode": "test", "acc": 1.0}"#;
    let (format, all, _) = read("log.jsonl", log);
    assert_eq!((format, all.as_slice()), (Format::HarrisLog, &expected[..]));
}

#[test]
fn tables_with_words_or_columns() {
    let text = b"utterance,meaning,split\r\n1 2 3,red circle,train\r\n4,\"red square\",test\r\n";
    let (format, all, _) = read("sampled_lang.csv", text);
    assert_eq!(format, Format::Csv);
    assert_eq!(all, [meant(&[0, 0], &[1, 2, 3]), meant(&[0, 1], &[4])]);
    let sets = b"meaning,message\nnot red,ba bu\nred,bu\nnot red,\n";
    let (_, all, _) = read("x", sets);
    assert_eq!(
        all,
        [meant(&[0], &[0, 1]), meant(&[1], &[1]), meant(&[0], &[])]
    );
    assert_eq!(names_of("x", sets), ["ba", "bu"]);
    let columns = b"a1,message_1,message_0,a0,attribute_hue\n7,,3,8,red\n9,5,4,0,2\n";
    let (_, all, _) = read("x.csv", columns);
    assert_eq!(all, [meant(&[7, 8, 0], &[3]), meant(&[9, 0, 1], &[4, 5])]);
    let (_, all, _) = read("x.csv", b"\xef\xbb\xbfm0,m1\n\n1,2\n");
    assert_eq!(all, [said(&[1, 2])]);
}

#[test]
fn packed_files_are_unpacked() {
    let text = b"[1, 2]\n[3]\n";
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text).expect("packed");
    let gzip = gzip.finish().expect("packed");
    let zstd = zstd::encode_all(&text[..], 3).expect("packed");
    for (name, bytes) in [("x.jsonl.gz", &gzip), ("x.jsonl.zst", &zstd), ("x", &gzip)] {
        assert_eq!(read(name, bytes).1, [said(&[1, 2]), said(&[3])]);
    }
}

#[test]
fn a_whole_corpus() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.jsonl");
    std::fs::write(&path, "[[1], [2]]\n[3]").expect("written");
    let (Text::Messages(messages), 2) = corpus(&path).expect("a corpus") else {
        panic!("messages of two episodes")
    };
    assert_eq!(messages.lines().values(), [1, 2, 3]);
    std::fs::write(&path, r#"{"meaning": [5], "message": [1, 0]}"#).expect("written");
    let (Text::Table(table), 1) = corpus(&path).expect("a corpus") else {
        panic!("a table of one episode")
    };
    assert_eq!(
        (table.meanings(), table.messages()),
        (&vec![vec![5]].into(), &vec![vec![1, 0]].into())
    );
}

/// The samples of other people's programs, where they are there.
#[test]
fn samples_of_other_programs() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let samples: Option<PathBuf> = ["../../shared", "../../../shared"]
        .map(|shared| root.join(shared).join("reference/formats"))
        .into_iter()
        .find(|path| path.is_dir());
    let Some(samples) = samples else { return };
    let cases = [
        ("csar_example.jsonl", Format::Csar, 9, true),
        (
            "egg_validation_events_example.txt",
            Format::EggText,
            9,
            true,
        ),
        ("harris_log_example.jsonl", Format::HarrisLog, 9, true),
        (
            "elcc_example/systems/toy/data/run-0/corpus.json",
            Format::JsonLines,
            20,
            false,
        ),
        (
            "elcc_example/systems/toy/data/run-0/corpus.jsonl",
            Format::JsonLines,
            20,
            false,
        ),
    ];
    for (name, format, count, meanings) in cases {
        let mut reader = Reader::open(&samples.join(name), None).expect(name);
        assert_eq!(reader.format(), format, "{name}");
        let all: Result<Vec<Utterance>, _> = reader.by_ref().collect();
        let all = all.expect(name);
        assert_eq!((all.len(), reader.episodes()), (count, count), "{name}");
        assert!(
            all.iter().all(|one| one.meaning.is_some() == meanings),
            "{name}"
        );
    }
    let parquet = samples.join("interactions_example.parquet");
    let all: Result<Vec<Utterance>, _> = Reader::open(&parquet, None).expect("opened").collect();
    assert!(all.expect("read").iter().all(|one| one.meaning.is_some()));
    let log = Reader::open(&samples.join("egg_json_log_example.jsonl"), None);
    let sentence = log.err().expect("metrics alone").to_string();
    assert!(sentence.contains("no messages") && sentence.contains("PrintValidationEvents"));
}
