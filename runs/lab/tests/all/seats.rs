//! Who sits where: frozen networks, initial checkpoints, scripted policies, and all of it after a resume.

use std::path::Path;

use protolang::train::trained::Trained;
use protolang_agents::agent::Agent;

use crate::program::program;
use crate::tiny::{assert_same, config_of, resume, train};

/// Everything that social deduction has, at once.
const ALL: [&str; 16] = [
    "record.metrics_every=1",
    "ppo.anneal=false",
    "population.size=4",
    "population.seats=[[0, 3], [1], [1], [2], [3]]",
    "population.frozen=[3]",
    "network.vector_width=4",
    "network.critic=answer",
    "record.episodes=true",
    "objectives.listening.weight=0.5",
    "objectives.listening.votes=0.5",
    "objectives.speaking.weight=0.5",
    "objectives.speaking.include_speaker=true",
    "objectives.prediction.weight=0.1",
    "objectives.reference.weight=0.05",
    "objectives.reference.network=3",
    "objectives.imitation.weight=0.1",
];

fn networks(run: &Path) -> Vec<Agent> {
    Trained::load(run).expect("networks").agents
}

#[test]
fn stopping_anywhere_changes_nothing_with_scripts_and_beliefs() {
    let folder = tempfile::tempdir().expect("a folder");
    let (whole, parts) = (folder.path().join("whole"), folder.path().join("parts"));
    let config = |updates| config_of("deduction", updates, 2, &ALL);
    train(&whole, &config(6));
    train(&parts, &config(3));
    resume(&parts, &config(6));
    assert_same(&whole, &parts);
}

#[test]
fn frozen_networks_stay_as_they_are_and_others_learn() {
    let folder = tempfile::tempdir().expect("a folder");
    let (before, after) = (folder.path().join("before"), folder.path().join("after"));
    // The checkpoint of the beginning is there until the next one is kept in its place.
    let more: Vec<&str> = ALL.iter().copied().chain(["run.seed=4"]).collect();
    train(&before, &config_of("deduction", 1, 1, &more));
    train(&after, &config_of("deduction", 5, 1, &more));
    let (before, after) = (networks(&before), networks(&after));
    assert_eq!(before[3], after[3], "frozen");
    assert_eq!(after[3].optimizer_steps(), 0);
    for network in 0..3 {
        assert_ne!(before[network], after[network], "network {network} learns");
    }
}

#[test]
fn a_network_begins_with_what_another_run_has_learnt() {
    let folder = tempfile::tempdir().expect("a folder");
    let (first, second) = (folder.path().join("first"), folder.path().join("second"));
    train(&first, &config_of("deduction", 2, 1, &ALL));
    let init_from = format!(
        "population.init_from=[\"\", \"\", \"\", \"{}#1\"]",
        first.display()
    );
    let more: Vec<&str> = ALL.iter().copied().chain([init_from.as_str()]).collect();
    train(&second, &config_of("deduction", 1, 1, &more));
    let blueprint = &Trained::load(&second).expect("networks").plan.blueprint;
    let learnt = |agent: &Agent| {
        let mut tensors = agent.tensors(blueprint);
        tensors.retain(|(name, ..)| !name.starts_with("adam."));
        tensors
    };
    assert_eq!(
        learnt(&networks(&first)[1]),
        learnt(&networks(&second)[3]),
        "frozen there, so still what it began with"
    );
}

#[test]
fn a_script_decides_what_it_is_given_and_networks_the_rest() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = folder.path().join("run");
    train(
        &run,
        &config_of("deduction", 1, 1, &["network.vector_width=4"]),
    );
    let crew_wins = |set: &[&str]| {
        let run = run.display().to_string();
        let mut options = vec!["eval", run.as_str(), "--json", "--episodes", "512"];
        options.extend(set.iter().flat_map(|one| ["--set", one]));
        let (code, out, errors) = program(&options);
        assert_eq!(code, 0, "{errors}");
        let value: serde_json::Value = serde_json::from_str(&out).expect("JSON");
        value["win_rate"]["crew"]["mean"].as_f64().expect("a share")
    };
    let all = "population.scripted_actions=[\"all\", \"all\", \"all\", \"all\", \"all\"]";
    // The published environment, 2 x 2 rooms (envs/world/tests/all/deduction_parity.rs): a crew that moves at
    // random and reports wins .98, .03 or .19 by its voters; standard errors are .006 to .018 here.
    let oracle = crew_wins(&[
        all,
        "population.scripted_policy=always-report/random/oracle",
    ]);
    assert!((0.94..=1.0).contains(&oracle), "{oracle}");
    let skip = crew_wins(&[all, "population.scripted_policy=always-report/random/skip"]);
    assert!(skip < 0.08, "{skip}");
    // Untrained networks vote about uniformly, whatever the script's voters would do.
    let own = crew_wins(&["population.scripted_policy=always-report/random/oracle"]);
    assert!((0.12..0.28).contains(&own), "{own}");
}

#[test]
fn what_cannot_be_seated_is_refused_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("run").display().to_string();
    let refused = |set: &[&str]| {
        let mut options = vec!["train", "deduction", "--out", &out];
        options.extend(set.iter().flat_map(|one| ["--set", one]));
        let (code, _, errors) = program(&options);
        let folder = folder.path().display().to_string();
        format!("{code} {}", errors.trim().replace(&folder, "FOLDER"))
    };
    insta::assert_snapshot!(refused(&["population.seats=[[0], [1]]"]), @"2 error: population.seats: has 2 lists of networks, but the game has 5 seats: give a list for each (--set population.seats=[[0], [1]])");
    insta::assert_snapshot!(refused(&["population.seats=[[0], [1], [], [1], [1]]"]), @"2 error: population.seats.3 must be a non-empty list of numbers, each a whole number of at least 0, not an empty list (--set population.seats=[[0], [1], [], [1], [1]])");
    insta::assert_snapshot!(refused(&["population.seats=[[0], [1], [2], [1], [1]]"]), @"2 error: population.seats: names network 2, but population.size is 2: give 0 to 1 (--set population.seats=[[0], [1], [2], [1], [1]])");
    insta::assert_snapshot!(refused(&["population.frozen=[5]"]), @"2 error: population.frozen: names network 5, but population.size is 2: give 0 to 1 (--set population.frozen=[5])");
    insta::assert_snapshot!(refused(&["population.scripted_policy=nobody"]), @r#"2 error: population.scripted_policy: is "nobody", which deduction does not have beside networks: see protolang games deduction (--set population.scripted_policy=nobody)"#);
    insta::assert_snapshot!(refused(&["population.scripted_actions=[\"all\"]"]), @r#"2 error: population.scripted_actions: has 1 entries, but the game has 5 seats: give one for each (--set population.scripted_actions=["all"])"#);
    insta::assert_snapshot!(refused(&["population.scripted_actions=[\"all\", \"some\", \"all-but-votes\", \"all-but-votes\", \"all-but-votes\"]"]), @r#"2 error: population.scripted_actions.2 must be one of none, all-but-votes, all, not "some" (--set population.scripted_actions=["all", "some", "all-but-votes", "all-but-votes", "all-but-votes"])"#);
    insta::assert_snapshot!(refused(&["population.init_from=[\"here\"]"]), @r#"2 error: population.init_from: has 1 entries for 2 networks: give one for each, or none at all (--set population.init_from=["here"])"#);
    insta::assert_snapshot!(refused(&["population.init_from=[\"here\", \"\"]"]), @r#"2 error: population.init_from gives network 0 "here", but needs RUN#NETWORK, such as runs/base#0"#);
    let absent = format!("population.init_from=[\"{out}#0\", \"\"]");
    insta::assert_snapshot!(refused(&[&absent]), @"3 error: there is no run at FOLDER/run");
    insta::assert_snapshot!(refused(&["game.crew=1"]), @"2 error: game.crew must be a whole number from 2 to 7, not 1 (--set game.crew=1)");
    insta::assert_snapshot!(refused(&["game.impostors=0"]), @"2 error: game.impostors must be a whole number from 1 to 3, not 0 (--set game.impostors=0)");
    insta::assert_snapshot!(refused(&["game.tasks=0"]), @"2 error: game.tasks must be a whole number from 1 to 8, not 0 (--set game.tasks=0)");
    insta::assert_snapshot!(refused(&["game.map.width=1", "game.map.height=1"]), @"2 error: game.map: has one room, so that nobody could go anywhere; give a width or a height of 2 to 4 (preset deduction, line 16)");
    assert!(!Path::new(&out).exists(), "nothing was made");
}

/// Evaluation configurations are presets, of which an evaluation takes what they set themselves.
#[test]
fn an_evaluation_plays_the_game_of_another_preset() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = folder.path().join("run");
    train(&run, &config_of("deduction", 1, 1, &["game.task_time=5"]));
    let game = |preset: &str| {
        let trained = Trained::load_with(&run, Some(preset), &["game.cap=200".to_owned()]);
        let config = trained.expect("networks").plan.config;
        let text = config.to_toml().expect("a config");
        let number = |key: &str| {
            let line = text
                .lines()
                .find(|line| line.starts_with(&format!("{key} = ")));
            line.and_then(|line| line.split_once(" = "))
                .map(|(_, value)| value.to_owned())
        };
        ["tasks", "task_time", "cap", "crew"].map(|key| number(key).expect("a number"))
    };
    assert_eq!(game("deduction-6-tasks"), ["6", "5", "200", "4"]);
    assert_eq!(game("deduction-5-crew"), ["4", "5", "200", "5"]);

    let name = run.display().to_string();
    let (code, out, _) = program(&[
        "eval",
        &name,
        "--as",
        "deduction-5-crew",
        "--episodes",
        "8",
        "--json",
    ]);
    assert_eq!(code, 0);
    assert!(out.contains("\"win_rate\""), "{out}");
    let refused = |preset: &str| {
        let (code, _, said) = program(&["eval", &name, "--as", preset]);
        format!("{code} {}", said.trim().replace(&name, "RUN"))
    };
    insta::assert_snapshot!(refused("deduction-7-tasks"), @r#"2 error: there is no preset called "deduction-7-tasks", did you mean "deduction-2-tasks"?; see `protolang presets`, or name a file that ends in .toml"#);
    insta::assert_snapshot!(refused("quickstart"), @"2 error: --as quickstart: that preset is of the game score, but RUN has learnt deduction: give a preset of deduction");
}
