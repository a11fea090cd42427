//! A number together with what a reader needs to believe it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

/// One statistic of one corpus or table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Measure {
    /// The statistic; `None` when it is undefined for these data, or when it is a matrix.
    pub value: Option<f64>,
    /// Observations that it was computed from: rows, tokens, lines or runs, as the metric says.
    pub n: usize,
    /// Unit, such as `bit` or `1`.
    pub unit: &'static str,
    /// Everything that selects the variant: distances, padding, estimator.
    pub parameters: BTreeMap<String, Value>,
    /// 95 % interval by bootstrap over rows (messages), lower end first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ci95: Option<[f64; 2]>,
    /// The same statistic after the data were shuffled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub null: Option<Null>,
    /// The same where messages differ in length and were shuffled among those of one length: what is more
    /// than this is not told by the length alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub null_within_length: Option<Null>,
    /// Why there is no verdict on the value though nulls were asked for, such as `lengths do not repeat`:
    /// then a null that is there is no ground for one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_verdict_because: Option<String>,
    /// The numbers of a metric that is a matrix.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub matrix: Option<Matrix>,
    /// Why there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undefined_because: Option<String>,
}

/// Distribution of a statistic when messages and meanings are paired at random.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Null {
    /// Mean of the statistic over the permutations, in its unit: what chance alone gives.
    pub mean: f64,
    /// Standard deviation over permutations (n - 1).
    pub sd: f64,
    /// `(1 + reached) / (1 + permutations)`: permutations that reach the observed value, the observed pairing
    /// counted among them (Davison and Hinkley 1997, ch. 4), so never 0. One-sided: large values are the surprising ones, unless the
    /// parameters say otherwise.
    pub p: f64,
    /// Number of permutations that were drawn, 1 or more.
    pub permutations: usize,
    /// Seed that they were drawn with: the same seed and data give the same null.
    pub seed: u64,
}

/// Which values would be surprising if nothing but chance paired messages and meanings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Surprising {
    Large,
    Small,
}

/// A metric that is a matrix, with its null cell by cell.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Matrix {
    /// What the rows are, such as `attribute`.
    pub rows: &'static str,
    /// What the columns are, such as `position`.
    pub columns: &'static str,
    /// The values, `[rows][columns]`.
    pub values: Vec<Vec<f64>>,
    /// The null of each cell, `[rows][columns]`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub null: Option<Vec<Vec<Null>>>,
    /// The null within messages of one length of each cell, as [`Measure::null_within_length`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub null_within_length: Option<Vec<Vec<Null>>>,
}

impl Measure {
    fn empty(n: usize, unit: &'static str) -> Self {
        Self {
            value: None,
            n,
            unit,
            parameters: BTreeMap::new(),
            ci95: None,
            null: None,
            null_within_length: None,
            no_verdict_because: None,
            matrix: None,
            undefined_because: None,
        }
    }

    /// A defined value. What is not finite becomes undefined: no caller ever sees a NaN.
    pub fn of(value: f64, n: usize, unit: &'static str) -> Self {
        if value.is_finite() {
            // -0.0 would be printed with its sign.
            Self {
                value: Some(value + 0.0),
                ..Self::empty(n, unit)
            }
        } else {
            Self::undefined(n, unit, "it is not a finite number for these data")
        }
    }

    /// A measure without a value: `because` says why these data have none.
    pub fn undefined(n: usize, unit: &'static str, because: impl Into<String>) -> Self {
        Self {
            undefined_because: Some(because.into()),
            ..Self::empty(n, unit)
        }
    }

    /// A metric whose value is a matrix: `value` is none, `matrix` has the numbers.
    pub fn of_matrix(matrix: Matrix, n: usize, unit: &'static str) -> Self {
        Self {
            matrix: Some(matrix),
            ..Self::empty(n, unit)
        }
    }

    /// `value` where there is one, else undefined because of `because`.
    pub fn from_option(value: Option<f64>, n: usize, unit: &'static str, because: &str) -> Self {
        match value {
            Some(value) => Self::of(value, n, unit),
            None => Self::undefined(n, unit, because),
        }
    }

    /// Reports a parameter that selected the variant, such as `padding`.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.parameters.insert(name.to_owned(), value.into());
        self
    }

    /// Reports a bootstrap 95 % interval, lower end first.
    #[must_use]
    pub fn with_interval(mut self, ci95: Option<[f64; 2]>) -> Self {
        self.ci95 = ci95;
        self
    }

    /// The null that a verdict on the value rests on: within messages of one length where lengths differ,
    /// else over all rows. None where none was asked for, and where [`Measure::no_verdict_because`] says
    /// why there is no verdict.
    pub fn verdict_null(&self) -> Option<&Null> {
        match self.no_verdict_because {
            Some(_) => None,
            None => self.null_within_length.as_ref().or(self.null.as_ref()),
        }
    }

    /// The p-value of [`Measure::verdict_null`].
    pub fn p(&self) -> Option<f64> {
        self.verdict_null().map(|null| null.p)
    }

    /// The p-value for people: `< .005`, `.035`, or `undefined: lengths do not repeat`; empty where no null
    /// was asked for.
    pub fn p_text(&self) -> String {
        match (&self.no_verdict_because, self.verdict_null()) {
            (Some(because), _) => format!("undefined: {because}"),
            (None, Some(null)) => null.p_text(),
            (None, None) => String::new(),
        }
    }
}

impl Matrix {
    /// The nulls, cell by cell, that a verdict rests on, as [`Measure::verdict_null`]; whether there is a
    /// verdict at all, the measure says.
    pub fn verdict_nulls(&self) -> Option<&Vec<Vec<Null>>> {
        self.null_within_length.as_ref().or(self.null.as_ref())
    }
}

impl Null {
    /// The p-value for people, with three digits. At its floor of `1 / (1 + permutations)` no shuffle
    /// reached the value and more shuffles could bring it lower still: `< .005` with 200, and `<= .01` with
    /// 99, where the bound is a round number.
    pub fn p_text(&self) -> String {
        let floor = 1.0 / (1.0 + self.permutations as f64);
        if self.p > floor + 1e-12 {
            return without_zero(format!("{:.3}", self.p));
        }
        // One digit, rounded up.
        let places = (-floor.log10().floor()).clamp(0.0, 17.0) as usize;
        let unit = 10_f64.powi(-(places as i32));
        let digits = floor / unit;
        let is_round = (digits - digits.round()).abs() < 1e-9;
        let bound = if is_round {
            digits.round()
        } else {
            digits.ceil()
        } * unit;
        let sign = if is_round { "<=" } else { "<" };
        let bound = format!("{bound:.places$}");
        without_zero(format!("{sign} {}", bound.trim_end_matches('0')))
    }

    /// Slack in comparing a permuted value with the observed one: equal pairings summed in another
    /// order differ in the last digits and must still count as reaching it.
    const SLACK: f64 = 1e-9;

    /// Summarises permuted values of a statistic; `None` when there are none.
    pub(crate) fn from_draws(
        observed: f64,
        draws: &[f64],
        surprising: Surprising,
        seed: u64,
    ) -> Option<Self> {
        if draws.is_empty() {
            return None;
        }
        let n = draws.len() as f64;
        let mean = draws.iter().sum::<f64>() / n;
        let squares: f64 = draws.iter().map(|draw| (draw - mean).powi(2)).sum();
        let sd = if draws.len() > 1 {
            (squares / (n - 1.0)).sqrt()
        } else {
            0.0
        };
        let reached = draws
            .iter()
            .filter(|&&draw| match surprising {
                Surprising::Large => draw >= observed - Self::SLACK,
                Surprising::Small => draw <= observed + Self::SLACK,
            })
            .count();
        Some(Self {
            mean,
            sd,
            p: (1 + reached) as f64 / (n + 1.0),
            permutations: draws.len(),
            seed,
        })
    }
}

/// A share below 1 without the 0 before its point.
fn without_zero(text: String) -> String {
    text.replacen("0.", ".", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn null(reached: usize, permutations: usize) -> Null {
        let draws: Vec<f64> = (0..permutations)
            .map(|draw| f64::from(u8::from(draw < reached)))
            .collect();
        Null::from_draws(1.0, &draws, Surprising::Large, 1).expect("draws")
    }

    #[test]
    fn a_p_value_at_its_floor_is_a_bound() {
        let texts = [
            (0, 200, "< .005"),
            (6, 200, ".035"),
            (200, 200, "1.000"),
            (0, 99, "<= .01"),
            (0, 39, "< .03"),
            (0, 1_000, "< .001"),
            (0, 999, "<= .001"),
            (0, 1, "<= .5"),
        ];
        for (reached, permutations, text) in texts {
            assert_eq!(null(reached, permutations).p_text(), text);
        }
    }

    #[test]
    fn a_verdict_rests_on_the_null_within_lengths() {
        let mut measure = Measure::of(1.0, 9, "1");
        measure.null = Some(null(0, 200));
        assert_eq!(measure.p_text(), "< .005");
        measure.null_within_length = Some(null(99, 199));
        assert_eq!(
            (measure.p(), measure.p_text().as_str()),
            (Some(0.5), ".500")
        );
        measure.null_within_length = None;
        measure.no_verdict_because = Some("lengths do not repeat".to_owned());
        assert_eq!((measure.p(), measure.verdict_null()), (None, None));
        assert_eq!(measure.p_text(), "undefined: lengths do not repeat");
        assert_eq!(Measure::of(1.0, 9, "1").p_text(), "");
    }
}
