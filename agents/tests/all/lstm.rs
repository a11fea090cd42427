use protolang_agents::lstm::{LstmCore, State};
use protolang_agents::sequences::Sequences;
use serde_json::Value;
use tch::{Kind, Tensor};

use crate::reference::{assert_close, cases, floats, numbers, tensor};

/// Rows of `[steps, batch, width]` in packed order, as one stacked network.
fn packed(array: &Value, sequences: &Sequences, batch: usize) -> Tensor {
    let width = array["shape"][2].as_i64().expect("a width");
    let flat = tensor(array).view([-1, width]);
    let index: Vec<i64> = sequences
        .rows
        .iter()
        .map(|row| (row.step * batch + row.lane) as i64)
        .collect();
    flat.index_select(0, &Tensor::from_slice(&index))
        .unsqueeze(0)
}

/// PyTorch steps with done masks; ours are cut into packed sequences. Outputs and gradients must agree.
#[test]
fn outputs_and_gradients_equal_pytorch() {
    for case in cases("lstm") {
        let name = case["name"].as_str().expect("a name");
        let done = floats(&case["done"]);
        let (steps, batch) = (7, 5);
        let begins = |step: usize, lane: usize| done[step * batch + lane] != 0.0;
        let lanes: Vec<usize> = (0..batch).collect();
        let sequences = Sequences::pack(&lanes, steps, begins);

        let of = |field: &str| tensor(&case[field]).unsqueeze(0);
        let core = LstmCore {
            input_weight: &of("weight_ih"),
            state_weight: &of("weight_hh"),
            input_bias: &of("bias_ih"),
            state_bias: &of("bias_hh"),
        };
        let initial = |field: &str| {
            let rows = sequences.carried.iter().map(|lane| match lane {
                Some(lane) => tensor(&case[field]).get(*lane as i64),
                None => Tensor::zeros([8], (Kind::Float, tch::Device::Cpu)),
            });
            Tensor::stack(&rows.collect::<Vec<_>>(), 0).unsqueeze(0)
        };
        let some = floats(&case["h0"]).iter().any(|x| *x != 0.0);
        let initial = some.then(|| State {
            h: initial("h0"),
            c: initial("c0"),
        });
        let pass = core.forward(
            &packed(&case["x"], &sequences, batch),
            &sequences.counts,
            initial,
        );
        let expected = packed(&case["h"], &sequences, batch);
        assert_close(
            &numbers(&pass.h),
            &numbers(&expected),
            2e-6,
            &format!("{name}: h"),
        );

        let gradients = pass.backward(&core, &packed(&case["G"], &sequences, batch));
        let x = packed(&case["x_gradient"], &sequences, batch);
        for (got, expected, what) in [
            (&gradients.x, numbers(&x), "x"),
            (
                &gradients.input_weight,
                floats(&case["weight_ih_gradient"]),
                "weight_ih",
            ),
            (
                &gradients.state_weight,
                floats(&case["weight_hh_gradient"]),
                "weight_hh",
            ),
            (
                &gradients.bias,
                floats(&case["bias_ih_gradient"]),
                "bias_ih",
            ),
            (
                &gradients.bias,
                floats(&case["bias_hh_gradient"]),
                "bias_hh",
            ),
        ] {
            assert_close(
                &numbers(got),
                &expected,
                1e-5,
                &format!("{name}: gradient of {what}"),
            );
        }
    }
}

#[test]
fn a_step_is_a_sequence_of_one() {
    let case = &cases("lstm")[1];
    let of = |field: &str| tensor(&case[field]).unsqueeze(0);
    let core = LstmCore {
        input_weight: &of("weight_ih"),
        state_weight: &of("weight_hh"),
        input_bias: &of("bias_ih"),
        state_bias: &of("bias_hh"),
    };
    let state = || State {
        h: of("h0"),
        c: of("c0"),
    };
    let x = of("x").get(0).narrow(0, 0, 1);
    let stepped = core.step(&x, &state());
    let pass = core.forward(&x, &[5], Some(state()));
    assert_eq!(numbers(&stepped.h), numbers(&pass.h));
}
