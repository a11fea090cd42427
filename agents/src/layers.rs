//! Linear layers with ReLU between them, and the way back through them, written out: derivatives come as
//! parameters lie, and no graph is built.

use protolang_channel::linear::linear;
use tch::Tensor;

/// What the way back needs of the way forward: what each layer has read, `[n, rows, inputs]`.
pub(crate) struct Trace(Vec<Tensor>);

impl Trace {
    /// How many layers there were.
    pub(crate) fn layers(&self) -> usize {
        self.0.len()
    }
}

/// Through all layers, of which `parameters` gives the weight `[n, outputs, inputs]` and bias `[n, outputs]` one
/// after the other; the last has no ReLU.
pub(crate) fn forward(parameters: &[Tensor], x: &Tensor) -> (Tensor, Trace) {
    let mut read = Vec::with_capacity(parameters.len() / 2);
    let mut x = x.shallow_clone();
    for layer in parameters.chunks_exact(2) {
        if !read.is_empty() {
            x = x.relu();
        }
        let y = linear(layer, &x);
        read.push(x);
        x = y;
    }
    (x, Trace(read))
}

/// Derivatives of the sum of `d_y * y`: of what the first layer has read, and of the parameters in their order.
pub(crate) fn backward(
    parameters: &[Tensor],
    trace: &Trace,
    d_y: &Tensor,
) -> (Tensor, Vec<Tensor>) {
    let mut derivatives = Vec::with_capacity(parameters.len());
    let mut d_y = d_y.shallow_clone();
    for (index, (layer, x)) in parameters.chunks_exact(2).zip(&trace.0).enumerate().rev() {
        derivatives.push(d_y.sum_dim_intlist([1_i64].as_slice(), false, None));
        derivatives.push(d_y.transpose(1, 2).bmm(x));
        d_y = d_y.bmm(&layer[0]);
        if index > 0 {
            // What was read is what ReLU has let through.
            d_y = x.threshold_backward(&d_y, 0.0);
        }
    }
    derivatives.reverse();
    (d_y, derivatives)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers without a pattern, between -1 and 1.
    fn numbers(shape: &[i64], phase: f64) -> Tensor {
        let len: i64 = shape.iter().product();
        let all = Tensor::arange(len, (tch::Kind::Float, tch::Device::Cpu));
        ((all * 1.7 + phase) * 2.3).sin().view(shape)
    }

    #[test]
    fn the_way_back_is_that_of_the_graph() {
        let shapes: [&[i64]; 4] = [&[2, 5, 3], &[2, 5], &[2, 4, 5], &[2, 4]];
        let own = shapes.iter().zip(0..);
        let own: Vec<Tensor> = own
            .map(|(shape, index)| numbers(shape, f64::from(index)).set_requires_grad(true))
            .collect();
        let x = numbers(&[2, 6, 3], 9.0).set_requires_grad(true);
        let d_y = numbers(&[2, 6, 4], 7.0);
        let (y, _) = forward(&own, &x);
        let mut wanted = vec![&x];
        wanted.extend(&own);
        let expected = Tensor::run_backward(&[(y * &d_y).sum(None)], &wanted, false, false);

        let (_, trace) = tch::no_grad(|| forward(&own, &x));
        let (d_x, found) = tch::no_grad(|| backward(&own, &trace, &d_y));
        for (expected, found) in expected.iter().zip(std::iter::once(d_x).chain(found)) {
            assert_eq!(expected.size(), found.size());
            assert!(expected.allclose(&found, 1e-5, 1e-6, false));
        }
    }
}
