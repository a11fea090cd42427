//! The example of an environment that is not on the ECS learns.

use std::fs;
use std::process::Command;

const CONFIG: &str = r#"
[game]
name = "matrix"
[run]
steps = 200_000
[network]
hidden = 16
[ppo]
lanes = 64
rollout = 16
learning_rate = 1e-2
anneal = false
[population]
size = 2
pairing = "xp"
"#;

#[test]
fn two_networks_learn_to_choose_the_same_in_a_game_that_implements_vec_env_alone() {
    // Cargo builds the examples of a package whose tests it runs, beside the folder of the tests.
    let own = std::env::current_exe().expect("a test has a path");
    let release = own.ancestors().nth(2).expect("it lies in a target folder");
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("matrix.toml"), CONFIG).expect("it is writable");
    let run = |arguments: &[&str]| {
        let output = Command::new(release.join("examples/matrix_game"))
            .args(arguments)
            .current_dir(folder.path())
            .output()
            .expect("the example was built");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        String::from_utf8(output.stdout).expect("text")
    };
    run(&["train", "matrix.toml", "--out", "run", "--quiet"]);
    let found: serde_json::Value =
        serde_json::from_str(&run(&["eval", "run", "--json"])).expect("JSON");
    // Two that act at random choose the same in a quarter of the episodes.
    let least = &found["success_rate"]["ci95"][0];
    assert!(least.as_f64().is_some_and(|least| least > 0.8), "{found}");
}
