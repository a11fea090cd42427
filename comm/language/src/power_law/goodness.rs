//! Could the data have come from the fitted law? A semi-parametric bootstrap (Clauset et al. 2009,
//! section 4.1): values below the lower bound are drawn from the data, the others from the law, and each
//! sample is fitted anew, lower bound included.

use rand::rngs::ChaCha8Rng;

use super::fit::{Fit, fit};
use super::sample::Sample;
use crate::numeric::zeta::ln_zeta;
use crate::resampling::parallel;
use crate::resampling::random::{Purpose, below, stream, unit};

/// Values of the law that are looked up in a table; rarer ones are searched for.
const TABLE: usize = 1 << 13;

/// Share of bootstrap samples that lie at least as far from their own law as the data from theirs, and
/// how many samples could be fitted. Nothing without replicates.
pub fn p_value(
    sample: &Sample,
    law: &Fit,
    replicates: usize,
    seed: u64,
    workers: usize,
) -> Option<(f64, usize)> {
    let model = Model::new(sample, law);
    let distances = parallel::map(replicates, workers, |index| {
        let mut random = stream(seed, Purpose::PowerLaw, index as u64);
        fit(&model.draw(&mut random)).map(|fit| fit.ks)
    });
    let fitted: Vec<f64> = distances.into_iter().flatten().collect();
    let reached = fitted.iter().filter(|ks| **ks >= law.ks).count();
    (!fitted.is_empty()).then(|| (reached as f64 / fitted.len() as f64, fitted.len()))
}

/// What bootstrap samples are drawn from.
struct Model<'a> {
    sample: &'a Sample,
    law: &'a Fit,
    n: usize,
    /// For each observation below the lower bound, the index of its value.
    body: Vec<u32>,
    /// P(X > xmin + i) under the law.
    survival: Vec<f64>,
    ln_normal: f64,
}

impl<'a> Model<'a> {
    fn new(sample: &'a Sample, law: &'a Fit) -> Self {
        let first = sample.first_from(law.xmin);
        let body = (0..first)
            .flat_map(|index| std::iter::repeat_n(index as u32, sample.counts[index] as usize))
            .collect();
        let ln_normal = ln_zeta(law.alpha, law.xmin as f64);
        let mut beyond = 1.0;
        let survival = (0..TABLE)
            .map(|i| {
                beyond -= (-law.alpha * (law.xmin as f64 + i as f64).ln() - ln_normal).exp();
                beyond.max(0.0)
            })
            .collect();
        Self {
            sample,
            law,
            n: sample.len(),
            body,
            survival,
            ln_normal,
        }
    }

    fn draw(&self, random: &mut ChaCha8Rng) -> Sample {
        let mut body = vec![0_u64; self.sample.first_from(self.law.xmin)];
        let mut tail = vec![0_u64; TABLE];
        let mut rare = Vec::new();
        for _ in 0..self.n {
            let observation = below(random, self.n as u32) as usize;
            if let Some(value) = self.body.get(observation) {
                body[*value as usize] += 1;
                continue;
            }
            let u = unit(random);
            let index = self.survival.partition_point(|beyond| *beyond >= u);
            match tail.get_mut(index) {
                Some(count) => *count += 1,
                None => rare.push(self.search(u)),
            }
        }
        rare.sort_unstable();
        let mut drawn = Sample::default();
        for (value, count) in self.sample.values.iter().zip(&body) {
            if *count > 0 {
                drawn.push(*value as u64, *count);
            }
        }
        for (i, count) in tail.iter().enumerate() {
            if *count > 0 {
                drawn.push(self.law.xmin + i as u64, *count);
            }
        }
        for run in rare.chunk_by(|a, b| a == b) {
            drawn.push(run[0], run.len() as u64);
        }
        drawn.finish();
        drawn
    }

    /// The least x beyond the table with P(X > x) < u.
    fn search(&self, u: f64) -> u64 {
        /// Beyond, whole numbers are no longer told apart.
        const LARGEST: u64 = 1 << 53;
        let goes_on =
            |x: u64| (ln_zeta(self.law.alpha, x as f64 + 1.0) - self.ln_normal).exp() >= u;
        let mut low = self.law.xmin + TABLE as u64 - 1;
        let mut high = low.saturating_mul(2);
        while high < LARGEST && goes_on(high) {
            (low, high) = (high, high.saturating_mul(2));
        }
        if high >= LARGEST {
            return LARGEST;
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if goes_on(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        high
    }
}

/// Draws from a power law: for tests that need data with a known exponent.
#[cfg(test)]
pub(crate) fn draw(alpha: f64, xmin: u64, n: usize, seed: u64) -> Sample {
    let law = Fit {
        xmin,
        alpha,
        sigma: 0.0,
        ks: 0.0,
        n_tail: n,
        log_likelihood: 0.0,
    };
    // Only how many there are matters: all lie in the tail, so all are drawn from the law.
    let sample = Sample::counted([(xmin, n as u64)]);
    Model::new(&sample, &law).draw(&mut stream(seed, Purpose::PowerLaw, 0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::power_law::fit::fit_from;

    #[test]
    fn what_comes_from_the_law_is_found_to_and_what_does_not_is_not() {
        let sample = draw(2.3, 2, 3_000, 5);
        let law = fit(&sample).expect("a fit");
        let (p, fitted) = p_value(&sample, &law, 200, 1, 2).expect("replicates");
        assert!(p > 0.1 && fitted == 200, "p = {p}");

        // A uniform distribution, from the least value on.
        let uniform = Sample::new((0..3_000_u64).map(|i| 1 + i % 50));
        let law = fit_from(&uniform, 1).expect("a fit");
        let (p, _) = p_value(&uniform, &law, 200, 1, 2).expect("replicates");
        assert!(p < 0.01, "p = {p}");
    }

    #[test]
    fn the_number_of_workers_changes_nothing() {
        let sample = draw(2.0, 1, 500, 3);
        let law = fit(&sample).expect("a fit");
        let of = |workers| p_value(&sample, &law, 50, 7, workers);
        assert_eq!(of(1), of(3));
        assert_eq!(p_value(&sample, &law, 0, 7, 1), None);
    }

    #[test]
    fn the_exponent_is_recovered() {
        for (alpha, seed) in [(1.7, 1), (2.5, 2), (3.5, 3)] {
            let fit = fit_from(&draw(alpha, 1, 20_000, seed), 1).expect("a fit");
            assert!(
                (fit.alpha - alpha).abs() < 4.0 * fit.sigma,
                "{fit:?} for {alpha}"
            );
        }
    }
}
