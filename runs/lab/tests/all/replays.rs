//! Replays: what is recorded agrees with what is computed, and what was changed is found.

use std::path::{Path, PathBuf};

use protolang::replay::viewer::{Viewer, load};
use protolang_records::error::RecordError;
use protolang_records::replay::record::{Replay, ReplayHeader};
use protolang_records::replay::verify::verify;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::KeyCode;

use crate::program::program;
use crate::tiny::{config, config_of, episodes, files, train};

fn recorded(folder: &Path) -> (PathBuf, Vec<PathBuf>) {
    let root = folder.join("run");
    // A change of workers, silence and a range make sure that none of it matters.
    let more = [
        "record.replay_every=2",
        "channel.silence=true",
        "channel.range=2",
    ];
    train(&root, &config(4, 2, &more));
    let replays = root.join("replays");
    let paths = files(&replays).into_iter().map(|name| replays.join(name));
    (root.clone(), paths.collect())
}

#[test]
fn every_recorded_episode_is_computed_again_step_by_step() {
    let folder = tempfile::tempdir().expect("a folder");
    let (root, paths) = recorded(folder.path());
    let rows = episodes(&root);
    let share = paths.len() as f64 / rows.len() as f64;
    assert!(paths.len() > 10 && (0.2..0.8).contains(&share), "{share}");
    for path in &paths {
        let (replay, intact) = Replay::read(path).expect("a replay");
        assert!(intact);
        let found = verify(&replay, intact).expect("it can be played");
        assert_eq!(found.first_divergence, None, "{}", path.display());
        assert_eq!(found.hash_matches, replay.steps.len());
        let row = rows
            .iter()
            .find(|row| row.id == replay.header.id)
            .expect("a row");
        assert_eq!(row.returns, replay.header.returns);
        assert_eq!(row.step, replay.header.step);
        assert_eq!(row.length as usize + 1, replay.steps.len());
        for (seat, did) in row.did.iter().enumerate() {
            let steps = replay.steps[1..].iter();
            let played: Vec<u8> = steps.map(|step| step.actions[seat]).collect();
            assert_eq!(*did, played);
        }
    }
    let (code, json, _) = program(&["replay", &root.display().to_string(), "--verify", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(
        (code, &value["first_divergence"]),
        (0, &serde_json::Value::Null)
    );
    assert_eq!(value["steps"], value["hash_matches"]);
    let (code, text, _) = program(&["replay", &root.display().to_string()]);
    assert!(
        code == 0 && text.contains("NOW HEARS") && text.contains("The episode ends"),
        "{text}"
    );
}

#[test]
fn what_was_changed_is_named_by_its_first_wrong_step() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, paths) = recorded(folder.path());
    let long = paths
        .iter()
        .max_by_key(|path| std::fs::metadata(path).map_or(0, |data| data.len()));
    let (replay, _) = Replay::read(long.expect("a replay")).expect("a replay");
    assert!(replay.steps.len() > 6);
    let verdict = |change: &dyn Fn(&mut Replay)| {
        let mut changed = replay.clone();
        change(&mut changed);
        let path = folder.path().join("changed.replay");
        std::fs::write(&path, changed.to_bytes().expect("bytes")).expect("written");
        let (code, _, errors) = program(&["replay", &path.display().to_string(), "--verify"]);
        assert_eq!(code, 6, "{errors}");
        let found = verify(&changed, true).expect("options that make a game");
        found.first_divergence.expect("a divergence")
    };
    let at = |change: &dyn Fn(&mut Replay)| {
        let found = verdict(change);
        (found.step, found.component)
    };
    let is = |step: u32, component: &str| (step, component.to_owned());
    // Also where nobody hears it.
    assert_eq!(
        at(&|replay| replay.steps[3].symbols[0] ^= 1),
        is(3, "decisions")
    );
    let zero = || "0000000000000000".to_owned();
    assert_eq!(
        at(&|replay| replay.steps[5].hashes[0] = zero()),
        is(5, "decisions")
    );
    let part = replay.header.parts[2].clone();
    assert_eq!(
        at(&|replay| replay.steps[5].hashes[2] = zero()),
        is(5, &part)
    );
    let last = replay.steps.len() as u32 - 1;
    assert_eq!(
        at(&|replay| replay.header.returns[0] += 1.0),
        is(last, "end")
    );
    assert_eq!(at(&|replay| replay.header.success ^= true), is(last, "end"));
    assert_eq!(verdict(&|replay| replay.header.key.run_seed += 1).step, 0);
    assert_eq!(at(&|replay| replay.header.parts.swap(0, 1)), is(0, "parts"));
    assert_eq!(at(&|replay| replay.steps[2].step = 7), is(2, "step"));
    assert_eq!(at(&|replay| drop(replay.steps.remove(4))), is(4, "step"));
    // What no world takes.
    assert_eq!(
        at(&|replay| replay.steps[2].actions[0] = 99),
        is(2, "decisions")
    );
}

#[test]
fn no_damage_makes_it_panic_or_pass() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, paths) = recorded(folder.path());
    let bytes = std::fs::read(&paths[0]).expect("a replay");
    let path = folder.path().join("damaged.replay");
    for cut in (0..bytes.len()).step_by(7) {
        std::fs::write(&path, &bytes[..cut]).expect("written");
        let error = Replay::read(&path).expect_err("cut short");
        assert!(matches!(error, RecordError::Unreadable(_)), "{error}");
    }
    for at in (0..bytes.len()).step_by(5) {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 7);
        std::fs::write(&path, &flipped).expect("written");
        if let Ok((replay, intact)) = Replay::read(&path) {
            let differs =
                verify(&replay, intact).map_or(true, |found| found.first_divergence.is_some());
            assert!(differs, "a flip at byte {at} passes");
        }
    }
}

/// Whatever one bit is changed, in the header too, it is found.
#[test]
fn a_flip_of_any_byte_is_found() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, paths) = recorded(folder.path());
    let short = paths
        .iter()
        .min_by_key(|path| std::fs::metadata(path).map_or(0, |data| data.len()));
    let bytes = std::fs::read(short.expect("a replay")).expect("a file");
    let path = folder.path().join("flipped.replay");
    for at in 0..bytes.len() {
        let mut flipped = bytes.clone();
        flipped[at] ^= 1 << (at % 8);
        std::fs::write(&path, &flipped).expect("written");
        match Replay::read(&path) {
            Err(error) => assert!(matches!(error, RecordError::Unreadable(_)), "{error}"),
            Ok((replay, intact)) => {
                let found = verify(&replay, intact);
                let differs = found.map_or(true, |found| found.first_divergence.is_some());
                assert!(differs, "a flip at byte {at} passes");
                assert!(
                    load(&(&path).into()).is_err(),
                    "a flip at byte {at} is shown"
                );
            }
        }
    }
}

/// Nothing that is played depends on who played or when: the header has a hash of its own for that, which a
/// new hash of the whole file leaves wrong.
#[test]
fn another_header_is_found_where_the_hash_of_the_file_was_made_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, paths) = recorded(folder.path());
    let text = std::fs::read_to_string(&paths[0]).expect("a replay");
    let (replay, _) = Replay::read(&paths[0]).expect("a replay");
    let path = folder.path().join("changed.replay");
    let name = path.display().to_string();
    let verdict = |text: &str| {
        std::fs::write(&path, text).expect("written");
        program(&["replay", &name, "--verify"])
    };
    assert_eq!(verdict(&text).0, 0);
    for change in [
        &(|header: &mut ReplayHeader| header.nets = vec![7, 9]) as &dyn Fn(&mut ReplayHeader),
        &|header| header.step += 1,
        &|header| header.key.run_seed += 1,
    ] {
        let mut header = replay.header.clone();
        change(&mut header);
        let (_, rest) = text.split_once('\n').expect("a header");
        let (steps, end) = rest.trim_end().rsplit_once('\n').expect("an end");
        let body = format!(
            "{}\n{steps}\n",
            serde_json::to_string(&header).expect("JSON")
        );
        let mut end: serde_json::Value = serde_json::from_str(end).expect("JSON");
        end["blake3"] = blake3::hash(body.as_bytes()).to_hex().as_str().into();
        let (code, out, errors) = verdict(&format!("{body}{end}\n"));
        assert_eq!((code, out.as_str()), (6, ""), "{errors}");
        let named = ["first in file", "first in episode"];
        assert!(named.iter().any(|named| errors.contains(named)), "{errors}");
    }
    // In a run, the name of the file says it too.
    let mut other = replay.clone();
    other.header.step += 1;
    let kept = std::fs::read(&paths[0]).expect("a replay");
    std::fs::write(&paths[0], other.to_bytes().expect("bytes")).expect("written");
    let run = folder.path().join("run").display().to_string();
    let (code, _, errors) = program(&["replay", &run, "--verify"]);
    assert!(code == 6 && errors.contains("first in name"), "{errors}");
    std::fs::write(&paths[0], kept).expect("written");
    assert_eq!(program(&["replay", &run, "--verify"]).0, 0);
}

#[test]
fn a_replay_from_before_the_hash_of_the_header_is_read_and_said_to_be_uncovered() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, paths) = recorded(folder.path());
    let text = std::fs::read_to_string(&paths[0]).expect("a replay");
    let text = text.replacen("\"format\":\"1.1\"", "\"format\":\"1.0\"", 1);
    let (body, end) = text.trim_end().rsplit_once('\n').expect("an end");
    let mut end: serde_json::Value = serde_json::from_str(end).expect("JSON");
    let body = format!("{body}\n");
    end["blake3"] = blake3::hash(body.as_bytes()).to_hex().as_str().into();
    end.as_object_mut().expect("an object").remove("header");
    let path = folder.path().join("old.replay");
    std::fs::write(&path, format!("{body}{end}\n")).expect("written");
    let name = path.display().to_string();
    let (code, out, errors) = program(&["replay", &name, "--verify"]);
    assert_eq!(code, 0, "{errors}");
    let steps = Replay::read(&path).expect("a replay").0.steps.len();
    assert_eq!(
        out,
        format!(
            "{steps} steps of 1 replays agree\n1 of them are from before format 1.1: nothing covers their networks, env step and progress\n"
        )
    );
    let (_, json, _) = program(&["replay", &name, "--verify", "--json"]);
    let value: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(value["headers_not_covered"], 1);
    // What an old header says must still be what is played.
    std::fs::write(
        &path,
        format!("{}{end}\n", body.replacen("\"1.0\"", "\"1.1\"", 1)),
    )
    .expect("written");
    assert_eq!(program(&["replay", &name, "--verify"]).0, 6);
}

#[test]
fn the_viewer_shows_the_grid_and_steps_forth_and_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_, paths) = recorded(folder.path());
    let mut viewer = Viewer::open(paths.clone(), 0).expect("a replay");
    let screen = |viewer: &Viewer| {
        let mut terminal = Terminal::new(TestBackend::new(100, 24)).expect("a terminal");
        terminal.draw(|frame| viewer.draw(frame)).expect("drawn");
        terminal.backend().to_string()
    };
    let first = screen(&viewer);
    assert!(
        first.contains("A0") && first.contains("A1") && first.contains("step 0 of"),
        "{first}"
    );
    assert!(
        first.contains("KNOWS") && first.contains("┌───────┬"),
        "{first}"
    );
    viewer.press(KeyCode::Right).expect("a step");
    assert!(screen(&viewer).contains("step 1 of"));
    viewer.press(KeyCode::Left).expect("a step");
    assert_eq!(screen(&viewer), first);
    viewer.press(KeyCode::End).expect("the end");
    assert!(screen(&viewer).contains("The episode ends"));
    viewer.press(KeyCode::Down).expect("the next episode");
    assert!(screen(&viewer).contains(&format!("episode 2 of {}", paths.len())));
    viewer.press(KeyCode::Up).expect("back");
    assert_eq!(screen(&viewer), first);
}

/// Rooms of the deduction game in boxes are higher than most terminals.
#[test]
fn what_each_agent_did_and_said_is_seen_on_any_screen() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let more = [
        "network.critic_hidden=0",
        "ppo.rollout=64",
        "record.replay_every=1",
    ];
    train(&root, &config_of("deduction", 4, 1, &more));
    let replays = root.join("replays");
    let paths: Vec<PathBuf> = files(&replays)
        .into_iter()
        .map(|name| replays.join(name))
        .collect();
    let mut viewer = Viewer::open(paths, 0).expect("a replay");
    let screen = |viewer: &Viewer, (width, height)| {
        let mut terminal = Terminal::new(TestBackend::new(width, height)).expect("a terminal");
        terminal.draw(|frame| viewer.draw(frame)).expect("drawn");
        terminal.backend().to_string()
    };
    let has_all = |text: &str| (0..5).all(|seat| text.contains(&format!("A{seat}     ")));
    viewer.press(KeyCode::Right).expect("a step");
    for size in [(200, 50), (80, 24), (60, 20)] {
        let text = screen(&viewer, size);
        assert!(has_all(&text) && text.contains("quit"), "{size:?}:\n{text}");
        assert!(!text.contains("↓ more"), "{size:?}:\n{text}");
    }
    // Boxes only where there is room for them.
    assert!(screen(&viewer, (200, 50)).contains('┬'));
    assert!(!screen(&viewer, (80, 24)).contains('┬'));
    // Scrolled to the end, on a screen that is too small for all.
    let small = (40, 12);
    let text = screen(&viewer, small);
    assert!(
        text.contains("↓ more") && text.contains("q quit") && !has_all(&text),
        "{text}"
    );
    for _ in 0..4 {
        viewer.press(KeyCode::PageDown).expect("a page");
    }
    let text = screen(&viewer, small);
    assert!(has_all(&text) && text.contains("↑ more"), "{text}");
    viewer.press(KeyCode::Char('>')).expect("sideways");
    assert!(!has_all(&screen(&viewer, small)));
    viewer.press(KeyCode::Char('<')).expect("back");
    for _ in 0..4 {
        viewer.press(KeyCode::PageUp).expect("a page");
    }
    assert!(screen(&viewer, small).contains("↓ more"));
}
