//! `protolang eval RUN... --control RUN...`: runs beside their controls, paired by seed.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use protolang_language::comparison::across_seeds::{OverSeeds, interquartile_mean};
use serde_json::{Value, json};

use super::evaluated::Evaluated;
use crate::cli::eval::EvalArgs;
use crate::error::Failure;
use crate::evaluation::ablation::ChannelAblation;
use crate::evaluation::against_control::{Difference, claim, lacks, over_seeds};
use crate::evaluation::interval::Estimate;
use crate::evaluation::json::json as results_json;
use crate::evaluation::results::Results;
use crate::evaluation::text::interval;
use crate::terminal::output::{print, print_json};
use crate::terminal::table::{columns, number};

/// A run, its control, and how far it is above it.
struct AgainstControl {
    names: [String; 2],
    seed: u64,
    run: Evaluated,
    control: Evaluated,
    difference: Difference,
}

/// Evaluates both sides in the same episodes and shows the difference: over episodes for one seed, over
/// seeds for several.
///
/// # Errors
/// [`Failure::Usage`]: a changed channel, seeds that do not pair, or a control of another game, length or
/// kind than the others. Else as for one run.
pub(super) fn run(args: &EvalArgs) -> Result<(), Failure> {
    if args.channel != ChannelAblation::Intact {
        return Err(Failure::Usage(format!(
            "--channel {} with --control: a control lacks what could be changed, so leave --channel out",
            args.channel
        )));
    }
    let pairs = paired(args)?;
    let mut lacking: Option<Vec<String>> = None;
    let mut all: Vec<AgainstControl> = Vec::new();
    for (seed, [run, control]) in pairs {
        let beside = AgainstControl::of(seed, [&run, &control], args)?;
        let [run_name, control_name] = &beside.names;
        let names = [run_name.as_str(), control_name.as_str()];
        let without = lacks(&beside.run.trained, &beside.control.trained, names)?;
        if lacking.as_ref().is_some_and(|first| *first != without) {
            return Err(Failure::Usage(format!(
                "{control_name} differs from its run in {}, the controls before it in {}: give controls of one kind",
                without.join(", "),
                lacking.unwrap_or_default().join(", ")
            )));
        }
        if let Some(first) = all
            .first()
            .filter(|first| first.run.trained.step != beside.run.trained.step)
        {
            return Err(Failure::Usage(format!(
                "{run_name} has {} env steps and {} has {}: give runs of one length",
                beside.run.trained.step, first.names[0], first.run.trained.step
            )));
        }
        lacking = Some(without);
        all.push(beside);
    }
    let lacking = lacking.unwrap_or_default();
    if args.json {
        return print_json(&as_json(&all, &lacking, args));
    }
    print(&as_text(&all, &lacking, args))
}

/// Runs and controls by their seed.
fn paired(args: &EvalArgs) -> Result<BTreeMap<u64, [PathBuf; 2]>, Failure> {
    let by_seed = |folders: &[PathBuf]| -> Result<BTreeMap<u64, PathBuf>, Failure> {
        let mut found = BTreeMap::new();
        for folder in folders {
            let seed = Evaluated::seed_of(folder)?;
            if let Some(other) = found.insert(seed, folder.clone()) {
                return Err(Failure::Usage(format!(
                    "{} and {} both have seed {seed}: give one of them",
                    other.display(),
                    folder.display()
                )));
            }
        }
        Ok(found)
    };
    let (runs, controls) = (by_seed(&args.runs)?, by_seed(&args.control)?);
    let seeds = |of: &BTreeMap<u64, PathBuf>| {
        let seeds: Vec<String> = of.keys().map(u64::to_string).collect();
        seeds.join(", ")
    };
    if !runs.keys().eq(controls.keys()) {
        return Err(Failure::Usage(format!(
            "the runs have seeds {} and the controls {}: give each run the control of its seed",
            seeds(&runs),
            seeds(&controls)
        )));
    }
    let pairs = runs.into_iter().zip(controls.into_values());
    Ok(pairs
        .map(|((seed, run), control)| (seed, [run, control]))
        .collect())
}

impl AgainstControl {
    fn of(seed: u64, [run, control]: [&Path; 2], args: &EvalArgs) -> Result<Self, Failure> {
        let names = [run, control].map(|path| path.display().to_string());
        let (run, control) = (Evaluated::of(run, args)?, Evaluated::of(control, args)?);
        Ok(Self {
            difference: Difference::over_episodes(&run.counted(), &control.counted()),
            names,
            seed,
            run,
            control,
        })
    }
}

/// A value of the runs, of the controls and the difference, over seeds.
fn across(
    all: &[AgainstControl],
    value: impl Fn(&Results) -> f64,
    seed: u64,
) -> Option<[OverSeeds; 3]> {
    let of = |side: fn(&AgainstControl) -> &Evaluated| -> Vec<f64> {
        all.iter()
            .map(|beside| value(&side(beside).results))
            .collect()
    };
    let (runs, controls) = (of(|beside| &beside.run), of(|beside| &beside.control));
    Some([
        interquartile_mean(&runs, seed)?,
        interquartile_mean(&controls, seed)?,
        over_seeds(&runs, &controls, seed)?,
    ])
}

/// One seed: what `eval` gives of the run, with `control{lacks, ...}` and `difference{over: "episodes", ...}`.
/// Several: `runs[]`, each with its control and difference, and interquartile means over seeds of both sides and
/// of the difference, `{value, ci95, seeds}`, with `over: "seeds"`. `claim` says what may be said.
fn as_json(all: &[AgainstControl], lacking: &[String], args: &EvalArgs) -> Value {
    let success = across(all, |results| results.success_rate.mean, args.seed);
    let reward = across(all, |results| results.reward.mean, args.seed);
    let claim = success.as_ref().map(|[.., difference]| claim(difference));
    if let [one] = all {
        let mut value = one.run.json(Path::new(&one.names[0]), args);
        value["control"] = one.control.json(Path::new(&one.names[1]), args);
        value["control"]["lacks"] = json!(lacking);
        value["difference"] = json!(one.difference);
        value["difference"]["over"] = json!("episodes");
        value["difference"]["claim"] = json!(claim);
        return value;
    }
    let runs: Vec<Value> = all
        .iter()
        .map(|beside| {
            let side = |evaluated: &Evaluated, name: &str| {
                let mut value = results_json(&evaluated.results, args.episodes, args.seed);
                value["run"] = json!(name);
                value
            };
            let mut value = side(&beside.run, &beside.names[0]);
            value["seed"] = json!(beside.seed);
            value["step"] = json!(beside.run.trained.step);
            value["control"] = side(&beside.control, &beside.names[1]);
            value["difference"] = json!(beside.difference);
            value
        })
        .collect();
    let of = |index: usize| {
        json!({
            "success_rate": success.as_ref().map(|all| all[index]),
            "return": reward.as_ref().map(|all| all[index]),
        })
    };
    let mut value = of(0);
    value["control"] = of(1);
    value["control"]["lacks"] = json!(lacking);
    value["difference"] = of(2);
    value["difference"]["over"] = json!("seeds");
    value["difference"]["claim"] = json!(claim);
    value["episodes"] = json!(args.episodes);
    value["seeds"] = json!([args.seed]);
    value["differs"] = json!(all.first().map(|beside| &beside.run.differs));
    value["runs"] = json!(runs);
    value
}

fn as_text(all: &[AgainstControl], lacking: &[String], args: &EvalArgs) -> String {
    let Some(first) = all.first() else {
        return String::new();
    };
    let ends = |ci95: Option<[f64; 2]>| ci95.map_or_else(String::new, interval);
    let cells = |estimate: Estimate| [number(estimate.mean), ends(estimate.ci95)];
    let rows: Vec<Vec<String>> = all
        .iter()
        .map(|beside| {
            let mut row = vec![beside.seed.to_string()];
            row.extend(cells(beside.run.results.success_rate));
            row.extend(cells(beside.control.results.success_rate));
            row.extend(cells(beside.difference.success_rate));
            row
        })
        .collect();
    let head = [
        "SEED",
        "SUCCESS",
        "95 %",
        "CONTROL",
        "95 %",
        "DIFFERENCE",
        "95 %",
    ];
    let mut text = format!(
        "{} beside {} after {} env steps: {}\nThe control was trained with {} and else alike; both play the same episodes; these intervals are over episodes.\n\n{}",
        several(all.len(), "run"),
        several(all.len(), "control"),
        first.run.trained.step,
        first.run.how(args),
        lacking.join(", "),
        columns(&head, &rows),
    );
    let success = across(all, |results| results.success_rate.mean, args.seed);
    let reward = across(all, |results| results.reward.mean, args.seed);
    if let (Some(success), Some(reward), true) = (success, reward, all.len() > 1) {
        let cells = |of: OverSeeds| [number(of.value), ends(of.ci95)];
        let row = |name: &str, of: [OverSeeds; 3]| {
            let mut row = vec![name.to_owned()];
            row.extend(of.into_iter().flat_map(cells));
            row
        };
        let rows = [row("success rate", success), row("return", reward)];
        let head = [
            "OVER SEEDS",
            "RUNS",
            "95 %",
            "CONTROLS",
            "95 %",
            "DIFFERENCE",
            "95 %",
        ];
        text.push_str(&format!(
            "\n{}Interquartile means over seeds, the difference seed by seed; intervals: bootstrap over seeds.\n",
            columns(&head, &rows)
        ));
    }
    if let Some([.., difference]) = success {
        text.push_str(&format!("{}\n", claim(&difference)));
    }
    text
}

fn several(number: usize, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        number => format!("{number} {what}s"),
    }
}
