//! What a network costs: parameters, operations and memory of one decision.

use protolang_channel::parameter::{Init, Parameter};

use super::Blueprint;

impl Blueprint {
    /// How many parameters one network has, all tensors together.
    pub fn parameter_count(&self) -> usize {
        self.parameters.iter().map(Parameter::len).sum()
    }

    /// Floating-point operations of one decision of one network, forward, a multiplication and an
    /// addition counted as two; only products are counted.
    pub fn flops_per_decision(&self) -> f64 {
        let products = self
            .parameters
            .iter()
            .filter(|parameter| parameter.shape.len() == 2 && parameter.init != Init::Normal);
        2.0 * products.map(Parameter::len).sum::<usize>() as f64
    }

    /// Numbers that layers make of one decision, forward; with a gradient each is kept until it is done.
    pub fn numbers_per_decision(&self) -> usize {
        let layers = self
            .parameters
            .iter()
            .filter(|parameter| parameter.shape.len() == 2 && parameter.init != Init::Normal);
        layers.map(|parameter| parameter.shape[0]).sum()
    }
}
