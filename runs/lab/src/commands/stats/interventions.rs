//! What hearing another message does, and the figures by which a language can be judged.

use protolang_language::measure::Measure;
use serde_json::{Map, Value, json};

use crate::evaluation::probe::ears::{Ear, Intervened};
use crate::evaluation::probe::gates::Gate;
use crate::evaluation::probe::run::Probe;
use crate::evaluation::untrained::Untrained;
use crate::terminal::table::{columns, number};

/// `attribute`, `information{NAME: bits}`, `ears[]{speaker, listener, states, effects{NAME: {null,
/// intervention_tv, intervention_flip_rate, intervention_best_action, above_null, verdict, fisher_p}}, lookup,
/// gates[]{name, passed, figures}}`; `passed` is null where the game has no thresholds (see
/// [`crate::evaluation::probe::gates`]).
pub(super) fn as_json(probe: &Probe) -> Value {
    let information: Map<String, Value> = probe
        .meaning
        .information
        .iter()
        .map(|(name, bits)| ((*name).to_owned(), json!(bits)))
        .collect();
    let ears: Vec<Value> = probe
        .ears
        .iter()
        .map(|(ear, gates)| {
            let effects: Map<String, Value> = ear
                .interventions
                .iter()
                .map(|found| (found.intervention.to_string(), effect(found)))
                .collect();
            json!({
                "speaker": ear.speaker,
                "listener": ear.listener,
                "states": ear.states,
                "effects": effects,
                "lookup": ear.lookup,
                "gates": gates,
            })
        })
        .collect();
    json!({
        "attribute": attribute(probe),
        "information": information,
        "ears": ears,
    })
}

fn effect(found: &Intervened) -> Value {
    json!({
        "null": found.intervention.null().map(|null| null.to_string()),
        "intervention_tv": found.variation,
        "intervention_flip_rate": found.flips,
        "intervention_best_action": found.best,
        "untrained": found.untrained,
        "above_null": found.above_null,
        "verdict": found.verdict,
        "fisher_p": found.fisher,
    })
}

fn attribute(probe: &Probe) -> Option<&'static str> {
    let index = probe.meaning.attribute?;
    probe.meaning.information.get(index).map(|(name, _)| *name)
}

/// The section for people.
pub(super) fn as_text(probe: &Probe) -> String {
    let about = match attribute(probe) {
        Some(name) => format!("another meaning is another {name}"),
        None => "the game has nothing to mean, so no message can be of another meaning".to_owned(),
    };
    let told: Vec<String> = probe
        .meaning
        .information
        .iter()
        .map(|(name, bits)| format!("{name} {}", number(*bits)))
        .collect();
    let mut text = format!(
        "\nInterventions: {about}. Bits that the symbols of the best position tell above chance: {}\n",
        told.join(", ")
    );
    for (ear, gates) in &probe.ears {
        text.push_str(&one(ear, gates));
    }
    text.push_str("\nTV: total variation distance of the listener's policies with and without the change. flips: most likely action is another one. best: fall of the probability of the action that was the most likely one. The null of substitute_N is random_N, of the others same_meaning; above chance where the 95 % interval of the TV above it is above 0 and it is beyond untrained networks. UNTRAINED: mean (and range) of 5 populations of the same shape that have learnt nothing, in the same episodes; beyond them is what is above the largest, and what one more would reach with a probability of .05 at most. Fisher: one-sided, flips against those of the null, one state an episode. Gates: thresholds are those that the author's audit of AI Mother Tongue proposes for the parity-critical dilemma; no other game has any, so figures of others are not judged.\n");
    text
}

fn one(ear: &Ear, gates: &[Gate]) -> String {
    let rows: Vec<Vec<String>> = ear.interventions.iter().map(row).collect();
    let head = [
        "HEARD INSTEAD",
        "TV",
        "95 %",
        "FLIPS",
        "95 %",
        "BEST",
        "95 %",
        "N",
        "TV ABOVE NULL",
        "95 %",
        "UNTRAINED",
        "FISHER P",
        "VERDICT",
    ];
    let gates: Vec<Vec<String>> = gates
        .iter()
        .map(|gate| {
            let passed = match gate.passed {
                Some(true) => "passed",
                Some(false) => "failed",
                None => "not judged",
            };
            vec![
                gate.name.to_owned(),
                gate.figures.clone(),
                passed.to_owned(),
            ]
        })
        .collect();
    format!(
        "\nNetwork {} speaks, network {} hears: {} states\n\n{}\n{}",
        ear.speaker,
        ear.listener,
        ear.states,
        columns(&head, &rows),
        columns(&["GATE", "FIGURES", ""], &gates),
    )
}

fn row(found: &Intervened) -> Vec<String> {
    let cells = |measure: &Measure| {
        let interval = measure.ci95.map_or_else(String::new, |[low, high]| {
            format!("{} to {}", number(low), number(high))
        });
        [
            measure.value.map_or_else(|| "-".to_owned(), number),
            interval,
        ]
    };
    let above = found.above_null.as_ref().map(cells).unwrap_or_default();
    let mut row = vec![found.intervention.to_string()];
    row.extend(cells(&found.variation));
    row.extend(cells(&found.flips));
    row.extend(cells(&found.best));
    row.push(found.variation.n.to_string());
    row.extend(above);
    row.push(
        found
            .untrained
            .as_ref()
            .map_or_else(String::new, Untrained::range),
    );
    row.push(found.fisher.map_or_else(String::new, |p| format!("{p:.4}")));
    let verdict = found.verdict.map_or("", |verdict| verdict.words());
    row.push(verdict.to_owned());
    row
}
