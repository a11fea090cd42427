use protolang_agents::adam::Moments;
use serde_json::Value;

use crate::reference::{assert_close, cases, floats};

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

#[test]
fn steps_equal_pytorch() {
    for case in cases("adam") {
        let name = case["name"].as_str().expect("a name");
        let mut parameters = floats(&case["parameter"]);
        let mut moments = Moments::new(parameters.len());
        for step in case["steps"].as_array().expect("steps") {
            let gradient = floats(&step["gradient"]);
            let rate = number(&step["learning_rate"]);
            moments.step(&mut parameters, &gradient, 1.0, rate, number(&case["eps"]));
            // The moments of tiny gradients are tiny: compared at their own scale.
            let relative = |got: &[f32], expected: Vec<f32>, what: &str| {
                let scale = expected.iter().fold(0.0_f32, |max, x| max.max(x.abs()));
                let scaled = |x: &[f32]| x.iter().map(|x| x / scale).collect::<Vec<f32>>();
                assert_close(
                    &scaled(got),
                    &scaled(&expected),
                    1e-6,
                    &format!("{name}: {what}"),
                );
            };
            relative(&parameters, floats(&step["parameter"]), "parameter");
            relative(&moments.m, floats(&step["m"]), "m");
            relative(&moments.v, floats(&step["v"]), "v");
        }
    }
}

/// The clipped gradient is the gradient times `max_norm / (norm + 1e-6)`, at most 1: what the learner
/// hands to `Moments::step` as its scale.
#[test]
fn the_scale_of_a_clipped_gradient_equals_pytorch() {
    for case in cases("grad_clip") {
        let gradients = case["gradients"].as_array().expect("gradients");
        let clipped = case["clipped"].as_array().expect("clipped gradients");
        let scale = (number(&case["max_norm"]) / (number(&case["norm"]) + 1e-6)).min(1.0) as f32;
        for (gradient, clipped) in gradients.iter().zip(clipped) {
            // With a first step from 0, m = (1 - beta1) * clipped gradient.
            let gradient = floats(gradient);
            let mut moments = Moments::new(gradient.len());
            moments.step(&mut vec![0.0; gradient.len()], &gradient, scale, 1.0, 1e-5);
            let expected: Vec<f32> = floats(clipped).iter().map(|x| 0.1 * x).collect();
            assert_close(&moments.m, &expected, 1e-6, "clipped gradient");
        }
    }
}
