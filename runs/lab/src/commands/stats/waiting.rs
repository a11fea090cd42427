//! A line on the terminal while many messages are measured.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressStyle};
use protolang_language::error::LanguageError;
use protolang_language::measure::Measure;
use protolang_language::metric::info::MetricInfo;
use protolang_language::observations::Observations;
use protolang_language::options::Options;
use protolang_language::registry::compute_all_watched;

/// Messages from which on measuring takes long enough to say how far it is.
const MANY: usize = 5_000;

/// Computes metrics as [`protolang_language::registry::compute_all`] does; where stderr is a terminal and
/// messages are many, a line there says which metric is being computed.
///
/// # Errors
/// As there.
pub(super) fn compute_shown(
    metrics: &[&'static MetricInfo],
    all: &Observations,
    options: &Options,
) -> Result<Vec<(&'static str, Measure)>, LanguageError> {
    let resampled = options.permutations > 0 || options.bootstraps > 0;
    let long = resampled && all.messages().len() >= MANY;
    let bar = match long && std::io::stderr().is_terminal() {
        true => ProgressBar::new(0),
        false => ProgressBar::hidden(),
    };
    let style = ProgressStyle::with_template("{bar:30} {pos} of {len}  {msg}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let measures = compute_all_watched(metrics, all, options, &mut |step| {
        bar.set_length(step.of as u64);
        bar.set_position(step.done as u64);
        bar.set_message(step.what);
    });
    bar.finish_and_clear();
    measures
}
