//! Communication between agents that act: does a message follow from what is known, and does it matter?

pub mod consistency;
pub mod fisher;
pub mod influence;
pub mod intervention;
pub mod listening;
pub mod lookup;
pub mod over_states;
pub mod signalling;
