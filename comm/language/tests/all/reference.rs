//! Values of other people's programs. They lie beside the repository, not in it.

use std::path::PathBuf;

use protolang_language::cases::run_cases;

/// Groups of which this version has every metric, and the number of cases in each.
const GROUPS: [(&str, usize); 7] = [
    ("topsim", 57),
    ("disentanglement", 53),
    ("information", 130),
    ("symbol_usage", 115),
    ("context_independence", 26),
    ("entropy_estimators", 41),
    ("corpus_elcc", 55),
];

fn folder() -> Option<PathBuf> {
    let folder = PathBuf::from(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/reference"
    ));
    folder.is_dir().then_some(folder)
}

#[test]
fn every_case_of_the_groups_is_right() {
    // A clone without the reference values has its own laws to check against.
    let Some(folder) = folder() else { return };
    let mut wrong = Vec::new();
    for (group, count) in GROUPS {
        let results = run_cases(&folder.join(format!("{group}.json"))).expect("a case file");
        assert!(
            results.len() >= count,
            "{group} has {} cases",
            results.len()
        );
        for result in results.into_iter().filter(|result| !result.pass) {
            wrong.push(format!(
                "{group} {} {} {}: {} instead of {}",
                result.priority, result.name, result.metric, result.got, result.expected
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn every_degenerate_table_is_answered() {
    let Some(folder) = folder() else { return };
    let results = run_cases(&folder.join("degenerate_tables.json")).expect("a case file");
    let mut known = 0;
    for result in results {
        if protolang_language::registry::find(&result.metric).is_some() {
            known += 1;
            let (name, metric) = (&result.name, &result.metric);
            assert!(
                result.pass,
                "{name} {metric}: {} instead of {}",
                result.got, result.expected
            );
        }
    }
    assert!(known >= 70, "only {known} cases were tried");
}
