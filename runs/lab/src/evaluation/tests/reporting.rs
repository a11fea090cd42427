//! What people and programs get to read.

use std::collections::BTreeSet;

use protolang_spec::spaces::{Outcome, Spaces};

use super::networks::untrained;
use crate::config::load::Overrides;
use crate::config::run_config::RunConfig;
use crate::evaluation::json::json;
use crate::evaluation::matchup::{Matchup, Pair, meet_in_training};
use crate::evaluation::outcome::EpisodeOutcome;
use crate::evaluation::results::Results;
use crate::evaluation::text::text;

fn spaces() -> Spaces {
    let spaces = untrained(1).plan.spaces;
    let names: Vec<_> = spaces
        .outcomes
        .iter()
        .map(|Outcome { name, success, .. }| (*name, *success))
        .collect();
    assert_eq!(
        names,
        [("target", true), ("distractor", false), ("timeout", false)]
    );
    spaces
}

/// A pair that succeeds in the first `successes` of ten episodes and runs out of time in the others.
fn matchup(speaker: usize, listener: usize, successes: u8) -> Matchup {
    let episode = |number| {
        let success = number < successes;
        EpisodeOutcome {
            code: if success { 0 } else { 2 },
            success,
            length: if success { 5 } else { 10 },
            reward: if success { 1.5 } else { -1.0 },
            speech: None,
        }
    };
    Matchup {
        pair: Pair { speaker, listener },
        networks: vec![speaker, listener],
        episodes: (0..10).map(episode).collect(),
    }
}

fn results() -> Results {
    let played = [
        matchup(0, 0, 4),
        matchup(0, 1, 8),
        matchup(1, 0, 10),
        matchup(1, 1, 0),
    ];
    Results::of(&played, &spaces())
}

#[test]
fn rates_are_those_of_the_paper() {
    let results = results();
    assert_eq!(results.success_rate.mean, 0.55);
    assert_eq!((results.cross, results.alone), (Some(0.9), Some(0.2)));
    assert!((results.interchangeability.expect("both were played") - 2.0 / 9.0).abs() < 1e-12);
    assert_eq!(results.length, 0.55 * 5.0 + 0.45 * 10.0);
    assert_eq!(results.success_length, Some(5.0));
    let cross_only = Results::of(&[matchup(0, 1, 0)], &spaces());
    assert_eq!((cross_only.cross, cross_only.alone), (Some(0.0), None));
    assert_eq!(
        (cross_only.interchangeability, cross_only.success_length),
        (None, None)
    );
}

#[test]
fn estimates_are_of_the_pairs_that_count_and_the_others_stand_beside_them() {
    let played = [
        matchup(0, 0, 4),
        matchup(0, 1, 8),
        matchup(1, 0, 10),
        matchup(1, 1, 0),
    ];
    let different = |pair: Pair| pair.speaker != pair.listener;
    let found = Results::of_those(&played, different, &spaces());
    assert_eq!(found.success_rate.mean, 0.9);
    assert_eq!(found.length, 0.9 * 5.0 + 0.1 * 10.0);
    assert_eq!(found.outcomes[2], ("timeout", 0.1));
    let others = found.others.expect("two pairs more");
    assert_eq!((others.pairs, others.success_rate.mean), (2, 0.2));
    assert_eq!((found.cross, found.alone), (Some(0.9), Some(0.2)));
    assert_eq!(found.pairs.len(), 4);
    let value = json(&found, 10, 1);
    assert_eq!(value["success_rate"]["mean"], 0.9);
    assert_eq!(value["untrained_pairs"]["success_rate"]["mean"], 0.2);
    assert_eq!(value["untrained_pairs"]["pairs"], 2);
    assert!(json(&results(), 10, 1)["untrained_pairs"].is_null());
    insta::assert_snapshot!(text(&found), @r"
                                     MEAN     95 % INTERVAL
    success rate                     0.9000   0.6990 to 0.9721
    return                           1.250    0.8730 to 1.627
    length                           5.500
    length of successes              5
    cross success rate               0.9000
    self success rate                0.2000
    interchangeability               0.2222
    outcome target                   0.9000
    outcome distractor               0
    outcome timeout                  0.1000
    success rate, 2 untrained pairs  0.2000   0.08066 to 0.4160
    return, 2 untrained pairs        -0.5000  -0.9618 to -0.03824

    Success rate of the network in seat 0 (row) with the one in seat 1 (column)
       0      1
    0  0.400  0.800
    1  1.000  0.000
    ");
    // None counts: all do.
    let none = Results::of_those(&played, |_| false, &spaces());
    assert_eq!(none, results());
}

#[test]
fn who_meets_in_training_follows_from_the_pairing() {
    let pair = |speaker, listener| Pair { speaker, listener };
    let met = |preset: &str, set: &[&str]| -> Vec<bool> {
        let overrides = Overrides {
            set: set.iter().map(|text| (*text).to_owned()).collect(),
            ..Overrides::default()
        };
        let config = RunConfig::load(preset, &overrides).expect("a config");
        let pairs = [pair(0, 0), pair(0, 1), pair(1, 0), pair(1, 1)];
        pairs.map(|pair| meet_in_training(pair, &config)).to_vec()
    };
    assert_eq!(met("quickstart", &[]), [false, true, true, false]);
    assert_eq!(met("score-p2-xp-sp", &[]), [true; 4]);
    assert_eq!(met("private-target", &[]), [false, true, false, false]);
    assert_eq!(met("deduction", &[]), [false, true, false, false]);
    let league = "population.seats=[[0, 1], [1], [1], [1], [1]]";
    assert_eq!(met("deduction", &[league]), [false, true, false, true]);
}

#[test]
fn json_has_the_keys_of_the_contract() {
    let value = json(&results(), 10, 3);
    let keys: BTreeSet<&str> = value
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    for key in [
        "episodes",
        "seeds",
        "success_rate",
        "return",
        "length",
        "cross_sr",
        "self_sr",
        "interchangeability",
        "pairs",
    ] {
        assert!(keys.contains(key), "{key}");
    }
    assert_eq!(
        (&value["episodes"], &value["seeds"][0]),
        (&10.into(), &3.into())
    );
    for estimate in ["success_rate", "return"] {
        assert!(
            value[estimate]["mean"].is_f64() && value[estimate]["ci95"][1].is_f64(),
            "{estimate}"
        );
    }
    assert_eq!(value["length"]["mean"], 7.25);
    assert_eq!(value["outcomes"]["timeout"], 0.45);
    let pair = &value["pairs"][1];
    assert_eq!(
        (&pair["speaker"], &pair["listener"], &pair["success_rate"]),
        (&0.into(), &1.into(), &0.8.into())
    );
}

#[test]
fn text_is_a_table_and_a_matrix() {
    insta::assert_snapshot!(text(&results()), @r"
                         MEAN    95 % INTERVAL
    success rate         0.5500  0.3983 to 0.6929
    return               0.3750  0.02232 to 0.7277
    length               7.250
    length of successes  5
    cross success rate   0.9000
    self success rate    0.2000
    interchangeability   0.2222
    outcome target       0.5500
    outcome distractor   0
    outcome timeout      0.4500

    Success rate of the network in seat 0 (row) with the one in seat 1 (column)
       0      1
    0  0.400  0.800
    1  1.000  0.000
    ");
    insta::assert_snapshot!(text(&Results::of(&[matchup(0, 1, 8)], &spaces())), @r"
                         MEAN    95 % INTERVAL
    success rate         0.8000  0.4902 to 0.9433
    return               1       0.2459 to 1.754
    length               6
    length of successes  5
    cross success rate   0.8000
    outcome target       0.8000
    outcome distractor   0
    outcome timeout      0.2000
    ");
}
