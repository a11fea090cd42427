//! Broken corpora end in a sentence: without a panic, and without more memory than they have bytes for.
//!
//! `PROTOLANG_MUTATIONS` sets how many are tried, over all formats.

#![expect(unsafe_code, reason = "a global allocator is unsafe to write")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::io::Write as _;
use std::path::Path;

use protolang_language::reading::Reader;
use protolang_language::writing::{About, Export, Record, create};
use rand::rngs::ChaCha8Rng;
use rand::{Rng as _, SeedableRng as _};

/// What may be allocated for every byte of a corpus.
const RATIO: u64 = 10;
/// And beside that: buffers of 32 KiB, the ends of 4096 columns, the state of unpacking.
const FIXED: u64 = 1 << 20;
/// And for Parquet: a dictionary and a page of two columns, each of which may always unpack to 8 MiB.
const FIXED_PARQUET: u64 = 32 << 20;

thread_local! {
    static NOW: Cell<i64> = const { Cell::new(0) };
    static PEAK: Cell<i64> = const { Cell::new(0) };
}

fn count(bytes: i64) {
    let _ = NOW.try_with(|now| {
        now.set(now.get() + bytes);
        let _ = PEAK.try_with(|peak| peak.set(peak.get().max(now.get())));
    });
}

/// The system's allocator, counting what is held.
struct Counting;

// SAFETY: every call is passed on to `System` unchanged; the counters are plain thread-local numbers whose
// access neither allocates nor unwinds (`try_with` covers a thread that is ending).
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64);
        // SAFETY: the caller keeps `GlobalAlloc`'s contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64);
        // SAFETY: the caller keeps `GlobalAlloc`'s contract.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        count(-(layout.size() as i64));
        // SAFETY: the caller keeps `GlobalAlloc`'s contract.
        unsafe { System.dealloc(pointer, layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // Both are there while one is copied to the other.
        count(size as i64);
        count(-(layout.size() as i64));
        // SAFETY: the caller keeps `GlobalAlloc`'s contract.
        unsafe { System.realloc(pointer, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Bytes that reading needs at most beside what there was, and whether all was well.
fn peak_of(path: &Path) -> (u64, Result<usize, String>) {
    let before = NOW.get();
    PEAK.set(before);
    let read = Reader::open(path, None).and_then(|mut reader| {
        reader.try_fold(0, |count, one| one.map(|one| count + one.message.len()))
    });
    let read = read.map_err(|error| error.to_string());
    ((PEAK.get() - before) as u64, read)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(bytes).expect("packed");
    gzip.finish().expect("packed")
}

/// A sound file of every format, by its name.
fn sound(folder: &Path) -> Vec<(&'static str, Vec<u8>)> {
    let about = About::default();
    let mut files = Vec::new();
    for (export, file, name) in [
        (Export::JsonLines, "messages.jsonl", "a.jsonl"),
        (Export::Elcc, "data/run-0/corpus.json", "b.json"),
        (Export::Csar, "corpus.jsonl", "c.jsonl"),
        (Export::Csv, "messages.csv", "d.csv"),
        (Export::Parquet, "interactions.parquet", "e.parquet"),
    ] {
        let dir = folder.join(export.name());
        let mut sink = create(export, &dir, &about).expect("opened");
        for row in 0..30_u32 {
            let message: Vec<u32> = (0..row % 5).map(|place| row * 7 % 50 + place).collect();
            let record = Record {
                episode: u64::from(row / 3),
                meaning: &[i64::from(row % 4), -i64::from(row)],
                message: &message,
                success: Some(true),
                ..Record::default()
            };
            sink.write(&record).expect("written");
        }
        sink.finish().expect("finished");
        files.push((name, std::fs::read(dir.join(file)).expect("read")));
    }
    files.push(("f.jsonl.gz", gzip(&files[0].1)));
    files.push((
        "g.jsonl.zst",
        zstd::encode_all(&files[0].1[..], 3).expect("packed"),
    ));
    let lists = "[[1, 2], [3, 0], [4, 5]]";
    files.push((
        "h.txt",
        format!("INPUTS\n{lists}\nLABELS\n{lists}\nMESSAGES\n{lists}\nOUTPUTS\n[0.5]\n").into(),
    ));
    files.push((
        "i.log",
        format!(
            "{{\"mode\": \"config\"}}\n{{\"mode\": \"dataset\", \"data\": {{\"sender_input\": {lists}}}}}\n\
             {{\"mode\": \"language\", \"data\": {{\"message\": {lists}}}}}\n"
        )
        .into(),
    ));
    files.push((
        "j.jsonl",
        b"[[\"ba\", \"bu\"], [\"red\", \"round\"]]\n[[\"ki\"], [\"red\"]]\n".to_vec(),
    ));
    files.push((
        "k.csv",
        b"utterance,meaning,split\n1 2 3,\"red round\",train\n4 5,blue square,test\n".to_vec(),
    ));
    files.push((
        "l.jsonl",
        b"{\"meanings\": [[1], [2]], \"messages\": [[3, 4], []], \"x\": {\"y\": [null]}}\n{\"messages\": []}\n".to_vec(),
    ));
    files
}

/// Changes a file in one of the ways in which files break, or in several.
fn mutate(bytes: &mut Vec<u8>, rng: &mut ChaCha8Rng) {
    const PIECES: [&[u8]; 16] = [
        b"[",
        b"]",
        b",",
        b"{",
        b"}",
        b"\"",
        b"\n",
        b"-1",
        b"1e9",
        b"99999999999999999999",
        b"null",
        b"[[",
        b"\\u",
        b"\xff",
        b"\x00",
        b"message",
    ];
    for _ in 0..=rng.random_range_below(3) {
        let at = rng.random_range_below(bytes.len() + 1);
        match rng.random_range_below(8) {
            0 if at < bytes.len() => bytes[at] ^= 1 << rng.random_range_below(8),
            1 if at < bytes.len() => bytes[at] = rng.next_u32() as u8,
            2 => bytes.truncate(at),
            3 => {
                let piece = PIECES[rng.random_range_below(PIECES.len())];
                bytes.splice(at..at, piece.iter().copied());
            }
            4 => {
                // The same piece over and over.
                let piece = PIECES[rng.random_range_below(PIECES.len())];
                let many = piece.repeat(1 + rng.random_range_below(300));
                bytes.splice(at..at, many);
            }
            5 => {
                let end = (at + rng.random_range_below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
            6 => {
                let end = (at + rng.random_range_below(80)).min(bytes.len());
                let piece = bytes[at..end].to_vec();
                let to = rng.random_range_below(bytes.len() + 1);
                bytes.splice(to..to, piece);
            }
            _ => {
                let end = (at + 4).min(bytes.len());
                bytes[at..end].fill([0, 0x7f, 0x80, 0xff][rng.random_range_below(4)]);
            }
        }
    }
}

trait Below {
    fn random_range_below(&mut self, end: usize) -> usize;
}

impl Below for ChaCha8Rng {
    fn random_range_below(&mut self, end: usize) -> usize {
        (self.next_u32() as usize) % end
    }
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
