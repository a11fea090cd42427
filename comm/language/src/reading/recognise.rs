//! Which format a file has.

use std::io::BufRead as _;
use std::path::Path;

use super::fault::{Fault, while_reading};
use super::format::Format;
use super::source::Source;
use crate::error::LanguageError;

/// How a file is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) format: Format,
    /// Whether it is one JSON list, rather than a value a line.
    pub(super) one_list: bool,
}

const PARQUET: &[u8] = b"PAR1";

pub(super) fn layout(
    path: &Path,
    source: &mut Source,
    wanted: Option<Format>,
) -> Result<Layout, LanguageError> {
    let packed = source.packed;
    let head = source
        .bytes
        .fill_buf()
        .map_err(|source| while_reading(path, packed, source))?;
    if head.iter().all(u8::is_ascii_whitespace) && head.len() < super::source::AHEAD {
        return Err(Fault::of_file(
            path,
            "holds no message, it is empty",
            "give a file with at least one message",
        ));
    }
    let extension = extension(path);
    let format = match wanted
        .or_else(|| by_bytes(head))
        .or_else(|| by_name(&extension))
    {
        Some(format) => format,
        None => return Err(unknown(path, &extension)),
    };
    if format == Format::Parquet && packed {
        return Err(Fault::of_file(
            path,
            "is a packed Parquet file",
            "unpack it first; Parquet packs its columns itself",
        ));
    }
    Ok(Layout {
        format,
        one_list: one_list(head, &extension),
    })
}

fn unknown(path: &Path, extension: &str) -> LanguageError {
    let named = match extension {
        "" => String::new(),
        name => format!(" (`.{name}` says nothing)"),
    };
    Fault::of_file(
        path,
        format!("is of no format that is known by its first bytes or its name{named}"),
        format!("name its format: {}", Format::names()),
    )
}

/// The extension in small letters, without that of packing.
fn extension(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_ascii_lowercase();
    let name = name
        .strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".zst"))
        .unwrap_or(&name);
    let (_, extension) = name.rsplit_once('.').unwrap_or_default();
    extension.to_owned()
}

fn by_name(extension: &str) -> Option<Format> {
    Some(match extension {
        "json" | "jsonl" | "ndjson" => Format::JsonLines,
        "csv" => Format::Csv,
        "parquet" => Format::Parquet,
        _ => return None,
    })
}

fn by_bytes(head: &[u8]) -> Option<Format> {
    if head.starts_with(PARQUET) {
        return Some(Format::Parquet);
    }
    let mut lines = head
        .split(|byte| *byte == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|line| !line.is_empty());
    let first = lines.next()?;
    // Metrics may be printed before what EGG prints of a validation, and lines of anything before a log.
    let headings = [&b"INPUTS"[..], b"LABELS", b"MESSAGES"];
    let heading = |line: &[u8]| headings.contains(&line.trim_ascii());
    if first[0] != b'[' && head.split(|byte| *byte == b'\n').any(heading) {
        return Some(Format::EggText);
    }
    match first[0] {
        b'[' if is_csar(head.trim_ascii_start()) => Some(Format::Csar),
        b'[' => Some(Format::JsonLines),
        b'{' => Some(log(first, head).unwrap_or(Format::JsonLines)),
        _ => {
            let known = [&b"message"[..], b"utterance", b"message_0", b"m0"];
            let mut columns = first
                .split(|byte| *byte == b',')
                .map(|name| name.trim_ascii().trim_ascii_start());
            let csv = columns.any(|name| {
                let name = name.strip_prefix(b"\"").unwrap_or(name);
                known.contains(&name.strip_suffix(b"\"").unwrap_or(name))
            });
            let harris = |line: &[u8]| line.starts_with(b"{") && is_harris(line);
            match csv {
                true => Some(Format::Csv),
                false => head
                    .split(|byte| *byte == b'\n')
                    .any(harris)
                    .then_some(Format::HarrisLog),
            }
        }
    }
}

/// A log, if the object in the first line is a record of one.
fn log(first: &[u8], head: &[u8]) -> Option<Format> {
    if has(first, "mode") && head.split(|byte| *byte == b'\n').any(is_harris) {
        return Some(Format::HarrisLog);
    }
    let metrics = ["epoch", "loss", "mode"]
        .iter()
        .any(|name| has(first, name));
    (metrics && !has(first, "message") && !has(first, "messages")).then_some(Format::EggLog)
}

fn has(line: &[u8], name: &str) -> bool {
    contains(line, format!("\"{name}\"").as_bytes())
}

/// Whether a line is a record of HarrisSegmentation.
fn is_harris(line: &[u8]) -> bool {
    let modes = ["config", "dataset", "language"];
    has(line, "mode") && modes.iter().any(|mode| has(line, mode))
}

fn contains(line: &[u8], part: &[u8]) -> bool {
    line.windows(part.len()).any(|window| window == part)
}

/// Whether the first record is a list and a list of texts.
fn is_csar(head: &[u8]) -> bool {
    let mut rest = head;
    let mut depth = 0;
    while let Some(inner) = rest.strip_prefix(b"[") {
        rest = inner.trim_ascii_start();
        depth += 1;
    }
    if !(2..=3).contains(&depth) {
        return false;
    }
    let Some(end) = closing(rest) else {
        return false;
    };
    let behind = rest[end..].trim_ascii_start();
    let Some(behind) = behind.strip_prefix(b",") else {
        return false;
    };
    let Some(atoms) = behind.trim_ascii_start().strip_prefix(b"[") else {
        return false;
    };
    atoms.trim_ascii_start().starts_with(b"\"")
}

/// The place behind the bracket that closes what was opened before `rest`.
fn closing(rest: &[u8]) -> Option<usize> {
    let (mut depth, mut text, mut escaped) = (1_usize, false, false);
    for (place, byte) in rest.iter().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = text,
            b'"' => text = !text,
            b'[' | b'{' if !text => depth += 1,
            b']' | b'}' if !text => {
                depth -= 1;
                if depth == 0 {
                    return Some(place + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// Whether the file is one list of lists or objects, rather than a value a line.
fn one_list(head: &[u8], extension: &str) -> bool {
    let start = head.trim_ascii_start();
    let Some(rest) = start.strip_prefix(b"[") else {
        return false;
    };
    let inner = rest.trim_ascii_start();
    if !matches!(inner.first(), Some(b'[' | b'{')) {
        return false;
    }
    let closed = closing(rest);
    match closed {
        Some(end) => {
            let more = !rest[end..].trim_ascii().is_empty();
            let over_lines = rest[..end].contains(&b'\n');
            let deep = inner
                .strip_prefix(b"[")
                .is_some_and(|deeper| deeper.trim_ascii_start().starts_with(b"["));
            let record = is_csar(start) && !deep;
            !more && !record && (over_lines || deep || extension == "json")
        }
        // Only the first list of several would have ended by now, unless it is enormous.
        None => rest.contains(&b'\n') || extension == "json",
    }
}
