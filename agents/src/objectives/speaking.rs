//! The speaking reward (Sarkar et al. 2025, arXiv:2502.06060): a message earns its speaker what it changes
//! in the probability that its listeners give to the right answer; who knows the answer earns the negative.

use protolang_spec::spaces::Question;
use protolang_spec::step::Status;

use super::SpeakingConfig;
use super::objective::Objective;
use crate::rollout::Rollout;

/// What a lane's team believed when it was last asked.
struct Belief<'a> {
    asked: &'a [bool],
    right: &'a [f32],
}

impl Objective for SpeakingConfig {
    fn weights(&mut self) -> Vec<(&'static str, &mut f64)> {
        vec![("speaking", &mut self.weight)]
    }

    fn add_rewards(&self, question: Option<Question>, rollout: &mut Rollout) {
        let Some(question) = question.filter(|_| self.weight != 0.0) else {
            return;
        };
        let earned = earned(self, question, rollout);
        for (reward, earned) in rollout.rewards.iter_mut().zip(earned) {
            *reward += self.weight as f32 * earned;
        }
    }
}

/// What each message has changed, `[steps, lanes, seats]`: the sum, over those who were asked in earnest both
/// before it and after it, of the change of the probability that they gave to the right answer. The speaker
/// counts only where `include_speaker` says so. The question before and the question after must lie in one rollout: a
/// message next to its edge earns nothing.
pub fn earned(config: &SpeakingConfig, question: Question, rollout: &Rollout) -> Vec<f32> {
    let mut earned = vec![0.0; rollout.rewards.len()];
    if rollout.speaks.is_empty() || rollout.asked.is_empty() {
        return earned;
    }
    let team = rollout.team;
    for first in (0..rollout.lanes * rollout.seats).step_by(team) {
        let lane = first / rollout.seats;
        let at = |step: usize| step * rollout.lanes * rollout.seats + first;
        let believed = |step: usize| Belief {
            asked: &rollout.asked[at(step)..][..team],
            right: &rollout.beliefs[at(step)..][..team],
        };
        let mut before: Option<usize> = None;
        // The message that waits for the next question: when it was said, and by whom.
        let mut said: Option<(usize, usize)> = None;
        for step in 0..rollout.steps {
            if rollout.asked[at(step)..][..team].contains(&true) {
                if let (Some(before), Some((when, speaker))) = (before, said.take()) {
                    let heard = change(&believed(before), &believed(step), |seat| {
                        seat >= question.first_seat && (config.include_speaker || seat != speaker)
                    });
                    let sign = if speaker < question.first_seat {
                        -1.0
                    } else {
                        1.0
                    };
                    earned[at(when) + speaker] = sign * heard;
                }
                before = Some(step);
            }
            let speaks = &rollout.speaks[at(step)..][..team];
            said = speaks
                .iter()
                .position(|speaks| *speaks)
                .map_or(said, |speaker| Some((step, speaker)));
            if rollout.ends[step * rollout.lanes + lane] != Status::Running {
                (before, said) = (None, None);
            }
        }
    }
    earned
}

/// The sum of changes over those who count.
fn change(before: &Belief<'_>, after: &Belief<'_>, counts: impl Fn(usize) -> bool) -> f32 {
    (0..before.asked.len())
        .filter(|seat| counts(*seat) && before.asked[*seat] && after.asked[*seat])
        .map(|seat| after.right[seat] - before.right[seat])
        .sum()
}
