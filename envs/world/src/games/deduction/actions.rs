//! What agents can choose. The list is the same for every map, number of players and role.

use std::ops::Range;

use super::colours::{COLOURS, Colours};
use super::rooms::DIRECTIONS;

/// To wait; also the one action of an agent that is not asked.
pub(super) const WAIT: u8 = 0;
/// To do the first open task in the room.
pub(super) const DO_TASK: u8 = 1;
const GO_FIRST: u8 = 2;
const REPORT_FIRST: u8 = GO_FIRST + DIRECTIONS as u8;
const KILL_FIRST: u8 = REPORT_FIRST + COLOURS as u8;
const VOTE_FIRST: u8 = KILL_FIRST + COLOURS as u8;
/// To vote for nobody.
pub(super) const SKIP: u8 = VOTE_FIRST + COLOURS as u8;
/// Actions that there are.
pub(super) const ACTIONS: usize = SKIP as usize + 1;
/// In place of an action: the agent was not asked.
pub(super) const NOT_ASKED: u8 = u8::MAX;

/// To walk, by direction.
pub(super) const GO: Range<u8> = GO_FIRST..REPORT_FIRST;
/// To report a body, by colour.
pub(super) const REPORT: Range<u8> = REPORT_FIRST..KILL_FIRST;
/// To kill, by colour.
pub(super) const KILL: Range<u8> = KILL_FIRST..VOTE_FIRST;
/// To vote, by colour.
pub(super) const VOTE: Range<u8> = VOTE_FIRST..SKIP;

/// What an action of this range is aimed at: a direction or a colour.
pub(super) fn object(action: u8, range: Range<u8>) -> Option<u8> {
    range.contains(&action).then(|| action - range.start)
}

/// Allows the actions of a range that are aimed at one of these colours.
pub(super) fn allow(legal: &mut [bool], range: Range<u8>, colours: Colours) {
    let legal = &mut legal[usize::from(range.start)..usize::from(range.end)];
    for (colour, legal) in legal.iter_mut().enumerate() {
        *legal = colours >> colour & 1 == 1;
    }
}

/// Names of the actions, in index order.
pub(super) fn names() -> Vec<&'static str> {
    /// `concat!` for every colour.
    macro_rules! of_each_colour {
        ($what:literal) => {
            [
                concat!($what, "red"),
                concat!($what, "green"),
                concat!($what, "orange"),
                concat!($what, "purple"),
                concat!($what, "blue"),
                concat!($what, "yellow"),
                concat!($what, "pink"),
                concat!($what, "white"),
            ]
        };
    }
    let mut names = vec![
        "wait", "do-task", "go-north", "go-south", "go-west", "go-east",
    ];
    names.extend(of_each_colour!("report-"));
    names.extend(of_each_colour!("kill-"));
    names.extend(of_each_colour!("vote-"));
    names.push("skip");
    names
}

#[cfg(test)]
mod tests {
    use super::super::colours::NAMES;
    use super::super::rooms::DIRECTION_NAMES;
    use super::*;

    #[test]
    fn names_stand_where_the_numbers_say() {
        let names = names();
        assert_eq!(names.len(), ACTIONS);
        assert_eq!(names[usize::from(WAIT)], "wait");
        assert_eq!(names[usize::from(DO_TASK)], "do-task");
        assert_eq!(names[usize::from(SKIP)], "skip");
        for (direction, name) in DIRECTION_NAMES.iter().enumerate() {
            assert_eq!(
                names[usize::from(GO.start) + direction],
                format!("go-{name}")
            );
        }
        for (range, what) in [(REPORT, "report"), (KILL, "kill"), (VOTE, "vote")] {
            for (colour, name) in NAMES.iter().enumerate() {
                let index = usize::from(range.start) + colour;
                assert_eq!(names[index], format!("{what}-{name}"));
                assert_eq!(object(index as u8, range.clone()), Some(colour as u8));
            }
        }
        assert_eq!(object(WAIT, GO), None);
    }
}
