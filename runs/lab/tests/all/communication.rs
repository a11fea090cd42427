//! `protolang stats RUN --communication`.

use serde_json::Value;

use crate::program::program;
use crate::tiny::{config, config_of, train};

fn keys(value: &Value) -> Vec<&str> {
    let fields = value.as_object().expect("an object");
    let mut keys: Vec<&str> = fields.keys().map(String::as_str).collect();
    keys.sort_unstable();
    keys
}

#[test]
fn json_has_the_keys_of_the_contract_and_the_same_bytes_for_any_workers() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    train(&root, &config(3, 1, &[]));
    let name = root.display().to_string();
    let stats = |more: &[&str]| {
        let options = [&["stats", &name, "--metrics", "topsim"][..], more].concat();
        let (code, out, errors) = program(&options);
        assert_eq!((code, errors.as_str()), (0, ""));
        out
    };
    let probe = [
        "--communication",
        "--probe-episodes",
        "64",
        "--json",
        "--workers",
    ];
    let [one, two] = ["1", "2"].map(|workers| stats(&[&probe[..], &[workers]].concat()));
    assert_eq!(one, two);
    let value: Value = serde_json::from_str(&one).expect("JSON");
    let found = &value["communication"];
    assert_eq!(
        keys(found),
        [
            "ablation",
            "influence_by_message",
            "interventions",
            "metrics"
        ]
    );
    let ears = found["interventions"]["ears"].as_array().expect("ears");
    assert!(!ears.is_empty() && found["interventions"]["attribute"].is_string());
    for ear in ears {
        let names = ["mute", "patch", "random_0", "same_meaning", "substitute_0"];
        assert_eq!(keys(&ear["effects"]), names);
        let gates = ear["gates"].as_array().expect("gates");
        assert_eq!(gates.len(), 5);
        for effect in ear["effects"].as_object().expect("effects").values() {
            for name in [
                "intervention_tv",
                "intervention_flip_rate",
                "intervention_best_action",
            ] {
                assert!(effect[name]["n"].is_u64(), "{name} of {effect}");
            }
        }
    }
    assert_eq!(
        keys(&found["metrics"]),
        [
            "causal_influence_of_communication",
            "instantaneous_coordination",
            "normalized_mi_min",
            "positive_listening_jsd",
            "positive_listening_jsd_other",
            "positive_listening_l1",
            "positive_listening_l1_other",
            "positive_signalling_mi",
            "speaker_consistency",
        ]
    );
    for (name, measure) in found["metrics"].as_object().expect("measures") {
        let (code, _, errors) = program(&["metrics", name]);
        assert_eq!((code, errors.as_str()), (0, ""), "{name}");
        for parameter in ["episodes", "pairs", "seed", "step"] {
            assert!(
                measure["parameters"][parameter].is_u64(),
                "{name} {parameter}"
            );
        }
        assert!(
            measure["n"].is_u64() && measure["unit"].is_string(),
            "{name}"
        );
    }
    assert_eq!(keys(&found["ablation"]), ["intact", "muted", "shuffled"]);
    for channel in ["intact", "muted", "shuffled"] {
        for estimate in ["success_rate", "return"] {
            assert!(found["ablation"][channel][estimate]["mean"].is_f64());
        }
    }
    let message = &found["influence_by_message"][0];
    assert_eq!(
        keys(message),
        ["message", "share", "social_influence_per_message_kl"]
    );

    let with = stats(&["--communication", "--probe-episodes", "64"]);
    let without = stats(&[]);
    assert!(
        with.starts_with(&without) && with.contains("\nCommunication after 384 env steps"),
        "{with}"
    );
    let title = "\n\nSuccess with the channel changed after training\nCHANNEL ";
    assert!(with.contains(title), "{with}");
    assert!(!stats(&["--json"]).contains("communication"));
}

/// Regression: who cannot be heard stands in the record with no symbol, which was taken for a word.
#[test]
fn a_game_in_which_not_everybody_is_heard_is_asked_like_any_other() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("run");
    train(&root, &config_of("private-target", 2, 1, &[]));
    let name = root.display().to_string();
    let (code, out, errors) = program(&[
        "stats",
        &name,
        "--metrics",
        "topsim",
        "--communication",
        "--attribute",
        "parity",
        "--probe-episodes",
        "64",
        "--json",
    ]);
    assert_eq!((code, errors.as_str()), (0, ""));
    let value: Value = serde_json::from_str(&out).expect("JSON");
    let ears = &value["communication"]["interventions"]["ears"];
    assert_eq!(
        ears.as_array().map(Vec::len),
        Some(1),
        "one speaks, one hears"
    );
}
