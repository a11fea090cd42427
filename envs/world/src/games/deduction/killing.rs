//! How impostors kill: whom they see, when they have waited for long enough since the last kill. What
//! the others do in the tick comes first, so a victim may be on its way out. On the map of cells a victim
//! must be within reach when the killer chooses, one cell away at most.

use bevy_ecs::prelude::*;

use super::actions::{KILL, object};
use super::components::{Activity, Cooldown, Earned, Identity, Life, Place, Witnessed};
use super::rules::Rules;
use super::table::{Counts, Setting, TableId};
use super::witnessing::notice;
use crate::grid::Position;
use crate::lane::Actions;
use crate::order::{AgentId, table};

/// Kills those whom an impostor has chosen to kill. A body lies in the room of the killer,
/// on the map of cells in its cell.
#[expect(clippy::type_complexity, reason = "a system names its data")]
pub(super) fn kill(
    actions: Res<Actions>,
    rules: Res<Rules>,
    mut agents: Query<
        (
            &Identity,
            &Activity,
            &mut Life,
            &mut Place,
            &mut Position,
            &mut Cooldown,
            &mut Witnessed,
            &mut Earned,
        ),
        With<AgentId>,
    >,
    mut tables: Query<(&Setting, &mut Counts), With<TableId>>,
) {
    let stored = "everything is stored in tables";
    let (
        identities,
        activities,
        mut lives,
        mut places,
        mut cells,
        mut cooldowns,
        mut witnessed,
        mut earned,
    ) = table(agents.contiguous_iter_mut().expect(stored));
    let (settings, mut counts) = table(tables.contiguous_iter_mut().expect(stored));
    let (lives, places, cells) = (
        lives.bypass_change_detection(),
        places.bypass_change_detection(),
        cells.bypass_change_detection(),
    );
    let (cooldowns, witnessed, earned) = (
        cooldowns.bypass_change_detection(),
        witnessed.bypass_change_detection(),
        earned.bypass_change_detection(),
    );
    let agents = rules.agents;
    for (lane, counts) in counts.bypass_change_detection().iter_mut().enumerate() {
        let first = lane * agents;
        let seats = first..first + agents;
        for killer in first..first + rules.impostors {
            let Some(colour) = object(actions.0[killer], KILL) else {
                continue;
            };
            cooldowns[killer].0 = rules.config.cooldown;
            let victim = seats
                .clone()
                .find(|seat| identities[*seat].colour == colour);
            let Some(victim) = victim.filter(|seat| lives[*seat] != Life::Body) else {
                // Another impostor was as quick.
                continue;
            };
            lives[victim] = Life::Body;
            places[victim] = Place::at(places[killer].room);
            cells[victim] = cells[killer];
            earned[killer].task += 1;
            counts.kills += 1;
            counts.witnesses += notice(
                killer - first,
                victim - first,
                &identities[seats.clone()],
                &lives[seats.clone()],
                &activities[seats.clone()],
                &mut witnessed[seats.clone()],
                |own| match rules.cell_map(settings[lane]) {
                    None => places[first + own].room == places[killer].room,
                    Some(cell_map) => cell_map.sees(cells[first + own], cells[killer]),
                },
            );
        }
    }
}
