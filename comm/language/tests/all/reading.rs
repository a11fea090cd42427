//! Every format that corpora are read from.

use std::io::Write as _;
use std::path::Path;

use protolang_language::reading::{Format, Reader, Text, Utterance, corpus};
use protolang_language::symbol_zero::SymbolZero;

/// What a file with this name and these bytes holds.
fn read_as(name: &str, bytes: &[u8], format: Option<Format>) -> (Format, Vec<Utterance>, usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    let mut reader = Reader::open(&path, format).unwrap_or_else(|error| panic!("{error}"));
    let all: Result<Vec<Utterance>, _> = reader.by_ref().collect();
    let all = all.unwrap_or_else(|error| panic!("{error}"));
    let all = all.into_iter().map(bare).collect();
    (reader.format(), all, reader.episodes())
}

/// A message and its meaning, wherever they come from.
pub(crate) fn bare(one: Utterance) -> Utterance {
    Utterance {
        episode: 0,
        speaker: None,
        ..one
    }
}

fn read(name: &str, bytes: &[u8]) -> (Format, Vec<Utterance>, usize) {
    read_as(name, bytes, None)
}

fn said(message: &[u32]) -> Utterance {
    Utterance {
        message: message.to_vec(),
        ..Utterance::default()
    }
}

fn meant(meaning: &[i64], message: &[u32]) -> Utterance {
    Utterance {
        meaning: Some(meaning.to_vec()),
        message: message.to_vec(),
        ..Utterance::default()
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
    let expected = [meant(&[0, 0], &[5]), meant(&[0, 1], &[6, 7])];
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

/// What is noticed of a file.
fn notices_of(name: &str, bytes: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    let mut reader = Reader::open(&path, None).expect("opened");
    assert!(reader.by_ref().all(|one| one.is_ok()));
    reader.notices()
}

/// pandas writes lists as Python prints them, NumPy's arrays as NumPy does.
#[test]
fn lists_that_programs_print_are_read() {
    let expected = [
        meant(&[0, 0], &[1, 1]),
        meant(&[0, 1], &[12, 3]),
        meant(&[1, 0], &[]),
    ];
    for (open, between, close) in [
        ("[", ", ", "]"),
        ("[", " ", "]"),
        ("(", ", ", ")"),
        ("tensor([", ", ", "])"),
        ("tensor([", ", ", "], device='cuda:0')"),
        ("array([", ", ", "], dtype=int64)"),
    ] {
        let list = |values: &[&str]| format!("\"{open}{}{close}\"", values.join(between));
        let rows = [
            (["0", "0"], &["1", "1"][..]),
            (["0", "1"], &["12", "3"]),
            (["1", "0"], &[]),
        ];
        let rows: Vec<String> = rows
            .iter()
            .map(|(meaning, message)| format!("{},{}\n", list(message), list(meaning)))
            .collect();
        let text = format!("message,meaning\n{}", rows.concat());
        assert_eq!(read("x.csv", text.as_bytes()).1, expected, "{text}");
    }
    let texts = b"message\n\"['a', 'b']\"\n\"['b']\"\n";
    assert_eq!(read("x.csv", texts).1, [said(&[0, 1]), said(&[1])]);
    assert_eq!(names_of("x.csv", texts), ["a", "b"]);
    // What stands between all words is no part of them.
    let marks = b"message,meaning\n\"1, 12\",\"0,1\"\n3,\"1,0\"\n";
    assert_eq!(
        read("x.csv", marks).1,
        [meant(&[0, 1], &[1, 12]), meant(&[1, 0], &[3])]
    );
    assert_eq!(notices_of("x.csv", marks).len(), 2);
}

#[test]
fn further_columns_are_meanings() {
    let text = b"message,colour,size,step\n1 1,red,3,0\n1 2,blue,5,1\n";
    assert_eq!(
        read("x.csv", text).1,
        [meant(&[0, 3], &[1, 1]), meant(&[1, 5], &[1, 2])]
    );
    let notices = notices_of("x.csv", text);
    assert!(
        notices[0].contains("`colour`, `size` and not `step`"),
        "{notices:?}"
    );
    let both = b"message,meaning,meaning_colour\n1 2,0,5\n2 1,1,6\n1 1,0,7\n";
    assert_eq!(
        read("x.csv", both).1,
        [
            meant(&[0, 5], &[1, 2]),
            meant(&[1, 6], &[2, 1]),
            meant(&[0, 7], &[1, 1])
        ]
    );
    assert!(notices_of("x.csv", both)[0].contains("together"));
    let json = b"{\"message\": [1], \"colour\": \"red\"}\n";
    assert!(notices_of("x.jsonl", json)[0].contains("`colour` count as no meanings"));
}

#[test]
fn episodes_and_speakers_are_no_meanings() {
    let rows = |name: &str, text: &[u8]| -> (Vec<(u64, Option<u32>)>, usize) {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("written");
        let mut reader = Reader::open(&path, None).expect("opened");
        let all: Result<Vec<Utterance>, _> = reader.by_ref().collect();
        let all = all.expect("read");
        assert!(all.iter().all(|one| one.meaning.is_none()));
        (
            all.iter().map(|one| (one.episode, one.speaker)).collect(),
            reader.episodes(),
        )
    };
    let expected = vec![(7, Some(0)), (7, Some(1)), (9, Some(0))];
    let csv = b"episode,message,sender\n7,1 2,0\n7,2,1\n9,1,0\n";
    assert_eq!(rows("x.csv", csv), (expected.clone(), 2));
    let json = b"{\"episode\":7,\"message\":[1],\"speaker\":\"ann\"}\n{\"episode\":7,\"message\":[1],\"speaker\":\"bob\"}\n{\"episode\":9,\"message\":[],\"speaker\":\"ann\"}\n";
    assert_eq!(rows("x.jsonl", json), (expected, 2));
    // Where nobody says it, an episode is a line.
    assert_eq!(
        rows("x.jsonl", b"[[1], [2]]\n[3]\n"),
        (vec![(0, None), (0, None), (1, None)], 2)
    );
}

#[test]
fn numbers_that_are_written_in_two_ways_are_texts() {
    let text = b"message,meaning_x\n01 1,1\n1 01,01\n001 1,+1\n";
    assert_eq!(
        read("x.csv", text).1,
        [
            meant(&[0], &[0, 1]),
            meant(&[1], &[1, 0]),
            meant(&[2], &[2, 1])
        ]
    );
    assert_eq!(names_of("x.csv", text), ["01", "1", "001"]);
    // Numbers of a table that once had gaps are numbers.
    assert_eq!(
        read("x.csv", b"message,a0\n1.0 2.0,3.0\n3,4\n").1,
        [meant(&[3], &[1, 2]), meant(&[4], &[3])]
    );
}

#[test]
fn blank_rows_are_no_messages() {
    let text = b"message,meaning\n1 1,0\n,\n1 2,1\n,,,\n , \n";
    assert_eq!(
        read("x.csv", text).1,
        [meant(&[0], &[1, 1]), meant(&[1], &[1, 2])]
    );
    let notices = notices_of("x.csv", text);
    assert_eq!(
        notices,
        ["3 rows of empty cells were left out, the first in line 3"]
    );
    // A message of nothing is one where something else stands in its row, or where it is quoted.
    assert_eq!(
        read("x.csv", b"message,meaning\n,0\n1,1\n").1,
        [meant(&[0], &[]), meant(&[1], &[1])]
    );
    let alone = b"message\n1\n\"\"\n2\n";
    assert_eq!(read("x.csv", alone).1, [said(&[1]), said(&[]), said(&[2])]);
    assert!(notices_of("x.csv", alone).is_empty());
    for text in [
        &b"message\n1\n\n2\n\n"[..],
        b"message\r\n1\r\n\r\n2\r\n\r\n",
    ] {
        assert_eq!(read("x.csv", text).1, [said(&[1]), said(&[2])]);
        assert_eq!(
            notices_of("x.csv", text),
            ["1 empty lines were left out; an empty message is written \"\""]
        );
    }
}

/// Behind EOS anything may stand: EGG itself ignores it.
#[test]
fn a_message_ends_before_its_end_symbol() {
    let text = b"INPUTS\n[[0], [1], [2]]\nMESSAGES\n[[1, 0, 5], [0, 1, 1], [2, 3, 4]]\n";
    let expected = [meant(&[0], &[1]), meant(&[1], &[]), meant(&[2], &[2, 3, 4])];
    assert_eq!(read("x.txt", text).1, expected);
    let notices = notices_of("x.txt", text);
    assert!(
        notices[0].starts_with("2 messages have symbols behind their end, the first in line 4"),
        "{notices:?}"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.jsonl");
    std::fs::write(&path, "[1, 0, 5]\n[2, 0]\n").expect("written");
    let read_with = |zero: SymbolZero| -> Vec<Vec<u32>> {
        let reader = Reader::open(&path, None).expect("opened").with_zero(zero);
        assert_eq!(reader.zero(), zero);
        reader.map(|one| one.expect("read").message).collect()
    };
    assert_eq!(read_with(SymbolZero::Padding), [vec![1], vec![2]]);
    assert_eq!(read_with(SymbolZero::Word), [vec![1, 0, 5], vec![2, 0]]);
}

#[test]
fn words_have_no_padding() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.csv");
    std::fs::write(&path, "message\na b\nb <pad>\n").expect("written");
    let mut reader = Reader::open(&path, None)
        .expect("opened")
        .with_zero(SymbolZero::Padding);
    let sentence = reader
        .next()
        .expect("a sentence")
        .expect_err("words")
        .to_string();
    assert!(
        sentence.contains("none of which is the symbol 0") && sentence.contains("take `<pad>` out"),
        "{sentence}"
    );
    assert!(reader.next().is_none());
    let reader = Reader::open(&path, None).expect("opened");
    assert_eq!(reader.zero(), SymbolZero::Word);
    assert_eq!(
        notices_of("x.csv", b"message\na b\nb <pad>\n"),
        ["`<pad>` count as words like any other"]
    );
    assert!(
        notices_of("x.csv", b"message\nabc\nbca\n")[0]
            .contains("every message is one symbol, such as `abc`")
    );
}

/// EGG prints its metrics as JSON on the same stream.
#[test]
fn validations_among_metrics_are_read() {
    let lists = "INPUTS\n[[0], [1]]\nLABELS\n[1]\nMESSAGES\n[[5, 0], [6, 7]]\nOUTPUTS\n[0.5]\n";
    let metrics = "{\"loss\": NaN, \"mode\": \"test\", \"epoch\": 1}\n";
    let expected = [meant(&[0], &[5]), meant(&[1], &[6, 7])];
    let between = lists.replace("MESSAGES\n", &format!("MESSAGES\n{metrics}"));
    for text in [
        format!("{metrics}{lists}"),
        format!("{lists}{metrics}"),
        format!("{metrics}{between}{metrics}"),
        format!("{}{lists}", metrics.repeat(2000)),
        format!("# as text\n{lists}"),
    ] {
        let (format, all, _) = read("x.txt", text.as_bytes());
        assert_eq!((format, all.as_slice()), (Format::EggText, &expected[..]));
    }
    let one = "INPUTS\n[[0], [1]]\nMESSAGES\n[5, 6]\n";
    assert_eq!(
        read("x.txt", one.as_bytes()).1,
        [meant(&[0], &[5]), meant(&[1], &[6])]
    );
    let features = "INPUTS\n[[0.25], [1.5]]\nLABELS\n[3, 4]\nMESSAGES\n[[5], [6]]\n";
    assert_eq!(
        read("x.txt", features.as_bytes()).1,
        [meant(&[3], &[5]), meant(&[4], &[6])]
    );
    assert!(notices_of("x.txt", features.as_bytes())[0].contains("meanings are the LABELS"));
}

#[test]
fn inputs_of_harris_under_either_name() {
    for name in ["input", "sender_input"] {
        let log = format!(
            "text\n{{\"mode\": \"dataset\", \"data\": {{\"{name}\": [[0, 1], [1, 0]]}}}}\n{{\"mode\": \"test\", \"acc\": NaN}}\n{{\"mode\": \"language\", \"data\": {{\"message\": [[1, 0], [2, 0]]}}}}\n"
        );
        let (format, all, _) = read("x.log", log.as_bytes());
        assert_eq!(format, Format::HarrisLog);
        assert_eq!(all, [meant(&[0, 1], &[1]), meant(&[1, 0], &[2])]);
    }
}

#[test]
fn json_lines_of_words() {
    let text = br#"{"message": ["red", "box"], "meaning": ["red", 3]}
{"message": ["box"], "meaning": ["blue", 4.0], "loss": NaN}"#;
    assert_eq!(
        read("x.jsonl", text).1,
        [meant(&[0, 3], &[0, 1]), meant(&[1, 4], &[1])]
    );
    assert_eq!(names_of("x.jsonl", text), ["red", "box"]);
    assert_eq!(read("x.jsonl", b"[1.0, 2.0]\n").1, [said(&[1, 2])]);
}

#[test]
fn tables_with_other_marks_between_their_columns() {
    for mark in [";", "\t"] {
        let text = format!("message{mark}meaning\n1 2{mark}0\n3{mark}1\n");
        assert_eq!(
            read("x.csv", text.as_bytes()).1,
            [meant(&[0], &[1, 2]), meant(&[1], &[3])]
        );
    }
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

#[test]
fn samples_of_other_programs() {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/reference/formats");
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
