//! Every command that README.md and the pages that it names show is run, in a short form; what cannot be run here is
//! listed with the reason.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::program::{program, program_in};
use crate::tiny::{SET, UPDATE, config, train};

const README: &str = include_str!("../../../../README.md");

/// The pages with commands, each with those that have to be read before it: what they trained is there.
const LANGUAGE: &[&str] = &[README, include_str!("../../../../comm/language/README.md")];
const CHANNEL: &[&str] = &[include_str!("../../../../comm/channel/README.md")];
const GAMES: &[&str] = &[include_str!("../../../../envs/README.md")];

/// Commands that no test can run, by how they begin, each with the reason.
const NOT_RUN: [(&str, &str); 4] = [
    ("scripts/test", "runs this test"),
    ("scripts/reproduce/mother-tongue", "an hour"),
    ("scripts/reproduce/deduction", "two and a half hours"),
    (
        "scripts/protolang bench stats",
        "needs the Python packages of the programs that it compares with",
    ),
];

/// The commands in the code blocks of a page, each as its words: lines that go on are joined, comments left out.
fn commands(page: &str) -> Vec<Vec<String>> {
    let mut commands = Vec::new();
    let mut inside = false;
    let mut line = String::new();
    for text in page.lines() {
        if text.starts_with("```") {
            inside = !inside;
            continue;
        }
        if !inside {
            continue;
        }
        match text.strip_suffix('\\') {
            Some(begun) => line.push_str(begun),
            None => {
                line.push_str(text);
                let whole = std::mem::take(&mut line);
                if whole.starts_with("scripts/") {
                    commands.push(shlex::split(&whole).expect("a command"));
                }
            }
        }
    }
    commands
}

/// The reason why a command is not run.
fn not_run(words: &[String]) -> Option<&'static str> {
    let typed = words.join(" ");
    let listed = NOT_RUN.iter().find(|(begins, _)| typed.starts_with(begins));
    listed.map(|(_, reason)| *reason)
}

/// The same command with few steps and episodes, a small network, and one worker.
fn short(words: &[String]) -> Vec<String> {
    let mut short = words.to_vec();
    let has = |option: &str| words.iter().any(|word| word == option);
    let mut add = |more: &[&str]| short.extend(more.iter().map(|word| (*word).to_owned()));
    match words.first().map_or("", String::as_str) {
        "train" => {
            for set in SET {
                add(&["--set", set]);
            }
            add(&["--set", "perception.pretraining_observations=100"]);
            add(&["--set", "perception.pretraining_epochs=1"]);
            add(&["--quiet", "--workers", "1"]);
            let steps = (12 * UPDATE).to_string();
            match short.iter().position(|word| word == "--steps") {
                Some(at) => short[at + 1] = steps,
                None => short.extend(["--steps".to_owned(), steps]),
            }
        }
        "eval" if !has("--episodes") => add(&["--episodes", "8", "--workers", "1"]),
        "play" if !has("--episodes") => add(&["--episodes", "20"]),
        "stats" if has("--communication") || has("--testimony") => {
            add(&[
                "--probe-episodes",
                "16",
                "--permutations",
                "9",
                "--bootstraps",
                "9",
            ]);
        }
        "stats" if !has("--cases") => add(&["--permutations", "9", "--bootstraps", "9"]),
        "bench" => add(&["--seconds", "0.1", "--lanes", "4", "--workers", "1"]),
        _ => {}
    }
    short
}

/// What the commands take for granted: a corpus, cases, and four runs.
fn prepare(folder: &Path) {
    let corpus = "message,meaning\n0 1,0 1\n0 2,0 2\n1 1,1 1\n1 2,1 2\n2 1,2 1\n2 2,2 2\n";
    fs::write(folder.join("corpus.csv"), corpus).expect("a corpus");
    let cases = r#"{"cases": [{"name": "two words", "metric": "entropy", "priority": "must", "inputs": {"counts": [5, 5]}, "expected": 0.6931471805599453, "tolerance": {"abs": 1e-9}}]}"#;
    fs::write(folder.join("cases.json"), cases).expect("cases");
    for seed in 1..=4 {
        let config = config(4, 1, &[&format!("run.seed={seed}")]);
        train(&folder.join(format!("runs/{seed}")), &config);
    }
}

fn run(folder: &Path, words: &[String]) {
    let short = short(words);
    let (code, _, errors) = program_in(folder, &short);
    assert_eq!(
        code,
        0,
        "{}\nin short: {}\n{errors}",
        words.join(" "),
        short.join(" ")
    );
}

/// Runs what can be run of these pages, in the order in which it stands, and gives how many commands that were.
fn run_pages(folder: &Path, pages: &[&str]) -> usize {
    let mut ran = 0;
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for words in pages.iter().copied().flat_map(commands) {
        let script = &words[0];
        assert!(scripts.join(script).is_file(), "{script} is not there");
        if not_run(&words).is_some() {
            continue;
        }
        assert_eq!(
            script, "scripts/protolang",
            "{words:?} has to be run or listed"
        );
        run(folder, &words[1..]);
        ran += 1;
    }
    ran
}

#[test]
fn every_command_about_language_works_after_those_of_readme() {
    let folder = tempfile::tempdir().expect("a folder");
    prepare(folder.path());
    let ran = run_pages(folder.path(), LANGUAGE);
    assert!(ran >= 16, "{ran}");
}

#[test]
fn every_command_about_channels_works() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = run_pages(folder.path(), CHANNEL);
    assert!(ran >= 4, "{ran}");
}

#[test]
fn every_command_about_games_works() {
    let folder = tempfile::tempdir().expect("a folder");
    let ran = run_pages(folder.path(), GAMES);
    assert!(ran >= 19, "{ran}");
}

#[test]
fn nothing_is_excused_that_no_page_shows() {
    let pages = [LANGUAGE, CHANNEL, GAMES].concat();
    let shown: Vec<String> = pages
        .into_iter()
        .flat_map(commands)
        .map(|words| words.join(" "))
        .collect();
    for (begins, _) in NOT_RUN {
        assert!(
            shown.iter().any(|typed| typed.starts_with(begins)),
            "{begins}"
        );
    }
}

#[test]
fn all_commands_have_json_as_the_page_says() {
    let without: Vec<&str> = [
        "train",
        "eval",
        "play",
        "replay",
        "stats",
        "export",
        "games",
        "presets",
        "runs",
        "metrics",
        "bench env",
        "bench train",
        "bench stats",
    ]
    .into_iter()
    .filter(|command| {
        let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        !program(&words).1.contains("--json")
    })
    .collect();
    assert_eq!(without, [""; 0]);
    assert!(README.contains("all take `--json`"));
}

/// The rows of runs/results/quickstart.csv, by seed and channel: success and its interval.
fn measured() -> BTreeMap<(String, String), [f64; 3]> {
    let csv = include_str!("../../../results/quickstart.csv");
    let rows = csv.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |at: usize| cells[at].parse().expect("a number");
        let key = (cells[0].to_owned(), cells[2].to_owned());
        (key, [number(3), number(4), number(5)])
    });
    rows.collect()
}

#[test]
fn the_table_is_that_of_the_results() {
    let measured = measured();
    for (channel, name) in [
        ("intact", "as trained"),
        ("muted", "muted after training"),
        ("shuffled", "messages of other episodes, after training"),
        ("control", "trained without a channel"),
    ] {
        let of = &measured[&("1".to_owned(), channel.to_owned())];
        let [mean, low, high] =
            of.map(|number| format!("{number:.3}").trim_start_matches('0').to_owned());
        let row = format!("| {name} | {mean} | {low} to {high} |");
        assert!(README.contains(&row), "{row}");
    }
}

#[test]
fn the_difference_over_seeds_is_that_of_the_results() {
    let csv = include_str!("../../../results/quickstart-difference.csv");
    let row = csv.lines().find(|line| line.starts_with("iqm,"));
    let cells: Vec<&str> = row.expect("the row over seeds").split(',').collect();
    let short = |at: usize| {
        let number: f64 = cells[at].parse().expect("a number");
        format!("{number:.3}").trim_start_matches('0').to_owned()
    };
    let text = README.replace('\n', " ");
    let [difference, low, high] = [3, 4, 5].map(short);
    let said = format!(
        "the difference is {difference} (interquartile mean, bootstrap 95 % interval {low} to {high})"
    );
    assert!(text.contains(&said), "{said}");
}
