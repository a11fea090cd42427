//! What a message earns: the change of its listeners' beliefs.

use protolang_agents::objectives::SpeakingConfig;
use protolang_agents::objectives::speaking::earned;
use protolang_agents::rollout::Rollout;
use protolang_spec::spaces::Question;
use protolang_spec::step::Status;

use crate::stacking::score;

const SEATS: usize = 4;
const QUESTION: Question = Question {
    name: "impostor",
    choices: 7,
    answers: &[],
    first_seat: 1,
    first_action: 0,
};

/// What happens in a step of the one lane.
enum Step {
    /// These are asked, and give so much to the right answer.
    Asks([Option<f32>; SEATS]),
    /// This seat speaks.
    Says(usize),
    /// Nothing; the episode ends.
    Ends,
}

fn rollout(steps: &[Step]) -> Rollout {
    let mut rollout = Rollout::new(&score(), steps.len(), 1, SEATS);
    let decisions = steps.len() * SEATS;
    rollout.asked = vec![false; decisions];
    rollout.speaks = vec![false; decisions];
    rollout.beliefs = vec![0.5; decisions];
    for (step, what) in steps.iter().enumerate() {
        match what {
            Step::Asks(beliefs) => {
                for (seat, belief) in beliefs.iter().enumerate() {
                    rollout.asked[step * SEATS + seat] = belief.is_some();
                    rollout.beliefs[step * SEATS + seat] = belief.unwrap_or(0.9);
                }
            }
            Step::Says(seat) => rollout.speaks[step * SEATS + seat] = true,
            Step::Ends => rollout.ends[step] = Status::Terminated,
        }
    }
    rollout
}

fn paid(steps: &[Step], own: bool) -> Vec<(usize, f32)> {
    let config = SpeakingConfig {
        weight: 1.0,
        include_speaker: own,
    };
    let earned = earned(&config, QUESTION, &rollout(steps));
    let some = earned.into_iter().enumerate();
    some.filter(|(_, earned)| *earned != 0.0).collect()
}

fn close(found: &[(usize, f32)], expected: &[(usize, f32)]) {
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for ((at, earned), (place, right)) in found.iter().zip(expected) {
        assert!(at == place && (earned - right).abs() < 1e-6, "{found:?}");
    }
}

use Step::{Asks, Ends, Says};

#[test]
fn a_crewmate_earns_what_others_come_to_believe_and_not_what_it_does_itself() {
    let talk = [
        // What the impostor in seat 0 believes counts for nothing.
        Asks([Some(0.1), Some(0.2), Some(0.3), Some(0.25)]),
        Says(2),
        Asks([Some(0.9), Some(0.4), Some(0.8), Some(0.15)]),
    ];
    // +.2 and -.1; the speaker's own +.5 only where asked for.
    close(&paid(&talk, false), &[(SEATS + 2, 0.1)]);
    close(&paid(&talk, true), &[(SEATS + 2, 0.6)]);
}

#[test]
fn an_impostor_earns_the_negative_and_the_dead_are_not_asked() {
    let talk = [
        Asks([Some(0.1), Some(0.2), None, Some(0.3)]),
        Says(0),
        Asks([Some(0.1), Some(0.5), None, Some(0.3)]),
    ];
    close(&paid(&talk, false), &[(SEATS, -0.3)]);
}

#[test]
fn each_message_has_the_questions_on_either_side_of_it() {
    let all = |belief| Asks([Some(belief); SEATS]);
    let talk = [all(0.2), Says(1), all(0.3), Says(3), all(0.6)];
    close(
        &paid(&talk, false),
        &[(SEATS + 1, 0.2), (3 * SEATS + 3, 0.6)],
    );
}

#[test]
fn a_message_at_the_edge_of_a_rollout_or_episode_earns_nothing() {
    let all = |belief| Asks([Some(belief); SEATS]);
    close(&paid(&[Says(1), all(0.3)], false), &[]);
    close(&paid(&[all(0.3), Says(1)], false), &[]);
    close(&paid(&[all(0.3), Says(1), Ends, all(0.9)], false), &[]);
}
