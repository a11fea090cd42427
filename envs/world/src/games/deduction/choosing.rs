//! What agents have chosen: only what they were asked, and only what is legal.

use bevy_ecs::prelude::*;

use super::actions::{ACTIONS, NOT_ASKED, SKIP, WAIT};
use super::components::{Asked, Earned, Witnessed};
use super::rules::Rules;
use super::table::{Counts, Over, Phase, TableId, Ticks};
use crate::lane::{Actions, Verdict};
use crate::order::{AgentId, table};

/// Reads the actions of this step: nothing from those who are not asked, waiting (in a vote: nobody)
/// for what is not legal. Also lets the
/// clock tick, and forgets what holds for one step only.
pub(super) fn choose(
    mut actions: ResMut<Actions>,
    verdict: Res<Verdict>,
    rules: Res<Rules>,
    mut agents: Query<(&mut Asked, &mut Earned, &mut Witnessed), With<AgentId>>,
    mut tables: Query<(&Phase, &mut Counts, &mut Over, &mut Ticks), With<TableId>>,
) {
    let stored = "everything is stored in tables";
    let (mut asked, mut earned, mut witnessed) = table(agents.contiguous_iter_mut().expect(stored));
    let (phases, mut counts, mut over, mut ticks) =
        table(tables.contiguous_iter_mut().expect(stored));
    earned.bypass_change_detection().fill(Earned::default());
    over.bypass_change_detection().fill(Over::default());
    for ticks in ticks.bypass_change_detection() {
        ticks.0 += 1;
    }
    for witnessed in witnessed.bypass_change_detection() {
        (witnessed.killers_now, witnessed.victims_now) = (0, 0);
    }

    let agents = rules.agents;
    let lanes = actions
        .0
        .chunks_exact_mut(agents)
        .zip(asked.bypass_change_detection().chunks_exact_mut(agents))
        .zip(verdict.legal_actions.chunks_exact(agents * ACTIONS))
        .zip(phases)
        .zip(counts.bypass_change_detection());
    for ((((actions, asked), legal), phase), counts) in lanes {
        let fallback = if *phase == Phase::Vote { SKIP } else { WAIT };
        let mut decisions = 0;
        for ((action, asked), legal) in actions
            .iter_mut()
            .zip(&mut *asked)
            .zip(legal.as_chunks::<ACTIONS>().0)
        {
            *action = match (asked.0, legal[usize::from(*action)]) {
                (false, _) => NOT_ASKED,
                (true, true) => *action,
                (true, false) => fallback,
            };
            decisions += u32::from(asked.0);
            asked.0 = false;
        }
        counts.decisions += decisions;
        if *phase == Phase::Vote {
            counts.votes += decisions;
        }
    }
}
