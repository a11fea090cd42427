//! What agents may do, who may speak, who hears, and who is asked whom it suspects. All of it follows
//! from the state, so it is worked out anew after every step, reset and restore.

use bevy_ecs::prelude::*;

use super::actions::{ACTIONS, DO_TASK, GO, KILL, REPORT, SKIP, VOTE, WAIT, allow};
use super::colours::{Colours, only};
use super::components::{Asked, Identity, Life, Sight};
use super::rooms::{DIRECTIONS, leads_on};
use super::rules::Rules;
use super::table::{Meeting, Phase, Roll, Setting, TableId};
use crate::channel::air::Ears;
use crate::grid::Position;
use crate::lane::{Due, Episodes, Verdict};
use crate::order::{AgentId, table};

/// How far an impostor's hand reaches on the map of cells, in king's moves.
const REACH: u8 = 1;

type Agents = (
    &'static Identity,
    &'static Life,
    &'static Sight,
    &'static Asked,
    &'static Position,
);
type Tables = (
    &'static Phase,
    &'static Setting,
    &'static Roll,
    &'static Meeting,
);

/// Works out the masks of all lanes.
pub(super) fn mask(
    rules: Res<Rules>,
    agents: Query<Agents, With<AgentId>>,
    tables: Query<Tables, With<TableId>>,
    episodes: Res<Episodes>,
    mut verdict: ResMut<Verdict>,
) {
    let masks = Masks::new(&rules, &agents, &tables);
    for lane in 0..masks.tables.0.len() {
        masks.write(lane, episodes.over[lane], &mut verdict);
    }
}

/// Works out the masks of the lanes whose episode begins.
pub(super) fn mask_first(
    rules: Res<Rules>,
    due: Res<Due>,
    agents: Query<Agents, With<AgentId>>,
    tables: Query<Tables, With<TableId>>,
    mut verdict: ResMut<Verdict>,
    mut ears: ResMut<Ears>,
) {
    let masks = Masks::new(&rules, &agents, &tables);
    for lane in &due.0 {
        let lane = *lane as usize;
        masks.write(lane, false, &mut verdict);
        ears.0[lane * rules.agents..(lane + 1) * rules.agents].fill(true);
    }
}

/// Deafens the dead.
pub(super) fn deafen(lives: Query<&Life, With<AgentId>>, mut ears: ResMut<Ears>) {
    let lives = table(
        lives
            .contiguous_iter()
            .expect("agents are stored in tables"),
    );
    for (ear, life) in ears.0.iter_mut().zip(lives) {
        *ear = life.alive();
    }
}

/// Everything that masks are made of.
struct Masks<'a> {
    rules: &'a Rules,
    agents: (&'a [Identity], &'a [Life], &'a [Sight], &'a [Asked]),
    cells: &'a [Position],
    tables: (&'a [Phase], &'a [Setting], &'a [Roll], &'a [Meeting]),
}

impl<'a> Masks<'a> {
    fn new(
        rules: &'a Rules,
        agents: &'a Query<Agents, With<AgentId>>,
        tables: &'a Query<Tables, With<TableId>>,
    ) -> Self {
        let stored = "everything is stored in tables";
        let (identities, lives, sights, asked, cells) =
            table(agents.contiguous_iter().expect(stored));
        Self {
            rules,
            agents: (identities, lives, sights, asked),
            cells,
            tables: table(tables.contiguous_iter().expect(stored)),
        }
    }

    fn write(&self, lane: usize, over: bool, verdict: &mut Verdict) {
        let (identities, lives, sights, asked) = self.agents;
        let cells = self.cells;
        let (phases, settings, rolls, meetings) = self.tables;
        let (first, agents) = (lane * self.rules.agents, self.rules.agents);
        let impostors = &identities[first..first + self.rules.impostors];
        let fellows = impostors
            .iter()
            .fold(0, |set, impostor| set | only(impostor.colour));
        let cell_map = self.rules.cell_map(settings[lane]);
        // The answer is the impostor that lives; of several the one in the first seat.
        let alive = (0..impostors.len()).find(|seat| lives[first + seat].alive());
        let answer = impostors[alive.unwrap_or(0)].colour;
        let legal = verdict.legal_actions[first * ACTIONS..][..agents * ACTIONS]
            .as_chunks_mut::<ACTIONS>()
            .0;
        for (own, legal) in legal.iter_mut().enumerate() {
            let seat = first + own;
            legal.fill(false);
            if !asked[seat].0 || over {
                legal[usize::from(WAIT)] = true;
            } else if phases[lane] == Phase::Vote {
                legal[usize::from(SKIP)] = true;
                allow(legal, VOTE, rolls[lane].0);
            } else {
                let impostor = identities[seat].impostor.then_some(fellows);
                let sight = &sights[seat];
                match cell_map {
                    None => {
                        let setting = settings[lane];
                        let (width, height) = (setting.width, setting.height);
                        let leads_on = |way| leads_on(sight.room, way, width, height);
                        play(legal, sight, leads_on, impostor, Colours::MAX);
                    }
                    Some(cell_map) => {
                        let lane = first..first + agents;
                        let near = near(own, &cells[lane.clone()], &identities[lane]);
                        let leads_on = |way| cell_map.leads_on(cells[seat], way);
                        play(legal, sight, leads_on, impostor, near);
                    }
                }
            }
            verdict.speaks[seat] =
                !over && phases[lane] == Phase::Message && meetings[lane].turn() == own;
            verdict.asked[seat] = !over && phases[lane] == Phase::Query && lives[seat].alive();
            verdict.answers[seat] = answer;
        }
    }
}

/// Colours of those who are one cell away at most.
fn near(own: usize, cells: &[Position], identities: &[Identity]) -> Colours {
    let all = cells.iter().zip(identities);
    all.filter(|(at, _)| at.chebyshev(cells[own]) <= REACH)
        .fold(0, |set, (_, identity)| set | only(identity.colour))
}

/// What a free agent may do. An impostor reports no bodies, and kills no other impostor and nobody who is
/// out of reach.
fn play(
    legal: &mut [bool],
    sight: &Sight,
    leads_on: impl Fn(usize) -> bool,
    fellows: Option<Colours>,
    reach: Colours,
) {
    legal[usize::from(WAIT)] = true;
    legal[usize::from(DO_TASK)] = sight.tasks != 0;
    for direction in 0..DIRECTIONS {
        legal[usize::from(GO.start) + direction] = leads_on(direction);
    }
    match fellows {
        None => allow(legal, REPORT, sight.bodies),
        Some(fellows) if sight.cooldown == 0 => {
            allow(legal, KILL, sight.others() & !fellows & reach)
        }
        Some(_) => {}
    }
}
