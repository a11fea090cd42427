//! How a vote goes: everybody alive votes at once, for anybody alive or for nobody. The one with the
//! most votes is ejected; with a tie, or most votes for nobody, nobody is.

use bevy_ecs::prelude::*;

use super::actions::{SKIP, VOTE, object};
use super::colours::COLOURS;
use super::components::{Earned, Identity, Life, Place};
use super::discussion::roll;
use super::rules::Rules;
use super::table::{Meeting, Phase, Roll, TableId};
use crate::lane::Actions;
use crate::order::{AgentId, table};

/// Counts the votes and ejects. A vote for an impostor pays the voter.
pub(super) fn vote(
    actions: Res<Actions>,
    rules: Res<Rules>,
    mut agents: Query<(&Identity, &mut Life, &mut Place, &mut Earned), With<AgentId>>,
    mut tables: Query<(&Phase, &mut Meeting, &mut Roll), With<TableId>>,
) {
    let stored = "everything is stored in tables";
    let (identities, mut lives, mut places, mut earned) =
        table(agents.contiguous_iter_mut().expect(stored));
    let (phases, mut meetings, mut rolls) = table(tables.contiguous_iter_mut().expect(stored));
    let (lives, places, earned) = (
        lives.bypass_change_detection(),
        places.bypass_change_detection(),
        earned.bypass_change_detection(),
    );
    let tables = meetings
        .bypass_change_detection()
        .iter_mut()
        .zip(rolls.bypass_change_detection())
        .zip(phases)
        .enumerate();
    for (lane, ((meeting, known), phase)) in tables {
        if *phase != Phase::Vote {
            continue;
        }
        let first = lane * rules.agents;
        let seats = first..first + rules.agents;
        let seat_of = |colour: u8| {
            let mut all = seats.clone();
            all.find(|seat| identities[*seat].colour == colour)
        };
        for voter in seats.clone() {
            match object(actions.0[voter], VOTE) {
                Some(colour) => {
                    meeting.votes[usize::from(colour)] += 1;
                    let right = seat_of(colour).is_some_and(|seat| identities[seat].impostor);
                    earned[voter].task += i16::from(right);
                }
                None if actions.0[voter] == SKIP => meeting.votes[COLOURS] += 1,
                None => {}
            }
        }
        if let Some(ejected) = elected(&meeting.votes).and_then(seat_of) {
            meeting.ejected = identities[ejected].colour;
            lives[ejected] = Life::Gone;
            if !rules.config.ghosts {
                places[ejected] = Place::at(places[ejected].room);
            }
        }
        known.0 = roll(&identities[seats.clone()], &lives[seats]);
    }
}

/// The colour with more votes than any other and than nobody.
fn elected(votes: &[u8; COLOURS + 1]) -> Option<u8> {
    let most = votes.iter().max()?;
    let mut first = votes.iter().enumerate().filter(|(_, count)| *count == most);
    let (colour, _) = first.next()?;
    (first.next().is_none() && colour < COLOURS).then_some(colour as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurality_ties_and_skips() {
        let of = |pairs: &[(usize, u8)]| {
            let mut votes = [0; COLOURS + 1];
            pairs.iter().for_each(|(at, count)| votes[*at] = *count);
            elected(&votes)
        };
        assert_eq!(of(&[(3, 2), (1, 1)]), Some(3));
        assert_eq!(of(&[(3, 2), (1, 2), (0, 1)]), None);
        assert_eq!(of(&[(3, 2), (COLOURS, 2)]), None);
        assert_eq!(of(&[(3, 1), (COLOURS, 2)]), None);
        assert_eq!(of(&[(0, 2), (1, 2), (7, 3)]), Some(7));
    }
}
