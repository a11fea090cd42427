//! Intervals against what each metric can be at all, over random corpora.

use proptest::prelude::*;
use protolang_language::observations::Observations;
use protolang_language::options::Options;
use protolang_language::origin::Row;
use protolang_language::registry::{METRICS, compute_all, find};
use protolang_language::symbol_zero::SymbolZero;

/// A row: meaning, message, episode.
type Said = (Vec<i64>, Vec<u32>, u64);

/// What is known of a corpus.
struct Facts {
    /// Symbols that can be said.
    vocabulary: f64,
    /// The same with symbol 0 whatever it stands for.
    symbols: f64,
    messages: f64,
    longest: f64,
    rows: f64,
    /// 1 if any symbol was said, padding apart, else 0: so many different ones there are at least.
    said: f64,
    /// The same with symbol 0 whatever it stands for.
    any: f64,
}

/// The least and the largest value of a metric with an interval.
fn bounds(name: &str, facts: &Facts) -> [f64; 2] {
    let Facts {
        vocabulary: k,
        symbols,
        messages,
        longest,
        rows,
        said,
        any,
    } = *facts;
    match name {
        "topsim" | "npmi" | "adjusted_mi" | "zla.spearman" | "zla.kendall_tau_b" => [-1.0, 1.0],
        "posdis"
        | "bosdis"
        | "context_independence"
        | "residual_entropy"
        | "nmi_arithmetic"
        | "homogeneity_meaning_given_message"
        | "completeness"
        | "v_measure"
        | "normalized_entropy"
        | "efficiency"
        | "ttr"
        | "hapax_ratio_types"
        | "gini_used"
        | "zipf_ols_r2"
        | "zipf_mle_ks"
        | "heaps.beta"
        | "elcc.h1_normalized" => [0.0, 1.0],
        "purity" => [1.0 / rows, 1.0],
        "usage" | "max_share" | "simpson" => [said / k, 1.0],
        "conflict_count" => [0.0, rows * longest],
        "tre_additive_l2" => [0.0, longest],
        "mi_message_meaning" | "message_entropy" => [0.0, messages.log2()],
        "unique_messages" | "elcc.unique_lines" => [1.0, messages],
        "entropy" => [0.0, k.ln()],
        "entropy_bits" => [0.0, k.log2()],
        "types" | "perplexity" => [said, k],
        "hapax" => [0.0, k],
        "dead" => [0.0, k - said],
        "yule_k" => [0.0, 1e4],
        "elcc.unique_tokens" => [any, symbols],
        "elcc.h1" => [0.0, symbols.log2()],
        "elcc.h2" => [0.0, 2.0 * symbols.log2()],
        "elcc.h2_conditional" => [-symbols.log2(), 2.0 * symbols.log2()],
        "zipf_first_over_second" => [1.0, f64::INFINITY],
        "tokens"
        | "zipf_ols_slope"
        | "zipf_ols_intercept_log10"
        | "zipf_mle_s"
        | "elcc.token_count"
        | "elcc.line_count"
        | "elcc.tokens_per_line"
        | "elcc.tokens_per_line_sd"
        | "elcc.entropy_per_line" => [0.0, f64::INFINITY],
        "heaps.ln_K" => [f64::NEG_INFINITY, f64::INFINITY],
        other => panic!("say what {other} can be"),
    }
}

fn corpora() -> impl Strategy<Value = Vec<Said>> {
    let row = (
        proptest::collection::vec(0_i64..3, 2),
        proptest::collection::vec(prop_oneof![Just(1_u32), 0_u32..4], 0..4),
        0_u64..12,
    );
    proptest::collection::vec(row, 2..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(120))]

    #[test]
    fn no_interval_leaves_what_the_metric_can_be(
        rows in corpora(),
        word in any::<bool>(),
        with_episodes in any::<bool>(),
    ) {
        let zero = if word { SymbolZero::Word } else { SymbolZero::Padding };
        let mut all = Observations::new(Some(4), zero, 1);
        for (meaning, message, episode) in &rows {
            all.add_row(Row {
                meaning: Some(meaning),
                message,
                episode: with_episodes.then_some(*episode),
                speaker: with_episodes.then_some((episode % 2) as u32),
            }).expect("sound");
        }
        let facts = Facts {
            vocabulary: if word { 4.0 } else { 3.0 },
            symbols: 4.0,
            messages: rows.len() as f64,
            longest: rows.iter().map(|row| row.1.len()).max().unwrap_or(0) as f64,
            rows: rows.len() as f64,
            said: f64::from(u8::from(rows.iter().flat_map(|row| &row.1).any(|symbol| word || *symbol > 0))),
            any: f64::from(u8::from(rows.iter().any(|row| !row.1.is_empty()))),
        };
        let options = Options { permutations: 0, bootstraps: 60, ..Options::default() };
        let metrics: Vec<_> = METRICS.iter().filter(|metric| metric.from_table()).collect();
        for (name, measure) in compute_all(&metrics, &all, &options).expect("measures") {
            let (Some([low, high]), Some(value)) = (measure.ci95, measure.value) else { continue };
            let [least, most] = bounds(name, &facts);
            prop_assert!(low <= value && value <= high, "{name}: {low} {value} {high}");
            prop_assert!(low >= least - 1e-9 && high <= most + 1e-9, "{name}: {low} to {high}");
        }
    }
}

/// What was reported: two messages of one symbol each.
#[test]
fn few_messages_give_no_more_than_there_can_be() {
    let mut all = Observations::new(Some(2), SymbolZero::Word, 0);
    for message in [[0, 1, 1], [0, 0, 1]] {
        all.add(None, &message).expect("sound");
    }
    let options = Options {
        bootstraps: 200,
        ..Options::default()
    };
    let metrics: Vec<_> = METRICS
        .iter()
        .filter(|metric| ["max_share", "entropy_bits", "unique_messages"].contains(&metric.name))
        .collect();
    for (name, measure) in compute_all(&metrics, &all, &options).expect("measures") {
        let [low, high] = measure.ci95.expect("an interval");
        let most = if name == "unique_messages" { 2.0 } else { 1.0 };
        assert!(low >= 0.0 && high <= most, "{name}: {low} to {high}");
    }
}

/// No resample holds a symbol that was never said.
#[test]
fn of_an_unknown_vocabulary_no_more_is_possible_than_was_said() {
    let mut all = Observations::new(None, SymbolZero::Word, 1);
    for message in [[1, 1], [1, 2]] {
        all.add(None, &message).expect("sound");
    }
    let options = Options {
        bootstraps: 200,
        permutations: 0,
        ..Options::default()
    };
    for (name, most) in [
        ("types", 2.0),
        ("entropy_bits", 1.0),
        ("entropy", 2_f64.ln()),
        ("perplexity", 2.0),
        ("max_share", 1.0),
        ("unique_messages", 2.0),
        ("usage", 2.0 / 3.0),
        ("elcc.h1", 1.0),
        ("elcc.unique_tokens", 2.0),
    ] {
        let metric = find(name).expect("a metric");
        let measures = compute_all(&[metric], &all, &options).expect("defined");
        let [_, high] = measures[0].1.ci95.expect("an interval");
        assert!(high <= most, "{name}: {high}");
    }
}
