//! Large whole numbers as people write them: `2M`, `1.5M`, `10k`, `2e6`, `2_000_000`.

/// Largest power of ten that is read: 10^18 is the last that fits.
const LARGEST: usize = 18;

/// The whole number that a text stands for, if it stands for one: digits, perhaps with `_` between them and a
/// decimal part, then `k`, `M` or `G` (thousands, millions, billions) or `e` and a power of ten.
pub fn count(text: &str) -> Option<u64> {
    let (mantissa, power) = match text.split_once(['e', 'E']) {
        Some((mantissa, power)) => {
            let power = power.strip_prefix('+').unwrap_or(power);
            let digits = power.bytes().all(|byte| byte.is_ascii_digit());
            (mantissa, power.parse().ok().filter(|_| digits)?)
        }
        None => match text.chars().last()? {
            'k' | 'K' => (&text[..text.len() - 1], 3),
            'm' | 'M' => (&text[..text.len() - 1], 6),
            'g' | 'G' => (&text[..text.len() - 1], 9),
            _ => (text, 0_usize),
        },
    };
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let neat = |digits: &str| {
        digits.chars().all(|c| c.is_ascii_digit() || c == '_')
            && !digits.starts_with('_')
            && !digits.ends_with('_')
    };
    if whole.is_empty() || !neat(whole) || !neat(decimals) || power > LARGEST {
        return None;
    }
    let decimals = decimals.replace('_', "");
    let decimals = decimals.trim_end_matches('0');
    let zeros = power.checked_sub(decimals.len())?;
    let digits = format!("{}{decimals}{}", whole.replace('_', ""), "0".repeat(zeros));
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::count;

    #[test]
    fn numbers_as_people_write_them() {
        let written = [
            "2M",
            "2m",
            "1.5M",
            "10k",
            "2e6",
            "2_000_000",
            "1.25e3",
            "2E+3",
            "3G",
            "7",
            "1.50k",
        ];
        let meant = [
            2_000_000,
            2_000_000,
            1_500_000,
            10_000,
            2_000_000,
            2_000_000,
            1250,
            2000,
            3_000_000_000,
            7,
            1500,
        ];
        assert_eq!(written.map(count), meant.map(Some));
    }

    #[test]
    fn what_is_no_whole_number_is_none() {
        for text in [
            "",
            "M",
            "1.5",
            "1.0005k",
            "-2M",
            "2 M",
            "2Mk",
            "1e",
            "e6",
            "1e-3",
            "1e19",
            "_1",
            "1_",
            "1e400",
            "1e++3",
            "99999999999999999999",
            "2M2",
            "0x10",
            "१",
        ] {
            assert_eq!(count(text), None, "{text:?}");
        }
    }
}
