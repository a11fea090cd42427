//! The statistics against other people's programs, and against the laws that they must obey; the formats
//! against themselves and against the readers of others.

mod intervals;
mod laws;
mod properties;
mod python_readers;
mod rates;
mod reading;
mod reference;
mod sentences;
mod writing;
