//! "Did you mean": the closest of a list of names.

/// Similarity below which a suggestion would puzzle more than it helps (0 to 1).
const CLOSE: f64 = 0.6;

/// The name in `known` closest to `given`, or nothing when none is close.
///
/// Closeness is the normalised Damerau-Levenshtein similarity, without regard to case or to `-`
/// and `_`; of equally close names the first wins.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let plain = |name: &str| name.to_lowercase().replace('_', "-");
    // The cost is quadratic in the length, and nobody means so long a name.
    if given.len() > 100 {
        return None;
    }
    let given = plain(given);
    let mut best: Option<(f64, &str)> = None;
    for name in known {
        let close = strsim::normalized_damerau_levenshtein(&given, &plain(name));
        if close >= CLOSE && best.is_none_or(|(b, _)| close > b) {
            best = Some((close, name));
        }
    }
    best.map(|(_, name)| name.to_owned())
}

/// The dotted key in `known` that a reader most likely meant by `given`: one of the same table
/// that is spelt alike, else the same name in another table, else, where there is no such table, any key spelt
/// alike.
pub fn nearest_key<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    let known: Vec<&str> = known.into_iter().collect();
    let split = |key: &'a str| key.rsplit_once('.').unwrap_or(("", key));
    let (table, leaf) = given.rsplit_once('.').unwrap_or(("", given));
    let siblings = known
        .iter()
        .copied()
        .map(split)
        .filter(|(t, _)| *t == table);
    if let Some(name) = nearest(leaf, siblings.map(|(_, name)| name)) {
        return Some(if table.is_empty() {
            name
        } else {
            format!("{table}.{name}")
        });
    }
    let elsewhere = known.iter().copied().find(|&key| split(key).1 == leaf);
    let within = given.split('.').next().unwrap_or_default();
    let there = known
        .iter()
        .any(|key| key.split('.').next() == Some(within));
    elsewhere
        .map(str::to_owned)
        .or_else(|| nearest(given, known).filter(|_| !there))
}

#[cfg(test)]
mod tests {
    use super::{nearest, nearest_key};

    #[test]
    fn a_slip_finds_its_word_and_noise_finds_none() {
        let words = ["quickstart", "score-p3-xp", "score-p3-xp-sp"];
        assert_eq!(nearest("quickstar", words).as_deref(), Some("quickstart"));
        assert_eq!(
            nearest("score_p3_xp", words).as_deref(),
            Some("score-p3-xp")
        );
        assert_eq!(nearest("zzz", words), None);
        assert_eq!(nearest(&"q".repeat(10_000), words), None);
    }

    #[test]
    fn a_key_in_the_wrong_table_finds_the_right_one() {
        let keys = ["run.seed", "ppo.gamma", "ppo.lanes", "channel.vocabulary"];
        assert_eq!(nearest_key("ppo.gama", keys).as_deref(), Some("ppo.gamma"));
        assert_eq!(nearest_key("run.gamma", keys).as_deref(), Some("ppo.gamma"));
        assert_eq!(nearest_key("gamma", keys).as_deref(), Some("ppo.gamma"));
        assert_eq!(
            nearest_key("chanel.vocabulary", keys).as_deref(),
            Some("channel.vocabulary")
        );
        assert_eq!(nearest_key("xyz", keys), None);
        assert_eq!(nearest_key("channel.vocals", keys), None);
    }
}
