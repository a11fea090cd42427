//! Listeners of which it is known how much they listen.

use protolang_agents::agent::{Agent, NamedTensor};
use protolang_language::dictionary::association::Verdict;
use protolang_language::measure::Measure;
use protolang_language::options::Options;

use super::ears::{Ear, Intervened};
use super::interventions::Intervention;
use super::run::{Probe, probe};
use crate::config::load::Overrides;
use crate::config::run_config::RunConfig;
use crate::evaluation::tests::networks::{opinionated, untrained};
use crate::train::plan::Plan;
use crate::train::trained::Trained;

fn options(workers: usize) -> Options {
    Options {
        seed: 5,
        permutations: 100,
        bootstraps: 50,
        workers,
        ..Options::default()
    }
}

fn measure<'p>(probe: &'p Probe, name: &str) -> &'p Measure {
    let found = probe.measures.iter().find(|(known, _)| *known == name);
    &found.unwrap_or_else(|| panic!("no {name}")).1
}

fn value(probe: &Probe, name: &str) -> f64 {
    measure(probe, name).value.expect("defined")
}

fn effect(ear: &Ear, wanted: Intervention) -> &Intervened {
    let found = ear.interventions.iter().find(|i| i.intervention == wanted);
    found.unwrap_or_else(|| panic!("no {wanted}"))
}

fn judged(probe: &Probe) -> Vec<Option<bool>> {
    let gates = probe.ears.iter().flat_map(|(_, gates)| gates);
    gates.map(|gate| gate.passed).collect()
}

/// The same networks with every tensor changed.
fn changed(mut trained: Trained, change: impl Fn(&str, &mut Vec<f32>, usize)) -> Trained {
    let blueprint = &trained.plan.blueprint;
    for agent in &mut trained.agents {
        let mut tensors: Vec<NamedTensor> = agent.tensors(blueprint);
        for (name, shape, numbers) in &mut tensors {
            change(name, numbers, *shape.last().expect("a shape"));
        }
        *agent = Agent::from_tensors(blueprint, tensors, 0).expect("the same shapes");
    }
    trained
}

/// Networks that know nothing but the word they hear, and do what it says: word w, action w.
fn obedient(networks: usize) -> Trained {
    changed(untrained(networks), |name, numbers, width| {
        let one = |numbers: &mut Vec<f32>, row: usize, column: usize, to: f32| {
            numbers[row * width + column] = to;
        };
        let hidden = 8;
        match name {
            "embedding.weight" | "message.weight" => {
                numbers.fill(0.0);
                for word in 0..4 {
                    one(numbers, word, word, 1.0);
                }
            }
            // Gates are in, forget, new, out; the word is the last 16 of the features.
            "lstm.weight_ih_l0" => {
                numbers.fill(0.0);
                for word in 0..4 {
                    one(numbers, 2 * hidden + word, width - 16 + word, 10.0);
                }
            }
            "lstm.bias_ih_l0" => {
                numbers.fill(0.0);
                numbers[..hidden].fill(10.0);
                numbers[hidden..2 * hidden].fill(-30.0);
                numbers[3 * hidden..].fill(10.0);
            }
            "actor.weight" => {
                numbers.fill(0.0);
                for word in 0..4 {
                    one(numbers, word, word, 50.0);
                }
            }
            "message.bias" | "lstm.weight_hh_l0" | "lstm.bias_hh_l0" | "actor.bias" => {
                numbers.fill(0.0);
            }
            _ => {}
        }
    })
}

#[test]
fn who_does_what_it_hears_is_influenced_as_much_as_can_be() {
    let found = probe(&obedient(2), 300, None, &options(2)).expect("a probe");
    // The speakers say four words, nearly as often.
    let most = 4.0_f64.ln();
    let influence = value(&found, "causal_influence_of_communication");
    assert!((influence - most).abs() < 0.02, "{influence}");
    let coordination = measure(&found, "instantaneous_coordination");
    let in_play = coordination.value.expect("defined");
    assert!((in_play - most).abs() < 0.03, "{in_play}");
    assert!(coordination.null.as_ref().expect("a null").p < 0.02);
    let consistency = measure(&found, "speaker_consistency");
    assert!(
        consistency.null.as_ref().expect("a null").p > 0.02,
        "{consistency:?}"
    );
    // Three of four words that might have been heard lead to another action.
    let other = value(&found, "positive_listening_l1_other");
    assert!((other - 1.5).abs() < 0.1, "{other}");
    assert_eq!(found.by_message.len(), 4);
    for message in &found.by_message {
        assert!((message.influence.value.expect("defined") - most).abs() < 0.1);
        assert!((message.share - 0.25).abs() < 0.05);
    }
    // It does what it hears, but what it hears has no meaning: its speakers do not know what they say.
    assert_eq!(found.ears.len(), 2);
    for (ear, _) in &found.ears {
        let patch = effect(ear, Intervention::Patch);
        for wanted in [Intervention::Patch, Intervention::SameMeaning] {
            let flips = effect(ear, wanted).flips.value.expect("defined");
            assert!((flips - 0.75).abs() < 0.1, "{wanted} {flips}");
        }
        assert_eq!(patch.verdict, Some(Verdict::NotDistinguishableFromChance));
        assert!(ear.lookup.as_ref().expect("heard").accuracy > 0.95);
    }
    assert_eq!(judged(&found), [None; 10], "the game has no thresholds");
    let listening = measure(&found, "causal_influence_of_communication");
    let all = measure(&found, "positive_signalling_mi");
    assert_eq!(all.n, super::sample::STATES);
    assert!(listening.n > 1000 && listening.n < all.n, "{}", listening.n);
    assert!(
        listening.parameters["sampled_from"].as_u64() < all.parameters["sampled_from"].as_u64()
    );
}

#[test]
fn who_does_not_read_what_it_hears_is_not_influenced_at_all() {
    let minded = opinionated(2, &[("actor", 1000.0), ("message_head", 3000.0)]);
    let deaf = changed(minded, |name, numbers, _| {
        if name == "message.weight" {
            numbers.fill(0.0);
        }
    });
    let found = probe(&deaf, 100, None, &options(2)).expect("a probe");
    for name in [
        "causal_influence_of_communication",
        "positive_listening_l1",
        "positive_listening_jsd",
        "positive_listening_l1_other",
        "positive_listening_jsd_other",
    ] {
        assert_eq!(value(&found, name), 0.0, "{name}");
        assert_eq!(measure(&found, name).ci95, Some([0.0, 0.0]), "{name}");
    }
    assert!(
        found
            .by_message
            .iter()
            .all(|m| m.influence.value == Some(0.0))
    );
    for (ear, _) in &found.ears {
        for found in &ear.interventions {
            let values = [&found.variation, &found.flips, &found.best].map(|m| m.value);
            assert_eq!(values, [Some(0.0); 3], "{}", found.intervention);
        }
    }
    // It speaks by what it sees all the same.
    let signalling = value(&found, "positive_signalling_mi");
    assert!(signalling > 0.02, "{signalling}");
    let [(_, intact), (_, muted), _] = &found.ablation[..] else {
        panic!("three channels");
    };
    assert_eq!(intact.success_rate, muted.success_rate);
}

#[test]
fn nothing_depends_on_the_number_of_workers() {
    let minded = opinionated(
        3,
        &[
            ("actor", 1000.0),
            ("message_head", 300.0),
            ("embedding", 10.0),
        ],
    );
    let one = probe(&minded, 300, None, &options(1)).expect("a probe");
    assert_eq!(
        probe(&minded, 300, None, &options(2)).expect("a probe"),
        one
    );
    assert!(value(&one, "causal_influence_of_communication") > 0.0);
}

#[test]
fn longer_messages_are_tried_as_they_were_said() {
    let set = [
        "network.hidden=8",
        "network.grid_layers=[8]",
        "channel.length=2",
        "channel.one_way=true",
    ];
    let overrides = Overrides {
        set: set.iter().map(|text| (*text).to_owned()).collect(),
        ..Overrides::default()
    };
    let config = RunConfig::load("score-p2-xp-sp", &overrides).expect("a config");
    let plan = Plan::new(&config).expect("a plan");
    let trained = Trained {
        agents: (0..2)
            .map(|network| Agent::new(&plan.blueprint, 1, network))
            .collect(),
        step: 0,
        plan,
    };
    let found = probe(&trained, 60, None, &options(2)).expect("a probe");
    assert!(
        found
            .by_message
            .iter()
            .all(|found| found.message.len() == 2)
    );
    assert!((1..=32).contains(&found.by_message.len()));
    // In each of two pairs, one hears the other; and the scrambled channel was played too.
    assert_eq!(found.ears.len(), 2);
    assert_eq!(found.ears[0].0.interventions.len(), 8);
    assert_eq!(found.ablation.len(), 4);
    // Seat 0 hears nobody: one ear in each of two pairs.
    assert_eq!(
        measure(&found, "instantaneous_coordination").parameters["groups"],
        2
    );
    assert_eq!(
        measure(&found, "speaker_consistency").parameters["groups"],
        4
    );
}

#[test]
fn meanings_are_told_apart_by_what_was_asked_for() {
    let of = |name| probe(&obedient(2), 60, Some(name), &options(2));
    let meaning = of("row").expect("a probe").meaning;
    assert_eq!(
        meaning.information[meaning.attribute.expect("asked for")].0,
        "row"
    );
    let failure = of("rowe").expect_err("no such attribute");
    assert_eq!(failure.exit_code(), 2);
    insta::assert_snapshot!(failure, @r#"--attribute: the game has no attribute "rowe", did you mean "row"?; give one of score, row, col, is_target"#);
}

#[test]
fn without_a_channel_there_is_nothing_to_probe() {
    let overrides = Overrides {
        set: vec!["channel.kind=\"none\"".to_owned()],
        ..Overrides::default()
    };
    let config = RunConfig::load("score-p2-xp-sp", &overrides).expect("a config");
    let plan = Plan::new(&config).expect("a plan");
    let trained = Trained {
        agents: vec![
            Agent::new(&plan.blueprint, 1, 0),
            Agent::new(&plan.blueprint, 1, 1),
        ],
        step: 0,
        plan,
    };
    let failure = probe(&trained, 10, None, &options(1)).expect_err("no channel");
    assert_eq!(failure.exit_code(), 2);
    insta::assert_snapshot!(failure, @"the run has no channel, so there is nothing that --communication could ask: leave it out");
}
