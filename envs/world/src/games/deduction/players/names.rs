//! Names of scripted players: `CREW/IMPOSTOR/VOTER`, and short names for some.

use super::crew::Crew;
use super::impostor::Impostor;
use super::script::Script;
use super::voter::Voter;
use protolang_spec::players::{Players, Policy, SeatScript};

const CREWS: [(&str, Crew); 3] = [
    ("random", Crew::Random),
    ("always-report", Crew::AlwaysReport),
    ("task-rush", Crew::TaskRush),
];
const IMPOSTORS: [(&str, Impostor); 3] = [
    ("random", Impostor::Random),
    ("always-kill", Impostor::AlwaysKill),
    ("kill-when-alone", Impostor::KillWhenAlone),
];
const VOTERS: [(&str, Voter); 7] = [
    ("uniform", Voter::Uniform),
    ("private", Voter::Private),
    ("shared", Voter::Shared),
    ("private-skip", Voter::PrivateSkip),
    ("shared-skip", Voter::SharedSkip),
    ("oracle", Voter::Oracle),
    ("skip", Voter::Skip),
];

/// Names beside `random`, which stands for `random/random/uniform`.
pub(crate) fn policies() -> Vec<Policy> {
    let policy = |name, what| Policy { name, what };
    vec![
        policy(
            "always-report",
            "crewmates report every body they see: always-report/random/uniform",
        ),
        policy(
            "CREW/IMPOSTOR/VOTER",
            "CREW random, always-report, task-rush (reports too); IMPOSTOR random, always-kill, \
             kill-when-alone; VOTER uniform, private (whom the voter has ever seen kill, otherwise \
             uniform), shared (whom any crewmate alive has), private-skip and shared-skip (otherwise \
             nobody), oracle (the impostor), skip (nobody); impostors vote uniformly. On the map of cells they want \
             the same, and walk to where it can be done: a task's cell, a door, a victim in sight",
        ),
    ]
}

/// The players of this name.
pub(crate) fn players(name: &str) -> Option<Box<dyn Players>> {
    let mut parts = in_full(name).split('/');
    let script = Script {
        crew: find(&CREWS, parts.next()?)?,
        impostor: find(&IMPOSTORS, parts.next()?)?,
        voter: find(&VOTERS, parts.next()?)?,
    };
    match parts.next() {
        None => Some(Box::new(script)),
        Some(_) => None,
    }
}

/// A name with all its parts.
fn in_full(name: &str) -> &str {
    match name {
        "always-report" => "always-report/random/uniform",
        name => name,
    }
}

/// What a script is called in the seat of an impostor, or of a crewmate. Impostors vote uniformly.
pub(crate) fn script_of(name: &str, impostor: bool) -> SeatScript<'_> {
    let parts: Vec<&str> = in_full(name).split('/').collect();
    match (parts.as_slice(), impostor) {
        ([_, play, _], true) => SeatScript {
            play,
            votes: "uniform",
        },
        ([play, _, votes], false) => SeatScript { play, votes },
        _ => SeatScript {
            play: name,
            votes: name,
        },
    }
}

fn find<T: Copy>(all: &[(&str, T)], name: &str) -> Option<T> {
    let found = all.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| *value)
}
