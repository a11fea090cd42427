//! The parameters of several networks as one set of tensors.

use std::ops::Range;

use tch::{Device, Kind, Tensor};

use crate::agent::Agent;
use crate::blueprint::Blueprint;
use crate::config::CoreKind;
use crate::core::Core;
use crate::lstm;
use crate::slices;

/// `n` networks of one shape, stacked.
#[derive(Debug)]
pub(crate) struct Stack {
    /// `[n, parameters]`.
    flat: Tensor,
    /// Views of `flat`, one a parameter: `[n, ...shape]`.
    views: Vec<Tensor>,
    /// Where each parameter lies in a network's flat array.
    places: Vec<Range<usize>>,
}

impl Stack {
    /// A stack of `n` networks without numbers; `learning` where gradients are wanted.
    pub(crate) fn new(blueprint: &Blueprint, n: usize, learning: bool) -> Self {
        let count = blueprint.parameter_count() as i64;
        let flat = Tensor::zeros([n as i64, count], (Kind::Float, Device::Cpu));
        let mut start = 0;
        let mut views = Vec::with_capacity(blueprint.parameters.len());
        let mut places = Vec::with_capacity(blueprint.parameters.len());
        for parameter in &blueprint.parameters {
            let len = parameter.len();
            let mut shape = vec![n as i64];
            shape.extend(parameter.shape.iter().map(|extent| *extent as i64));
            let view = flat.narrow(1, start as i64, len as i64);
            let view = view.view(shape.as_slice());
            views.push(view.set_requires_grad(learning));
            places.push(start..start + len);
            start += len;
        }
        Self {
            flat,
            views,
            places,
        }
    }

    /// Copies the networks in, in order.
    pub(crate) fn load<'a>(&mut self, agents: impl IntoIterator<Item = &'a Agent>) {
        self.fill(agents.into_iter().map(|agent| agent.parameters.as_slice()));
    }

    /// Copies the parameters of networks in, in order.
    pub(crate) fn fill<'a>(&mut self, parameters: impl IntoIterator<Item = &'a [f32]>) {
        let count = self.flat.size()[1] as usize;
        let rows = slices::of_mut(&mut self.flat).chunks_exact_mut(count);
        for (row, own) in rows.zip(parameters) {
            row.copy_from_slice(own);
        }
    }

    /// The parameters of each network, one after the other, to read or move.
    pub(crate) fn rows_mut(&mut self) -> impl Iterator<Item = &mut [f32]> {
        let count = self.flat.size()[1] as usize;
        slices::of_mut(&mut self.flat).chunks_exact_mut(count)
    }

    /// Where a parameter lies in a network's flat array.
    pub(crate) fn place(&self, parameter: usize) -> Range<usize> {
        self.places[parameter].clone()
    }

    /// All parameters, in the order of the blueprint.
    pub(crate) fn views(&self) -> &[Tensor] {
        &self.views
    }

    /// The parameters of the cores.
    pub(crate) fn core(&self, blueprint: &Blueprint) -> Core<'_> {
        match (blueprint.core, &self.views[blueprint.parts.core.clone()]) {
            (CoreKind::Lstm, [input_weight, state_weight, input_bias, state_bias]) => {
                Core::Lstm(lstm::LstmCore {
                    input_weight,
                    state_weight,
                    input_bias,
                    state_bias,
                })
            }
            (CoreKind::FeedForward, [weight, bias]) => Core::FeedForward { weight, bias },
            _ => unreachable!("an LSTM has four parameters, a layer two"),
        }
    }
}
