//! `protolang replay`.

use std::ffi::OsString;
use std::io::IsTerminal as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::cli::replay::ReplayArgs;
use crate::config::nearest::nearest;
use crate::config::run_toml::saved_config;
use crate::error::Failure;
use crate::replay::picture;
use crate::replay::viewer::{Viewer, load};
use crate::terminal::output::{print, print_json};
use protolang_records::files::entry::Entry;
use protolang_records::replay::record::Replay;
use protolang_records::replay::verify::{Divergence, Verification, verify};
use protolang_records::run::run_dir::RunPaths;

/// Shows or verifies recorded episodes.
///
/// # Errors
/// [`Failure::Unreadable`]: no run or replay, or a damaged one; [`Failure::Usage`]: no such episode;
/// [`Failure::Verification`]: a replay that does not agree with what is computed from it.
pub fn run(args: &ReplayArgs) -> Result<(), Failure> {
    let files = files(&args.what)?;
    let chosen = match &args.episode {
        Some(id) => Some(find(&files, id)?),
        None => None,
    };
    if args.verify {
        let files = match chosen {
            Some(index) => vec![files[index].clone()],
            None => files,
        };
        return verify_all(&files, args.what.is_dir(), args.json);
    }
    let index = chosen.unwrap_or(files.len() - 1);
    if args.json {
        let (replay, film) = load(&files[index])?;
        return print_json(&json!({
            "header": replay.header,
            "meaning": film.meaning,
            "actions": film.spaces.actions,
            "steps": replay.steps,
        }));
    }
    if std::io::stdout().is_terminal() && std::io::stdin().is_terminal() {
        return Viewer::open(files, index)?.show();
    }
    let (replay, film) = load(&files[index])?;
    let mut text = format!("{}\n", picture::title(&replay));
    for frame in &film.frames {
        text.push_str(&format!("\nstep {}\n", frame.step));
        for line in picture::lines(&film, frame) {
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    print(&text)
}

/// Replay files of a run, oldest first, or the one file that is named.
fn files(what: &Path) -> Result<Vec<Entry>, Failure> {
    // What was named is what is meant, also by a link.
    if let Ok(file) = std::fs::canonicalize(what)
        && !file.is_dir()
    {
        return Ok(vec![file.into()]);
    }
    let paths = RunPaths::of(what)?;
    let replays = paths.replays();
    let cannot = |error: std::io::Error| Failure::cannot_read(replays.path(), &error);
    let folder = replays.enter().map_err(cannot)?;
    let names = folder.names().map_err(cannot)?;
    let is_replay = |name: &OsString| {
        Path::new(name)
            .extension()
            .is_some_and(|end| end == "replay")
    };
    let names = names.into_iter().filter(is_replay);
    let files: Vec<Entry> = names.map(|name| folder.entry(name)).collect();
    if files.is_empty() {
        let root = what.display();
        return Err(Failure::Unreadable(
            match saved_config(&paths)?.record.replay_every {
                0 => format!(
                    "{root} has no replays: it was trained with record.replay_every = 0; \
                 train with --set record.replay_every=1000"
                ),
                every => format!(
                    "{root} holds no replay yet: one finished episode in {every} is kept (record.replay_every); \
                 train longer, or with a smaller number"
                ),
            },
        ));
    }
    Ok(files)
}

/// Which of the files is that of an episode.
fn find(files: &[Entry], id: &str) -> Result<usize, Failure> {
    let ids: Vec<String> = files.iter().map(|file| id_of(file.path())).collect();
    ids.iter().position(|known| known == id).ok_or_else(|| {
        let close = nearest(id, ids.iter().map(String::as_str));
        let close = close.or_else(|| ids.last().cloned()).unwrap_or_default();
        Failure::Usage(format!(
            "episode {id} was not recorded; {} episodes were, such as {close}",
            ids.len()
        ))
    })
}

/// `LANE:EPISODE`, from the name of a file.
fn id_of(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    let mut parts = stem.splitn(3, '-').skip(1);
    let (lane, episode) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    format!("{lane}:{episode}")
}

fn verify_all(files: &[Entry], in_run: bool, as_json: bool) -> Result<(), Failure> {
    let mut total = Verification {
        steps: 0,
        hash_matches: 0,
        first_divergence: None,
    };
    let mut wrong: Option<String> = None;
    let mut uncovered = 0;
    for file in files {
        let (replay, intact) = Replay::read(file)?;
        uncovered += usize::from(!replay.covers_header());
        let mut found =
            verify(&replay, intact).map_err(|error| Failure::Verification(error.to_string()))?;
        // A run gives its replays names that say what is in them.
        if in_run && found.first_divergence.is_none() && *file.name() != *replay.file_name() {
            found.first_divergence = Some(Divergence {
                step: 0,
                lane: replay.header.key.lane,
                component: "name".to_owned(),
            });
        }
        total.steps += found.steps;
        total.hash_matches += found.hash_matches;
        let sentence = found.first_divergence.as_ref().map(|at| {
            format!(
                "{} diverges at step {} of lane {}, first in {}: it was changed, or written by another version",
                file.display(),
                at.step,
                at.lane,
                at.component
            )
        });
        if wrong.is_none() {
            wrong = sentence;
            total.first_divergence = found.first_divergence;
        }
    }
    if as_json {
        let mut value = serde_json::to_value(&total).unwrap_or(Value::Null);
        value["replays"] = json!(files.len());
        value["headers_not_covered"] = json!(uncovered);
        print_json(&value)?;
    } else if wrong.is_none() {
        let old = match uncovered {
            0 => String::new(),
            _ => format!(
                "{uncovered} of them are from before format 1.1: nothing covers their networks, env step and progress\n"
            ),
        };
        print(&format!(
            "{} steps of {} replays agree\n{old}",
            total.hash_matches,
            files.len()
        ))?;
    }
    wrong.map_or(Ok(()), |sentence| Err(Failure::Verification(sentence)))
}
