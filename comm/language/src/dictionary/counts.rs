//! How often units (symbols or messages) and values occur together, and what that tells.

/// Counts of units against values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) values: usize,
    /// `[units, values]`.
    pub(crate) cells: Vec<u64>,
    /// `[units]`.
    pub(crate) of_unit: Vec<u64>,
    /// `[values]`.
    pub(crate) of_value: Vec<u64>,
    pub(crate) total: u64,
}

impl Counts {
    pub(crate) fn new(units: usize, values: usize) -> Self {
        Self {
            values,
            cells: vec![0; units * values],
            of_unit: vec![0; units],
            of_value: vec![0; values],
            total: 0,
        }
    }

    pub(crate) fn clear(&mut self) {
        self.cells.fill(0);
        self.of_unit.fill(0);
        self.of_value.fill(0);
        self.total = 0;
    }

    pub(crate) fn add(&mut self, unit: u32, value: u16) {
        let (unit, value) = (unit as usize, usize::from(value));
        self.cells[unit * self.values + value] += 1;
        self.of_unit[unit] += 1;
        self.of_value[value] += 1;
        self.total += 1;
    }

    /// Counts of each value with a unit.
    pub(crate) fn of(&self, unit: usize) -> &[u64] {
        &self.cells[unit * self.values..][..self.values]
    }

    /// The most frequent value of a unit (the first of several) and how often it occurred.
    pub(crate) fn majority(&self, unit: usize) -> Option<(usize, u64)> {
        let counts = self.of(unit).iter().copied().enumerate();
        let most = counts.max_by_key(|(value, count)| (*count, std::cmp::Reverse(*value)));
        most.filter(|(_, count)| *count > 0)
    }

    /// Values that occur.
    pub(crate) fn kinds_of_value(&self) -> usize {
        self.of_value.iter().filter(|count| **count > 0).count()
    }

    /// Share of observations whose value is the most frequent one of their unit.
    pub(crate) fn purity(&self) -> f64 {
        let pure = |unit| self.of(unit).iter().copied().max().unwrap_or(0);
        let pure: u64 = (0..self.of_unit.len()).map(pure).sum();
        pure as f64 / self.total as f64
    }

    /// Mutual information of units with values, plug-in, in bits.
    pub(crate) fn information_bits(&self, logs: &Logs) -> f64 {
        let joint: f64 = self.cells.iter().map(|count| logs.of(*count)).sum();
        let units: f64 = self.of_unit.iter().map(|count| logs.of(*count)).sum();
        self.bits(joint - units - self.values_sum(logs) + logs.of(self.total))
    }

    /// Mutual information of "is it this unit?" with values, plug-in, in bits.
    pub(crate) fn unit_bits(&self, unit: usize, logs: &Logs) -> f64 {
        let rest = |value: usize, count: u64| logs.of(self.of_value[value] - count);
        let cells = self.of(unit).iter().enumerate();
        let joint: f64 = cells
            .map(|(v, count)| logs.of(*count) + rest(v, *count))
            .sum();
        let units = logs.of(self.of_unit[unit]) + logs.of(self.total - self.of_unit[unit]);
        self.bits(joint - units - self.values_sum(logs) + logs.of(self.total))
    }

    fn values_sum(&self, logs: &Logs) -> f64 {
        self.of_value.iter().map(|count| logs.of(*count)).sum()
    }

    fn bits(&self, sum: f64) -> f64 {
        // Rounding may leave it a hair below 0.
        (sum / self.total as f64).max(0.0)
    }
}

/// n log2 n for counts up to a largest one: permutations ask for them millions of times.
#[derive(Clone, Debug)]
pub(crate) struct Logs(Vec<f64>);

impl Logs {
    pub(crate) fn up_to(largest: u64) -> Self {
        let of = |count: u64| match count {
            0 => 0.0,
            _ => count as f64 * (count as f64).log2(),
        };
        Self((0..=largest).map(of).collect())
    }

    fn of(&self, count: u64) -> f64 {
        self.0[count as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(pairs: &[(u32, u16)]) -> Counts {
        let mut counts = Counts::new(3, 3);
        pairs
            .iter()
            .for_each(|(unit, value)| counts.add(*unit, *value));
        counts
    }

    #[test]
    fn information_of_a_known_joint_distribution() {
        // p = [[1/2, 0], [1/4, 1/4]]: I = H(3/4) - 1/2 bit.
        let counts = counts(&[(0, 0), (0, 0), (1, 0), (1, 1)]);
        let expected = -(0.75_f64 * 0.75_f64.log2() + 0.25 * 0.25_f64.log2()) - 0.5;
        let logs = Logs::up_to(4);
        assert!((counts.information_bits(&logs) - expected).abs() < 1e-12);
        // With two units, being one is not being the other.
        assert!((counts.unit_bits(0, &logs) - expected).abs() < 1e-12);
        assert!((counts.unit_bits(1, &logs) - expected).abs() < 1e-12);
        assert_eq!(counts.unit_bits(2, &logs), 0.0);
        assert_eq!(counts.purity(), 0.75);
    }

    #[test]
    fn of_two_values_as_frequent_the_first_is_the_most_frequent_one() {
        let counts = counts(&[(0, 2), (0, 1), (1, 2)]);
        assert_eq!(counts.majority(0), Some((1, 1)));
        assert_eq!(counts.majority(1), Some((2, 1)));
        assert_eq!(counts.majority(2), None);
        assert_eq!(counts.kinds_of_value(), 2);
    }
}
