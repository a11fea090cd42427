//! Quantisation, losses and averages as others compute them: group `vq` of the reference values.

use protolang_channel::codebook::quantize;
use protolang_channel::config::{CodebookUpdate, PerceptionConfig};
use protolang_channel::perception::{CODEBOOK, Perception};
use protolang_channel::upkeep::Seen;
use rand::SeedableRng as _;
use rand::rngs::ChaCha8Rng;
use serde_json::Value;
use tch::{Kind, Tensor};

fn rows(value: &Value) -> Vec<Vec<f64>> {
    let row = |row: &Value| -> Vec<f64> {
        let row = row.as_array().expect("a row").iter();
        row.filter_map(Value::as_f64).collect()
    };
    value.as_array().expect("rows").iter().map(row).collect()
}

fn tensor(rows: &[Vec<f64>]) -> Tensor {
    let shape = [1, rows.len() as i64, rows[0].len() as i64];
    Tensor::from_slice(&rows.concat())
        .view(shape)
        .to_kind(Kind::Float)
}

#[test]
fn all_cases_hold() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/reference/codebook/vq.json"
    );
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
    let all: Value = serde_json::from_str(&text).expect("JSON");
    let mut checked = 0;
    for case in all["cases"].as_array().expect("cases") {
        let codes = rows(&case["inputs"]["codebook"]);
        let inputs = rows(&case["inputs"]["inputs"]);
        let (codebook, vectors) = (tensor(&codes), tensor(&inputs));
        let found = quantize(&codebook, 1, &vectors);
        let indices: Vec<i64> = Vec::try_from(found.indices.view([-1])).expect("indices");
        let error = (&found.codes - &vectors)
            .square()
            .mean(None)
            .double_value(&[]);
        let expected = &case["expected"];
        match case["metric"].as_str().expect("a metric") {
            "vq.indices" => {
                let expected: Vec<i64> = expected
                    .as_array()
                    .expect("indices")
                    .iter()
                    .filter_map(Value::as_i64)
                    .collect();
                assert_eq!(indices, expected);
            }
            "vq.commitment" => close(error, expected),
            "vq.vq_loss" => {
                let beta = case["parameters"]["beta"].as_f64().expect("beta");
                close((1.0 + beta) * error, expected);
            }
            "vq.ema_step" => averages(case, &codes, &inputs, &indices),
            // Of counts alone; the statistics of language have these.
            _ => continue,
        }
        checked += 1;
    }
    assert!(checked >= 8, "only {checked} cases were checked");
}

fn close(got: f64, expected: &Value) {
    let expected = expected.as_f64().expect("a number");
    assert!((got - expected).abs() < 1e-6, "{got} instead of {expected}");
}

fn averages(case: &Value, codes: &[Vec<f64>], inputs: &[Vec<f64>], indices: &[i64]) {
    let config = PerceptionConfig {
        codebook_update: CodebookUpdate::Ema,
        dimension: codes[0].len(),
        hidden: 2,
        ema_decay: case["parameters"]["decay"].as_f64().expect("a decay"),
        reset_after: 0,
        ..PerceptionConfig::default()
    };
    let perception = Perception::new(&config, 3, codes.len(), 1);
    let parameters = perception.parameters();
    let start: usize = parameters[..CODEBOOK].iter().map(|p| p.len()).sum();
    let all: usize = parameters.iter().map(|p| p.len()).sum();
    let mut own = vec![0.0_f32; all];
    let flat: Vec<f32> = codes.concat().iter().map(|x| *x as f32).collect();
    own[start..start + flat.len()].copy_from_slice(&flat);
    let vectors: Vec<f32> = inputs.concat().iter().map(|x| *x as f32).collect();
    let seen = Seen {
        indices,
        residuals: vec![&vectors],
    };
    let kept = perception.keep(&mut own, &seen, &mut ChaCha8Rng::from_seed([0; 32]));
    assert_eq!(kept.counts.iter().sum::<u64>(), inputs.len() as u64);
    let expected = rows(&case["expected"]["codebook"]).concat();
    for (got, expected) in own[start..].iter().zip(expected) {
        assert!(
            (f64::from(*got) - expected).abs() < 1e-5,
            "{got} instead of {expected}"
        );
    }
}
