//! Other laws for the same tail, and which of two fits better.
//!
//! Each is fitted by likelihood to the values from the power law's lower bound on, and compared by
//! Vuong's test (1989), or by the likelihood-ratio test where it contains the power law.

use std::f64::consts::{FRAC_1_SQRT_2, LN_2};

use super::fit::Fit;
use super::sample::Sample;
use crate::numeric::minimize::nelder_mead;
use crate::numeric::normal::{ln_between, ln_survival};
use crate::resampling::parallel;

/// The power law against another one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Comparison {
    /// Log-likelihood of the power law minus that of the other; above 0 where the power law is better.
    pub ratio: f64,
    /// The ratio over its standard error; nothing where it has none, because the two agree everywhere,
    /// or where the laws are nested.
    pub normalized: Option<f64>,
    /// Probability of a ratio this large if both were equally good.
    pub p: f64,
}

/// An alternative with its parameters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alternative {
    /// The comparison.
    pub comparison: Comparison,
    /// Log-likelihood of the alternative, in nats.
    pub log_likelihood: f64,
    /// Its parameters: lambda; mu and sigma; alpha and lambda.
    pub parameters: [f64; 2],
}

/// The tail that is compared.
struct Tail<'a> {
    values: &'a [f64],
    counts: &'a [f64],
    n: f64,
    xmin: f64,
    law: &'a Fit,
}

impl<'a> Tail<'a> {
    fn new(sample: &'a Sample, law: &'a Fit) -> Self {
        let first = sample.first_from(law.xmin);
        Self {
            values: &sample.values[first..],
            counts: &sample.counts[first..],
            n: sample.at_least[first],
            xmin: law.xmin as f64,
            law,
        }
    }

    /// Sum over observations.
    fn sum(&self, mut of: impl FnMut(f64) -> f64) -> f64 {
        let pairs = self.values.iter().zip(self.counts);
        pairs.map(|(value, count)| count * of(*value)).sum()
    }

    /// ln p(x) of the power law.
    fn power_law(&self) -> impl Fn(f64) -> f64 {
        let (alpha, n) = (self.law.alpha, self.n);
        let ln_normal = (-self.law.log_likelihood - alpha * self.sum(f64::ln)) / n;
        move |x| -alpha * x.ln() - ln_normal
    }

    fn compare(&self, other: impl Fn(f64) -> f64) -> (Comparison, f64) {
        let own = self.power_law();
        let difference = |x: f64| own(x) - other(x);
        let ratio = self.sum(difference);
        let mean = ratio / self.n;
        let variance = self.sum(|x| (difference(x) - mean).powi(2)) / self.n;
        let normalized = (variance > 0.0).then(|| ratio / (self.n * variance).sqrt());
        let comparison = Comparison {
            ratio,
            normalized,
            p: normalized.map_or(1.0, |z| libm::erfc(z.abs() * FRAC_1_SQRT_2)),
        };
        (comparison, self.sum(other))
    }
}

/// Against the discrete exponential `(1 - e^-l) e^(-l (x - xmin))`; parameters: l, 0.
pub fn exponential(sample: &Sample, law: &Fit) -> Alternative {
    let tail = Tail::new(sample, law);
    let excess = tail.sum(|x| x - tail.xmin) / tail.n;
    let lambda = (1.0 / excess).ln_1p();
    let ln_normal = (-(-lambda).exp_m1()).ln();
    let (comparison, log_likelihood) = tail.compare(|x| ln_normal - lambda * (x - tail.xmin));
    Alternative {
        comparison,
        log_likelihood,
        parameters: [lambda, 0.0],
    }
}

/// Against the lognormal rounded to whole numbers; parameters: mu, sigma.
///
/// It is searched in `b = mu / sigma^2` and `ln c`, `c = 1 / (2 sigma^2)`, the coefficients of ln x and
/// -(ln x)^2: often the likelihood has no maximum but grows as mu goes to minus infinity, where the
/// lognormal becomes a power law (c to 0), and in these coordinates that road is straight and ends. The starts
/// are shared by `workers` threads.
pub fn lognormal(sample: &Sample, law: &Fit, workers: usize) -> Alternative {
    let tail = Tail::new(sample, law);
    let density = |mu: f64, sigma: f64| {
        let z = move |x: f64| (x.ln() - mu) / sigma;
        let beyond = ln_survival(z(tail.xmin - 0.5));
        move |x: f64| ln_between(z(x - 0.5), z(x + 0.5)) - beyond
    };
    // The same, summed: neighbours share an edge, and logarithms of edges do not change.
    let edges: Vec<[f64; 2]> = tail
        .values
        .iter()
        .map(|x| [(x - 0.5).ln(), (x + 0.5).ln()])
        .collect();
    let total = |mu: f64, sigma: f64| {
        let (mut sum, mut edge, mut beyond_edge) = (0.0, f64::NAN, 0.0);
        for ([low, high], count) in edges.iter().zip(tail.counts) {
            let (a, b) = ((low - mu) / sigma, (high - mu) / sigma);
            sum += count
                * if a < 0.0 {
                    ln_between(a, b)
                } else {
                    let above = if *low == edge {
                        beyond_edge
                    } else {
                        ln_survival(a)
                    };
                    (edge, beyond_edge) = (*high, ln_survival(b));
                    above + (-(beyond_edge - above).exp_m1()).ln()
                };
        }
        sum - tail.n * ln_survival(((tail.xmin - 0.5).ln() - mu) / sigma)
    };
    // Below, the curvature can no longer be seen in the data, and the law stays as it is.
    let natural = |[b, ln_c]: [f64; 2]| {
        let variance = 0.5 / ln_c.max(-12.0).exp();
        (b * variance, variance.sqrt())
    };
    let cost = |at: [f64; 2]| {
        let (mu, sigma) = natural(at);
        -total(mu, sigma)
    };
    let mean = tail.sum(f64::ln) / tail.n;
    let variance = tail.sum(|x| (x.ln() - mean).powi(2)) / tail.n;
    let starts = [
        [mean / variance, (0.5 / variance).ln()],
        [1.0 - law.alpha, -4.0],
        [0.0, -1.0],
    ];
    let search = |start: usize| nelder_mead(starts[start], [0.3, 0.7], cost);
    let (best, _) = parallel::map(starts.len(), workers, search)
        .into_iter()
        .fold(([0.0; 2], f64::INFINITY), |best, found| {
            if found.1 < best.1 { found } else { best }
        });
    let (mu, sigma) = natural(best);
    let (comparison, log_likelihood) = tail.compare(density(mu, sigma));
    Alternative {
        comparison,
        log_likelihood,
        parameters: [mu, sigma],
    }
}

/// Against the power law with an exponential cut-off, `x^-a e^(-l x)`, which contains the power law;
/// parameters: a, l.
pub fn truncated(sample: &Sample, law: &Fit) -> Alternative {
    let tail = Tail::new(sample, law);
    let (logs, values) = (tail.sum(f64::ln), tail.sum(|x| x));
    let cost = |[alpha, ln_lambda]: [f64; 2]| {
        let lambda = ln_lambda.exp();
        tail.n * ln_cut_zeta(alpha, lambda, tail.xmin) + alpha * logs + lambda * values
    };
    let largest = tail.values.last().copied().unwrap_or(1.0);
    // The likelihood is flat along small l: several starts, from hardly any cut to one at the mean.
    let (cut, early) = (-largest.ln(), -(values / tail.n).ln());
    let starts = [
        [law.alpha, cut - LN_2],
        [0.99 * law.alpha, cut],
        [0.95 * law.alpha, cut + 2.0],
        [0.5 * law.alpha, early],
    ];
    let (best, least) = starts
        .map(|start| nelder_mead(start, [0.2, 1.0], cost))
        .into_iter()
        .fold(([0.0; 2], f64::INFINITY), |best, found| {
            if found.1 < best.1 { found } else { best }
        });
    // The limit l = 0 is the power law itself.
    let log_likelihood = (-least).max(law.log_likelihood);
    let ratio = law.log_likelihood - log_likelihood;
    Alternative {
        comparison: Comparison {
            ratio,
            normalized: None,
            // Wilks: twice the ratio follows chi-square with one degree of freedom.
            p: libm::erfc(ratio.abs().sqrt()),
        },
        log_likelihood,
        parameters: [best[0], best[1].exp()],
    }
}

/// ln of the sum over x >= q of x^-a e^(-l x), for l > 0: terms one by one, then Euler-Maclaurin with the
/// integral by Gauss's rule in ln x.
fn ln_cut_zeta(a: f64, lambda: f64, q: f64) -> f64 {
    const DIRECT: u32 = 64;
    /// Nodes and weights of Gauss and Legendre with 8 points (Abramowitz and Stegun, table 25.4).
    const GAUSS: [(f64, f64); 4] = [
        (0.183_434_642_495_649_8, 0.362_683_783_378_362),
        (0.525_532_409_916_329, 0.313_706_645_877_887_3),
        (0.796_666_477_413_626_7, 0.222_381_034_453_374_5),
        (0.960_289_856_497_536_3, 0.101_228_536_290_376_3),
    ];
    // Relative to the first term.
    let ln_first = -a * q.ln() - lambda * q;
    let term = |x: f64| (-a * x.ln() - lambda * x - ln_first).exp();
    let mut sum = 0.0;
    for k in 0..DIRECT {
        sum += term(q + f64::from(k));
    }
    let x = q + f64::from(DIRECT);
    let (f, slope) = (term(x), -a / x - lambda);
    // f/2 - f'/12 + f'''/720; the next term is below 1e-12 from x = 64 on.
    let second = a / (x * x);
    let third = -2.0 * a / (x * x * x);
    let f3 = f * (slope.powi(3) + 3.0 * slope * second + third);
    sum += 0.5 * f - f * slope / 12.0 + f3 / 720.0;
    // x e^t f(x e^t) dt, in panels until nothing is left.
    let width = 0.25;
    let mut panel = 0.0;
    for step in 0..4_000_u32 {
        let middle = (f64::from(step) + 0.5) * width;
        let before = panel;
        panel = 0.0;
        for (node, weight) in GAUSS {
            for t in [middle - 0.5 * width * node, middle + 0.5 * width * node] {
                let at = x * t.exp();
                panel += 0.5 * width * weight * at * term(at);
            }
        }
        sum += panel;
        if panel < 1e-15 * sum && panel <= before {
            break;
        }
    }
    sum.ln() + ln_first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::power_law::fit::fit_from;
    use crate::power_law::goodness::draw;

    #[test]
    fn the_cut_zeta_is_the_sum() {
        for (a, lambda, q) in [
            (1.5, 0.01, 1.0),
            (0.3, 0.2, 7.0),
            (2.5, 1e-4, 3.0),
            (-0.5, 0.05, 2.0),
        ] {
            let direct: f64 = (0..400_000)
                .map(|k| {
                    let x = q + f64::from(k);
                    x.powf(-a) * (-lambda * x).exp()
                })
                .sum();
            let found = ln_cut_zeta(a, lambda, q);
            assert!(
                (found - direct.ln()).abs() < 1e-7,
                "{a} {lambda} {q}: {found} {}",
                direct.ln()
            );
        }
    }

    #[test]
    fn a_power_law_beats_the_exponential_and_a_geometric_law_does_not() {
        let sample = draw(2.2, 1, 2_000, 1);
        let law = fit_from(&sample, 1).expect("a fit");
        let found = exponential(&sample, &law).comparison;
        assert!(found.ratio > 0.0 && found.p < 1e-3);

        let geometric =
            Sample::new((0..2_000_u64).map(|i| 1 + (i * 7919 % 1000).leading_zeros() as u64 % 7));
        let law = fit_from(&geometric, 1).expect("a fit");
        let found = exponential(&geometric, &law);
        assert!(found.comparison.p <= 1.0 && found.log_likelihood < 0.0);
    }

    #[test]
    fn what_contains_the_law_is_never_worse() {
        let sample = draw(2.2, 1, 500, 4);
        let law = fit_from(&sample, 1).expect("a fit");
        let found = truncated(&sample, &law).comparison;
        assert!(found.ratio <= 0.0 && found.p > 0.0 && found.p <= 1.0);
    }
}
