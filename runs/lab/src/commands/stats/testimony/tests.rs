//! What is printed, of a crew of which it is known what it says.

use protolang_language::dictionary::association::Verdict;
use protolang_language::dictionary::attribute::{Attribute, Role};
use protolang_language::dictionary::entries::Dictionary;
use protolang_language::dictionary::utterances::Utterances;
use protolang_language::options::Options;

use super::{as_json, as_text};
use crate::evaluation::interval::Estimate;
use crate::evaluation::testimony::beside::hold_against;
use crate::evaluation::testimony::effects::Effect;
use crate::evaluation::testimony::findings::{NetworkTestimony, Testimony};
use crate::evaluation::testimony::instead::Instead;
use crate::evaluation::untrained::POPULATIONS;

const ANSWERS: &[&str] = &["red", "blue"];

/// Says whom it suspects, and nothing of the room; everybody believes the half of it.
fn plain() -> Testimony {
    let attribute = |name: &str, labels: [&str; 2]| Attribute {
        name: name.to_owned(),
        role: Role::Meaning,
        labels: labels.map(str::to_owned).to_vec(),
    };
    let attributes = vec![
        attribute("suspects", ["red", "blue"]),
        attribute("room", ["row 0, column 0", "row 0, column 1"]),
        attribute("accused", ["red", "blue"]),
    ];
    let mut said = Utterances::new(attributes, 8).expect("few values");
    for episode in 0..100_u16 {
        let (suspects, room) = (episode % 2, episode / 2 % 2);
        let accused = (episode % 20 != 0).then_some(suspects);
        let values = [Some(suspects), Some(room), accused];
        said.add(u64::from(episode), 0, &[5 + u32::from(suspects)], &values)
            .expect("sound");
    }
    let options = Options {
        permutations: 200,
        workers: 1,
        ..Options::default()
    };
    let effect = |instead, distance: f64, toward: f64, verdict| {
        let estimate = |mean: f64| {
            Some(Estimate {
                mean,
                ci95: Some([mean - 0.125, mean + 0.125]),
            })
        };
        Effect {
            instead,
            n: 300,
            episodes: 100,
            distance: estimate(distance),
            toward: estimate(toward),
            verdict,
        }
    };
    Testimony {
        step: 640,
        episodes: 100,
        seed: 7,
        networks: vec![NetworkTestimony {
            network: 1,
            messages: 100,
            episodes: 100,
            dictionary: Dictionary::of(&said, 8, &options),
            beyond_suspicion: Vec::new(),
            effects: vec![
                effect(Instead::Same, 0.0, 0.0, None),
                effect(Instead::Other, 0.5, 0.5, Some(Verdict::AboveChance)),
                effect(Instead::Silence, 0.25, -0.25, None),
            ],
            untrained: None,
        }],
        teams: 1,
        answers: ANSWERS,
    }
}

/// The same beside untrained networks: some of them tell as much of whom they make others suspect, and none
/// anything else.
fn beside_untrained() -> Testimony {
    let mut found = plain();
    let untrained: Vec<Testimony> = (0..POPULATIONS)
        .map(|index| {
            let mut one = plain();
            let network = &mut one.networks[0];
            let tells = |attribute: &str| attribute == "accused" && index < 2;
            for cell in &mut network.dictionary.positions {
                cell.bits = cell.bits.filter(|_| tells(&cell.attribute));
            }
            for entry in &mut network.dictionary.entries {
                for association in &mut entry.attributes {
                    association.information = association
                        .information
                        .filter(|_| tells(&association.attribute));
                }
            }
            network.effects.clear();
            one
        })
        .collect();
    hold_against(&mut found.networks[0], &untrained);
    found
}

#[test]
fn people_get_tables_of_accusation_evidence_and_belief() {
    let text = as_text(&beside_untrained());
    let (tables, _) = text.split_once("\nsuspects: whom").expect("notes");
    insta::assert_snapshot!(tables, @r"
    Testimony after 640 env steps: 100 episodes of one team, seed 7

    Network 1: 100 messages of 100 episodes

    AT  ATTRIBUTE  BITS    SHUFFLED  UNTRAINED            P (HOLM)  N    VERDICT
    0   suspects   1       0.007095  0.00 (0.00 to 0.00)  0.015     100  above chance
    0   room       0       0.008398  0.00 (0.00 to 0.00)  1.000     100  chance
    0   accused    0.9980  0.007257  0.40 (0.00 to 1.00)  0.015     95   as untrained

    Accusation
    SYMBOL  SAID  SHARE   SUSPECTS       LIFT  VERDICT       ACCUSED  LIFT  VERDICT
    5       50    50.0 %  red 50 of 50   2.00  above chance                 as untrained networks
    6       50    50.0 %  blue 50 of 50  2.00  above chance                 as untrained networks

    Evidence: not distinguishable from chance

    HEARD INSTEAD  TV      95 %               TOWARD   95 %                N    EPISODES  VERDICT
    same           0       -0.1250 to 0.1250  0        -0.1250 to 0.1250   300  100
    other          0.5000  0.3750 to 0.6250   0.5000   0.3750 to 0.6250    300  100       above chance
    silence        0.2500  0.1250 to 0.3750   -0.2500  -0.3750 to -0.1250  300  100
    TV of other above that of same, untrained: 0.00 (0.00 to 0.00)
    ");
}

#[test]
fn programs_get_the_same_under_keys() {
    let value = as_json(&beside_untrained());
    let network = &value["networks"][0];
    let mut keys: Vec<&String> = network.as_object().expect("an object").keys().collect();
    keys.sort();
    assert_eq!(
        keys,
        [
            "dictionary",
            "episodes",
            "evidence_beyond_suspicion",
            "heard_instead",
            "messages",
            "network",
            "positions",
            "tests"
        ]
    );
    insta::assert_snapshot!(network["heard_instead"], @r#"{"same":{"n":300,"episodes":100,"distance":{"mean":0.0,"ci95":[-0.125,0.125]},"toward":{"mean":0.0,"ci95":[-0.125,0.125]},"verdict":null},"other":{"n":300,"episodes":100,"distance":{"mean":0.5,"ci95":[0.375,0.625]},"toward":{"mean":0.5,"ci95":[0.375,0.625]},"verdict":"above_chance","untrained":{"values":[0.0,0.0,0.0,0.0,0.0],"mean":0.0,"least":0.0,"most":0.0,"p":0.0,"beyond":true}},"silence":{"n":300,"episodes":100,"distance":{"mean":0.25,"ci95":[0.125,0.375]},"toward":{"mean":-0.25,"ci95":[-0.375,-0.125]},"verdict":null}}"#);
    assert_eq!(value["answers"], serde_json::json!(ANSWERS));
    assert_eq!(network["positions"][0]["verdict"], "above_chance");
    assert_eq!(network["positions"][2]["verdict"], "like_untrained");
    assert_eq!(network["positions"][2]["untrained"]["beyond"], false);
    let of_entry = &network["dictionary"][0]["attributes"];
    assert_eq!(of_entry[0]["untrained"]["mean"], 0.0);
    assert_eq!(of_entry[2]["verdict"], "like_untrained");
    assert_eq!(
        network["positions"][1]["verdict"],
        "not_distinguishable_from_chance"
    );
}
