//! The statistics against other people's programs, and against the laws that they must obey.

mod laws;
mod properties;
mod reference;
