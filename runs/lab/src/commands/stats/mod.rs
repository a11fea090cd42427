//! `protolang stats`: the language of runs or of anyone's corpus.

mod check;
mod communication;
mod compare;
mod dictionary;
mod interventions;
mod languages;
mod of_run;
mod playing;
mod power_law;
mod run;
mod source;
mod testimony;
#[cfg(test)]
mod tests;
mod text;
mod waiting;

pub use run::run;
