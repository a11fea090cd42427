use protolang_agents::init::orthogonal;

use crate::reference::{assert_close, cases, floats};

#[test]
fn orthogonal_equals_pytorch() {
    for case in cases("orthogonal") {
        let shape = case["gaussian"]["shape"].as_array().expect("a shape");
        let extent = |at: usize| shape[at].as_u64().expect("an extent") as usize;
        let gaussian: Vec<f64> = floats(&case["gaussian"])
            .into_iter()
            .map(f64::from)
            .collect();
        let gain = case["gain"].as_f64().expect("a gain");
        let got = orthogonal(&gaussian, extent(0), extent(1), gain);
        let name = case["name"].as_str().expect("a name");
        assert_close(&got, &floats(&case["result"]), 1e-6, name);
    }
}
