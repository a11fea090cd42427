//! Whether the use of symbols, and of whole messages, follows a power law.

use protolang_language::observations::Observations;
use protolang_language::power_law::analysis::{Against, PowerLaw, PowerLawVerdict};

use crate::terminal::table::number;

/// Bootstrap samples of a goodness of fit: p to within .016 (Clauset et al. 2009, section 4.1).
pub(super) const REPLICATES: usize = 1_000;

/// The analysis of symbols and, where all different messages were counted, of messages.
pub(super) fn analyses(
    all: &Observations,
    seed: u64,
    workers: usize,
) -> (PowerLaw, Option<PowerLaw>) {
    let of = |what, counts| PowerLaw::of(what, counts, REPLICATES, seed, workers);
    let [_, kept] = all.tally().kept_shares();
    let symbols = of("symbols", all.tally().symbol_counts());
    let messages = (kept == 1.0).then(|| of("messages", all.tally().message_counts()));
    (symbols, messages)
}

/// The analysis in a sentence or two.
pub(super) fn sentence(law: &PowerLaw) -> String {
    let (Some(alpha), Some(sigma), Some(xmin), Some(others)) =
        (law.alpha, law.sigma, law.xmin, law.alternatives)
    else {
        let because = law.insufficient_because.as_deref().unwrap_or_default();
        return format!(
            "Power law of {}: insufficient, no exponent is given ({because}).\n",
            law.of
        );
    };
    let verdict = match law.verdict {
        PowerLawVerdict::Insufficient => "insufficient",
        PowerLawVerdict::Rejected => "rejected",
        PowerLawVerdict::AlternativeBetter => "another law fits better",
        PowerLawVerdict::Plausible => "plausible",
    };
    let p = law
        .p
        .map_or_else(|| "not tested".to_owned(), |p| format!("{p:.3}"));
    let against = |name: &str, other: Against| format!("{name} {:+.2} (p {:.3})", other.r, other.p);
    format!(
        "Power law of {}: {verdict}; alpha {} ± {} from {xmin} on, {} of {} counts, KS {}, p {p}.\n  Against {}, {}, {}; positive is for the power law.\n",
        law.of,
        number(alpha),
        number(sigma),
        law.n_tail,
        law.n,
        law.ks.map_or_else(String::new, number),
        against("lognormal", others.lognormal),
        against("exponential", others.exponential),
        against("truncated power law", others.truncated_power_law),
    )
}
