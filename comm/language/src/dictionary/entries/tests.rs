//! Codes of which it is known what they say.

use proptest::prelude::*;

use super::*;
use crate::counting::hash::mixed;
use crate::dictionary::attribute::{Attribute, Role};

fn attributes(names: &[&str], values: usize) -> Vec<Attribute> {
    let of = |name: &&str| Attribute {
        name: (*name).to_owned(),
        role: Role::Meaning,
        labels: (0..values).map(|value| value.to_string()).collect(),
    };
    names.iter().map(of).collect()
}

/// `n` episodes of one message each, as `of` gives them for a random number, with the attributes shape
/// and colour of four values.
fn utterances(n: u64, of: impl Fn(u64) -> (Vec<u32>, [u16; 2])) -> Utterances {
    let attributes = attributes(&["shape", "colour"], 4);
    let mut utterances = Utterances::new(attributes, 32).expect("few values");
    for episode in 0..n {
        let (message, [shape, colour]) = of(mixed(episode));
        let values = [Some(shape), Some(colour)];
        utterances
            .add(episode, 0, &message, &values)
            .expect("sound");
    }
    utterances
}

fn options() -> Options {
    Options {
        seed: 3,
        ..Options::default()
    }
}

fn values(bits: u64) -> [u16; 2] {
    [(bits % 4) as u16, (bits / 4 % 4) as u16]
}

#[test]
fn a_perfect_code_is_read_off_and_only_where_it_says_something() {
    let utterances = utterances(800, |bits| {
        let [shape, colour] = values(bits);
        (
            vec![10 + u32::from(shape), 20 + u32::from(colour)],
            [shape, colour],
        )
    });
    let found = Dictionary::of(&utterances, 32, &options());
    let of = |unit: &LexicalUnit| {
        let entry = found.entries.iter().find(|entry| entry.unit == *unit);
        entry.unwrap_or_else(|| panic!("no {unit:?}"))
    };
    let entry = of(&LexicalUnit::Symbol { symbol: 12 });
    let [shape, colour] = &entry.attributes[..] else {
        panic!("two attributes");
    };
    assert_eq!(
        (shape.value.as_deref(), shape.probability),
        (Some("2"), 1.0)
    );
    let share = entry.count as f64 / 800.0;
    assert!((shape.lift - 1.0 / share).abs() < 1e-9 && (entry.share - share / 2.0).abs() < 1e-12);
    assert_eq!(shape.verdict, Verdict::AboveChance);
    assert_eq!(colour.verdict, Verdict::NotDistinguishableFromChance);
    assert!(shape.p_holm.expect("tested") > shape.null.as_ref().expect("tested").p);
    assert_eq!(
        of(&LexicalUnit::AtPosition {
            symbol: 23,
            position: 1
        })
        .attributes[1]
            .verdict,
        Verdict::AboveChance
    );
    let message = of(&LexicalUnit::Message {
        message: vec![11, 22],
    });
    assert_eq!(message.attributes[1].value.as_deref(), Some("2"));
    // Position 0 tells two bits of the shape, position 1 of the colour.
    let bits: Vec<(f64, Verdict)> = found
        .positions
        .iter()
        .map(|cell| (cell.bits.expect("defined"), cell.verdict))
        .collect();
    for (index, (bits, verdict)) in bits.into_iter().enumerate() {
        let told = index == 0 || index == 3;
        assert!(
            (bits - if told { 2.0 } else { 0.0 }).abs() < 0.03,
            "{index} {bits}"
        );
        assert_eq!(verdict == Verdict::AboveChance, told, "{index}");
    }
    // Every other symbol is about the other attribute: a shape is known in half of the cases, and guessed
    // in the other half.
    assert!(
        (found.purities[0].purity - 0.63).abs() < 0.03,
        "{:?}",
        found.purities[0]
    );
}

#[test]
fn a_random_code_says_nothing_that_chance_would_not() {
    let utterances = utterances(1_000, |bits| {
        (
            vec![(bits >> 8) as u32 % 32, (bits >> 16) as u32 % 32],
            values(bits),
        )
    });
    let found = Dictionary::of(&utterances, 10, &options());
    assert_eq!(found.entries.len(), 40);
    let cells = found.entries.iter().flat_map(|entry| &entry.attributes);
    assert!(
        cells
            .clone()
            .all(|cell| cell.verdict != Verdict::AboveChance)
    );
    // Messages of 1,024 kinds are said once each: too few.
    assert!(cells.clone().any(|cell| cell.verdict == Verdict::TooFew));
    for cell in &found.positions {
        let null = cell.null.as_ref().expect("a null");
        assert_eq!(cell.verdict, Verdict::NotDistinguishableFromChance);
        // The bias of 31 x 3 degrees of freedom: 93 / (2 x 1,000 ln 2) bits.
        assert!((null.mean - 0.067).abs() < 0.005, "{null:?}");
    }
}

#[test]
fn one_symbol_for_everything_is_pure_only_as_the_majority_is() {
    let utterances = utterances(200, |bits| (vec![5], values(bits)));
    let found = Dictionary::of(&utterances, 10, &options());
    // One line: of one-symbol messages, positions and messages are not repeated.
    assert_eq!(found.entries.len(), 1);
    let cell = &found.entries[0].attributes[0];
    assert_eq!(
        (cell.lift, cell.verdict),
        (1.0, Verdict::NotDistinguishableFromChance)
    );
    let purity = &found.purities[0];
    assert_eq!(purity.purity, purity.majority);
    assert_eq!(purity.verdict, Verdict::NotDistinguishableFromChance);
    assert_eq!(found.positions[0].bits, Some(0.0));
}

#[test]
fn what_changes_with_time_alone_is_not_taken_for_meaning() {
    // In the first half all say 0 and shapes are 0, then both are 1: within a window there is nothing.
    let of = |window: &dyn Fn(u64) -> u32| {
        let mut utterances = Utterances::new(attributes(&["shape"], 4), 4).expect("few values");
        for episode in 0..400 {
            let late = (episode / 200) as u16;
            utterances
                .add(episode, window(episode), &[u32::from(late)], &[Some(late)])
                .expect("sound");
        }
        Dictionary::of(&utterances, 4, &options()).positions[0].verdict
    };
    assert_eq!(
        of(&|episode| (episode / 200) as u32),
        Verdict::NotDistinguishableFromChance
    );
    assert_eq!(of(&|_| 0), Verdict::AboveChance);
}

#[test]
fn messages_of_one_episode_are_no_evidence_many_times_over() {
    // 12 episodes of 100 messages, each with a symbol and a shape of its own.
    let mut utterances = Utterances::new(attributes(&["shape"], 4), 32).expect("few values");
    for row in 0..1_200_u64 {
        let episode = row / 100;
        let values = [Some((mixed(episode) % 4) as u16)];
        utterances
            .add(episode, 0, &[episode as u32], &values)
            .expect("sound");
    }
    let found = Dictionary::of(&utterances, 32, &options());
    assert_eq!(found.tested, 12);
    assert!(found.entries.iter().all(|entry| entry.tested == 1
        && entry.count == 100
        && entry.attributes[0].verdict == Verdict::TooFew));
    assert_eq!(
        found.positions[0].verdict,
        Verdict::NotDistinguishableFromChance
    );
}

#[test]
fn an_attribute_of_one_value_and_a_null_that_nobody_asked_for_are_said() {
    let utterances = utterances(100, |bits| {
        (vec![(bits % 2) as u32], [1, (bits % 2) as u16])
    });
    let bare = options().bare();
    let found = Dictionary::of(&utterances, 4, &bare);
    let [shape, colour] = &found.entries[0].attributes[..] else {
        panic!("two attributes");
    };
    assert_eq!(
        (shape.verdict, colour.verdict),
        (Verdict::Constant, Verdict::NotTested)
    );
    assert_eq!(
        (shape.probability, shape.lift, colour.p_holm),
        (1.0, 1.0, None)
    );
    assert_eq!(found.positions[0].bits, None);
    assert_eq!(found.purities.len(), 1);
    let unknown = Utterances::new(Vec::new(), 4).expect("no attributes");
    assert_eq!(Dictionary::of(&unknown, 4, &options()).entries, []);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]
    #[test]
    fn numbers_keep_their_bounds_and_do_not_depend_on_the_workers(
        rows in prop::collection::vec((0_u32..6, 0_u32..6, 0_u16..4, 0_u16..4, any::<bool>()), 1..80),
    ) {
        let mut utterances = Utterances::new(attributes(&["shape", "colour"], 4), 6).expect("few values");
        for (row, (first, second, shape, colour, known)) in rows.iter().enumerate() {
            let message = if *known { vec![*first, *second] } else { vec![*first] };
            let values = [Some(*shape), known.then_some(*colour)];
            utterances.add(row as u64 / 2, row as u32 / 20, &message, &values).expect("sound");
        }
        let of = |workers| {
            let options = Options { permutations: 20, workers, ..Options::default() };
            Dictionary::of(&utterances, 8, &options)
        };
        let found = of(1);
        prop_assert_eq!(&found, &of(3));
        let symbols = found.entries.iter().filter(|e| matches!(e.unit, LexicalUnit::Symbol { .. }));
        prop_assert!((symbols.map(|entry| entry.share).sum::<f64>() - 1.0).abs() < 1e-9);
        for cell in found.entries.iter().flat_map(|entry| &entry.attributes) {
            prop_assert!((0.0..=1.0).contains(&cell.probability) && cell.lift >= 0.0);
            prop_assert!(cell.information.is_none_or(|bits| (0.0..=1.0).contains(&bits)));
        }
        for purity in &found.purities {
            prop_assert!(purity.majority <= purity.purity + 1e-12 && purity.purity <= 1.0);
        }
    }
}
