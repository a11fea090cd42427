//! Records that grow while they are read, are cut anywhere, or are not there.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use protolang_records::checkpoints::checkpoint::Checkpoint;
use protolang_records::checkpoints::manifest::Seals;
use protolang_records::episodes::record::EpisodeRecord;
use protolang_records::episodes::row::EpisodeRow;
use protolang_records::episodes::writer::EpisodeWriter;
use protolang_records::error::RecordError;
use protolang_records::files::mark::Mark;
use protolang_records::formats::jsonl::TornTail;
use serde::Deserialize;

use crate::program::program;
use crate::tiny::{config, episodes, train};

/// Lets a writer and its reader get ahead of each other no further than they should, however busy the machine
/// is. A reader that has failed holds nobody up.
#[derive(Default)]
struct Pace {
    readings: AtomicUsize,
    over: AtomicBool,
}

impl Pace {
    /// Waits until there were so many readings, or will be none.
    fn wait(&self, readings: usize) {
        while self.readings.load(Ordering::SeqCst) < readings && !self.over() {
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn over(&self) -> bool {
        self.over.load(Ordering::SeqCst)
    }
}

/// Ends the reading when it goes, also by a panic.
struct Reader<'a>(&'a Pace);

impl Reader<'_> {
    fn has_read(&self) {
        self.0.readings.fetch_add(1, Ordering::SeqCst);
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        self.0.over.store(true, Ordering::SeqCst);
    }
}

#[derive(Deserialize)]
struct Id {
    id: String,
}

/// A row like no other, with as much to say as a short episode has.
fn row(number: u64) -> EpisodeRow {
    EpisodeRow {
        id: format!("0:{number}"),
        step: 10 * number,
        episode: number,
        nets: vec![0, 1],
        outcome: "target".into(),
        returns: vec![1.0, 1.0],
        length: 9,
        messages: vec![
            (0..9)
                .map(|time| vec![((number >> time) % 4) as u16])
                .collect();
            2
        ],
        did: vec![vec![(number % 5) as u8; 9]; 2],
        meaning: vec![vec![(number % 97) as i32, 2, 3, 0]; 2],
        ..EpisodeRow::default()
    }
}

/// How far a record is, as checkpoints say it that hold no hash of it.
fn mark(bytes: u64) -> Mark {
    Mark {
        bytes,
        blake3: None,
    }
}

fn go_on(path: &Path, bytes: u64) -> EpisodeWriter {
    let found = EpisodeWriter::find(path, &mark(bytes)).expect("a record");
    EpisodeWriter::go_on(found).expect("a record")
}

/// The episodes as every way of reading finds them, which is the same.
fn read(record: &EpisodeRecord) -> Vec<String> {
    let rows = record.rows::<Id>().expect("a record");
    let rows: Vec<String> = rows.map(|row| row.expect("a row").id).collect();
    assert_eq!(record.count().expect("a record"), rows.len() as u64);
    for wanted in [0, 1, rows.len() / 2, rows.len(), rows.len() + 1] {
        let newest: Vec<Id> = record.newest(wanted as u64).expect("rows");
        let newest: Vec<String> = newest.into_iter().map(|row| row.id).collect();
        assert_eq!(newest, rows[rows.len().saturating_sub(wanted)..]);
        let left = record.rows::<Id>().expect("a record");
        let left = left.skip_rows(wanted as u64).expect("a record");
        assert_eq!(left.count(), rows.len().saturating_sub(wanted));
    }
    for threads in [1, 3] {
        let mut taken = Vec::new();
        let take = |stretch: Vec<String>| {
            taken.extend(stretch);
            Ok::<(), RecordError>(())
        };
        let make = |lines: &protolang_records::episodes::record::Lines| {
            lines.rows::<Id>().map(|row| Ok(row?.1.id)).collect()
        };
        record.in_parallel(threads, make, take).expect("rows");
        assert_eq!(taken, rows);
    }
    rows
}

#[test]
fn every_way_of_reading_finds_the_same_beside_a_writer() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("episodes.jsonl.zst");
    let mut writer = EpisodeWriter::create(&path).expect("a record");
    let (pace, written) = (Pace::default(), AtomicBool::new(false));
    let mut lengths = Vec::new();
    std::thread::scope(|scope| {
        let reader = Reader(&pace);
        scope.spawn(|| {
            for number in 0..20_000 {
                if number % 4_000 == 0 {
                    pace.wait(number as usize / 4_000);
                }
                writer.append(&row(number)).expect("written");
                // Frames of many lengths, and one that stays open for long.
                if number < 10_000 && number % 977 == 0 {
                    writer.sync().expect("written");
                }
            }
            writer.sync().expect("written");
            written.store(true, Ordering::SeqCst);
        });
        loop {
            let last = written.load(Ordering::SeqCst);
            let record = EpisodeRecord::open(&path, TornTail::Ignore).expect("a record");
            let rows = read(&record);
            assert_eq!(read(&record).len(), rows.len());
            for (number, id) in rows.iter().enumerate() {
                assert_eq!(*id, format!("0:{number}"));
            }
            lengths.push(rows.len());
            reader.has_read();
            if last {
                break;
            }
        }
    });
    assert_eq!(lengths.last(), Some(&20_000));
    assert!(lengths.is_sorted());
    // Readings were beside the writer.
    assert!(lengths.len() > 4 && lengths[0] < 20_000, "{lengths:?}");
}

#[test]
fn a_record_that_is_cut_anywhere_is_read_up_to_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("episodes.jsonl.zst");
    let mut writer = EpisodeWriter::create(&path).expect("a record");
    // That of the header; a record without it is none.
    let mut ends = vec![std::fs::metadata(&path).expect("a record").len()];
    for number in 0..40 {
        writer.append(&row(number)).expect("written");
        if number % 9 == 0 {
            ends.push(writer.sync().expect("written").bytes);
        }
    }
    ends.push(writer.sync().expect("written").bytes);
    drop(writer);
    let bytes = std::fs::read(&path).expect("bytes");
    let mut before = 0;
    for cut in ends[0] as usize..=bytes.len() {
        std::fs::write(&path, &bytes[..cut]).expect("written");
        let record = EpisodeRecord::open(&path, TornTail::Ignore).expect("a record");
        let rows = read(&record).len();
        assert!(rows >= before, "{cut}");
        before = rows;
        let whole = ends.contains(&(cut as u64));
        assert_eq!(whole, cut as u64 == record.whole(), "{cut}");
        let strict = EpisodeRecord::open(&path, TornTail::Refuse).expect("a header");
        let read: Result<Vec<Id>, RecordError> = strict.rows().expect("a record").collect();
        assert_eq!(read.is_ok(), whole, "{cut}");
        // Resuming needs the end of a frame.
        assert_eq!(
            EpisodeWriter::find(&path, &mark(cut as u64)).is_ok(),
            whole,
            "{cut}"
        );
    }
    assert_eq!(before, 40);
    // As other programs pack it: one frame, header and all.
    let text = zstd::decode_all(bytes.as_slice()).expect("frames");
    std::fs::write(
        &path,
        zstd::encode_all(text.as_slice(), 3).expect("a frame"),
    )
    .expect("written");
    let record = EpisodeRecord::open(&path, TornTail::Refuse).expect("a record");
    assert_eq!(read(&record).len(), 40);
}

#[test]
fn what_is_wrong_in_a_record_is_said_once_and_nothing_after_it_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("episodes.jsonl.zst");
    let mut writer = EpisodeWriter::create(&path).expect("a record");
    for number in 0..20_000 {
        writer.append(&row(number)).expect("written");
    }
    drop(writer);
    let text = zstd::decode_all(std::fs::File::open(&path).expect("a record")).expect("a frame");
    let text = String::from_utf8(text).expect("JSON Lines");
    let wrong = text.replacen("\"id\":\"0:15000\"", "\"id\":15000", 1);
    assert_ne!(wrong, text);
    std::fs::write(
        &path,
        zstd::encode_all(wrong.as_bytes(), 1).expect("a frame"),
    )
    .expect("written");
    let record = EpisodeRecord::open(&path, TornTail::Refuse).expect("a record");
    for threads in [1, 2, 5] {
        let mut taken = 0;
        let make = |lines: &protolang_records::episodes::record::Lines| {
            let rows = lines.rows::<Id>().map(|row| row.map(|_| 1_u64));
            rows.sum::<Result<u64, RecordError>>()
        };
        let failure = record
            .in_parallel(threads, make, |rows| {
                taken += rows;
                Ok(())
            })
            .expect_err("a wrong row");
        assert!(
            failure.to_string().contains(", line 15002 is not a row"),
            "{failure}"
        );
        assert!(taken <= 15_000 && taken > 10_000, "{taken}");
        // Whoever takes may fail too.
        let failure = record
            .in_parallel(
                threads,
                |_| Ok(()),
                |()| Err(RecordError::Unusable("no".to_owned())),
            )
            .expect_err("refused");
        assert_eq!(failure.to_string(), "no");
    }
    let newest = record.newest::<Id>(6_000).err().expect("a wrong row");
    assert!(
        newest.to_string().contains("line 5000 from the end"),
        "{newest}"
    );
    assert_eq!(record.newest::<Id>(4_999).expect("sound").len(), 4_999);
}

/// What `--dictionary` needs twice is the same twice, although somebody goes on writing.
#[test]
fn commands_read_a_run_that_is_being_trained() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    train(&root, &config(3, 1, &[]));
    let known = episodes(&root);
    let path = root.join("episodes.jsonl.zst");
    let length = std::fs::metadata(&path).expect("a record").len();
    let writer = Mutex::new(go_on(&path, length));
    let pace = Pace::default();
    std::thread::scope(|scope| {
        let reader = Reader(&pace);
        scope.spawn(|| {
            let mut number = 0_u64;
            while !pace.over() {
                let mut writer = writer.lock().expect("one writer");
                for row in known.iter().cycle().take(20) {
                    number += 1;
                    let id = format!("9:{number}");
                    let row = EpisodeRow { id, ..row.clone() };
                    writer.append(&row).expect("written");
                }
                writer.sync().expect("written");
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        let run = root.display().to_string();
        let mut read = Vec::new();
        for round in 0..2 {
            let out = folder
                .path()
                .join(format!("out-{round}"))
                .display()
                .to_string();
            let bare = [
                "--permutations",
                "5",
                "--bootstraps",
                "0",
                "--metrics",
                "entropy",
            ];
            for options in [
                [&["stats", &run, "--dictionary", "--json"], &bare[..]].concat(),
                [&["stats", &run, "--json"], &bare[..]].concat(),
                vec!["export", &run, "--format", "csv", "--out", &out, "--json"],
            ] {
                let (code, text, errors) = program(&options);
                assert_eq!(code, 0, "{options:?}: {errors}");
                let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
                if options[0] == "export" {
                    read.extend(value["episodes"].as_u64());
                }
            }
        }
        drop(reader);
        // It did grow between two readings.
        assert!(read.len() == 2 && read[0] < read[1], "{read:?}");
    });
}

/// A checkpoint that a trainer deletes while it is read gives way to the next one.
#[test]
fn the_newest_checkpoint_is_read_beside_a_trainer_that_keeps_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = |step: u64| Checkpoint {
        step,
        update: step,
        offsets: BTreeMap::new(),
        seals: Seals::default(),
        state: serde_json::Value::Null,
        files: (0..20)
            .map(|file| (format!("{file}"), vec![step as u8; 9]))
            .collect(),
    };
    at(0).write(folder.path()).expect("written");
    let (pace, done) = (Pace::default(), AtomicBool::new(false));
    let mut steps = Vec::new();
    std::thread::scope(|scope| {
        let reader = Reader(&pace);
        scope.spawn(|| {
            for step in 1..=60 {
                pace.wait(step as usize / 10);
                at(step).write(folder.path()).expect("written");
                Checkpoint::prune(folder.path(), 1, None).expect("deleted");
            }
            done.store(true, Ordering::SeqCst);
        });
        while !done.load(Ordering::SeqCst) {
            let newest = Checkpoint::latest(folder.path());
            steps.push(newest.expect("it is whole").expect("there is one").step);
            reader.has_read();
        }
    });
    assert!(steps.is_sorted() && steps.len() > 5, "{steps:?}");
}

/// Exit code and words of a refusal, without the place of the folder.
fn refused(folder: &Path, options: &[&str]) -> String {
    let (code, text, errors) = program(options);
    assert_eq!(text, "", "{options:?}");
    let place = folder.display().to_string();
    format!("{code} {}", errors.trim_end().replace(&place, "FOLDER"))
}

#[test]
fn what_a_run_did_not_record_is_said_by_the_key_that_switched_it_off() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("off");
    train(
        &root,
        &config(2, 1, &["record.episodes=false", "record.replay_every=0"]),
    );
    let run = root.display().to_string();
    let out = folder.path().join("out").display().to_string();
    let said = |options: &[&str]| refused(folder.path(), options);
    insta::assert_snapshot!(said(&["stats", &run]), @"3 error: FOLDER/off has no record of episodes: it was trained with record.episodes = false; train with --set record.episodes=true");
    assert_eq!(
        said(&["stats", &run, "--dictionary"]),
        said(&["stats", &run])
    );
    let export = ["export", &run, "--format", "csv", "--out", &out];
    assert_eq!(said(&export), said(&["stats", &run]));
    assert!(!Path::new(&out).exists());
    insta::assert_snapshot!(said(&["replay", &run]), @"3 error: FOLDER/off has no replays: it was trained with record.replay_every = 0; train with --set record.replay_every=1000");
}

#[test]
fn a_run_without_a_finished_episode_says_that() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("short");
    let mut config = config(1, 1, &["ppo.rollout=1", "record.replay_every=1"]);
    config.run.steps = 8;
    train(&root, &config);
    assert!(episodes(&root).is_empty());
    let run = root.display().to_string();
    let out = folder.path().join("out").display().to_string();
    let said = |options: &[&str]| refused(folder.path(), options);
    insta::assert_snapshot!(said(&["stats", &run]), @"3 error: FOLDER/short holds no finished episode yet: train longer");
    assert_eq!(
        said(&["stats", &run, "--dictionary"]),
        said(&["stats", &run])
    );
    let export = ["export", &run, "--format", "csv", "--out", &out];
    assert_eq!(said(&export), said(&["stats", &run]));
    insta::assert_snapshot!(said(&["replay", &run]), @"3 error: FOLDER/short holds no replay yet: one finished episode in 1 is kept (record.replay_every); train longer, or with a smaller number");
}
