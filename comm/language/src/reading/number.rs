//! Numbers as texts of a table.

/// A whole number, also one that was written with an empty fraction, as tables do that once had gaps.
pub(super) fn whole(word: &str) -> Option<i64> {
    let digits = match word.split_once('.') {
        Some((digits, zeros)) if zeros.bytes().all(|byte| byte == b'0') => digits,
        Some(_) => return None,
        None => word,
    };
    digits.parse().ok()
}

/// Whether it is a whole number that programs write otherwise, such as `01` or `+1`: then the numbers of its
/// column are names.
pub(super) fn is_name(word: &str) -> bool {
    let digits = word.strip_prefix(['+', '-']).unwrap_or(word);
    let number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    number
        && (word.starts_with('+') || word == "-0" || (digits.len() > 1 && digits.starts_with('0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names() {
        let read = [
            "0",
            "7",
            "-3",
            "2.0",
            "2.",
            "2.5",
            "",
            "x",
            "1e3",
            "99999999999999999999",
        ];
        let expected = [Some(0), Some(7), Some(-3), Some(2), Some(2)];
        assert_eq!(read.map(whole)[..5], expected);
        assert!(read[5..].iter().all(|word| whole(word).is_none()));
        assert!(
            ["01", "+1", "-0", "00", "-07", "+0"]
                .into_iter()
                .all(is_name)
        );
        assert!(
            ["0", "10", "-1", "1.0", "x1", "+", ""]
                .into_iter()
                .all(|word| !is_name(word))
        );
    }
}
