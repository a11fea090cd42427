//! Values of other people's programs (`tests/reference`, whose README says which).

use std::path::Path;

use protolang_language::cases::run_cases;

/// The groups, and the number of cases in each.
const GROUPS: [(&str, usize); 15] = [
    ("statistics/topsim", 48),
    ("statistics/disentanglement", 44),
    ("statistics/information", 110),
    ("statistics/symbol_usage", 115),
    ("statistics/context_independence", 22),
    ("statistics/entropy_estimators", 41),
    ("statistics/corpus_elcc", 55),
    ("statistics/other_compositionality", 42),
    ("statistics/degenerate_tables", 76),
    ("statistics/heaps_zla", 22),
    ("statistics/harris", 32),
    ("statistics/rl_communication", 41),
    ("codebook/vq", 12),
    ("statistics/powerlaw", 22),
    ("statistics/powerlaw_lr", 29),
];

/// Cases, none of them a `must`, whose reference is less exact than we are.
const REFERENCE_IS_OFF: [(&str, &str); 2] = [
    // igraph looks at the distance just below each value only, and finds .51; with the distance over all
    // integers a plain program of another language finds .64 too.
    ("symbolcounts_K64_s2.0_N5000", "powerlaw.gof_p"),
    // The law was normalised over 60,000 terms, beyond which lie .033 of R.
    ("devils_dictionary_words", "powerlaw.lr_truncated"),
];

#[test]
fn every_case_of_the_groups_is_right() {
    let folder = Path::new(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/reference"
    ));
    let mut wrong = Vec::new();
    for (group, count) in GROUPS {
        let results = run_cases(&folder.join(format!("{group}.json"))).expect("a case file");
        assert_eq!(results.len(), count, "cases of {group}");
        for result in results.into_iter().filter(|result| !result.pass) {
            let known = REFERENCE_IS_OFF.contains(&(&result.name, &result.metric));
            if known && result.priority != "must" {
                continue;
            }
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
