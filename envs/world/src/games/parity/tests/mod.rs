mod deal;
pub(in crate::games) mod duel;
mod masks;
mod observation;
mod restore;
mod validate;
