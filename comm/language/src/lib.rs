//! Messages, corpora and the statistics of emergent language.
