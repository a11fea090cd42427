//! Layers of stacked networks.

use tch::Tensor;

/// `x W^T + b` for each network: `x` is `[n, rows, in]`, `W` `[n, out, in]`, `b` `[n, out]`.
///
/// # Panics
/// If there are not two parameters.
pub fn linear(weight_and_bias: &[Tensor], x: &Tensor) -> Tensor {
    let [weight, bias] = weight_and_bias else {
        unreachable!("a layer has a weight and a bias")
    };
    bias.unsqueeze(1).baddbmm(x, &weight.transpose(1, 2), 1, 1)
}

/// Rows of `table`, `[n, entries, width]`, each network looking up in its own: `index` is
/// `[n, rows, k]` (`i64`), the answer `[n, rows, k, width]`.
///
/// # Panics
/// If a tensor has another number of dimensions.
pub fn look_up(table: &Tensor, index: &Tensor) -> Tensor {
    let (n, entries, width) = table.size3().expect("a table has three dimensions");
    let (_, rows, k) = index.size3().expect("an index has three dimensions");
    // One long table, of which each network has its own part.
    let index = match n {
        1 => index.reshape([-1]),
        _ => {
            let first: Vec<i64> = (0..n).map(|network| network * entries).collect();
            (index + Tensor::from_slice(&first).view([n, 1, 1])).view([-1])
        }
    };
    table
        .reshape([n * entries, width])
        .index_select(0, &index)
        .view([n, rows, k, width])
}
