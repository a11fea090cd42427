//! Minimising a function of two variables without its derivatives.

/// Steps at most.
const STEPS: usize = 2_000;

/// The least value that the simplex method of Nelder and Mead (1965) finds from `start` with the first
/// steps `step`, and where. Values that are not finite count as infinitely large.
pub(crate) fn nelder_mead(
    start: [f64; 2],
    step: [f64; 2],
    mut function: impl FnMut([f64; 2]) -> f64,
) -> ([f64; 2], f64) {
    let mut value = |at: [f64; 2]| {
        let value = function(at);
        if value.is_finite() {
            value
        } else {
            f64::INFINITY
        }
    };
    let corner = |at: [f64; 2], value: &mut dyn FnMut([f64; 2]) -> f64| (at, value(at));
    let mut simplex = [
        corner(start, &mut value),
        corner([start[0] + step[0], start[1]], &mut value),
        corner([start[0], start[1] + step[1]], &mut value),
    ];
    for _ in 0..STEPS {
        simplex.sort_by(|a, b| a.1.total_cmp(&b.1));
        let [best, middle, worst] = simplex;
        // Along a flat valley the corners stay apart: what counts is that nothing is left to gain.
        if worst.1 - best.1 <= 1e-11 * best.1.abs().max(1.0) {
            break;
        }
        let centre = [0, 1].map(|i| 0.5 * (best.0[i] + middle.0[i]));
        let along = |t: f64| [0, 1].map(|i| centre[i] + t * (worst.0[i] - centre[i]));
        let reflected = corner(along(-1.0), &mut value);
        if reflected.1 < best.1 {
            let expanded = corner(along(-2.0), &mut value);
            simplex[2] = if expanded.1 < reflected.1 {
                expanded
            } else {
                reflected
            };
        } else if reflected.1 < middle.1 {
            simplex[2] = reflected;
        } else {
            let side = if reflected.1 < worst.1 { -0.5 } else { 0.5 };
            let contracted = corner(along(side), &mut value);
            if contracted.1 < worst.1.min(reflected.1) {
                simplex[2] = contracted;
            } else {
                for corner in &mut simplex[1..] {
                    let at = [0, 1].map(|i| 0.5 * (best.0[i] + corner.0[i]));
                    *corner = (at, value(at));
                }
            }
        }
    }
    simplex.sort_by(|a, b| a.1.total_cmp(&b.1));
    simplex[0]
}

#[cfg(test)]
mod tests {
    use super::nelder_mead;

    #[test]
    fn the_valley_of_rosenbrock() {
        let rosenbrock = |[x, y]: [f64; 2]| (1.0 - x).powi(2) + 100.0 * (y - x * x).powi(2);
        let (at, least) = nelder_mead([-1.2, 1.0], [0.5, 0.5], rosenbrock);
        assert!(least < 1e-9 && (at[0] - 1.0).abs() < 1e-4 && (at[1] - 1.0).abs() < 1e-4);
    }

    #[test]
    fn what_is_undefined_is_avoided() {
        let (at, _) = nelder_mead([2.0, 0.0], [0.5, 0.5], |[x, y]| x.ln().powi(2) + y * y);
        assert!((at[0] - 1.0).abs() < 1e-4);
    }
}
