//! Least squares.

/// Solves `A x = B` for a symmetric, possibly singular `A` `[n, n]` and `columns` right sides `B`
/// `[n, columns]`, by elimination: directions without weight are left at 0, which gives a least-squares
/// solution where `A` and `B` come from normal equations.
pub(crate) fn solve_normal(mut a: Vec<f64>, n: usize, mut b: Vec<f64>, columns: usize) -> Vec<f64> {
    let largest = (0..n).map(|i| a[i * n + i]).fold(0.0, f64::max);
    let tolerance = largest * n as f64 * 1e-12;
    let mut free = vec![false; n];
    for pivot in 0..n {
        let diagonal = a[pivot * n + pivot];
        if diagonal <= tolerance {
            free[pivot] = true;
            continue;
        }
        for row in pivot + 1..n {
            let factor = a[row * n + pivot] / diagonal;
            if factor == 0.0 {
                continue;
            }
            for column in pivot..n {
                a[row * n + column] -= factor * a[pivot * n + column];
            }
            for column in 0..columns {
                b[row * columns + column] -= factor * b[pivot * columns + column];
            }
        }
    }
    let mut x = vec![0.0; n * columns];
    for row in (0..n).rev() {
        if free[row] {
            continue;
        }
        for column in 0..columns {
            let known: f64 = (row + 1..n)
                .map(|other| a[row * n + other] * x[other * columns + column])
                .sum();
            x[row * columns + column] = (b[row * columns + column] - known) / a[row * n + row];
        }
    }
    x
}

/// Slope and intercept of the least-squares line through points, from their sums; nothing where all x
/// are equal.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct LineSums {
    n: f64,
    x: f64,
    y: f64,
    xx: f64,
    xy: f64,
}

impl LineSums {
    pub(crate) fn add(&mut self, x: f64, y: f64) {
        self.n += 1.0;
        // Deviations from running means (Welford): sums of squares would cancel.
        let (dx, dy) = (x - self.x, y - self.y);
        self.x += dx / self.n;
        self.y += dy / self.n;
        self.xx += dx * (x - self.x);
        self.xy += dx * (y - self.y);
    }

    /// Points so far.
    pub(crate) fn points(&self) -> f64 {
        self.n
    }

    /// (slope, intercept).
    pub(crate) fn line(&self) -> Option<(f64, f64)> {
        (self.xx > 0.0).then(|| {
            let slope = self.xy / self.xx;
            (slope, self.y - slope * self.x)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_singular_system_has_a_solution() {
        // Columns 0 + 1 and 2 are the same direction.
        let a = vec![2.0, 0.0, 2.0, 0.0, 1.0, 1.0, 2.0, 1.0, 3.0];
        let b = vec![4.0, 3.0, 7.0];
        let x = solve_normal(a.clone(), 3, b.clone(), 1);
        for row in 0..3 {
            let product: f64 = (0..3).map(|i| a[row * 3 + i] * x[i]).sum();
            assert!((product - b[row]).abs() < 1e-12, "{x:?}");
        }
    }

    #[test]
    fn a_line_is_found() {
        let mut sums = LineSums::default();
        (0..10).for_each(|i| sums.add(f64::from(i), 3.0 - 0.5 * f64::from(i)));
        let (slope, intercept) = sums.line().expect("a line");
        assert!((slope + 0.5).abs() < 1e-14 && (intercept - 3.0).abs() < 1e-13);
        assert_eq!(LineSums::default().line(), None);
    }
}
