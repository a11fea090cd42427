//! Mistakes in games of one's own: one sentence each, and nothing that was written is lost.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// Exit code, stdout and stderr of the program whose game has this mistake.
fn run(mistake: &str, arguments: &[&str], folder: &Path) -> (i32, String, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_broken_games"))
        .args(arguments)
        .env("BROKEN", mistake)
        .env_remove("RUST_BACKTRACE")
        .current_dir(folder)
        .output()
        .expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().expect("it ends by itself"),
        text(&output.stdout),
        text(&output.stderr),
    )
}

/// The sentence of a command that must fail with this code.
fn sentence(mistake: &str, arguments: &[&str], folder: &Path, code: i32) -> String {
    let (found, _, errors) = run(mistake, arguments, folder);
    assert_eq!(found, code, "{errors}");
    let lines: Vec<&str> = errors
        .lines()
        .filter(|line| line.starts_with("error: "))
        .collect();
    assert_eq!(lines.len(), 1, "{errors}");
    assert!(!errors.contains("panicked at"), "{errors}");
    lines[0].to_owned()
}

/// A folder with a config that trains a game for some updates.
fn config(game: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let text = format!(
        "[game]\nname = \"{game}\"\n[run]\nsteps = 2560\n[network]\nhidden = 8\n[population]\nsize = 2\npairing = \"xp\"\n\
         [ppo]\nlanes = 16\nrollout = 16\n[record]\ncheckpoint_every = 1\nreplay_every = 10\n"
    );
    fs::write(folder.path().join("game.toml"), text).expect("it is writable");
    folder
}

const TRAIN: [&str; 5] = ["train", "game.toml", "--out", "run", "--quiet"];

#[test]
fn lists_of_games_that_cannot_be() {
    let folder = tempfile::tempdir().expect("a folder");
    let of = |mistake| sentence(mistake, &["games"], folder.path(), 2);
    assert_eq!(
        of("twice"),
        "error: two games are called \"score\"; give one of them another name"
    );
    assert_eq!(
        of("bad-name"),
        "error: a game is called \"Two Words\"; give it a name of small letters, digits and hyphens"
    );
}

#[test]
fn spaces_that_nobody_can_play_in() {
    let of = |mistake| sentence(mistake, &TRAIN, config(mistake).path(), 2);
    let mistake = "this is a mistake in the game's own program";
    let found = of("undescribed");
    assert!(found.contains("the game undescribed describes 1 elements of the block \"one\", which has 3 numbers (3); describe each"), "{found}");
    assert!(found.contains(mistake), "{found}");
    let found = of("no-outcome");
    assert!(
        found.contains("the game no-outcome has 0 outcomes; give 1 to 256"),
        "{found}"
    );
}

#[test]
fn a_value_that_an_option_cannot_have() {
    let folder = config("fine");
    for (set, words) in [
        ("game.size=300", ["size", "300"]),
        ("game.size=\"big\"", ["size", "big"]),
        ("game.sice=3", ["game.sice", "game.size"]),
    ] {
        let arguments = [&TRAIN[..], &["--set", set]].concat();
        let found = sentence("fine", &arguments, folder.path(), 2);
        assert!(words.iter().all(|word| found.contains(word)), "{found}");
    }
}

#[test]
fn a_panic_in_a_rule_is_one_sentence_and_what_was_written_stays() {
    let folder = config("panics");
    let found = sentence("panics", &TRAIN, folder.path(), 1);
    assert!(found.contains("a worker stopped"), "{found}");
    assert!(found.contains("broken_games.rs"), "{found}");
    assert!(
        found.contains("this game has played 40 episodes"),
        "{found}"
    );
    // The updates before were written, and can be read by a program whose game is mended.
    let checkpoints = fs::read_dir(folder.path().join("run/checkpoints")).expect("they are there");
    assert!(checkpoints.count() >= 1);
    let (code, listed, errors) = run("panics", &["runs", "."], folder.path());
    assert_eq!(code, 0, "{errors}");
    assert!(listed.contains("run"), "{listed}");
    let (code, _, errors) = run("panics", &["stats", "run"], folder.path());
    assert_eq!(code, 0, "{errors}");
    // In the thread that was typed into.
    let play = ["play", "panics", "--episodes", "100000"];
    let (code, _, errors) = run("panics", &play, folder.path());
    assert_eq!(code, 0, "lanes play one episode each: {errors}");
}

#[test]
fn runs_and_replays_of_another_version_of_a_game_or_of_a_game_that_is_not_there() {
    let folder = config("fine");
    let (code, _, errors) = run("fine", &TRAIN, folder.path());
    assert_eq!(code, 0, "{errors}");
    let of = |mistake, arguments: &[&str]| sentence(mistake, arguments, folder.path(), 3);
    let verify = ["replay", "run", "--verify"];
    assert_eq!(run("fine", &verify, folder.path()).0, 0);
    for arguments in [&verify[..], &["eval", "run"]] {
        let found = of("later", arguments);
        assert!(
            found.contains("version 1 of the game fine, but this program plays version 2"),
            "{found}"
        );
        let found = of("none", arguments);
        assert!(found.contains("\"fine\""), "{found}");
    }
}
