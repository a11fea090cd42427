//! Runs from end to end: what comes out, what can be taken up again, what is refused.

mod bad_input;
mod communication;
mod control;
mod determinism;
mod dictionary;
mod evaluating;
mod failing;
mod golden;
mod growing;
mod help;
mod locks;
mod next;
mod paths;
mod program;
mod readme;
mod replays;
mod resume;
mod seals;
mod seats;
mod signals;
mod sizes;
mod statistics;
mod strangers;
mod terminal;
mod testimony;
mod tiny;
