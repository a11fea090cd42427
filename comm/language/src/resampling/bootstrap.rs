//! How many bootstrap samples an interval gets.

use super::interval::interval;
use super::parallel;
use crate::options::Options;

/// Samples after which an interval is looked at.
const FIRST: usize = 50;
/// An interval is tight whose width is at most this share of its value...
const SHARE_OF_VALUE: f64 = 0.02;
/// ...or at most this share of all that the metric can be.
const SHARE_OF_RANGE: f64 = 0.01;

/// Bootstrap samples by index: as many as asked for, or the first 50 where these make every interval tight
/// already. More would move its ends by a few thousandths of the value. What is drawn depends on nothing but
/// the draws themselves.
pub(crate) fn bootstrap<T: Send>(
    options: &Options,
    draw: impl Fn(usize) -> T + Sync,
    tight: impl Fn(&[T]) -> bool,
) -> Vec<T> {
    let first = options.bootstraps.min(FIRST);
    let mut draws = parallel::map(first, options.workers, &draw);
    let rest = options.bootstraps - first;
    if rest > 0 && !tight(&draws) {
        draws.extend(parallel::map(rest, options.workers, |index| {
            draw(first + index)
        }));
    }
    draws
}

/// Whether the interval that these draws give is tight.
pub(crate) fn is_tight(value: f64, bounds: [f64; 2], draws: &[f64]) -> bool {
    let [least, most] = bounds;
    interval(value, bounds, draws).is_some_and(|[low, high]| {
        let (width, range) = (high - low, most - least);
        let of_range = range.is_finite() && width <= SHARE_OF_RANGE * range;
        width <= SHARE_OF_VALUE * value.abs() || of_range
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(spread: f64, bootstraps: usize, workers: usize) -> Vec<f64> {
        let options = Options {
            bootstraps,
            workers,
            ..Options::default()
        };
        let draw = |index: usize| 10.0 + spread * ((index * 7 % 20) as f64 / 20.0 - 0.475);
        let bounds = [0.0, f64::INFINITY];
        bootstrap(&options, draw, |draws| is_tight(10.0, bounds, draws))
    }

    #[test]
    fn a_tight_interval_gets_fewer_samples_whatever_the_threads() {
        assert_eq!(drawn(1.0, 200, 1).len(), 200);
        assert_eq!(drawn(0.15, 200, 1).len(), 50);
        assert_eq!(drawn(0.15, 30, 1).len(), 30);
        assert_eq!(drawn(1.0, 200, 1), drawn(1.0, 200, 3));
        // Of a share, .009 is little; of an amount around .1 it is not.
        let draws: Vec<f64> = (0..100).map(|i| 0.1 + 9e-5 * f64::from(i)).collect();
        assert!(is_tight(0.1, [0.0, 1.0], &draws));
        assert!(!is_tight(0.1, [0.0, f64::INFINITY], &draws));
    }
}
