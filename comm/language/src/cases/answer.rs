//! Which code answers which case: by the inputs that it brings.

use serde_json::{Map, Value, json};

use super::case::Case;
use super::parameters::{input, number, unknown};
use crate::codebook::quantize::Quantized;
use crate::corpus::Corpus;
use crate::error::LanguageError;
use crate::information::entropy::entropy_nats;
use crate::interaction::{consistency, influence, listening, signalling};
use crate::measure::Measure;
use crate::numeric::rank::{kendall_tau_b, spearman};
use crate::options::Unit;
use crate::power_law::alternatives::{Alternative, exponential, lognormal, truncated};
use crate::power_law::fit::{Fit, fit, fit_from};
use crate::power_law::goodness::p_value;
use crate::power_law::sample::Sample;
use crate::registry::{self, compute, compute_messages};
use crate::structure::{harris, npmi};
use crate::symbol_zero::SymbolZero;
use crate::table::Table;
use crate::usage::symbol_usage::{self, Usage};
use crate::usage::zipf;

type Inputs = Map<String, Value>;

/// The answer: a number, a list, an object of them, or null where the metric is undefined.
pub(super) fn answer(case: &Case, inputs: &Inputs) -> Result<Value, LanguageError> {
    let has = |name: &str| inputs.get(name).is_some_and(|value| !value.is_null());
    if case.metric.starts_with("powerlaw.") {
        return of_values(case, &sample(inputs)?);
    }
    if case.metric.starts_with("vq.") {
        return of_codebook(case, inputs);
    }
    if has("counts") {
        return of_counts(case, &input::<Vec<u64>>(inputs, "counts")?);
    }
    if has("corpus") {
        let lines: Vec<Vec<u32>> = input(inputs, "corpus")?;
        return of_corpus(case, &Corpus::new(lines, None)?);
    }
    if has("freq") {
        return of_lexicon(case, inputs);
    }
    if has("actions") {
        return of_actions(case, inputs);
    }
    if has("p_a_given_do_m") || has("policies") || has("with_message") {
        return of_policies(case, inputs);
    }
    of_table(case, inputs)
}

/// The values of a case: one by one, or with how often each occurs.
fn sample(inputs: &Inputs) -> Result<Sample, LanguageError> {
    if let Some(values) = input::<Option<Vec<u64>>>(inputs, "values")? {
        return Ok(Sample::new(values));
    }
    let mut pairs: Vec<(u64, u64)> = input(inputs, "value_multiplicity")?;
    pairs.retain(|(value, count)| *value > 0 && *count > 0);
    pairs.sort_unstable();
    Ok(Sample::counted(pairs))
}

fn of_values(case: &Case, sample: &Sample) -> Result<Value, LanguageError> {
    let xmin = case.whole("xmin");
    let Some(law) = xmin.map_or_else(|| fit(sample), |xmin| fit_from(sample, xmin)) else {
        return Ok(Value::Null);
    };
    let compared = |other: Alternative| {
        let Alternative { comparison, .. } = other;
        json!({
            "R": comparison.ratio,
            "R_norm": comparison.normalized,
            "p": comparison.p,
        })
    };
    let with = |mut value: Value, more: &[(&str, f64)]| {
        for (name, number) in more {
            value[*name] = json!(number);
        }
        value
    };
    Ok(match case.metric.as_str() {
        "powerlaw.fit_discrete" | "powerlaw.mle_fixed_xmin" => of_fit(&law),
        "powerlaw.gof_p" => {
            let replicates = case.whole("replicates_min").unwrap_or(1000) as usize;
            let workers = std::thread::available_parallelism().map_or(1, usize::from);
            // The law is that of the whole scan, which the case names by its lower bound.
            let law = fit(sample).unwrap_or(law);
            number(p_value(sample, &law, replicates, 0, workers).map(|(p, _)| p))
        }
        "powerlaw.lr_exponential" => {
            let other = exponential(sample, &law);
            with(compared(other), &[("lambda_", other.parameters[0])])
        }
        "powerlaw.lr_lognormal" => {
            let other = lognormal(sample, &law, 1);
            let [mu, sigma] = other.parameters;
            with(
                compared(other),
                &[
                    ("mu", mu),
                    ("sigma", sigma),
                    ("loglik_lognormal", other.log_likelihood),
                ],
            )
        }
        "powerlaw.lr_lognormal_verdict" => {
            let level = case.tolerance("p_threshold").unwrap_or(0.1);
            let found = lognormal(sample, &law, 1).comparison;
            let verdict = match (found.p < level, found.ratio > 0.0) {
                (false, _) => "inconclusive",
                (true, true) => "power_law",
                (true, false) => "lognormal",
            };
            json!({ "verdict": verdict })
        }
        "powerlaw.lr_truncated" => compared(truncated(sample, &law)),
        other => return Err(unknown(other)),
    })
}

fn of_fit(law: &Fit) -> Value {
    json!({
        "xmin": law.xmin,
        "alpha": law.alpha,
        "sigma": law.sigma,
        "D": law.ks,
        "n_tail": law.n_tail,
        "loglik": law.log_likelihood,
    })
}

fn of_codebook(case: &Case, inputs: &Inputs) -> Result<Value, LanguageError> {
    let codebook: Vec<Vec<f64>> = input(inputs, "codebook")?;
    let vectors: Vec<Vec<f64>> = input(inputs, "inputs")?;
    let quantized = Quantized::new(&codebook, &vectors)?;
    Ok(match case.metric.as_str() {
        "vq.indices" => json!(quantized.indices),
        "vq.perplexity" => number(quantized.perplexity(case.real("eps").unwrap_or(1e-10))),
        "vq.usage" => number(Some(quantized.usage())),
        "vq.commitment" => number(quantized.commitment()),
        "vq.vq_loss" => {
            let beta = case.real("beta").unwrap_or(0.25);
            number(quantized.commitment().map(|mse| (1.0 + beta) * mse))
        }
        "vq.ema_step" => {
            let size = case.real("initial_cluster_size").unwrap_or(1.0);
            let sizes = vec![size; codebook.len()];
            let (decay, eps) = (
                case.real("decay").unwrap_or(0.99),
                case.real("eps").unwrap_or(1e-5),
            );
            let ema = quantized.ema_step(&sizes, &codebook, decay, eps);
            json!({ "cluster_size": ema.sizes, "codebook": ema.codebook })
        }
        other => return Err(unknown(other)),
    })
}

fn of_counts(case: &Case, counts: &[u64]) -> Result<Value, LanguageError> {
    if case.metric == "entropy" {
        let options = case.options()?;
        let alphabet = case.whole("alphabet_size").map(|size| size as usize);
        let nats = entropy_nats(counts, options.estimator, alphabet)?;
        let unit = options.unit.unwrap_or(Unit::Nat);
        return Ok(number(nats.map(|nats| unit.from_nats(nats))));
    }
    let codebook = case.whole("codebook_size").map(|size| size as usize);
    if let Some(statistic) = symbol_usage::statistic(&case.metric) {
        return Ok(number(statistic(&Usage::new(counts, codebook))));
    }
    match zipf::statistic(&case.metric) {
        Some(statistic) => Ok(number(statistic(&zipf::ranked(counts)))),
        None => Err(unknown(&case.metric)),
    }
}

fn of_corpus(case: &Case, corpus: &Corpus) -> Result<Value, LanguageError> {
    let options = case.options()?;
    if case.metric == "harris.boundaries_first20" {
        let boundaries = harris::boundaries(corpus, options.threshold);
        return Ok(boundaries.map_or(Value::Null, |all| {
            json!(all.into_iter().take(20).collect::<Vec<_>>())
        }));
    }
    let measure = compute_messages(&case.metric, corpus, &options)?;
    Ok(value_of(&measure))
}

fn of_lexicon(case: &Case, inputs: &Inputs) -> Result<Value, LanguageError> {
    let frequencies: Vec<f64> = input(inputs, "freq")?;
    let lengths: Vec<f64> = input(inputs, "length")?;
    if frequencies.len() != lengths.len() {
        let problem = format!("{} lengths for {} types", lengths.len(), frequencies.len());
        return Err(LanguageError::shape(
            "length",
            problem,
            "give one for each type",
        ));
    }
    match case.metric.as_str() {
        "zla.spearman" => Ok(number(spearman(&frequencies, &lengths))),
        "zla.kendall_tau_b" => Ok(number(kendall_tau_b(&frequencies, &lengths))),
        other => Err(unknown(other)),
    }
}

fn of_actions(case: &Case, inputs: &Inputs) -> Result<Value, LanguageError> {
    let messages: Vec<u32> = input(inputs, "messages")?;
    let actions: Vec<u32> = input(inputs, "actions")?;
    let mut options = case.options()?;
    match case.metric.as_str() {
        "speaker_consistency" | "instantaneous_coordination" => Ok(value_of(
            &consistency::information(&messages, &actions, &options)?,
        )),
        "normalized_mi_min" => Ok(value_of(&consistency::normalized(
            &messages, &actions, &options,
        )?)),
        // Actions are meanings, and a message is one word.
        other => {
            options.unit = options.unit.or(Some(Unit::Nat));
            let one = |value: u32| vec![value];
            let meanings: Vec<Vec<i64>> = actions.iter().map(|a| vec![i64::from(*a)]).collect();
            let messages: Vec<Vec<u32>> = messages.into_iter().map(one).collect();
            let table = Table::new(meanings, messages, None)?.with_zero(SymbolZero::Word);
            Ok(value_of(&compute(other, &table, &options)?))
        }
    }
}

fn of_policies(case: &Case, inputs: &Inputs) -> Result<Value, LanguageError> {
    let policies = |name: &str| input::<Vec<Vec<f64>>>(inputs, name);
    let unit = case.options()?.unit;
    let in_nats =
        |nats: Option<f64>| number(nats.map(|nats| unit.unwrap_or(Unit::Nat).from_nats(nats)));
    match case.metric.as_str() {
        "causal_influence_of_communication" => {
            let (given, p) = (
                policies("p_a_given_do_m")?,
                input::<Vec<f64>>(inputs, "p_m")?,
            );
            Ok(in_nats(influence::causal_influence(&given, &p)?))
        }
        "social_influence_per_message_kl" => {
            let (given, p) = (
                policies("p_a_given_do_m")?,
                input::<Vec<f64>>(inputs, "p_m")?,
            );
            let all = influence::social_influence(&given, &p)?;
            Ok(all.into_iter().map(in_nats).collect())
        }
        "positive_signalling_mi" | "positive_signalling_loss" => {
            let states = policies("policies")?;
            let weights: Option<Vec<f64>> = input(inputs, "weights")?;
            let weights = weights.unwrap_or_else(|| vec![1.0; states.len()]);
            if case.metric == "positive_signalling_mi" {
                return Ok(in_nats(signalling::information(&states, &weights)?));
            }
            let lambda = case.real("lambda_").unwrap_or(1.0);
            let target = case.real("target_entropy").unwrap_or(0.0);
            Ok(number(signalling::loss(&states, &weights, lambda, target)?))
        }
        "positive_listening_l1" => {
            let (with, without) = (policies("with_message")?, policies("without_message")?);
            Ok(number(listening::l1(&with, &without)?))
        }
        "positive_listening_jsd" => {
            let (with, without) = (policies("with_message")?, policies("without_message")?);
            let bits = listening::jsd(&with, &without)?;
            Ok(number(
                bits.map(|bits| unit.unwrap_or(Unit::Bit).from_bits(bits)),
            ))
        }
        other => Err(unknown(other)),
    }
}

fn of_table(case: &Case, inputs: &Inputs) -> Result<Value, LanguageError> {
    let meanings: Vec<Vec<i64>> = input(inputs, "meanings")?;
    let mut messages: Vec<Vec<u32>> = input(inputs, "messages")?;
    let from_parameters = case.parameters.get("vocab_size");
    let vocabulary = from_parameters.or_else(|| inputs.get("vocab_size"));
    let vocabulary = vocabulary.and_then(Value::as_u64).map(|size| size as usize);
    let counts_zero = case.parameters.get("ignore_symbol_0") == Some(&Value::Bool(false));
    if counts_zero {
        let longest = messages.iter().map(Vec::len).max().unwrap_or(0);
        messages
            .iter_mut()
            .for_each(|message| message.resize(longest, 0));
    }
    let mut table = Table::new(meanings, messages, vocabulary)?;
    if counts_zero {
        table = table.with_zero(SymbolZero::Word);
    }
    if case.metric == "npmi_pairs" {
        return Ok(json!(npmi::pairs(&table)));
    }
    registry::find(&case.metric).ok_or_else(|| unknown(&case.metric))?;
    compute(&case.metric, &table, &case.options()?).map(|measure| value_of(&measure))
}

fn value_of(measure: &Measure) -> Value {
    match &measure.matrix {
        Some(matrix) => serde_json::to_value(&matrix.values).unwrap_or(Value::Null),
        None => number(measure.value),
    }
}
