//! Is it a power law? The discrete analysis of Clauset, Shalizi and Newman 2009, in full.

pub mod alternatives;
pub mod analysis;
pub mod fit;
pub mod goodness;
pub mod sample;
