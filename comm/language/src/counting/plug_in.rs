//! The plug-in entropy: that of the observed shares.

/// Plug-in entropy in bits; 0 for no counts. Zero counts are skipped.
pub(crate) fn plug_in_bits(counts: &[u64]) -> f64 {
    plug_in_nats(counts) / std::f64::consts::LN_2
}

/// The same in nats.
pub(crate) fn plug_in_nats(counts: &[u64]) -> f64 {
    let total = counts.iter().sum::<u64>() as f64;
    let mut entropy = 0.0;
    for &count in counts {
        if count > 0 && (count as f64) < total {
            let share = count as f64 / total;
            entropy -= share * share.ln();
        }
    }
    entropy
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fair_coin_has_one_bit() {
        assert_eq!(plug_in_bits(&[7, 0, 7]), 1.0);
    }

    #[test]
    fn a_constant_has_no_entropy() {
        assert_eq!(plug_in_bits(&[0, 30]), 0.0);
    }
}
