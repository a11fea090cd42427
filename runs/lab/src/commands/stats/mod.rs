//! `protolang stats`: the language of runs or of anyone's corpus.

mod asked;
mod check;
#[cfg(feature = "learn")]
mod communication;
mod compare;
mod dictionary;
#[cfg(feature = "learn")]
mod interventions;
mod languages;
mod measures;
#[cfg(not(feature = "learn"))]
mod no_probes;
mod of_corpus;
mod of_run;
#[cfg(feature = "learn")]
mod playing;
mod power_law;
#[cfg(feature = "learn")]
mod probes;
mod read;
mod run;
mod run_origin;
mod source;
#[cfg(feature = "learn")]
mod testimony;
#[cfg(test)]
mod tests;
mod text;
mod waiting;

pub use run::run;
