//! Statistics of the language of one episode, for the record of a training run.

use crate::usage::symbol_usage::Usage;

/// Statistics of everything that was said in an episode, `messages[seat][time][symbol]`, by the names of the
/// registry. Nothing where nothing was said. Cheap: it runs once an episode while training.
pub fn episode_statistics(messages: &[Vec<Vec<u16>>]) -> Vec<(&'static str, f64)> {
    let symbols = || messages.iter().flatten().flatten();
    let Some(largest) = symbols().max() else {
        return Vec::new();
    };
    let mut counts = vec![0_u64; usize::from(*largest) + 1];
    for symbol in symbols() {
        counts[usize::from(*symbol)] += 1;
    }
    let usage = Usage::new(&counts, None);
    let all = [
        ("types", Some(usage.types())),
        ("entropy_bits", usage.entropy_bits()),
        ("max_share", usage.max_share()),
        ("ttr", usage.ttr()),
    ];
    all.into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_episode_of_two_words() {
        let messages = [vec![vec![3], vec![1]], vec![vec![3], vec![1]]];
        let expected = [
            ("types", 2.0),
            ("entropy_bits", 1.0),
            ("max_share", 0.5),
            ("ttr", 0.5),
        ];
        assert_eq!(episode_statistics(&messages), expected);
        assert_eq!(episode_statistics(&[vec![], vec![]]), []);
    }

    #[test]
    fn every_name_is_in_the_registry() {
        for (name, _) in episode_statistics(&[vec![vec![0]]]) {
            assert!(crate::registry::find(name).is_some(), "{name}");
        }
    }
}
