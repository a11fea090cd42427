//! How an episode begins: the map, the colours, the tasks.

use bevy_ecs::prelude::*;
use rand::rngs::ChaCha8Rng;

use super::colours::{COLOURS, NAMES, NOBODY, each};
use super::components::{
    Activity, Asked, Cooldown, Earned, Identity, Life, MAX_TASKS, Place, Sight, Spots, Tasks,
    Witnessed,
};
use super::discussion::roll;
use super::gathering::{cooldown, start};
use super::ground::CellMap;
use super::mixture;
use super::rooms::{room, spawn};
use super::rules::Rules;
use super::table::{Counts, Meeting, Over, Phase, Roll, Setting, TableId, Ticks};
use crate::grid::Position;
use crate::lane::{Due, Episodes, Meaning};
use crate::order::{AgentId, table};
use protolang_spec::attribute::Attribute;
use protolang_spec::keys::{Purpose, below, stream};

/// Attributes in an agent's meaning: what it is in the episode.
pub(super) const MEANING: [Attribute; 2] = [
    Attribute::named("colour", &NAMES),
    Attribute::named("impostor", &["no", "yes"]),
];

/// Ticks before the first decision: the introduction, the gathering, the first look around.
const FIRST_TICKS: u32 = 3;
/// What an agent has seen before it first looks around: nothing that can be.
const UNSEEN: Sight = Sight {
    room: 0,
    here: u8::MAX,
    entering: u8::MAX,
    leaving: u8::MAX,
    ways: 0,
    bodies: u8::MAX,
    tasks: 0,
    cooldown: 0,
};

/// Begins the episodes of the lanes that are due.
#[expect(clippy::type_complexity, reason = "a system names its data")]
pub(super) fn place(
    due: Res<Due>,
    episodes: Res<Episodes>,
    rules: Res<Rules>,
    mut agents: Query<
        (
            &mut Identity,
            &mut Life,
            &mut Place,
            &mut Activity,
            &mut Tasks,
            &mut Cooldown,
            &mut Sight,
            &mut Witnessed,
            &mut Asked,
            &mut Earned,
            &mut Position,
            &mut Spots,
        ),
        With<AgentId>,
    >,
    mut tables: Query<
        (
            &mut Phase,
            &mut Ticks,
            &mut Setting,
            &mut Roll,
            &mut Meeting,
            &mut Over,
            &mut Counts,
        ),
        With<TableId>,
    >,
    mut meaning: ResMut<Meaning>,
) {
    let stored = "everything is stored in tables";
    let (
        mut identities,
        mut lives,
        mut places,
        mut activities,
        mut tasks,
        mut cooldowns,
        mut sights,
        mut witnessed,
        mut asked,
        mut earned,
        mut cells,
        mut spots,
    ) = table(agents.contiguous_iter_mut().expect(stored));
    let (mut phases, mut ticks, mut settings, mut rolls, mut meetings, mut over, mut counts) =
        table(tables.contiguous_iter_mut().expect(stored));
    for lane in &due.0 {
        let lane = *lane as usize;
        let mut rng = stream(episodes.keys[lane], Purpose::Reset);
        let setting = mixture::setting(&rules.config, &mut rng);
        let colours = colours(&mut rng);
        let seats = lane * rules.agents..(lane + 1) * rules.agents;
        let identities = &mut identities.bypass_change_detection()[seats.clone()];
        let lives = &mut lives.bypass_change_detection()[seats.clone()];
        for (seat, identity) in identities.iter_mut().enumerate() {
            *identity = Identity {
                colour: colours[seat],
                impostor: seat < rules.impostors,
            };
        }
        lives.fill(Life::Alive);
        places.bypass_change_detection()[seats.clone()].fill(Place::at(spawn(setting.width)));
        activities.bypass_change_detection()[seats.clone()].fill(Activity::default());
        sights.bypass_change_detection()[seats.clone()].fill(UNSEEN);
        witnessed.bypass_change_detection()[seats.clone()].fill(Witnessed::default());
        asked.bypass_change_detection()[seats.clone()].fill(Asked(false));
        earned.bypass_change_detection()[seats.clone()].fill(Earned::default());
        for (seat, identity) in seats.clone().zip(&*identities) {
            cooldowns.bypass_change_detection()[seat] = cooldown(*identity, &rules);
            tasks.bypass_change_detection()[seat] = if identity.impostor {
                Tasks::default()
            } else {
                draw_tasks(setting, &mut rng)
            };
        }
        cells.bypass_change_detection()[seats.clone()].fill(start(setting, &rules));
        // Drawn last, so that the same key gives the same rooms on both kinds of map.
        let tasks = &tasks.bypass_change_detection()[seats.clone()];
        let spots = &mut spots.bypass_change_detection()[seats];
        for (spots, tasks) in spots.iter_mut().zip(tasks) {
            let cell_map = rules.cell_map(setting);
            *spots = cell_map.map_or_else(Spots::default, |cell_map| {
                draw_spots(tasks, cell_map, &mut rng)
            });
        }
        phases.bypass_change_detection()[lane] = Phase::Play;
        ticks.bypass_change_detection()[lane] = Ticks(FIRST_TICKS);
        settings.bypass_change_detection()[lane] = setting;
        rolls.bypass_change_detection()[lane] = Roll(roll(identities, lives));
        meetings.bypass_change_detection()[lane] = Meeting::default();
        over.bypass_change_detection()[lane] = Over::default();
        counts.bypass_change_detection()[lane] = Counts::default();
        tell(identities, lane, &mut meaning);
    }
}

/// The colours in random order.
fn colours(rng: &mut ChaCha8Rng) -> [u8; COLOURS] {
    let mut colours = [NOBODY; COLOURS];
    for (number, colour) in colours.iter_mut().enumerate() {
        *colour = number as u8;
    }
    for last in (1..COLOURS).rev() {
        colours.swap(last, below(rng, last as u32 + 1) as usize);
    }
    colours
}

/// Tasks in any rooms, also several in one.
fn draw_tasks(setting: Setting, rng: &mut ChaCha8Rng) -> Tasks {
    let mut rooms = [0; MAX_TASKS];
    for place in &mut rooms[..usize::from(setting.tasks)] {
        let col = below(rng, u32::from(setting.width)) as u8;
        *place = room(below(rng, u32::from(setting.height)) as u8, col);
    }
    Tasks {
        rooms,
        open: (u16::MAX >> (16 - u16::from(setting.tasks))) as u8,
    }
}

/// Where tasks are done: any cells of their rooms.
fn draw_spots(tasks: &Tasks, cell_map: &CellMap, rng: &mut ChaCha8Rng) -> Spots {
    let mut spots = Spots::default();
    for task in each(tasks.open).map(usize::from) {
        let number = below(rng, cell_map.layout.in_a_room()) as u8;
        spots.0[task] = cell_map.layout.inside(tasks.rooms[task], number);
    }
    spots
}

/// Records what each agent is.
pub(super) fn tell(identities: &[Identity], lane: usize, meaning: &mut Meaning) {
    let len = identities.len() * MEANING.len();
    let known = &mut meaning.values[lane * len..(lane + 1) * len];
    for (known, identity) in known.chunks_exact_mut(MEANING.len()).zip(identities) {
        known.copy_from_slice(&[i32::from(identity.colour), i32::from(identity.impostor)]);
    }
}
