//! Keys that have another name than in earlier versions: a config with an old one is refused with the new one in
//! the sentence, and a run that was recorded with old ones is read.

use std::fs;
use std::path::Path;

use protolang::config::load::Overrides;
use protolang::config::run_config::RunConfig;
use protolang::config::run_toml::saved_config;
use protolang::train::run::Run;
use protolang_agents::config::ScriptedActions;
use protolang_channel::config::{CodebookUpdate, PerceptionOutput};
use protolang_records::checkpoints::manifest::Manifest;
use protolang_records::run::run_dir::{RunDir, RunPaths};
use protolang_records::run::seal;
use toml::{Table, Value};

use crate::program::{program, program_in};
use crate::tiny::{assert_same, config_of, files, resume, train};

/// The `run.toml` of a run that was trained with old names, as the program of that time wrote it.
const RECORDED: &str = include_str!("../recorded/deduction-0.1.0.run.toml");

/// What `train` says to a config file with options.
fn refused(text: &str, set: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("own.toml"), text).expect("written");
    let set = set.iter().flat_map(|set| ["--set", set]);
    let options: Vec<&str> = ["train", "own.toml", "--out", "run"]
        .into_iter()
        .chain(set)
        .collect();
    let (code, said, errors) = program_in(folder.path(), &options);
    assert_eq!((code, said.as_str()), (2, ""), "{text}: {errors}");
    assert!(!folder.path().join("run").exists(), "nothing was made");
    errors.trim().to_owned()
}

#[test]
fn an_old_name_in_a_config_is_refused_with_the_new_one() {
    let refused = |text: &str| refused(&format!("extends = \"deduction\"\n{text}\n"), &[]);
    insta::assert_snapshot!(refused("[perception]\ngives = \"vector\""), @r#"error: perception.gives was renamed (own.toml, line 3): write perception.output = "embedding""#);
    insta::assert_snapshot!(refused("[perception]\ngives = \"vectr\""), @"error: perception.gives was renamed (own.toml, line 3): write perception.output");
    insta::assert_snapshot!(refused("[perception]\ncodes = 8\nreplaces = true"), @"error: perception.replaces was renamed (own.toml, line 4): write perception.replaces_encoder");
    insta::assert_snapshot!(refused("perception.rule = \"loss\""), @r#"error: perception.rule was renamed (own.toml, line 2): write perception.codebook_update = "gradient""#);
    insta::assert_snapshot!(refused("perception.alarm = 0.2"), @"error: perception.alarm was renamed (own.toml, line 2): write perception.collapse_threshold");
    insta::assert_snapshot!(refused("perception.pretraining_rate = 0.2"), @"error: perception.pretraining_rate was renamed (own.toml, line 2): write perception.pretraining_learning_rate");
    insta::assert_snapshot!(refused("[population]\nbegin = [\"runs/base#0\", \"\"]"), @"error: population.begin was renamed (own.toml, line 3): write population.init_from");
    insta::assert_snapshot!(refused("[population]\nscript = \"random\""), @"error: population.script was renamed (own.toml, line 3): write population.scripted_policy");
    insta::assert_snapshot!(refused("[population]\nscripted = [\"all\", \"play\", \"nothing\"]"), @r#"error: population.scripted was renamed (own.toml, line 3): write population.scripted_actions = ["all", "all-but-votes", "none"]"#);
    insta::assert_snapshot!(refused("[objectives.reflection]\ncopies = true"), @"error: objectives.reflection.copies was renamed (own.toml, line 3): write objectives.reflection.predict_heard");
    insta::assert_snapshot!(refused("[objectives.reflection]\nshapes_core = true"), @"error: objectives.reflection.shapes_core was renamed (own.toml, line 3): write objectives.reflection.trains_core");
    insta::assert_snapshot!(refused("[objectives.speaking]\nown = true"), @"error: objectives.speaking.own was renamed (own.toml, line 3): write objectives.speaking.include_speaker");
    insta::assert_snapshot!(refused("[preset]\ncontrol_too = true"), @"error: preset.control_too was renamed (own.toml, line 3): write preset.train_control");
    insta::assert_snapshot!(refused("[preset]\ncontrol_none = \"why\""), @"error: preset.control_none was renamed (own.toml, line 3): write preset.no_control_reason");
    // The old value under the new name.
    insta::assert_snapshot!(refused("[perception]\noutput = \"vector\""), @r#"error: perception.output must be one of embedding, code, none, not "vector" (own.toml, line 3), did you mean "embedding"?"#);
    insta::assert_snapshot!(refused("[population]\nscripted_actions = [\"all\", \"play\"]"), @r#"error: population.scripted_actions.2 must be one of none, all-but-votes, all, not "play" (own.toml, line 3), did you mean "all-but-votes"?"#);
}

#[test]
fn an_old_name_on_a_command_line_is_refused_with_the_new_one() {
    let set = |set: &str| refused("extends = \"deduction\"\nrun.steps = 64", &[set]);
    insta::assert_snapshot!(set("perception.gives=nothing"), @r#"error: perception.gives was renamed (--set perception.gives=nothing): write perception.output = "none""#);
    insta::assert_snapshot!(set("population.begin=[\"base#0\", \"\"]"), @r#"error: population.begin was renamed (--set population.begin=["base#0", ""]): write population.init_from"#);
    insta::assert_snapshot!(set("population.scripted_actions=[\"nothing\"]"), @r#"error: population.scripted_actions.1 must be one of none, all-but-votes, all, not "nothing" (--set population.scripted_actions=["nothing"]), did you mean "none"?"#);
}

/// The config that [`RECORDED`] was trained with, in the names of today.
fn of_today() -> RunConfig {
    let set = [
        "ppo.lanes=4",
        // Its one worker had all lanes.
        "run.block=4",
        "ppo.rollout=32",
        "ppo.minibatches=2",
        "network.hidden=4",
        "network.grid_layers=[4]",
        "channel.vocabulary=4",
        "perception.kind=vq-vae",
        "perception.dimension=2",
        "perception.hidden=4",
        "perception.codebook_update=gradient",
        "perception.output=embedding",
        "perception.replaces_encoder=true",
        "perception.collapse_threshold=0.2",
        "perception.pretraining_learning_rate=0.002",
        "objectives.speaking.include_speaker=true",
        "objectives.reflection.predict_heard=true",
        "objectives.reflection.trains_core=false",
        "game.reporting_alignment=2",
        "preset.control=[]",
        "preset.no_control_reason=short",
        "preset.train_control=true",
        "population.scripted_actions=[\"none\",\"all-but-votes\",\"all-but-votes\",\"all-but-votes\",\"all\"]",
        "population.init_from=[\"\", \"old#1\"]",
    ];
    let overrides = Overrides {
        set: set.map(str::to_owned).to_vec(),
        steps: Some(512),
        workers: Some(1),
        ..Overrides::default()
    };
    RunConfig::load("deduction", &overrides).expect("a config")
}

#[test]
fn the_config_of_a_run_of_an_earlier_version_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    RunDir::create(&root, RECORDED).expect("a run");
    let config = saved_config(&RunPaths::of(&root).expect("a run")).expect("a config");
    assert_eq!(config, of_today());
    assert_eq!(config.perception.output, PerceptionOutput::Embedding);
    assert_eq!(config.perception.codebook_update, CodebookUpdate::Gradient);
    let seats = &config.population.scripted_actions;
    assert_eq!(seats[0], ScriptedActions::None);
    assert_eq!(seats[1..4], [ScriptedActions::AllButVotes; 3]);
    // As a file to train by: the same run again.
    let file = root.join("run.toml");
    let again = RunConfig::load(&file, &Overrides::default()).expect("a config");
    assert_eq!(again, config);
    // What somebody writes without being a run has no old names.
    let (own, _) = RECORDED.split_once("[provenance]").expect("a provenance");
    insta::assert_snapshot!(refused(own, &[]), @"error: preset.control_too was renamed (own.toml, line 6): write preset.train_control");
}

/// A word that is wrong in a recorded run is named as it is called today, at its line, and with the writer.
#[test]
fn a_wrong_value_in_a_recorded_run_is_told_by_the_new_name() {
    let text = RECORDED.replace("rule = \"loss\"", "rule = \"lost\"");
    let text = text.replace("protolang = \"0.1.0\"", "protolang = \"0.0.9\"");
    insta::assert_snapshot!(refused(&text, &[]), @r#"error: perception.codebook_update must be one of gradient, ema, not "lost" (own.toml, line 56); the config was written by protolang 0.0.9, and this is 0.1.0: use that version, or change the key"#);
}

/// Lines of a `run.toml` by the names of today, and as they were.
const LINES: [[&str; 2]; 13] = [
    ["train_control = false", "control_too = false"],
    ["no_control_reason = \"\"", "control_none = \"\""],
    ["output = \"embedding\"", "gives = \"vector\""],
    ["replaces_encoder = false", "replaces = false"],
    ["codebook_update = \"gradient\"", "rule = \"loss\""],
    ["collapse_threshold = 0.1", "alarm = 0.1"],
    [
        "pretraining_learning_rate = 0.001",
        "pretraining_rate = 0.001",
    ],
    ["init_from = []", "begin = []"],
    [
        "scripted_policy = \"always-report/",
        "script = \"always-report/",
    ],
    [
        "scripted_actions = [\"all\", \"all-but-votes\", \"all-but-votes\", \"none\", \"none\"]",
        "scripted = [\"all\", \"play\", \"play\", \"nothing\", \"nothing\"]",
    ],
    ["predict_heard = true", "copies = true"],
    ["trains_core = true", "shapes_core = true"],
    ["include_speaker = true", "own = true"],
];

const MORE: [&str; 12] = [
    "record.metrics_every=1",
    "ppo.anneal=false",
    "perception.kind=vq-vae",
    "perception.output=embedding",
    "perception.codebook_update=gradient",
    "perception.dimension=4",
    "perception.hidden=8",
    "population.scripted_actions=[\"all\",\"all-but-votes\",\"all-but-votes\",\"none\",\"none\"]",
    "objectives.reflection.predict_heard=true",
    "objectives.speaking.include_speaker=true",
    "game.cap=20",
    "game.reporting_alignment=1",
];

/// Leaves the folder of a run as an earlier version would have: its `run.toml` with old names, and sealed so.
fn age(root: &Path) {
    let path = root.join("run.toml");
    let mut text = fs::read_to_string(&path).expect("run.toml");
    for [new, old] in LINES {
        let line = format!("\n{new}");
        assert!(text.contains(&line), "{new}: {text}");
        text = text.replacen(&line, &format!("\n{old}"), 1);
    }
    let mut table: Table = text.parse().expect("TOML");
    let all = seal::of_all(&table);
    let provenance = table.get_mut("provenance").and_then(Value::as_table_mut);
    let new = provenance.expect("a table")[seal::SEAL].to_string();
    let text = text.replacen(&new, &format!("\"{all}\""), 1);
    fs::write(&path, text).expect("written");
    for step in files(&root.join("checkpoints")) {
        let path = root.join("checkpoints").join(step).join("manifest.json");
        let json = fs::read(&path).expect("a manifest");
        let mut manifest = Manifest::from_json(&json, &path).expect("a manifest");
        manifest.seals.config = Some(seal::of_config(&table));
        fs::write(&path, manifest.to_json().expect("JSON")).expect("written");
    }
}

#[test]
fn a_run_of_an_earlier_version_is_read_by_every_command_and_goes_on() {
    let config = |updates| config_of("deduction", updates, 1, &MORE);
    let folder = tempfile::tempdir().expect("a folder");
    let (root, whole) = (folder.path().join("run"), folder.path().join("whole"));
    train(&root, &config(3));
    age(&root);
    let name = root.display().to_string();
    let out = folder.path().join("out").display().to_string();
    let toml = root.join("run.toml").display().to_string();
    for options in [
        &["eval", &name, "--episodes", "4"][..],
        &["stats", &name, "--metrics", "message_entropy"],
        &["stats", &name, "--dictionary"],
        &["replay", &name, "--verify"],
        &["runs", &name],
        &["export", &name, "--format", "json-lines", "--out", &out],
    ] {
        let (code, _, errors) = program(options);
        assert_eq!(code, 0, "{options:?}: {errors}");
    }
    let again = folder.path().join("again");
    let out = again.display().to_string();
    let (code, _, errors) = program(&["train", &toml, "--quiet", "--no-control", "--out", &out]);
    assert_eq!(code, 0, "{errors}");
    assert_same(&root, &again);
    // A line is lost: its new name is told, and the very config of the run sets the file right.
    let aged = fs::read_to_string(root.join("run.toml")).expect("run.toml");
    fs::write(
        root.join("run.toml"),
        aged.replacen("\nrule = \"loss\"", "", 1),
    )
    .expect("written");
    let (code, _, errors) = program(&["eval", &name]);
    let missing = "run.toml is not as the run left it: perception.codebook_update is missing;";
    assert!(code == 3 && errors.contains(missing), "{code}: {errors}");
    let (_, said) = Run::resume(&root, &config(3)).expect("the config of the run");
    assert!(said[0].contains("is written anew"), "{said:?}");
    fs::write(root.join("run.toml"), &aged).expect("written");
    resume(&root, &config(5));
    train(&whole, &config(5));
    assert_same(&whole, &root);
    let paths = RunPaths::of(&root).expect("a run");
    assert_eq!(saved_config(&paths).expect("sealed"), config(5));
    let text = fs::read_to_string(root.join("run.toml")).expect("run.toml");
    assert!(text.contains("\ncodebook_update = \"gradient\"\n") && !text.contains("\nrule ="));
}
