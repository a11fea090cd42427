//! The learner against PyTorch, piece by piece, and as a whole.

mod adam;
mod codebooks;
mod deduction;
mod gae;
mod init;
mod learning;
mod lstm;
mod policies;
mod ppo;
mod reference;
mod speaking;
mod stacking;
mod tensors;
