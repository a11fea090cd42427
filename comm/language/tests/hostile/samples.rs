//! Sound files, and the ways in which they break.

use std::io::Write as _;
use std::path::Path;

use protolang_language::writing::{About, Export, Record, create};
use rand::Rng as _;
use rand::rngs::ChaCha8Rng;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(bytes).expect("packed");
    gzip.finish().expect("packed")
}

/// A sound file of every format, by its name.
pub(crate) fn sound(folder: &Path) -> Vec<(&'static str, Vec<u8>)> {
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
pub(crate) fn mutate(bytes: &mut Vec<u8>, rng: &mut ChaCha8Rng) {
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
