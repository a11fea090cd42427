//! What is no corpus gets one sentence, with the file, the line and the field.

use std::io::Write as _;
use std::path::Path;

use protolang_language::cases::run_cases;
use protolang_language::reading::{Format, Reader};

fn sentence_of(path: &Path, format: Option<Format>) -> Result<usize, String> {
    let name = path.display().to_string();
    let read = Reader::open(path, format)
        .and_then(|mut reader| reader.try_fold(0, |count, one| one.map(|_| count + 1)));
    read.map_err(|error| error.to_string().replace(&name, "FILE"))
}

fn check(name: &str, bytes: &[u8], format: Option<Format>, parts: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("written");
    let sentence = match sentence_of(&path, format) {
        Err(sentence) => sentence,
        Ok(count) => panic!("{name}, {parts:?}: read {count} messages"),
    };
    for part in parts {
        assert!(sentence.contains(part), "{sentence}\nlacks {part}");
    }
    assert!(
        !sentence.contains('\n') && sentence.contains("; "),
        "{sentence}"
    );
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(bytes).expect("packed");
    gzip.finish().expect("packed")
}

#[test]
fn of_json_lines() {
    let cases: [(&[u8], &[&str]); 23] = [
        (b"", &["FILE: file: holds no message"]),
        (b"\n \n", &["FILE: file: holds no message"]),
        (b"{\"messages\": []}\n", &["FILE: file: holds no message"]),
        (b"hello\n", &["FILE:1: line: is not JSON (column 1:"]),
        (
            b"[1]\n[-1]\n",
            &["FILE:2: message[0]: holds -1, which is no symbol"],
        ),
        (b"[1, 70000]\n", &["FILE:1: message[1]: holds 70000"]),
        (b"[1.5]\n", &["holds 1.5"]),
        (
            b"[\"a\", 1]\n",
            &["message[1]: mixes texts with numbers, such as 1"],
        ),
        (b"[null]\n", &["holds null"]),
        (b"[[1], 2]\n", &["mixes lists with 2"]),
        (b"[2, [1]]\n", &["mixes values with a list"]),
        (b"[[[1]]]\n[1]\n", &["holds a list in a list"]),
        (b"{\"x\": 1}\n", &["has no list under `message`"]),
        (
            b"[1]\n\xff\xfe\n",
            &["FILE:2: line: is not UTF-8 text (byte 1"],
        ),
        (
            b"{\"meaning\": [1], \"message\": [1]}\n[2]\n",
            &["FILE:2: meaning: is missing, but line 1 has one"],
        ),
        (
            b"[2]\n{\"meaning\": [1], \"message\": [1]}\n",
            &["FILE:2: meaning: is there, but line 1 has none"],
        ),
        (
            b"{\"meaning\": [1], \"message\": [1]}\n\n{\"meaning\": [1, 2], \"message\": [1]}\n",
            &["FILE:3: meaning: has 2 attributes, but that of line 1 has 1"],
        ),
        (
            b"{\"meanings\": [[1]], \"messages\": [[1], [2]]}\n",
            &["has 1 meanings for 2 messages"],
        ),
        (
            b"{\"meaning\": [1.5], \"message\": [1]}\n",
            &["FILE:1: meaning[0]: holds 1.5"],
        ),
        (
            b"{\"message\": \"[1, 2]\"}\n",
            &["message: is the text `[1, 2]`, but should be a list such as [1, 2]"],
        ),
        (
            b"{\"message\": [\"[1, 2]\"]}\n",
            &["message[0]: holds the list `[1, 2]` as one text: write it without quotes"],
        ),
        (
            b"{\"message\": [1], \"meaning\": [1]}\n{\"message\": [1], \"meaning\": [\"a\"]}\n",
            &["FILE:2: meaning[0]: holds the text `a` where others hold a number"],
        ),
        (
            b"{\"message\": [1], \"speaker\": -1}\n",
            &["FILE:1: speaker: is -1; name speakers"],
        ),
    ];
    for (bytes, parts) in cases {
        check("x.jsonl", bytes, None, parts);
    }
    let long = [b"[1".as_slice(), &b",1".repeat(9 << 20), b"]"].concat();
    check(
        "x.jsonl",
        &long,
        None,
        &["FILE:1: line: is longer than 16 MiB"],
    );
    check(
        "x.json",
        &[b"[[1], ".as_slice(), &long, b"]"].concat(),
        None,
        &["is longer than 16 MiB"],
    );
    check("x.jsonl", &b"[".repeat(1 << 20), None, &["FILE:1:"]);
    check(
        "x.json",
        b"[[1],\n[2]",
        None,
        &["FILE:2: line: the list ends too early"],
    );
    check(
        "x.json",
        b"[[1],\n,[2]]",
        None,
        &["FILE:2: line: the list has nothing"],
    );
    check(
        "x.json",
        b"[[1],\n[2]] 5",
        Some(Format::JsonLines),
        &["FILE:"],
    );
}

#[test]
fn of_other_formats() {
    let csv: [(&[u8], &[&str]); 16] = [
        (
            b"a,b\n1,2\n",
            &["FILE:1: header: names no column of messages, but `a`, `b`"],
        ),
        (b"message\n-1\n", &["FILE:2: message: holds -1"]),
        (b"message\n1\n\n1.5\n", &["FILE:4: message: holds 1.5"]),
        (
            b"message\n1 a\n",
            &["FILE:2: message: mixes numbers with texts"],
        ),
        (
            b"message,a0\n1\n",
            &["FILE:2: row: has 1 columns where the header has 2"],
        ),
        (b"m0,m1\n,1\n", &["FILE:2: message: has a gap"]),
        (b"message\n", &["holds no message"]),
        (
            b"message,meaning\n\"[1, 2]\",0\n1 2,0\n",
            &[
                "FILE:3: message: mixes lists in brackets, such as `[1, 2]` in line 2, with words such as `1 2`",
            ],
        ),
        (
            b"message\n\"[1,\n2\"\n",
            &["FILE:2: message: holds the list `[1, 2`, which does not end with `]`"],
        ),
        (
            b"message\n[1 2 ... 8]\n",
            &[
                "FILE:2: message: holds the list `[1 2 ... 8]`, which the program that printed it cut short",
            ],
        ),
        (
            b"message\n\"[[1, 2], [3]]\"\n",
            &["FILE:2: message: holds the list `[[1, 2], [3]]`, which holds a list in a list"],
        ),
        (
            b"m0,m1\n\"[1, 2]\",3\n",
            &["FILE:2: message: holds the list `[1, 2]`, but stands for one symbol"],
        ),
        (
            b"message,meaning\n1,\"{'a': 1}\"\n",
            &["FILE:2: meaning: is a set or dictionary in braces"],
        ),
        (
            b"message,meaning\n1,0 1\n\n2,\n",
            &["FILE:4: meaning: is empty, but that of line 2 is not"],
        ),
        (
            b"message,Message\n1,2\n",
            &["FILE:1: header: names `message` twice"],
        ),
        (b"message\n\xff\n", &["FILE:2: column 1: is not UTF-8"]),
    ];
    for (bytes, parts) in csv {
        check("x.csv", bytes, None, parts);
    }
    check(
        "x.csv",
        &[b"message,a0\n\"".as_slice(), &b"1 ".repeat(9 << 20)].concat(),
        None,
        &["is longer than 16 MiB"],
    );
    check(
        "x.csv",
        &[b"message".as_slice(), &b",".repeat(5000)].concat(),
        None,
        &["more than 4096 columns"],
    );
    let csar = Some(Format::Csar);
    check("x", b"[[1]]\n", csar, &["FILE:1: line: has not two lists"]);
    check(
        "x",
        b"[[1], [\"a\"], 3]\n",
        csar,
        &["more than a form and a meaning"],
    );
    check(
        "x",
        b"[[1, \"a\"], [\"a\"]]\n",
        csar,
        &["mixes numbers with texts"],
    );
    check(
        "x",
        b"{\"loss\": 1, \"epoch\": 1}\n",
        None,
        &["holds metrics and no messages", "PrintValidationEvents"],
    );
    check(
        "x",
        b"INPUTS\n[[1], [2]]\nMESSAGES\n[[1]]\n",
        None,
        &["FILE:4: message: 1 messages for 2 inputs"],
    );
    check("x", b"INPUTS\n[[1], [2]]\n", None, &["holds no message"]);
    check(
        "x",
        b"MESSAGES\n[[0.5]]\n",
        None,
        &["FILE:2: message[0]: holds 0.5"],
    );
    check(
        "x.xyz",
        b"hello",
        None,
        &["is of no format that is known", "`.xyz`", "egg-text"],
    );
    check("x.parquet", b"PAR1", None, &["is cut off"]);
    check(
        "x.parquet",
        &[b"PAR1".as_slice(), &[0xff; 20], b"PAR1"].concat(),
        None,
        &["footer"],
    );
}

#[test]
fn of_packed_files_and_folders() {
    let good = gzip(b"[1]\n[2]\n");
    check("x.gz", &good[..good.len() - 9], None, &["ends too early"]);
    let packed = zstd::encode_all(&b"[1]\n[2]\n"[..], 3).expect("packed");
    check(
        "x.zst",
        &packed[..packed.len() - 3],
        None,
        &["ends too early"],
    );
    let mut broken = good;
    let sum = broken.len() - 8;
    broken[sum] ^= 0xff;
    check("x.gz", &broken, None, &["packed data"]);
    // Lines that are fine, until there are too many of them for so small a file.
    let bomb = gzip(&b"[1]\n".repeat(17 << 20));
    check(
        "x.jsonl.gz",
        &bomb,
        None,
        &["unpacks to more than 200 times its size"],
    );
    let bomb = zstd::encode_all(&b"[1]\n".repeat(17 << 20)[..], 3).expect("packed");
    check(
        "x.jsonl.zst",
        &bomb,
        None,
        &["unpacks to more than 200 times its size"],
    );
    let folder = tempfile::tempdir().expect("a folder");
    let sentence = sentence_of(folder.path(), None).expect_err("a folder");
    assert!(
        sentence.contains("is a folder; give a file in it"),
        "{sentence}"
    );
    let sentence = sentence_of(&folder.path().join("no"), None).expect_err("nothing");
    assert!(sentence.starts_with("cannot read FILE"), "{sentence}");
}

/// A pipe would be waited for, and a device read for ever.
#[cfg(unix)]
#[test]
fn of_what_is_no_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe.csv");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo runs").success());
    let socket = folder.path().join("socket");
    let _listener = std::os::unix::net::UnixListener::bind(&socket).expect("a socket");
    let link = folder.path().join("link.jsonl");
    std::os::unix::fs::symlink(&pipe, &link).expect("a link");
    for path in [&pipe, &socket, &link, Path::new("/dev/zero")] {
        for format in [None, Some(Format::Parquet), Some(Format::Csv)] {
            let sentence = sentence_of(path, format).expect_err("no file");
            assert_eq!(
                sentence,
                "FILE: file: is no regular file, but a pipe, socket or device; save what it gives to a file first, and give that"
            );
        }
        let sentence = run_cases(path).expect_err("no file").to_string();
        assert!(sentence.contains("is no regular file"), "{sentence}");
    }
}
