//! One network with its optimizer, as plain numbers.

use std::collections::BTreeMap;
use std::ops::Range;

use protolang_spec::keys::{EpisodeKey, Purpose, stream};

use crate::adam::{Moments, Rates};
use crate::blueprint::Blueprint;
use crate::error::AgentError;
use crate::init;

/// A name, a shape, and the elements in row-major order.
pub type NamedTensor = (String, Vec<usize>, Vec<f32>);

/// A network and the state of its optimizer. By default it holds no numbers, and stands in for one that is
/// away.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Agent {
    /// All parameters, one after the other in the order of the blueprint.
    pub(crate) parameters: Vec<f32>,
    /// Adam's state, of the same length.
    pub(crate) moments: Moments,
    /// All gradients so far, where none is ever forgotten; else empty.
    pub(crate) gradient: Vec<f32>,
}

impl Agent {
    /// Network number `network` of a run, as it begins.
    pub fn new(blueprint: &Blueprint, run_seed: u64, network: u64) -> Self {
        let key = EpisodeKey {
            run_seed,
            lane: network,
            episode: 0,
        };
        let mut rng = stream(key, Purpose::Init);
        let parameters: Vec<f32> = blueprint
            .parameters
            .iter()
            .flat_map(|parameter| init::begin(parameter, &mut rng))
            .collect();
        let moments = Moments::new(parameters.len());
        Self {
            parameters,
            moments,
            gradient: Vec::new(),
        }
    }

    /// Moves the parameters `at` this place against their `gradient`, or, where old gradients are `kept`,
    /// against the sum of all so far.
    pub(crate) fn descend(&mut self, rates: Rates, at: Range<usize>, gradient: &[f32], kept: bool) {
        let gradient = if kept {
            self.gradient.resize(self.parameters.len(), 0.0);
            let sums = &mut self.gradient[at.clone()];
            for (sum, number) in sums.iter_mut().zip(gradient) {
                *sum += number;
            }
            sums
        } else {
            gradient
        };
        let parameters = &mut self.parameters[at.clone()];
        self.moments.apply(rates, at, parameters, gradient);
    }

    /// Parameters under their names, Adam's moments as `adam.m.NAME` and `adam.v.NAME`, and the sum of
    /// gradients, where there is one, as `gradient.NAME`.
    pub fn tensors(&self, blueprint: &Blueprint) -> Vec<NamedTensor> {
        let mut tensors = Vec::new();
        for (prefix, numbers) in [
            ("", &self.parameters),
            (M, &self.moments.m),
            (V, &self.moments.v),
            (SUM, &self.gradient),
        ] {
            if numbers.is_empty() {
                continue;
            }
            let mut start = 0;
            for parameter in &blueprint.parameters {
                let end = start + parameter.len();
                tensors.push((
                    format!("{prefix}{}", parameter.name),
                    parameter.shape.clone(),
                    numbers[start..end].to_vec(),
                ));
                start = end;
            }
        }
        tensors
    }

    /// Takes over what another network has learnt: every parameter of the same name. Parts that only one of
    /// the two has stay as they are, or are left behind; the optimizer begins anew.
    ///
    /// # Errors
    /// [`AgentError::Tensor`] names one that has another shape.
    pub fn take_over(
        &mut self,
        blueprint: &Blueprint,
        tensors: Vec<NamedTensor>,
    ) -> Result<(), AgentError> {
        let named: BTreeMap<String, (Vec<usize>, Vec<f32>)> = tensors
            .into_iter()
            .map(|(name, shape, data)| (name, (shape, data)))
            .collect();
        let mut start = 0;
        for parameter in &blueprint.parameters {
            let own = &mut self.parameters[start..start + parameter.len()];
            start += parameter.len();
            match named.get(&parameter.name) {
                Some((shape, data)) if *shape == parameter.shape => own.copy_from_slice(data),
                Some((shape, _)) => {
                    return Err(AgentError::Tensor {
                        name: parameter.name.clone(),
                        problem: format!("has shape {shape:?} instead of {:?}", parameter.shape),
                    });
                }
                None => {}
            }
        }
        Ok(())
    }

    /// Whether every number of it is finite, the optimizer's too.
    pub(crate) fn is_finite(&self) -> bool {
        let numbers = [&self.parameters, &self.moments.m, &self.moments.v];
        numbers.into_iter().all(|numbers| is_finite(numbers))
    }

    /// Steps that the optimizer has done.
    pub fn optimizer_steps(&self) -> u64 {
        self.moments.steps
    }

    /// An agent from what [`Self::tensors`] gave.
    ///
    /// # Errors
    /// [`AgentError::Tensor`] names one that is missing, of another shape, or not of this network;
    /// [`AgentError::NotFinite`] one that holds something else than numbers.
    pub fn from_tensors(
        blueprint: &Blueprint,
        tensors: Vec<NamedTensor>,
        optimizer_steps: u64,
    ) -> Result<Self, AgentError> {
        let mut named: BTreeMap<String, (Vec<usize>, Vec<f32>)> = tensors
            .into_iter()
            .map(|(name, shape, data)| (name, (shape, data)))
            .collect();
        let summed = named.keys().any(|name| name.starts_with(SUM));
        let mut take = |prefix: &str| -> Result<Vec<f32>, AgentError> {
            let mut numbers = Vec::with_capacity(blueprint.parameter_count());
            for parameter in &blueprint.parameters {
                let name = format!("{prefix}{}", parameter.name);
                let problem = match named.remove(&name) {
                    Some((_, data)) if !is_finite(&data) => {
                        let wrong = data.iter().filter(|number| !number.is_finite()).count();
                        let all = data.len();
                        return Err(AgentError::NotFinite { name, wrong, all });
                    }
                    Some((shape, data)) if shape == parameter.shape => {
                        numbers.extend(data);
                        continue;
                    }
                    Some((shape, _)) => {
                        format!("has shape {shape:?} instead of {:?}", parameter.shape)
                    }
                    None => "is missing".to_owned(),
                };
                return Err(AgentError::Tensor { name, problem });
            }
            Ok(numbers)
        };
        let (parameters, m, v) = (take("")?, take(M)?, take(V)?);
        let gradient = if summed { take(SUM)? } else { Vec::new() };
        if let Some(name) = named.into_keys().next() {
            let problem = "is not of this network".to_owned();
            return Err(AgentError::Tensor { name, problem });
        }
        Ok(Self {
            parameters,
            gradient,
            moments: Moments {
                m,
                v,
                steps: optimizer_steps,
            },
        })
    }
}

/// Whether all numbers are.
fn is_finite(numbers: &[f32]) -> bool {
    numbers.iter().all(|number| number.is_finite())
}

const M: &str = "adam.m.";
const V: &str = "adam.v.";
const SUM: &str = "gradient.";
