//! Whether an answer is the one that a case expects.

use serde_json::{Map, Value};

/// Whether an answer is what is expected: `abs` is the tolerance of numbers and lists; an object has one
/// tolerance a field, absolute under its name or relative under `NAME_rel`.
pub(super) fn agrees(got: &Value, expected: &Value, tolerance: &Map<String, Value>) -> bool {
    let within = |name: &str| tolerance.get(name).and_then(Value::as_f64);
    match (got, expected) {
        (Value::Null, Value::Object(fields)) => fields.get("undefined") == Some(&Value::Bool(true)),
        (Value::Object(got), Value::Object(fields)) => fields.iter().all(|(name, expected)| {
            let Some(got) = got.get(name) else {
                return false;
            };
            let (Some(got), Some(expected)) = (got.as_f64(), expected.as_f64()) else {
                return agrees(got, expected, tolerance);
            };
            // `lambda_` is spelt so only because other languages reserve the word.
            let relative = within(&format!("{}_rel", name.trim_end_matches('_')))
                .map(|share| share * expected.abs());
            let most = within(name).or(relative).or(within("abs")).unwrap_or(0.0);
            (got - expected).abs() <= most
        }),
        (Value::Array(got), Value::Array(expected)) => {
            got.len() == expected.len()
                && got
                    .iter()
                    .zip(expected)
                    .all(|(got, expected)| agrees(got, expected, tolerance))
        }
        // Words, such as verdicts, are the same however they are spelt: "power law", "power_law".
        (Value::String(got), Value::String(expected)) => letters(got) == letters(expected),
        _ => match (got.as_f64(), expected.as_f64()) {
            (Some(got), Some(expected)) => (got - expected).abs() <= within("abs").unwrap_or(0.0),
            _ => got == expected,
        },
    }
}

fn letters(text: &str) -> String {
    let kept = text.chars().filter(|c| c.is_alphanumeric());
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_wrong_does_not_agree() {
        let tolerance = json!({ "abs": 0.1, "alpha": 0.5, "sigma_rel": 0.1, "lambda_rel": 0.1 });
        let tolerance = tolerance.as_object().expect("an object");
        let check = |got: Value, expected: Value| agrees(&got, &expected, tolerance);
        assert!(check(json!(1.05), json!(1)) && !check(json!(1.2), json!(1)));
        assert!(check(Value::Null, json!({ "undefined": true })));
        assert!(!check(json!(0.0), json!({ "undefined": true })));
        assert!(!check(Value::Null, json!(0.0)));
        assert!(check(json!([[1.0], [2.0]]), json!([[1.0], [2.05]])));
        assert!(!check(json!([[1.0]]), json!([[1.0], [2.0]])));
        assert!(check(
            json!({ "alpha": 2.4, "sigma": 10.5 }),
            json!({ "alpha": 2.0, "sigma": 10.0 })
        ));
        assert!(!check(json!({ "alpha": 2.6 }), json!({ "alpha": 2.0 })));
        assert!(!check(json!({}), json!({ "alpha": 2.0 })));
        assert!(check(json!({ "lambda_": 1.05 }), json!({ "lambda_": 1.0 })));
        assert!(check(
            json!({ "verdict": "power_law" }),
            json!({ "verdict": "Power law" })
        ));
        assert!(!check(
            json!({ "verdict": "power_law" }),
            json!({ "verdict": "inconclusive" })
        ));
        assert!(!check(json!("no metric"), json!({ "undefined": true })));
    }
}
