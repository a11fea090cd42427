//! How a meeting goes: the living speak one after the other, in an order that is drawn for each meeting,
//! `discussion_turns` times each. Before the first message and after each everybody alive is asked whom
//! they suspect. Then they vote.

use bevy_ecs::prelude::*;

use super::colours::{Colours, only};
use super::components::{Identity, Life};
use super::rules::Rules;
use super::table::{Counts, Meeting, Phase, TableId, Ticks};
use crate::order::{AgentId, table};
use protolang_spec::keys::{EpisodeKey, Purpose, below, stream};

/// Random words that are set apart for each meeting of an episode: shuffling eight takes about seven.
const WORDS: u128 = 1024;

/// A meeting with its speakers in random order.
pub(super) fn convene(called: Meeting, lives: &[Life], key: EpisodeKey) -> Meeting {
    let mut meeting = called;
    let living = lives.iter().enumerate().filter(|(_, life)| life.alive());
    for (place, (seat, _)) in living.enumerate() {
        meeting.order[place] = seat as u8;
        meeting.speakers = place as u8 + 1;
    }
    // The place in the stream is a matter of the meeting's number, so it need not be saved.
    let mut rng = stream(key, Purpose::Rules);
    rng.set_word_pos(u128::from(meeting.held) * WORDS);
    for last in (1..usize::from(meeting.speakers)).rev() {
        let other = below(&mut rng, last as u32 + 1) as usize;
        meeting.order.swap(last, other);
    }
    meeting.held += 1;
    meeting
}

/// Colours of the living.
pub(super) fn roll(identities: &[Identity], lives: &[Life]) -> Colours {
    let all = identities.iter().zip(lives);
    all.filter(|(_, life)| life.alive())
        .fold(0, |set, (identity, _)| set | only(identity.colour))
}

/// Goes on from a question to the next message, or to the vote, and from a message to the next question.
pub(super) fn go_on(
    rules: Res<Rules>,
    agents: Query<(&Identity, &Life), With<AgentId>>,
    mut tables: Query<(&mut Phase, &mut Ticks, &mut Meeting, &mut Counts), With<TableId>>,
) {
    let stored = "everything is stored in tables";
    let (identities, lives) = table(agents.contiguous_iter().expect(stored));
    let (mut phases, mut ticks, mut meetings, mut counts) =
        table(tables.contiguous_iter_mut().expect(stored));
    let tables = phases
        .bypass_change_detection()
        .iter_mut()
        .zip(ticks.bypass_change_detection())
        .zip(meetings.bypass_change_detection())
        .zip(counts.bypass_change_detection());
    for (lane, (((phase, ticks), meeting), counts)) in tables.enumerate() {
        let first = lane * rules.agents;
        match phase {
            Phase::Query => {
                let lives = &lives[first..first + rules.agents];
                let asked = lives.iter().filter(|life| life.alive()).count() as u32;
                counts.decisions += asked;
                counts.surveys += asked;
                if meeting.said < meeting.speakers * rules.config.discussion_turns {
                    *phase = Phase::Message;
                } else {
                    *phase = Phase::Vote;
                    // The published environment takes one tick to open the vote.
                    ticks.0 += 1;
                }
            }
            Phase::Message => {
                meeting.last = identities[first + meeting.turn()].colour;
                meeting.said += 1;
                counts.messages += 1;
                *phase = Phase::Query;
            }
            Phase::Play | Phase::Vote => {}
        }
    }
}
