//! Runs from end to end: what comes out, what can be taken up again, what is refused.

mod bad_input;
mod communication;
mod control;
mod determinism;
mod dictionary;
mod evaluating;
mod failing;
mod golden;
mod help;
mod next;
mod program;
mod replays;
mod resume;
mod seats;
mod signals;
mod statistics;
mod testimony;
mod tiny;
