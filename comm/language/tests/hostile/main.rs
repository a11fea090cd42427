//! Broken corpora end in a sentence: without a panic, and without more memory than they have bytes for.
//!
//! `PROTOLANG_MUTATIONS` sets how many are tried, over all formats.

use std::path::Path;

use protolang_language::reading::Reader;
use rand::SeedableRng as _;
use rand::rngs::ChaCha8Rng;

use counting::most_of;
use samples::{mutate, sound};

mod bombs;
mod counting;
mod samples;

/// What may be allocated for every byte of a corpus.
const RATIO: u64 = 10;
/// And beside that: buffers of 32 KiB, the ends of 4096 columns, the state of unpacking.
const FIXED: u64 = 1 << 20;
/// And for Parquet: a dictionary and a page of two columns, each of which may always unpack to 8 MiB.
const FIXED_PARQUET: u64 = 32 << 20;

/// The most bytes that reading holds, and the symbols that it reads.
fn peak_of(path: &Path) -> (u64, Result<usize, String>) {
    let (peak, read) = most_of(|| {
        let mut reader = Reader::open(path, None)?;
        reader.try_fold(0, |count, one| one.map(|one| count + one.message.len()))
    });
    (peak, read.map_err(|error| error.to_string()))
}

fn limit(name: &str, bytes: usize) -> u64 {
    let fixed = if name.ends_with("parquet") {
        FIXED_PARQUET
    } else {
        FIXED
    };
    RATIO * bytes as u64 + fixed
}

#[test]
fn no_mutation_makes_it_panic_or_take_much_memory() {
    let wanted = std::env::var("PROTOLANG_MUTATIONS").map_or(Ok(20_000), |text| text.parse());
    let wanted: usize = wanted.expect("PROTOLANG_MUTATIONS is a number");
    // The library of Parquet panics inside, which the reader turns into a sentence.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let inside = info.location().is_some_and(|place| {
            let file = place.file();
            ["parquet-", "arrow-", "bytes-", "/library/", "/rustc/"]
                .iter()
                .any(|part| file.contains(part))
        });
        if !inside {
            hook(info);
        }
    }));
    let folder = tempfile::tempdir().expect("a folder");
    let files = sound(folder.path());
    for (name, bytes) in &files {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("written");
        let (peak, read) = peak_of(&path);
        read.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(peak <= limit(name, bytes.len()), "{name}: {peak}");
    }
    let mut rng = ChaCha8Rng::seed_from_u64(20_261_124);
    let mut refused = 0;
    let mut most = vec![0; files.len()];
    for turn in 0..wanted {
        let which = turn % files.len();
        let (name, sound) = &files[which];
        let mut bytes = sound.clone();
        mutate(&mut bytes, &mut rng);
        let path = folder.path().join(name);
        std::fs::write(&path, &bytes).expect("written");
        let (peak, read) = peak_of(&path);
        most[which] = most[which].max(peak);
        if peak > limit(name, bytes.len()) {
            let kept = std::env::temp_dir().join(format!("hostile-{turn}-{name}"));
            std::fs::write(&kept, &bytes).expect("kept");
            panic!(
                "{peak} bytes for {} of {}: {read:?}",
                bytes.len(),
                kept.display()
            );
        }
        if let Err(sentence) = read {
            refused += 1;
            assert!(
                !sentence.contains('\n') && sentence.len() > 30,
                "{sentence}"
            );
        }
    }
    println!("{wanted} mutations, {refused} refused; most bytes held, by format:");
    for ((name, bytes), peak) in files.iter().zip(most) {
        println!("  {name} ({} bytes): {peak}", bytes.len());
    }
    assert!(
        refused > wanted / 4,
        "only {refused} of {wanted} were refused"
    );
}

/// Large files of what costs most for its bytes.
#[test]
fn large_files_take_no_more_than_their_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let many = |start: &str, piece: &str, end: &str| {
        format!("{start}{}{end}", piece.repeat((4 << 20) / piece.len()))
    };
    let cases = [
        ("a.jsonl", many("", "[1,2]\n", "")),
        ("b.jsonl", many("[1", ",1", "]")),
        ("c.jsonl", many("[[]", ",[]", "]")),
        ("d.jsonl", many("", "[", "")),
        ("e.jsonl", many("{\"message\":[[]", ",[]", "]}")),
        (
            "f.jsonl",
            many("{\"message\":[1],\"meaning\":[1", ",1", "]}"),
        ),
        ("g.jsonl", many("{\"message\":[1],\"x\":", "[", "")),
        ("h.json", many("[[1]", ",[]", "]")),
        ("i.jsonl", many("[[1],[\"a\"", ",\"a\"", "]]")),
        ("j.jsonl", many("[[1],[\"a=1\"", ",\"b=1\"", "]]")),
        ("k.csv", many("message,a0", ",", "\n")),
        ("l.csv", many("message\n\"", "1 ", "")),
        ("m.txt", many("INPUTS\n[1", ",1", "]\nMESSAGES\n[[1]]\n")),
        ("n.txt", many("MESSAGES\n", "[1]\n", "")),
        (
            "o.jsonl",
            many(
                "{\"mode\":\"language\",\"data\":{\"message\":[[1]",
                ",[]",
                "]}}",
            ),
        ),
        ("p.csv", many("message,meaning\n", "1,a b\n", "")),
        ("q.csv", many("message,meaning\n1,a", " a", "\n")),
        ("r.jsonl", many("\"", "\\u0000", "\"")),
        ("s.jsonl", many("{\"", "\\u0000", "\":1}")),
    ];
    let different = |end: u32, line: &dyn Fn(u32) -> String| (0..end).map(line).collect::<String>();
    let texts = [
        (
            "t.csv",
            "message,meaning\n".to_owned() + &different(500_000, &|row| format!("1,x{row:x}\n")),
        ),
        (
            "u.jsonl",
            different(300_000, &|row| format!("[[1],[\"{row:x}\"]]\n")),
        ),
        (
            "v.jsonl",
            different(65_000, &|row| format!("[[\"{row:x}\"],[\"a\"]]\n")),
        ),
    ];
    for (name, text) in cases.into_iter().chain(texts) {
        let path = folder.path().join(name);
        std::fs::write(&path, &text).expect("written");
        let (peak, read) = peak_of(&path);
        let ratio = peak as f64 / text.len() as f64;
        println!(
            "{name}: {ratio:.2} bytes a byte; {:.150?}",
            format!("{read:?}")
        );
        assert!(
            peak <= limit(name, text.len()),
            "{name}: {peak} for {}",
            text.len()
        );
    }
}
