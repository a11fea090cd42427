//! Tables for people.

use super::escape;

/// Columns side by side, each as wide as its widest cell, two spaces apart; no trailing spaces.
pub fn columns(head: &[&str], rows: &[Vec<String>]) -> String {
    // A cell has no lines of its own, whatever is in it.
    let head: Vec<String> = head.iter().map(escape::shown).collect();
    let rows: Vec<Vec<String>> = rows
        .iter()
        .map(|row| row.iter().map(escape::shown).collect())
        .collect();
    let mut widths: Vec<usize> = head.iter().map(|cell| cell.chars().count()).collect();
    for row in &rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let mut text = String::new();
        for (cell, width) in cells.zip(&widths) {
            text.push_str(&format!("{cell:<width$}  "));
        }
        format!("{}\n", text.trim_end())
    };
    let mut out = line(&mut head.iter().map(String::as_str));
    for row in &rows {
        out.push_str(&line(&mut row.iter().map(String::as_str)));
    }
    out
}

/// A text with line ends in place of spaces, so that no line is wider than `width` characters, but for words
/// that are.
pub fn wrapped(text: &str, width: usize) -> String {
    let (mut out, mut used) = (String::new(), 0);
    for word in text.split(' ') {
        let long = word.chars().count();
        if used > 0 && used + 1 + long > width {
            out.push('\n');
            used = 0;
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += long;
    }
    out
}

/// A number with the digits that matter: four significant ones, whole numbers whole.
pub fn number(value: f64) -> String {
    if !value.is_finite() {
        return "-".to_owned();
    }
    if value == value.trunc() && value.abs() < 1e15 {
        return format!("{value:.0}");
    }
    let digits = 3 - value.abs().log10().floor().clamp(-6.0, 3.0) as i32;
    let digits = usize::try_from(digits).unwrap_or(0);
    if value.abs() < 1e-6 {
        format!("{value:.3e}")
    } else {
        format!("{value:.digits$}")
    }
}

#[cfg(test)]
mod tests {
    use super::{columns, number, wrapped};

    #[test]
    fn columns_line_up() {
        let rows = [
            vec!["a".to_owned(), "long cell".to_owned()],
            vec!["bcd".to_owned(), String::new()],
        ];
        assert_eq!(columns(&["x", "y"], &rows), "x    y\na    long cell\nbcd\n");
    }

    #[test]
    fn lines_are_as_long_as_they_may_be() {
        assert_eq!(wrapped("one two three", 7), "one two\nthree");
        assert_eq!(wrapped("one two three", 80), "one two three");
        assert_eq!(
            wrapped("antidisestablishment is long", 9),
            "antidisestablishment\nis long"
        );
        assert_eq!(wrapped("", 9), "");
    }

    #[test]
    fn numbers_keep_four_digits() {
        assert_eq!(number(0.949_36), "0.9494");
        assert_eq!(number(-0.99), "-0.9900");
        assert_eq!(number(12.0), "12");
        assert_eq!(number(1234.56), "1235");
        assert_eq!(number(0.000_123_46), "0.0001235");
        assert_eq!(number(1.5e-9), "1.500e-9");
        assert_eq!(number(f64::NAN), "-");
    }
}
