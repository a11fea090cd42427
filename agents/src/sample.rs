//! Sampling from categorical distributions, from keyed streams.

use protolang_channel::speech;
use rand::Rng as _;
use rand::rngs::ChaCha8Rng;

/// Draws an index from unnormalised log-probabilities and returns it with its log-probability.
///
/// An entry of minus infinity is never drawn. `scratch` is working space; its contents do not matter.
///
/// # Panics
/// If `logits` is empty.
pub fn categorical(logits: &[f32], scratch: &mut Vec<f32>, rng: &mut ChaCha8Rng) -> (usize, f32) {
    let max = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scratch.clear();
    let mut sum = 0.0;
    for logit in logits {
        sum += (logit - max).exp();
        scratch.push(sum);
    }
    // 24 bits are all that an f32 between 0 and 1 holds evenly.
    let aim = (rng.next_u32() >> 8) as f32 * (1.0 / 16_777_216.0) * sum;
    let drawn = scratch.iter().position(|reached| *reached > aim);
    // Rounding may let the aim reach the sum, and a NaN is never reached: the likeliest is taken.
    let index = drawn.unwrap_or_else(|| {
        let likeliest = logits.iter().position(|logit| *logit == max);
        likeliest.unwrap_or(0)
    });
    (index, logits[index] - max - sum.ln())
}

/// Draws a real number from a normal distribution, as the symbol of a continuous channel that stands for
/// it, and returns that with the logarithm of the density at what it stands for. It takes two numbers of
/// the generator (Box and Muller 1958).
pub fn gaussian(mean: f32, deviation: f32, alphabet: usize, rng: &mut ChaCha8Rng) -> (u16, f32) {
    let unit = |rng: &mut ChaCha8Rng| f64::from(rng.next_u32()) / 4_294_967_296.0;
    // 1 - u is never 0.
    let radius = (-2.0 * (1.0 - unit(rng)).ln()).sqrt();
    let normal = (radius * (std::f64::consts::TAU * unit(rng)).cos()) as f32;
    let symbol = speech::symbol(mean + deviation * normal, alphabet);
    let off = (speech::number(symbol, alphabet) - mean) / deviation;
    let constant = 0.5 * std::f32::consts::TAU.ln();
    (symbol, -0.5 * off * off - deviation.ln() - constant)
}

#[cfg(test)]
mod tests {
    use protolang_spec::keys::{EpisodeKey, Purpose, stream};

    use super::*;

    fn rng() -> ChaCha8Rng {
        let key = EpisodeKey {
            run_seed: 3,
            lane: 1,
            episode: 4,
        };
        stream(key, Purpose::Policy)
    }

    #[test]
    fn frequencies_are_the_probabilities() {
        let weights: [f32; 4] = [0.1, 0.2, 0.3, 0.4];
        let logits = weights.map(|w| w.ln() + 5.0);
        let (mut rng, mut scratch, mut counts) = (rng(), Vec::new(), [0_u32; 4]);
        let draws = 40_000;
        for _ in 0..draws {
            let (index, log_prob) = categorical(&logits, &mut scratch, &mut rng);
            counts[index] += 1;
            assert!((log_prob - weights[index].ln()).abs() < 1e-5);
        }
        for (count, weight) in counts.iter().zip(weights) {
            // Four standard deviations of a binomial share.
            let share = f64::from(*count) / f64::from(draws);
            let weight = f64::from(weight);
            let sd = (weight * (1.0 - weight) / f64::from(draws)).sqrt();
            assert!((share - weight).abs() < 4.0 * sd, "{share} for {weight}");
        }
    }

    #[test]
    fn what_is_forbidden_is_never_drawn_and_what_is_certain_always() {
        let (mut rng, mut scratch) = (rng(), Vec::new());
        for _ in 0..1000 {
            let logits = [f32::NEG_INFINITY, 0.0, f32::NEG_INFINITY];
            let (index, log_prob) = categorical(&logits, &mut scratch, &mut rng);
            assert_eq!((index, log_prob), (1, 0.0));
        }
    }

    #[test]
    fn numbers_that_are_none_do_not_panic() {
        let (mut rng, mut scratch) = (rng(), Vec::new());
        let (index, log_prob) = categorical(&[f32::NAN, 0.0], &mut scratch, &mut rng);
        assert!(index < 2 && log_prob.is_nan());
    }
}
