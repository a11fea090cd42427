//! Adam (Kingma and Ba 2015, arXiv:1412.6980), with moments that can be saved.

use multiversion::multiversion;

/// Decay of the mean of gradients.
const BETA1: f64 = 0.9;
/// Decay of the mean of squared gradients.
const BETA2: f64 = 0.999;

/// What Adam remembers of one network.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Moments {
    /// Running mean of gradients.
    pub m: Vec<f32>,
    /// Running mean of squared gradients.
    pub v: Vec<f32>,
    /// Steps that were made; Adam's corrections of its means depend on it.
    pub steps: u64,
}

impl Moments {
    /// Before the first step.
    pub fn new(len: usize) -> Self {
        Self {
            m: vec![0.0; len],
            v: vec![0.0; len],
            steps: 0,
        }
    }

    /// Forgets what it knows of some parameters, which have become others.
    pub fn forget(&mut self, at: std::ops::Range<usize>) {
        self.m[at.clone()].fill(0.0);
        self.v[at].fill(0.0);
    }

    /// One step: moves `parameters` against `gradient` times `scale`. The epsilon stands outside of the
    /// root and after the correction of the bias, as in PyTorch.
    ///
    /// # Panics
    /// If the lengths differ.
    pub fn step(
        &mut self,
        parameters: &mut [f32],
        gradient: &[f32],
        scale: f32,
        learning_rate: f64,
        epsilon: f64,
    ) {
        let rates = self.begin_step(scale, learning_rate, epsilon);
        self.apply(rates, 0..self.m.len(), parameters, gradient);
    }

    /// Counts a step; [`Self::apply`] then does it, part by part.
    pub(crate) fn begin_step(&mut self, scale: f32, learning_rate: f64, epsilon: f64) -> Rates {
        self.steps += 1;
        let steps = self.steps as f64;
        let correction1 = 1.0 - BETA1.powf(steps);
        let correction2 = 1.0 - BETA2.powf(steps);
        Rates {
            scale,
            step: (learning_rate / correction1) as f32,
            root: correction2.sqrt().recip() as f32,
            epsilon: epsilon as f32,
        }
    }

    /// A step of the parameters `at` this place, which are given alone, as is their gradient.
    pub(crate) fn apply(
        &mut self,
        rates: Rates,
        at: std::ops::Range<usize>,
        parameters: &mut [f32],
        gradient: &[f32],
    ) {
        let (m, v) = (&mut self.m[at.clone()], &mut self.v[at]);
        update(parameters, gradient, m, v, rates);
    }
}

/// What one step multiplies by.
#[derive(Clone, Copy)]
pub(crate) struct Rates {
    scale: f32,
    step: f32,
    root: f32,
    epsilon: f32,
}

#[multiversion(targets(
    "x86_64+avx512f+avx512vl+avx512dq+avx512bw",
    "x86_64+avx2+fma",
    "aarch64+neon"
))]
fn update(parameters: &mut [f32], gradient: &[f32], m: &mut [f32], v: &mut [f32], rates: Rates) {
    let len = parameters.len();
    assert!(
        gradient.len() == len && m.len() == len && v.len() == len,
        "lengths of parameters, gradient and moments"
    );
    let (beta1, beta2) = (BETA1 as f32, BETA2 as f32);
    let (rest1, rest2) = ((1.0 - BETA1) as f32, (1.0 - BETA2) as f32);
    for i in 0..len {
        let g = gradient[i] * rates.scale;
        m[i] = beta1 * m[i] + rest1 * g;
        v[i] = beta2 * v[i] + rest2 * g * g;
        parameters[i] -= rates.step * m[i] / (v[i].sqrt() * rates.root + rates.epsilon);
    }
}
