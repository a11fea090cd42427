//! Laws that the statistics obey whatever the data.

use proptest::prelude::*;
use protolang_language::observations::Observations;
use protolang_language::options::Options;
use protolang_language::registry::{METRICS, compute, compute_all, find};
use protolang_language::symbol_zero::SymbolZero;
use protolang_language::table::Table;

fn tables() -> impl Strategy<Value = (Vec<Vec<i64>>, Vec<Vec<u32>>)> {
    let row = (
        proptest::collection::vec(0_i64..4, 2),
        proptest::collection::vec(0_u32..5, 0..4),
    );
    proptest::collection::vec(row, 0..14).prop_map(|rows| rows.into_iter().unzip())
}

fn all_values(table: &Table, options: &Options) -> Vec<(&'static str, Option<f64>)> {
    METRICS
        .iter()
        .filter(|metric| metric.from_table())
        .map(|metric| {
            let measure = compute(metric.name, table, options).expect("a measure");
            (metric.name, measure.value)
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Nothing panics, nothing is NaN, and what is undefined says why.
    #[test]
    fn every_metric_answers_any_table((meanings, messages) in tables()) {
        let table = Table::new(meanings, messages, Some(5)).expect("a table");
        let options = Options { permutations: 3, ..Options::default() };
        for metric in METRICS.iter().filter(|metric| metric.from_table()) {
            let measure = compute(metric.name, &table, &options).expect("a measure");
            let defined = measure.value.is_some() || measure.matrix.is_some();
            prop_assert_eq!(defined, measure.undefined_because.is_none(), "{}", metric.name);
            if let Some(value) = measure.value {
                prop_assert!(value.is_finite(), "{} is {}", metric.name, value);
            }
        }
    }

    /// The order of rows does not matter.
    #[test]
    fn rows_may_stand_in_any_order((meanings, messages) in tables()) {
        let reverse = |rows: &Vec<_>| rows.iter().rev().cloned().collect::<Vec<_>>();
        let (m, s) = (meanings.iter().rev().cloned().collect::<Vec<_>>(), reverse(&messages));
        let options = Options::default().bare();
        let one = all_values(&Table::new(meanings, messages, Some(5)).expect("a table"), &options);
        let other = all_values(&Table::new(m, s, Some(5)).expect("a table"), &options);
        for ((name, one), (_, other)) in one.into_iter().zip(other) {
            // How the vocabulary grows is a matter of order.
            if name.starts_with("heaps.") {
                continue;
            }
            match (one, other) {
                (Some(one), Some(other)) => prop_assert!((one - other).abs() < 1e-9, "{name}: {one} {other}"),
                (one, other) => prop_assert_eq!(one, other, "{}", name),
            }
        }
    }

    /// What words are called does not matter to what they tell (0, which is padding, stays).
    #[test]
    fn words_may_be_renamed((meanings, messages) in tables()) {
        let renamed = messages
            .iter()
            .map(|message| message.iter().map(|s| [0, 3, 1, 4, 2][*s as usize]).collect::<Vec<_>>())
            .collect::<Vec<_>>();
        let options = Options::default().bare();
        let one = Table::new(meanings.clone(), messages, Some(5)).expect("a table");
        let other = Table::new(meanings, renamed, Some(5)).expect("a table");
        for ((name, one), (_, other)) in all_values(&one, &options).into_iter().zip(all_values(&other, &options)) {
            match (one, other) {
                (Some(one), Some(other)) => prop_assert!((one - other).abs() < 1e-9, "{name}: {one} {other}"),
                (one, other) => prop_assert_eq!(one, other, "{}", name),
            }
        }
    }
}

#[test]
fn a_perfect_code_is_perfect_and_its_null_is_not() {
    let meanings: Vec<Vec<i64>> = (0..25).map(|i| vec![i / 5, i % 5]).collect();
    let messages: Vec<Vec<u32>> = (0..25).map(|i| vec![1 + i / 5, 6 + i % 5]).collect();
    let table = Table::new(meanings, messages, None).expect("a table");
    for name in ["topsim", "posdis", "bosdis"] {
        let measure = compute(name, &table, &Options::default()).expect("a measure");
        let value = measure.value.expect("defined");
        let null = measure.null.expect("a null");
        assert!((value - 1.0).abs() < 1e-9, "{name} is {value}");
        assert!(null.p < 0.01 && null.mean < 0.4, "{name}: {null:?}");
    }
}

#[test]
fn errors_of_a_perfect_code_are_smaller_than_chance() {
    let meanings: Vec<Vec<i64>> = (0..25).map(|i| vec![i / 5, i % 5]).collect();
    let messages: Vec<Vec<u32>> = (0..25).map(|i| vec![1 + i / 5, 6 + i % 5]).collect();
    let table = Table::new(meanings, messages, None).expect("a table");
    for name in ["conflict_count", "residual_entropy", "tre_additive_l2"] {
        let measure = compute(name, &table, &Options::default()).expect("a measure");
        assert!(measure.value.expect("defined").abs() < 1e-9, "{name}");
        assert!(measure.null.expect("a null").p < 0.01, "{name}");
    }
}

#[test]
fn counts_have_an_interval_around_them() {
    let meanings: Vec<Vec<i64>> = (0..80).map(|i| vec![i % 4]).collect();
    let messages: Vec<Vec<u32>> = (0..80_u32)
        .map(|i| vec![1 + i * i % 11; 1 + i as usize % 3])
        .collect();
    let table = Table::new(meanings, messages, None).expect("a table");
    let options = Options {
        bootstraps: 200,
        ..Options::default()
    };
    for name in ["perplexity", "entropy", "elcc.h2", "message_entropy"] {
        let measure = compute(name, &table, &options).expect("a measure");
        let (value, [low, high]) = (measure.value.expect("defined"), measure.ci95.expect("one"));
        assert!(low < value && value < high, "{name}: {low} {value} {high}");
    }
}

/// Far more rows than any metric takes at once: each says what it is a sample of.
#[test]
fn what_is_sampled_says_so() {
    let mut all = Observations::new(None, SymbolZero::Word, 1);
    for i in 0..60_000_u32 {
        let message: Vec<u32> = (0..10)
            .map(|j| i.wrapping_mul(2_654_435_761) >> (3 * j) & 7)
            .collect();
        all.add(Some(&[i64::from(i % 5), i64::from(i % 3)]), &message)
            .expect("sound");
    }
    assert!(all.is_sampled() && all.messages().len() <= 50_000);
    for name in [
        "topsim",
        "posdis",
        "residual_entropy",
        "harris.boundaries_per_message",
    ] {
        let info = find(name).expect("a metric");
        let (_, measure) = compute_all(&[info], &all, &Options::default().bare())
            .expect("a measure")
            .remove(0);
        assert_eq!(measure.parameters["sampled"], true, "{name}");
        assert_eq!(measure.parameters["sampled_from"], 60_000, "{name}");
        assert!(
            measure.value.is_some() && measure.n < 50_000,
            "{name}: {}",
            measure.n
        );
    }
    let info = find("residual_entropy").expect("a metric");
    let (_, measure) = compute_all(&[info], &all, &Options::default().bare())
        .expect("a measure")
        .remove(0);
    assert!(measure.n <= 4_096, "{}", measure.n);
}

#[test]
fn nulls_are_the_same_for_a_seed() {
    let meanings: Vec<Vec<i64>> = (0..20).map(|i| vec![i % 3, i % 4]).collect();
    let messages: Vec<Vec<u32>> = (0..20).map(|i| vec![i * 7 % 5, i % 2]).collect();
    let table = Table::new(meanings, messages, None).expect("a table");
    let of = |seed| {
        let options = Options {
            seed,
            ..Options::default()
        };
        compute("topsim", &table, &options).expect("a measure").null
    };
    assert_eq!(of(1), of(1));
    assert_ne!(of(1), of(2));
}

#[test]
fn a_rich_table_defines_every_metric() {
    let meanings: Vec<Vec<i64>> = (0..60).map(|i| vec![i % 4, i / 4 % 5, i % 2]).collect();
    let messages: Vec<Vec<u32>> = (0..60)
        .map(|i| vec![1 + i % 4, 5 + i / 4 % 5, 1 + i * i % 7][..1 + (i as usize % 3)].to_vec())
        .collect();
    let table = Table::new(meanings, messages, Some(16)).expect("a table");
    for metric in METRICS.iter().filter(|metric| metric.from_table()) {
        let measure = compute(metric.name, &table, &Options::default().bare()).expect("a measure");
        let defined = measure.value.is_some() || measure.matrix.is_some();
        assert!(defined, "{}: {:?}", metric.name, measure.undefined_because);
    }
}
