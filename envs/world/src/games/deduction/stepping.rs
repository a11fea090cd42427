//! How agents walk on the map of cells: one cell a tick. Neither that nor waiting keeps them busy.

use bevy_ecs::prelude::*;

use super::actions::{GO, object};
use super::components::Place;
use super::layout::next;
use super::rules::Rules;
use super::table::{Setting, TableId};
use crate::grid::Position;
use crate::lane::Actions;
use crate::order::{AgentId, table};

/// Moves those who have chosen to go. Several may stand in one cell.
pub(super) fn step(
    actions: Res<Actions>,
    rules: Res<Rules>,
    mut agents: Query<(&mut Place, &mut Position), With<AgentId>>,
    tables: Query<&Setting, With<TableId>>,
) {
    let stored = "everything is stored in tables";
    let (mut places, mut cells) = table(agents.contiguous_iter_mut().expect(stored));
    let settings = table(tables.contiguous_iter().expect(stored));
    let lanes = places
        .bypass_change_detection()
        .chunks_exact_mut(rules.agents)
        .zip(
            cells
                .bypass_change_detection()
                .chunks_exact_mut(rules.agents),
        )
        .zip(actions.0.chunks_exact(rules.agents));
    for (((places, cells), actions), setting) in lanes.zip(settings) {
        let Some(cell_map) = rules.cell_map(*setting) else {
            continue;
        };
        for ((place, cell), action) in places.iter_mut().zip(cells).zip(actions) {
            if let Some(direction) = object(*action, GO) {
                *cell = next(*cell, usize::from(direction));
                *place = Place::at(cell_map.layout.room_of(*cell));
            }
        }
    }
}
