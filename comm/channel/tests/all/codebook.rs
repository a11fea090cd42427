//! Gradients and levels of the VQ-VAE.

use protolang_channel::codebook::{level_of, quantize};
use protolang_channel::config::{CodebookUpdate, PerceptionConfig};
use protolang_channel::parameter::{Init, Parameter};
use protolang_channel::perception::{CODEBOOK, Perception};
use tch::{Kind, Tensor};

/// Some numbers, always the same.
fn numbers(shape: &[i64], scale: f64, phase: f64) -> Tensor {
    let count: i64 = shape.iter().product();
    let at = Tensor::arange(count, (Kind::Float, tch::Device::Cpu));
    ((at * 12.9898 + phase).sin() * scale).view(shape)
}

fn parameters(perception: &Perception) -> Vec<Tensor> {
    let begin = |(index, parameter): (usize, Parameter)| {
        let mut shape = vec![1];
        shape.extend(parameter.shape.iter().map(|extent| *extent as i64));
        let scale = match parameter.init {
            Init::Uniform { bound } => bound,
            _ => 0.0,
        };
        numbers(&shape, scale, index as f64).set_requires_grad(true)
    };
    perception
        .parameters()
        .into_iter()
        .enumerate()
        .map(begin)
        .collect()
}

fn perception(
    straight_through: bool,
    codebook_update: CodebookUpdate,
    levels: usize,
) -> Perception {
    let config = PerceptionConfig {
        straight_through,
        codebook_update,
        commitment: 0.0,
        codebook_weight: 0.0,
        dimension: 4,
        hidden: 8,
        ..PerceptionConfig::default()
    };
    Perception::new(&config, 6, 5, levels)
}

/// Norms of the gradients of encoder and codebook from reconstruction alone.
fn reach(perception: &Perception) -> (f64, f64) {
    let parameters = parameters(perception);
    let seen = numbers(&[1, 9, 6], 0.5, 0.3) + 0.5;
    let loss = perception.loss(&parameters, &seen).total.sum(None);
    let wanted = [&parameters[0], &parameters[CODEBOOK]];
    let gradients = Tensor::run_backward(&[loss], &wanted, false, false);
    let norm = |gradient: &Tensor| match gradient.defined() {
        true => gradient.norm().double_value(&[]),
        false => 0.0,
    };
    (norm(&gradients[0]), norm(&gradients[1]))
}

#[test]
fn reconstruction_reaches_the_encoder_only_straight_through() {
    let (encoder, codebook) = reach(&perception(true, CodebookUpdate::Gradient, 1));
    assert!(encoder > 1e-6 && codebook == 0.0, "{encoder}, {codebook}");
    let (encoder, codebook) = reach(&perception(false, CodebookUpdate::Gradient, 1));
    assert!(encoder == 0.0 && codebook > 1e-6, "{encoder}, {codebook}");
}

#[test]
fn the_parts_of_the_loss_are_told_apart() {
    let config = PerceptionConfig {
        dimension: 4,
        hidden: 8,
        ..PerceptionConfig::default()
    };
    let perception = Perception::new(&config, 6, 5, 1);
    let parameters = parameters(&perception);
    let seen = numbers(&[1, 9, 6], 0.5, 0.3) + 0.5;
    let loss = perception.loss(&parameters, &seen);
    let commitment = loss.total.double_value(&[0]) - loss.reconstruction.double_value(&[0]);
    assert!(commitment > 1e-6, "commitment {commitment}");
}

#[test]
fn later_levels_refine_what_earlier_ones_leave() {
    let vectors = numbers(&[2, 50, 3], 1.0, 0.7);
    let codebook = numbers(&[2, 4 * 6, 3], 1.0, 2.1);
    let found = quantize(&codebook, 4, &vectors);
    assert_eq!(found.indices.size(), [2, 50, 4]);
    let mut sum = vectors.zeros_like();
    for level in 0..4 {
        let residual = &found.residuals[level];
        let off = (residual - (&vectors - &sum)).abs().max().double_value(&[]);
        assert!(off < 1e-6, "level {level} has another residual");
        sum += &found.by_level[level];
        // Every code is one of its own level, and the nearest.
        let own = level_of(&codebook, 4, level as i64 as usize);
        let distances = (residual.unsqueeze(2) - own.unsqueeze(1)).square();
        let distances = distances.sum_dim_intlist([3_i64].as_slice(), false, Kind::Float);
        let nearest = distances.argmin(-1, false);
        assert!(
            nearest
                .eq_tensor(&found.indices.select(2, level as i64))
                .all()
                .int64_value(&[])
                == 1
        );
    }
    let off = (&sum - &found.codes).abs().max().double_value(&[]);
    assert!(off < 1e-6);
}
