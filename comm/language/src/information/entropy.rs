//! Entropy of a categorical distribution from counts.

use crate::counting::plug_in::plug_in_nats;
use crate::counting::tally::Tally;
use crate::error::LanguageError;
use crate::information::nsb::nsb;
use crate::metric::info::{Compute, MetricInfo};
use crate::metric::tally_metric::{TallyMetric, spoken_tokens};
use crate::numeric::special::digamma;
use crate::options::{Estimator, Options, Unit, name_of};

pub(crate) const INFO: MetricInfo = MetricInfo {
    name: "entropy",
    title: "Symbol entropy, by estimator",
    unit: "nat",
    definition: "entropy of single symbols, with the chosen correction for too few observations",
    formula: "plugin: H = -sum p ln p; miller_madow: H + (K_obs-1)/(2N); chao_shen: C = 1-f1/N, \
              -sum Cp ln(Cp)/(1-(1-Cp)^N)",
    source: "Miller 1955; Chao and Shen 2003; Grassberger 1988, 2003; Hausser and Strimmer 2009; \
             Nemenman, Shafee and Bialek 2002",
    range: "0 to ln K for plugin; corrected estimators may leave it",
    pitfalls: "the plug-in estimate is too low when symbols outnumber observations; corrections \
               reduce that bias and do not remove it",
    compute: Compute::Tally(TallyMetric {
        value: |tally, options| Ok(of_symbols(tally, options)?.map(Into::into)),
        n: spoken_tokens,
        because: "there is no symbol",
        parameters: |tally, options| {
            vec![
                ("estimator", name_of(options.estimator)),
                ("unit", options.unit.unwrap_or(Unit::Nat).name().into()),
                ("alphabet_size", tally.symbol_counts().len().into()),
            ]
        },
        bounds: |tally, options| {
            let symbols = match options.estimator {
                Estimator::PlugIn => tally.possible(tally.zero()),
                // Both hold symbols possible that were never said.
                Estimator::Shrink | Estimator::Nsb => tally.symbol_counts().len(),
                // A correction of the bias may lead beyond what an entropy can be.
                _ => return [f64::NEG_INFINITY, f64::INFINITY],
            };
            let nats = (symbols as f64).max(1.0).ln();
            [0.0, options.unit.unwrap_or(Unit::Nat).from_nats(nats)]
        },
    }),
};

/// Entropy in nats of the distribution behind `counts`; `None` without any observation.
///
/// `alphabet` is the number of symbols that could occur and is read by [`Estimator::Nsb`] alone;
/// left out, it is `counts.len()`.
///
/// ```
/// use protolang_language::information::entropy::entropy_nats;
/// use protolang_language::options::Estimator;
///
/// let nats = entropy_nats(&[5, 5], Estimator::PlugIn, None)?.expect("defined");
/// assert!((nats - 2_f64.ln()).abs() < 1e-12);
/// # Ok::<(), protolang_language::error::LanguageError>(())
/// ```
///
/// # Errors
/// [`LanguageError::Parameter`] for an alphabet smaller than the symbols observed.
pub fn entropy_nats(
    counts: &[u64],
    estimator: Estimator,
    alphabet: Option<usize>,
) -> Result<Option<f64>, LanguageError> {
    let seen: Vec<f64> = counts
        .iter()
        .filter(|&&count| count > 0)
        .map(|&count| count as f64)
        .collect();
    let n: f64 = seen.iter().sum();
    if seen.is_empty() {
        return Ok(None);
    }
    Ok(Some(match estimator {
        Estimator::PlugIn => plug_in_nats(counts),
        Estimator::MillerMadow => plug_in_nats(counts) + (seen.len() as f64 - 1.0) / (2.0 * n),
        Estimator::ChaoShen => chao_shen(&seen, n),
        Estimator::Grassberger1988 => seen
            .iter()
            .map(|&c| c / n * (n.ln() - digamma(c) - parity(c) / (c + 1.0)))
            .sum(),
        Estimator::Grassberger2003 => {
            let g = |c: f64| {
                digamma(c) + parity(c) / 2.0 * (digamma((c + 1.0) / 2.0) - digamma(c / 2.0))
            };
            n.ln() - seen.iter().map(|&c| c * g(c)).sum::<f64>() / n
        }
        Estimator::Shrink => shrink(&seen, n),
        Estimator::Nsb => {
            let alphabet = alphabet.unwrap_or(counts.len());
            if alphabet < seen.len() {
                return Err(LanguageError::Parameter {
                    parameter: "alphabet_size".to_owned(),
                    got: alphabet.to_string(),
                    wanted: format!("at least the {} symbols observed", seen.len()),
                });
            }
            nsb(&seen, n, alphabet)
        }
    }))
}

/// (-1)^c.
fn parity(count: f64) -> f64 {
    if count % 2.0 == 0.0 { 1.0 } else { -1.0 }
}

fn chao_shen(seen: &[f64], n: f64) -> f64 {
    let singletons = seen.iter().filter(|&&count| count == 1.0).count() as f64;
    let coverage = if singletons == n {
        1.0 / n
    } else {
        1.0 - singletons / n
    };
    seen.iter()
        .map(|&count| {
            let share = coverage * count / n;
            // 1 - (1 - share)^n, without loss where share is tiny.
            let reached = -(n * (-share).ln_1p()).exp_m1();
            -share * share.ln() / reached
        })
        .sum()
}

fn shrink(seen: &[f64], n: f64) -> f64 {
    let target = 1.0 / seen.len() as f64;
    let squares: f64 = seen.iter().map(|&count| (count / n).powi(2)).sum();
    let distance: f64 = seen.iter().map(|&count| (target - count / n).powi(2)).sum();
    let denominator = (n - 1.0) * distance;
    let weight = if denominator > 0.0 {
        ((1.0 - squares) / denominator).clamp(0.0, 1.0)
    } else {
        1.0
    };
    let mut entropy = 0.0;
    for &count in seen {
        let share = weight * target + (1.0 - weight) * count / n;
        if share < 1.0 {
            entropy -= share * share.ln();
        }
    }
    entropy
}

fn of_symbols(tally: &Tally, options: &Options) -> Result<Option<f64>, LanguageError> {
    let unit = options.unit.unwrap_or(Unit::Nat);
    let nats = entropy_nats(&tally.symbol_counts(), options.estimator, None)?;
    Ok(nats.map(|nats| unit.from_nats(nats)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nats(counts: &[u64], estimator: Estimator) -> f64 {
        entropy_nats(counts, estimator, None)
            .expect("a sound alphabet")
            .expect("observations")
    }

    #[test]
    fn of_nothing_observed_it_is_undefined() {
        assert_eq!(
            entropy_nats(&[0, 0], Estimator::PlugIn, None).expect("sound"),
            None
        );
    }

    #[test]
    fn miller_madow_adds_half_a_degree_of_freedom_an_observation() {
        let added = nats(&[4, 3, 1], Estimator::MillerMadow) - nats(&[4, 3, 1], Estimator::PlugIn);
        assert!((added - 2.0 / 16.0).abs() < 1e-15);
    }

    #[test]
    fn chao_shen_of_singletons_follows_its_closed_form() {
        // N singletons: coverage 1/N, every share 1/N^2.
        let n = 3.0_f64;
        let share = 1.0 / (n * n);
        let expected = -n * share * share.ln() / (1.0 - (1.0 - share).powi(3));
        assert!((nats(&[1, 1, 1], Estimator::ChaoShen) - expected).abs() < 1e-14);
    }

    #[test]
    fn an_alphabet_below_the_observed_symbols_is_refused() {
        let error = entropy_nats(&[1, 1, 1], Estimator::Nsb, Some(2)).expect_err("too small");
        assert_eq!(
            error.to_string(),
            "parameter `alphabet_size` is 2; give at least the 3 symbols observed"
        );
    }
}
