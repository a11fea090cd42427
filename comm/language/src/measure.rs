//! A number together with what a reader needs to believe it.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::resampling::judge::Surprising;

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
    /// Mean over permutations.
    pub mean: f64,
    /// Standard deviation over permutations (n - 1).
    pub sd: f64,
    /// Share of permutations that reach the observed value, the observed one counted among them:
    /// `(1 + reached) / (1 + permutations)`. One-sided: large values are the surprising ones, unless the
    /// parameters say otherwise.
    pub p: f64,
    /// Number of permutations.
    pub permutations: usize,
    /// Seed that they were drawn with.
    pub seed: u64,
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

    /// No value, and why.
    pub fn undefined(n: usize, unit: &'static str, because: impl Into<String>) -> Self {
        Self {
            undefined_because: Some(because.into()),
            ..Self::empty(n, unit)
        }
    }

    /// A matrix.
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

    /// Adds a parameter.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.parameters.insert(name.to_owned(), value.into());
        self
    }

    /// Adds an interval.
    #[must_use]
    pub fn with_interval(mut self, ci95: Option<[f64; 2]>) -> Self {
        self.ci95 = ci95;
        self
    }

    /// Adds a null distribution.
    #[must_use]
    pub fn with_null(mut self, null: Option<Null>) -> Self {
        self.null = null;
        self
    }
}

impl Null {
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
