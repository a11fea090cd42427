//! Real numbers as symbols.

use proptest::prelude::*;
use protolang_channel::speech::{Scores, number, symbol};
use tch::Tensor;

proptest! {
    #[test]
    fn a_symbol_stands_for_the_nearest_number(x in -5.0_f32..5.0, alphabet in 2_usize..65_535) {
        let step = 6.0 / (alphabet - 1) as f32;
        let found = symbol(x, alphabet);
        prop_assert!(usize::from(found) < alphabet);
        let off = (number(found, alphabet) - x.clamp(-3.0, 3.0)).abs();
        prop_assert!(off <= 0.5 * step + 1e-5, "{x} became {}", number(found, alphabet));
        prop_assert_eq!(symbol(number(found, alphabet), alphabet), found);
    }
}

#[test]
fn densities_over_all_symbols_add_up_to_one() {
    let alphabet = 4096_usize;
    let symbols: Vec<i64> = (0..alphabet as i64).collect();
    let symbols = Tensor::from_slice(&symbols).view([1, -1, 1]);
    let rows = alphabet as i64;
    let scores = Scores::Gaussian {
        mean: Tensor::from_slice(&[0.25_f32])
            .view([1, 1, 1])
            .repeat([1, rows, 1]),
        log_deviation: Tensor::from_slice(&[-1.0_f32]).view([1, 1, 1]),
        alphabet,
    };
    let step = 6.0 / (alphabet - 1) as f64;
    let mass = scores.log_prob(&symbols).exp().sum(None).double_value(&[]) * step;
    assert!((mass - 1.0).abs() < 1e-3, "mass {mass}");
    let entropy = scores.entropy().mean(None).double_value(&[]);
    let expected = 0.5 * (2.0 * std::f64::consts::PI * std::f64::consts::E).ln() - 1.0;
    assert!((entropy - expected).abs() < 1e-5);
}

#[test]
fn what_is_not_a_number_is_the_first_symbol() {
    assert_eq!(symbol(f32::NAN, 10), 0);
    assert_eq!((symbol(-9.0, 10), symbol(f32::INFINITY, 10)), (0, 9));
}
