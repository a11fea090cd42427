//! Where play begins, at first and after every meeting: everybody alive in one room, with nothing to do.

use bevy_ecs::prelude::*;

use super::components::{Activity, Cooldown, Identity, Life, Place, Witnessed};
use super::ground::CellMap;
use super::rooms::spawn;
use super::rules::Rules;
use super::table::{Over, Phase, Setting, TableId, Ticks};
use crate::grid::Position;
use crate::order::{AgentId, table};

/// Ticks from a vote to the first decision after it, beside the vote's own: the return, and that in
/// which agents first look around.
const TICKS: u32 = 2;

/// Lets play begin anew where a vote is over, and the game is not.
#[expect(clippy::type_complexity, reason = "a system names its data")]
pub(super) fn return_to_play(
    rules: Res<Rules>,
    mut agents: Query<
        (
            &Identity,
            &Life,
            &mut Place,
            &mut Position,
            &mut Activity,
            &mut Cooldown,
            &mut Witnessed,
        ),
        With<AgentId>,
    >,
    mut tables: Query<(&Over, &Setting, &mut Phase, &mut Ticks), With<TableId>>,
) {
    let stored = "everything is stored in tables";
    let (identities, lives, mut places, mut cells, mut activities, mut cooldowns, mut witnessed) =
        table(agents.contiguous_iter_mut().expect(stored));
    let cells = cells.bypass_change_detection();
    let (over, settings, mut phases, mut ticks) =
        table(tables.contiguous_iter_mut().expect(stored));
    let (places, activities, cooldowns, witnessed) = (
        places.bypass_change_detection(),
        activities.bypass_change_detection(),
        cooldowns.bypass_change_detection(),
        witnessed.bypass_change_detection(),
    );
    let tables = phases
        .bypass_change_detection()
        .iter_mut()
        .zip(ticks.bypass_change_detection())
        .zip(over.iter().zip(settings));
    for (lane, ((phase, ticks), (over, setting))) in tables.enumerate() {
        if *phase != Phase::Vote || over.0.is_some() {
            continue;
        }
        *phase = Phase::Play;
        ticks.0 += TICKS;
        let start = start(*setting, &rules);
        for seat in lane * rules.agents..(lane + 1) * rules.agents {
            if lives[seat].alive() {
                places[seat] = Place::at(spawn(setting.width));
                cells[seat] = start;
                activities[seat] = Activity::default();
                cooldowns[seat] = cooldown(identities[seat], &rules);
                witnessed[seat] = Witnessed {
                    ever: witnessed[seat].ever,
                    ..Witnessed::default()
                };
            }
        }
    }
}

/// The cell in which everybody begins: the middle of the room. Where rooms are points cells mean nothing.
pub(super) fn start(setting: Setting, rules: &Rules) -> Position {
    let middle = |cell_map: &CellMap| cell_map.layout.middle(spawn(setting.width));
    rules
        .cell_map(setting)
        .map_or_else(Position::default, middle)
}

/// How long an agent must wait for its first kill when play begins.
pub(super) fn cooldown(identity: Identity, rules: &Rules) -> Cooldown {
    Cooldown(if identity.impostor {
        rules.config.cooldown
    } else {
        0
    })
}
