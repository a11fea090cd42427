//! What crosses crates: end to end, golden files, fault injection.
