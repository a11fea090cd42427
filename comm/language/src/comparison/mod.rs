//! Comparing conditions over several seeds (Agarwal et al. 2021, Deep RL at the Edge of the Statistical
//! Precipice).

pub mod across_seeds;
