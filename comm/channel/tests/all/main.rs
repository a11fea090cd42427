//! Channels and codebooks.

mod codebook;
mod continuous;
mod reference;
mod vq;
