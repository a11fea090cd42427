//! What a config file says is used or refused, whatever else is said beside it.

use std::fs;

use protolang::config::load::Overrides;
use protolang::config::run_config::RunConfig;

use crate::program::program;

/// The sentence with which a file is refused, together with options that set other keys and the same ones.
fn refused(text: &str, options: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("own.toml");
    fs::write(&file, text).expect("written");
    let file = file.display().to_string();
    let out = folder.path().join("run").display().to_string();
    let options = [&["train", &file, "--quiet", "--out", &out], options].concat();
    let (code, said, errors) = program(&options);
    assert_eq!((code, said.as_str()), (2, ""), "{text}: {errors}");
    assert!(!fs::exists(&out).expect("looked"), "nothing was made");
    errors.trim().replace(&file, "FILE")
}

#[test]
fn no_setting_is_lost_under_a_flag() {
    let flags = [
        "--steps",
        "640",
        "--set",
        "ppo.lanes=8",
        "--set",
        "game.grid=5",
    ];
    let refused = |text: &str| refused(&format!("extends = \"quickstart\"\n{text}\n"), &flags);
    insta::assert_snapshot!(refused("[[run]]\nseed = 7"), @"error: run must be a table, not a list (FILE, line 2)");
    insta::assert_snapshot!(refused("ppo = 5"), @"error: ppo must be a table, not 5 (FILE, line 2)");
    insta::assert_snapshot!(refused("game = 5"), @"error: game must be a table, not 5 (FILE, line 2)");
    insta::assert_snapshot!(refused("[[game]]\nname = \"dilemma\""), @"error: game must be a table, not a list (FILE, line 2)");
    insta::assert_snapshot!(refused("[run]\nsteps = \"x\""), @r#"error: run.steps must be a whole number of at least 1, not the text "x" (FILE, line 3)"#);
    insta::assert_snapshot!(refused("[run]\nsteps = nan"), @"error: run.steps must be a whole number of at least 1, not nan (FILE, line 3)");
    insta::assert_snapshot!(refused("[run]\nsteps = 0"), @"error: run.steps must be a whole number of at least 1, not 0 (FILE, line 3)");
    insta::assert_snapshot!(refused("[ppo]\nlanes = 9999999"), @"error: ppo.lanes must be a whole number from 1 to 1048576, not 9999999 (FILE, line 3)");
    insta::assert_snapshot!(refused("[game]\ngrid = 99"), @"error: game.grid must be a whole number from 5 to 15, not 99 (FILE, line 3)");
    insta::assert_snapshot!(refused("[run.steps]\nlanes = 1"), @"error: run.steps must be a whole number of at least 1, not a table (FILE, line 2)");
    insta::assert_snapshot!(refused("ppo.lanes.x = 1"), @"error: ppo.lanes must be a whole number from 1 to 1048576, not a table (FILE, line 2)");
}

#[test]
fn every_kind_of_value_has_its_sentence() {
    let refused = |text: &str| refused(text, &[]);
    insta::assert_snapshot!(refused("[run]\nseed = 18446744073709551615"), @"error: run.seed must be a whole number from 0 to 9223372036854775807, not 18446744073709551615 (FILE, line 2)");
    insta::assert_snapshot!(refused("[run]\nseed = 0xffff_ffff_ffff_ffff"), @"error: run.seed must be a whole number from 0 to 9223372036854775807, not 18446744073709551615 (FILE, line 2)");
    insta::assert_snapshot!(refused("[run]\ndevice = \"cuda:0\""), @r#"error: run.device must be cpu, not "cuda:0" (FILE, line 2)"#);
    insta::assert_snapshot!(refused("[ppo]\nlearning_rate = 0"), @"error: ppo.learning_rate must be a number above 0, not 0 (FILE, line 2)");
    insta::assert_snapshot!(refused("[ppo]\nclip = inf"), @"error: ppo.clip must be a number above 0, not inf, which is not finite (FILE, line 2)");
    insta::assert_snapshot!(refused("[ppo]\nanneal = 1"), @"error: ppo.anneal must be true or false, not 1 (FILE, line 2)");
    insta::assert_snapshot!(refused("[network]\ngrid_layers = []"), @"error: network.grid_layers must be a non-empty list of numbers, each a whole number from 1 to 16384, not an empty list (FILE, line 2)");
    insta::assert_snapshot!(refused("[network]\ngrid_layers = [16, 0]"), @"error: network.grid_layers.2 must be a whole number from 1 to 16384, not 0 (FILE, line 2)");
    insta::assert_snapshot!(refused("[network]\ncore = \"lstn\""), @r#"error: network.core must be one of lstm, feed-forward, not "lstn" (FILE, line 2), did you mean "lstm"?"#);
    insta::assert_snapshot!(refused("[network]\ncore = 3"), @"error: network.core must be one of lstm, feed-forward, not 3 (FILE, line 2)");
    insta::assert_snapshot!(refused("[population]\nseats = [1]"), @"error: population.seats.1 must be a non-empty list of numbers, each a whole number of at least 0, not 1 (FILE, line 2)");
    insta::assert_snapshot!(refused("[population]\nscripted_actions = \"all\""), @r#"error: population.scripted_actions must be a list of texts, each one of none, all-but-votes, all, not the text "all" (FILE, line 2)"#);
    insta::assert_snapshot!(refused("[preset]\ntitle = 1979-05-27"), @"error: preset.title must be a text, not the date 1979-05-27 (FILE, line 2)");
    insta::assert_snapshot!(refused("[game]\nmax_steps_curriculum = [{ from_step = 5 }]"), @"error: game.max_steps_curriculum.1.max_steps is missing (FILE, line 2): add it to the config");
    insta::assert_snapshot!(refused("[game]\nmax_steps_curriculum = [{ from_step = 5, max_stops = 3 }]"), @"error: unknown key game.max_steps_curriculum.1.max_stops (FILE, line 2): did you mean game.max_steps_curriculum.1.max_steps?");
    insta::assert_snapshot!(refused("[game]\nscores = [5, 300]"), @"error: game.scores.2 must be a whole number from 1 to 255, not 300 (FILE, line 2)");
    insta::assert_snapshot!(refused("[pp]\nlanes = 8"), @"error: unknown key pp (FILE, line 1): did you mean ppo?");
    insta::assert_snapshot!(refused("[objectives.curiosity]\nweight = 1"), @"error: unknown key objectives.curiosity (FILE, line 1): the keys there are reflection, positive_signalling, positive_listening, listening, speaking, prediction, reference, imitation");
    insta::assert_snapshot!(refused("[game]\nname = 3"), @"error: game.name must be one of score, dilemma, private-target, referential, deduction, not 3 (FILE, line 2)");
    insta::assert_snapshot!(refused("[game]\nname = \"deduktion\""), @r#"error: game.name must be one of score, dilemma, private-target, referential, deduction, not "deduktion" (FILE, line 2), did you mean "deduction"?"#);
    insta::assert_snapshot!(refused("extends = 3"), @"error: extends must be the name of a preset, not 3 (FILE, line 1)");
    insta::assert_snapshot!(refused("extends = \"quickstat\""), @r#"error: extends must be one of quickstart, score-p2-xp, score-p2-xp-sp, score-p3-xp, score-p3-xp-sp, score-p6-xp, score-p15-xp, score-p3-xp-v8, score-p3-xp-v16, score-p3-xp-v32, score-layout2-p3-xp, mother-tongue-published, mother-tongue, private-target, referential, deduction, deduction-mixture, deduction-base, deduction-2x1, deduction-1x3, deduction-2x3, deduction-3x2, deduction-2-tasks, deduction-3-tasks, deduction-5-tasks, deduction-6-tasks, deduction-3-crew, deduction-5-crew, not "quickstat" (FILE, line 1), did you mean "quickstart"?"#);
}

/// Begun and cut off: a table without a key sets nothing.
#[test]
fn a_config_that_sets_nothing_does_not_train_for_hours() {
    for text in ["[run]\n", "[game]\n[ppo]\n", "[objectives.listening]"] {
        let sentence = refused(text, &[]);
        assert!(
            sentence.starts_with("error: the config FILE sets nothing: begin it with extends"),
            "{sentence}"
        );
    }
}

#[test]
fn steps_are_written_as_people_do() {
    let of = |set: &str| {
        let set = vec![set.to_owned()];
        RunConfig::load(
            "quickstart",
            &Overrides {
                set,
                ..Overrides::default()
            },
        )
    };
    for (text, steps) in [
        ("2M", 2_000_000),
        ("2e6", 2_000_000),
        ("2_000_000", 2_000_000),
        ("\"1.5M\"", 1_500_000),
        ("10k", 10_000),
    ] {
        let config = of(&format!("run.steps={text}")).expect("a config");
        assert_eq!(config.run.steps, steps, "{text}");
    }
    let sentence = |set: &str| of(set).map(|_| ()).expect_err(set).to_string();
    insta::assert_snapshot!(sentence("run.steps=2MB"), @r#"run.steps must be a whole number of at least 1, not the text "2MB" (--set run.steps=2MB)"#);
    insta::assert_snapshot!(sentence("run.steps=2.5"), @"run.steps must be a whole number of at least 1, not the decimal number 2.5 (--set run.steps=2.5)");
    insta::assert_snapshot!(sentence("run.steps=2e30"), @"run.steps must be a whole number of at least 1, not the decimal number 2e30 (--set run.steps=2e30)");
    // Numbers with a part, and texts, stay what they are.
    assert_eq!(of("ppo.gamma=1e-1").expect("a config").ppo.gamma, 0.1);
    assert_eq!(of("preset.title=2M").expect("a config").preset.title, "2M");

    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    let mut options = crate::program::train_options(&root, 1);
    let steps = options
        .iter()
        .position(|option| option == "--steps")
        .expect("given")
        + 1;
    options[steps] = "0.1k".to_owned();
    let (code, _, errors) = program(&options);
    assert_eq!(code, 0, "{errors}");
    let text = fs::read_to_string(root.join("run.toml")).expect("a config");
    assert!(text.contains("steps = 100\n"), "{text}");
    for bad in ["2MB", "-5", "1.5", "0", "9223372036854775808", "1e400", ""] {
        let (code, _, errors) = program(&["train", "quickstart", "--steps", bad]);
        let sentence = "a number of steps is a whole number from 1 to 9223372036854775807, such as 2000000, 2_000_000, 2M, 1.5M, 10k or 2e6";
        assert_eq!(code, 2, "{bad}: {errors}");
        assert!(
            errors.contains(sentence) && errors.contains("'--steps <N>'"),
            "{bad}: {errors}"
        );
    }
}

/// What is said of time, disk and memory comes from a trial of its own.
#[test]
fn what_is_foretold_changes_no_byte_of_a_run() {
    let folder = tempfile::tempdir().expect("a folder");
    let train = |name: &str, quiet: bool| {
        let root = folder.path().join(name);
        let mut options = crate::program::train_options(&root, 100);
        options.retain(|option| quiet || option != "--quiet");
        let (code, _, errors) = program(&options);
        assert_eq!(code, 0, "{errors}");
        (root, errors)
    };
    let (quiet, silence) = train("quiet", true);
    let (told, said) = train("told", false);
    assert!(!silence.contains("of disk"), "{silence}");
    let said = said.replace('\n', " ");
    for words in [
        "for 12800 env steps",
        "of disk (checkpoints",
        "from a trial of",
        "of memory",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    crate::tiny::assert_same(&quiet, &told);
}

/// Refused before anything is made: no folder, no network, no rollout.
#[test]
fn what_the_machine_has_no_memory_for_is_refused_by_its_keys() {
    let refused = |set: &[&str]| {
        let set: Vec<&str> = set.iter().flat_map(|set| ["--set", set]).collect();
        refused("extends = \"score-p3-xp\"", &set)
    };
    let lanes = refused(&["ppo.lanes=65536", "ppo.rollout=65536"]);
    assert!(
        lanes.starts_with("error: the run needs at least "),
        "{lanes}"
    );
    assert!(
        lanes.contains("(ppo.lanes = 65536, ppo.rollout = 65536"),
        "{lanes}"
    );
    assert_eq!(lanes.lines().count(), 1, "{lanes}");
    let layers = refused(&[
        "network.grid_layers=[16384, 16384, 16384]",
        "network.hidden=16384",
        "population.size=10000",
    ]);
    assert!(
        layers.contains("network.grid_layers = [16384, 16384, 16384], network.hidden = 16384"),
        "{layers}"
    );
}
