//! The metamorphic laws of the reference: what must hold whatever the data. One test a law, by its name
//! there.

use proptest::prelude::*;
use protolang_language::corpus::Corpus;
use protolang_language::information::entropy::entropy_nats;
use protolang_language::interaction::{consistency, influence, listening, signalling};
use protolang_language::options::Estimator;
use protolang_language::options::{
    ContextLevel, Correlation, MeaningDistance, MessageDistance, Options, Unit,
};
use protolang_language::power_law::alternatives::exponential;
use protolang_language::power_law::fit::{fit, fit_from};
use protolang_language::power_law::sample::Sample;
use protolang_language::registry::{compute, compute_messages};
use protolang_language::table::Table;
use rand::SeedableRng as _;
use rand::rngs::ChaCha8Rng;

type Rows = (Vec<Vec<i64>>, Vec<Vec<u32>>);

/// Tables of two attributes and three positions; symbols from 1.
fn tables() -> impl Strategy<Value = Rows> {
    let row = (
        proptest::collection::vec(0_i64..3, 2),
        proptest::collection::vec(1_u32..5, 3),
    );
    proptest::collection::vec(row, 3..16).prop_map(|rows| rows.into_iter().unzip())
}

fn corpora() -> impl Strategy<Value = Vec<Vec<u32>>> {
    proptest::collection::vec(proptest::collection::vec(1_u32..6, 0..8), 1..12)
}

fn policies(rows: usize, width: usize) -> impl Strategy<Value = Vec<Vec<f64>>> {
    let policy = proptest::collection::vec(0.01_f64..1.0, width).prop_map(|weights| {
        let total: f64 = weights.iter().sum();
        weights.into_iter().map(|weight| weight / total).collect()
    });
    proptest::collection::vec(policy, rows)
}

fn bare() -> Options {
    Options::default().bare()
}

fn value_with(name: &str, rows: &Rows, options: &Options) -> Option<f64> {
    let table = Table::new(rows.0.clone(), rows.1.clone(), Some(12)).expect("a table");
    compute(name, &table, options).expect("a measure").value
}

fn value(name: &str, rows: &Rows) -> Option<f64> {
    value_with(name, rows, &bare())
}

fn of_corpus(name: &str, lines: &[Vec<u32>]) -> Option<f64> {
    let corpus = Corpus::new(lines.to_vec(), None).expect("a corpus");
    compute_messages(name, &corpus, &bare())
        .expect("a measure")
        .value
}

fn same(name: &str, one: Option<f64>, other: Option<f64>) -> Result<(), TestCaseError> {
    match (one, other) {
        (Some(one), Some(other)) => {
            prop_assert!((one - other).abs() < 1e-9, "{name}: {one} {other}")
        }
        (one, other) => prop_assert_eq!(one, other, "{}", name),
    }
    Ok(())
}

fn map_symbols(lines: &[Vec<u32>], of: impl Fn(u32) -> u32) -> Vec<Vec<u32>> {
    let mapped = lines
        .iter()
        .map(|line| line.iter().map(|s| of(*s)).collect());
    mapped.collect()
}

const INFORMATION: [&str; 3] = ["message_entropy", "meaning_entropy", "mi_message_meaning"];
const CLUSTERS: [&str; 3] = ["purity", "nmi_arithmetic", "context_independence"];
const PARTS: [&str; 4] = ["posdis", "bosdis", "residual_entropy", "tre_additive_l2"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn row_permutation(rows in tables(), shift in 0_usize..16) {
        let mut other = rows.clone();
        let by = shift % rows.0.len();
        other.0.rotate_left(by);
        other.1.rotate_left(by);
        for name in ["topsim"].iter().chain(&INFORMATION).chain(&CLUSTERS).chain(&PARTS) {
            same(name, value(name, &rows), value(name, &other))?;
        }
    }

    #[test]
    fn symbol_relabel(rows in tables(), lines in corpora()) {
        let of = |symbol: u32| [0, 4, 7, 1, 9, 2][symbol as usize];
        let other = (rows.0.clone(), map_symbols(&rows.1, of));
        for name in ["topsim"].iter().chain(&INFORMATION).chain(&CLUSTERS).chain(&PARTS) {
            same(name, value(name, &rows), value(name, &other))?;
        }
        let hamming = Options { message_distance: MessageDistance::Hamming, ..bare() };
        same("topsim", value_with("topsim", &rows, &hamming), value_with("topsim", &other, &hamming))?;
        let renamed = map_symbols(&lines, of);
        for name in ["elcc.h1", "elcc.h2", "elcc.unique_lines", "harris.conditional_entropy", "harris.boundaries_per_message"] {
            same(name, of_corpus(name, &lines), of_corpus(name, &renamed))?;
        }
    }

    #[test]
    fn value_relabel(rows in tables()) {
        let relabel = |meaning: &Vec<i64>| vec![[5, 0, 2][meaning[0] as usize], [1, 7, 3][meaning[1] as usize]];
        let other = (rows.0.iter().map(relabel).collect(), rows.1.clone());
        for name in ["topsim", "posdis", "bosdis", "mi_message_meaning"] {
            same(name, value(name, &rows), value(name, &other))?;
        }
    }

    #[test]
    fn position_permutation(rows in tables()) {
        let turned = rows.1.iter().map(|m| vec![m[2], m[0], m[1]]).collect();
        let other = (rows.0.clone(), turned);
        for name in ["posdis", "bosdis", "message_entropy", "residual_entropy"] {
            same(name, value(name, &rows), value(name, &other))?;
        }
        let hamming = Options { message_distance: MessageDistance::Hamming, ..bare() };
        same("topsim", value_with("topsim", &rows, &hamming), value_with("topsim", &other, &hamming))?;
    }

    #[test]
    fn attribute_permutation(rows in tables()) {
        let other = (rows.0.iter().map(|m| vec![m[1], m[0]]).collect(), rows.1.clone());
        for name in ["topsim", "posdis", "bosdis", "residual_entropy", "tre_additive_l2"] {
            same(name, value(name, &rows), value(name, &other))?;
        }
    }

    #[test]
    fn constant_position_appended(rows in tables()) {
        let longer = rows.1.iter().map(|m| [m.as_slice(), &[9]].concat()).collect();
        let other = (rows.0.clone(), longer);
        for name in ["posdis", "message_entropy", "mi_message_meaning"] {
            same(name, value(name, &rows), value(name, &other))?;
        }
    }

    #[test]
    fn bounds(rows in tables(), with in policies(4, 3), without in policies(4, 3), p in policies(1, 4)) {
        let within = |name: &str, low: f64, high: f64| -> Result<(), TestCaseError> {
            if let Some(value) = value(name, &rows) {
                prop_assert!(value >= low - 1e-12 && value <= high + 1e-12, "{name} is {value}");
            }
            Ok(())
        };
        within("topsim", -1.0, 1.0)?;
        for name in ["posdis", "bosdis", "usage", "normalized_entropy", "purity", "nmi_arithmetic", "context_independence", "residual_entropy"] {
            within(name, 0.0, 1.0)?;
        }
        let entropy = |name: &str| value(name, &rows).expect("rows");
        let least = entropy("message_entropy").min(entropy("meaning_entropy"));
        within("mi_message_meaning", 0.0, least)?;
        within("perplexity", 1.0, 12.0)?;
        let l1 = listening::l1(&with, &without).expect("sound").expect("states");
        prop_assert!((0.0..=2.0).contains(&l1));
        let jsd = listening::jsd(&with, &without).expect("sound").expect("states");
        prop_assert!((0.0..=1.0).contains(&jsd));
        let cic = influence::causal_influence(&with, &p[0]).expect("sound").expect("messages");
        let entropy: f64 = p[0].iter().map(|p| -p * p.ln()).sum();
        prop_assert!(cic >= 0.0 && cic <= entropy.min(3.0_f64.ln()) + 1e-12);
    }

    #[test]
    fn duplicate_rows(rows in tables()) {
        let twice = ([rows.0.clone(), rows.0.clone()].concat(), [rows.1.clone(), rows.1.clone()].concat());
        for name in INFORMATION.iter().chain(&CLUSTERS).chain(&["posdis"]) {
            same(name, value(name, &rows), value(name, &twice))?;
        }
        let of = |rows: &Rows, estimator| value_with("entropy", rows, &Options { estimator, ..bare() }).expect("symbols");
        let added = |rows: &Rows| of(rows, Estimator::MillerMadow) - of(rows, Estimator::PlugIn);
        prop_assert!((added(&rows) - 2.0 * added(&twice)).abs() < 1e-12);
    }

    #[test]
    fn estimator_order(counts in proptest::collection::vec(0_u64..40, 1..12)) {
        let of = |estimator| entropy_nats(&counts, estimator, None).expect("sound");
        if let (Some(plug_in), Some(miller_madow)) = (of(Estimator::PlugIn), of(Estimator::MillerMadow)) {
            let (n, kinds) = (counts.iter().sum::<u64>() as f64, counts.iter().filter(|c| **c > 0).count() as f64);
            prop_assert!((miller_madow - plug_in - (kinds - 1.0) / (2.0 * n)).abs() < 1e-12);
            prop_assert!(miller_madow >= plug_in);
        }
    }

    #[test]
    fn unit_conversion(rows in tables()) {
        for name in INFORMATION.iter().chain(&["entropy"]) {
            let of = |unit| value_with(name, &rows, &Options { unit: Some(unit), ..bare() }).expect("rows");
            prop_assert!((of(Unit::Bit) - of(Unit::Nat) / std::f64::consts::LN_2).abs() < 1e-12);
        }
    }

    #[test]
    fn elcc_identities(lines in corpora()) {
        let of = |name: &str| of_corpus(name, &lines);
        let h1 = of("elcc.h1");
        prop_assume!(h1.is_some());
        let h1 = h1.expect("just assumed");
        let types = of("elcc.unique_tokens").expect("symbols");
        if let Some(normalized) = of("elcc.h1_normalized") {
            prop_assert!((normalized - h1 / types.log2()).abs() < 1e-12);
        }
        if let Some(h2) = of("elcc.h2") {
            let conditional = of("elcc.h2_conditional").expect("pairs");
            prop_assert!((conditional - (h2 - h1)).abs() < 1e-12);
        }
        let per_line = of("elcc.tokens_per_line").expect("lines");
        prop_assert!((of("elcc.entropy_per_line").expect("symbols") - h1 * per_line).abs() < 1e-9);
    }

    #[test]
    fn powerlaw_gradient_and_monotone(values in proptest::collection::vec(1_u64..200, 5..80)) {
        let sample = Sample::new(values.clone());
        let law = fit(&sample);
        prop_assume!(law.is_some());
        let law = law.expect("just assumed");
        prop_assert!((0.0..=1.0).contains(&law.ks));
        // The likelihood of a law with another exponent, by direct summation far enough out.
        if law.alpha > 1.5 && law.alpha < 20.0 {
            let tail: Vec<f64> = values.iter().filter(|v| **v >= law.xmin).map(|v| *v as f64).collect();
            let far = 200_000_u32;
            let likelihood = |alpha: f64| -> f64 {
                let near: f64 = (0..far).map(|k| (law.xmin as f64 + f64::from(k)).powf(-alpha)).sum();
                let end = law.xmin as f64 + f64::from(far);
                let rest = end.powf(1.0 - alpha) / (alpha - 1.0) + 0.5 * end.powf(-alpha);
                let zeta = near + rest;
                tail.iter().map(|x| -alpha * x.ln() - zeta.ln()).sum()
            };
            let here = likelihood(law.alpha);
            prop_assert!((here - law.log_likelihood).abs() < 1e-6 * here.abs().max(1.0));
            prop_assert!(here >= likelihood(law.alpha + 0.01) && here >= likelihood(law.alpha - 0.01));
            let slope = (likelihood(law.alpha + 1e-5) - likelihood(law.alpha - 1e-5)) / 2e-5;
            prop_assert!(slope.abs() < 1e-3 * tail.len() as f64, "slope {}", slope);
        }
        let mut last = usize::MAX;
        for xmin in [1, 2, 5, 20, 100] {
            if let Some(law) = fit_from(&sample, xmin) {
                prop_assert!(law.n_tail <= last);
                last = law.n_tail;
            }
        }
    }

    #[test]
    fn lr_antisymmetry(values in proptest::collection::vec(1_u64..60, 8..60)) {
        let sample = Sample::new(values.clone());
        let law = fit_from(&sample, 1);
        prop_assume!(law.is_some());
        let law = law.expect("just assumed");
        let other = exponential(&sample, &law);
        let ratio = law.log_likelihood - other.log_likelihood;
        prop_assert!((other.comparison.ratio - ratio).abs() < 1e-6 * ratio.abs().max(1.0));
        // p looks at the size of the normalised ratio alone: exchanging the laws keeps it.
        let z = other.comparison.normalized.expect("laws that differ");
        prop_assert_eq!(z > 0.0, other.comparison.ratio > 0.0);
        prop_assert!((0.0..=1.0).contains(&other.comparison.p));
        prop_assert!(other.comparison.p < 0.05 || z.abs() < 1.961);
    }

    #[test]
    fn cic_zero(policy in policies(1, 4), p in policies(1, 3)) {
        let same = vec![policy[0].clone(); 3];
        let none = influence::causal_influence(&same, &p[0]).expect("sound").expect("messages");
        prop_assert!(none.abs() < 1e-12);
    }

    #[test]
    fn cic_equals_mean_influence(given in policies(3, 4), p in policies(1, 3)) {
        let each = influence::social_influence(&given, &p[0]).expect("sound");
        let mean: f64 = each.iter().zip(&p[0]).map(|(kl, p)| kl.expect("finite") * p).sum();
        let whole = influence::causal_influence(&given, &p[0]).expect("sound").expect("messages");
        prop_assert!((mean - whole).abs() < 1e-12);
    }

    #[test]
    fn signalling_identity(states in policies(5, 3)) {
        let weights = [0.2; 5];
        let found = signalling::information(&states, &weights).expect("sound").expect("states");
        let entropy = |policy: &[f64]| -> f64 { policy.iter().map(|p| -p * p.ln()).sum() };
        let mean: Vec<f64> = (0..3).map(|i| states.iter().map(|s| s[i]).sum::<f64>() / 5.0).collect();
        let certain: f64 = states.iter().map(|s| entropy(s)).sum::<f64>() / 5.0;
        prop_assert!(found >= 0.0 && (found - (entropy(&mean) - certain)).abs() < 1e-12);
    }
}

#[test]
fn identity_code() {
    for shared in [0, 4] {
        let meanings: Vec<Vec<i64>> = (0..12).map(|i| vec![i / 4, i % 4]).collect();
        let code = |m: &Vec<i64>| vec![1 + m[0] as u32, 1 + m[1] as u32 + shared];
        let rows = (meanings.clone(), meanings.iter().map(code).collect());
        let hamming = Options {
            message_distance: MessageDistance::Hamming,
            ..bare()
        };
        let one = |value: Option<f64>| assert!((value.expect("defined") - 1.0).abs() < 1e-9);
        one(value_with("topsim", &rows, &hamming));
        one(value("posdis", &rows));
        assert_eq!(
            value("mi_message_meaning", &rows),
            value("meaning_entropy", &rows)
        );
    }
}

#[test]
fn euclidean_distances_do_see_what_values_are_called() {
    let meanings = vec![vec![0, 0], vec![0, 1], vec![1, 0], vec![2, 1]];
    let messages = vec![vec![1, 1], vec![1, 2], vec![2, 1], vec![3, 2]];
    let far: Vec<Vec<i64>> = meanings
        .iter()
        .map(|m| vec![[0, 9, 1][m[0] as usize], m[1]])
        .collect();
    let options = Options {
        meaning_distance: MeaningDistance::Euclidean,
        correlation: Correlation::Pearson,
        level: ContextLevel::WholeMessage,
        ..bare()
    };
    let of =
        |meanings: Vec<Vec<i64>>| value_with("topsim", &(meanings, messages.clone()), &options);
    assert_ne!(of(meanings), of(far));
}

#[test]
fn powerlaw_recovery() {
    // Zeta variates by inversion, with a generator of their own.
    for (alpha, seed) in [(1.8_f64, 1), (2.5, 2), (3.2, 3)] {
        let zeta: f64 = (1..2_000_000_u32).map(|k| f64::from(k).powf(-alpha)).sum();
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let mut uniform: Vec<f64> = (0..5_000)
            .map(|_| (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64)
            .collect();
        uniform.sort_by(f64::total_cmp);
        let (mut k, mut below) = (1_u64, 1.0 / zeta);
        let mut values = Vec::new();
        for u in uniform {
            while below < u && k < 1_999_999 {
                k += 1;
                below += (k as f64).powf(-alpha) / zeta;
            }
            values.push(k);
        }
        let law = fit_from(&Sample::new(values), 1).expect("a fit");
        assert!(
            (law.alpha - alpha).abs() < 4.0 * law.sigma,
            "{law:?} for {alpha}"
        );
    }
}

#[test]
fn shuffle_null() {
    let options = Options {
        permutations: 400,
        ..Options::default()
    };
    let meanings: Vec<Vec<i64>> = (0..1_200).map(|i| vec![i % 3, i / 3 % 2]).collect();
    let messages: Vec<Vec<u32>> = (0..1_200_u32).map(|i| vec![1 + i * 7919 % 5]).collect();
    let table = Table::new(meanings, messages, None).expect("a table");
    let small = table.select(&(0..60).collect::<Vec<_>>());
    let topsim = compute("topsim", &small, &options).expect("a measure");
    assert!(topsim.null.expect("a null").mean.abs() < 0.02);
    let information = compute("mi_message_meaning", &table, &options).expect("a measure");
    let null = information.null.expect("a null").mean * std::f64::consts::LN_2;
    let expected = 5.0 * 4.0 / (2.0 * 1_200.0);
    assert!(
        (null / expected - 1.0).abs() < 0.15,
        "{null} for {expected}"
    );
    let independent = consistency::information(&[1, 2, 1, 2], &[1, 1, 2, 2], &options);
    assert_eq!(independent.expect("a measure").value, Some(0.0));
}

#[test]
fn every_law_of_the_reference_has_its_test() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/reference/statistics/properties.json"
    );
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let laws: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let here = include_str!("properties.rs");
    for law in laws["properties"].as_array().expect("a list") {
        let id = law["id"].as_str().expect("a name");
        let joint = "powerlaw_gradient_and_monotone";
        let found = here.contains(&format!("fn {id}("))
            || joint.contains(id.trim_start_matches("powerlaw_"));
        assert!(found, "no test of the law {id}");
    }
}
