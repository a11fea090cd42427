//! The tests of what no single crate can see.

mod edges;
mod hygiene;
mod setup;
mod sources;
mod wrapper;
