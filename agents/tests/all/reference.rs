//! Values that PyTorch computed (`scripts/reference/learner.py`).

use serde_json::Value;
use tch::{Kind, Tensor};

/// The cases of one group.
pub(crate) fn cases(group: &str) -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/learner.json");
    let text = std::fs::read_to_string(path).expect("the reference values are there");
    let all: Value = serde_json::from_str(&text).expect("they are JSON");
    all[group].as_array().expect("a group is a list").clone()
}

/// An array of numbers.
pub(crate) fn floats(array: &Value) -> Vec<f32> {
    let data = array["data"].as_array().expect("an array has data");
    data.iter()
        .map(|x| x.as_f64().expect("a number") as f32)
        .collect()
}

/// An array of numbers as a tensor of its shape.
pub(crate) fn tensor(array: &Value) -> Tensor {
    let shape = array["shape"].as_array().expect("an array has a shape");
    let shape: Vec<i64> = shape
        .iter()
        .map(|x| x.as_i64().expect("an extent"))
        .collect();
    Tensor::from_slice(&floats(array)).view(shape.as_slice())
}

/// An array of whole numbers.
pub(crate) fn indices(array: &Value) -> Tensor {
    tensor(array).to_kind(Kind::Int64)
}

/// The numbers of a tensor.
pub(crate) fn numbers(tensor: &Tensor) -> Vec<f32> {
    let plain = tensor.detach().to_kind(Kind::Float).contiguous();
    let mut numbers = vec![0.0; plain.numel()];
    let len = numbers.len();
    plain.copy_data(&mut numbers, len);
    numbers
}

/// Fails unless all numbers agree to `tolerance`, relative to the larger of 1 and the number.
pub(crate) fn assert_close(got: &[f32], expected: &[f32], tolerance: f32, what: &str) {
    assert_eq!(got.len(), expected.len(), "{what}: how many");
    for (index, (got, expected)) in got.iter().zip(expected).enumerate() {
        let off = (got - expected).abs() / expected.abs().max(1.0);
        assert!(
            off <= tolerance,
            "{what}[{index}]: {got} instead of {expected}"
        );
    }
}
