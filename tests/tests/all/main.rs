//! The tests of what no single crate can see.

mod broken_games;
mod circles;
mod edges;
mod hygiene;
mod modules;
mod names;
mod own_game;
mod pages;
mod reference;
mod setup;
mod sources;
mod standing_alone;
mod without_libtorch;
mod wrapper;
