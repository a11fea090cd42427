//! Statistics of a table with the permutations of their nulls.

use divan::Bencher;
use divan::counter::ItemsCount;
use protolang_language::options::Options;
use protolang_language::registry::compute;
use protolang_language::table::Table;
use rand::rngs::ChaCha8Rng;
use rand::{Rng as _, SeedableRng as _};

const ROWS: usize = 500;
const PERMUTATIONS: usize = 50;

fn main() {
    divan::main();
}

/// Meanings of two attributes, each named by a symbol in four of five rows.
fn table() -> Table {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    let mut below = |end: u32| rng.next_u32() % end;
    let (meanings, messages): (Vec<Vec<i64>>, Vec<Vec<u32>>) = (0..ROWS)
        .map(|_| {
            let meaning = [below(8), below(8)];
            let message = meaning.map(|value| 1 + if below(5) == 0 { below(8) } else { value });
            (meaning.map(i64::from).to_vec(), message.to_vec())
        })
        .unzip();
    Table::new(meanings, messages, None).expect("rows of one width")
}

/// Items are permutations.
#[divan::bench(args = ["topsim", "mi_message_meaning", "posdis"], sample_count = 20)]
fn with_permutations(bencher: Bencher<'_, '_>, metric: &str) {
    let table = table();
    let options = Options {
        permutations: PERMUTATIONS,
        ..Options::default()
    };
    bencher
        .counter(ItemsCount::new(PERMUTATIONS))
        .bench_local(|| compute(metric, &table, &options).expect("a defined value"));
}
