//! What agents observe. Those who are busy see nothing of their room, and the dead see nothing at all,
//! but who killed them.

use bevy_ecs::prelude::*;

use super::blocks::{self, LEN};
use super::colours::{COLOURS, Colours, each, only};
use super::components::{
    Activity, Asked, Cooldown, Doing, Identity, Life, Place, Sight, Tasks, Witnessed,
};
use super::rooms::{DIRECTIONS, ROOMS, SIDE, place};
use super::rules::Rules;
use super::table::{Meeting, Phase, Roll, Setting, TableId, Ticks};
use crate::lane::Verdict;
use crate::order::{AgentId, table};
use crate::stage::Which;

type Agents = (
    &'static Identity,
    &'static Life,
    &'static Place,
    &'static Activity,
    &'static Tasks,
    &'static Cooldown,
    &'static Sight,
    &'static Witnessed,
    &'static Asked,
);
type Tables = (
    &'static Phase,
    &'static Setting,
    &'static Roll,
    &'static Meeting,
    &'static Ticks,
);

/// Every set of colours as bytes.
static SPREAD: [[u8; COLOURS]; 256] = {
    let mut spread = [[0; COLOURS]; 256];
    let mut set = 0;
    while set < 256 {
        let mut colour = 0;
        while colour < COLOURS {
            spread[set][colour] = (set >> colour & 1) as u8;
            colour += 1;
        }
        set += 1;
    }
    spread
};

/// Writes observations, `[lanes, agents, LEN]`.
pub(super) fn observe(
    (InMut(out), In(which)): (InMut<[u8]>, In<Which>),
    agents: Query<Agents, With<AgentId>>,
    tables: Query<Tables, With<TableId>>,
    rules: Res<Rules>,
    verdict: Res<Verdict>,
) {
    let stored = "everything is stored in tables";
    let view = View {
        agents: table(agents.contiguous_iter().expect(stored)),
        tables: table(tables.contiguous_iter().expect(stored)),
        rules: &rules,
    };
    let out = out.as_chunks_mut::<LEN>().0;
    let lanes = 0..view.tables.0.len();
    let mut write = |lane: usize| {
        let out = &mut out[lane * rules.agents..(lane + 1) * rules.agents];
        view.write(lane, out);
    };
    match which {
        Which::All => lanes.for_each(&mut write),
        Which::Finished => verdict
            .finished
            .iter()
            .for_each(|lane| write(*lane as usize)),
    }
}

/// Everything that an observation is made of.
struct View<'a> {
    agents: (
        &'a [Identity],
        &'a [Life],
        &'a [Place],
        &'a [Activity],
        &'a [Tasks],
        &'a [Cooldown],
        &'a [Sight],
        &'a [Witnessed],
        &'a [Asked],
    ),
    tables: (
        &'a [Phase],
        &'a [Setting],
        &'a [Roll],
        &'a [Meeting],
        &'a [Ticks],
    ),
    rules: &'a Rules,
}

impl View<'_> {
    fn write(&self, lane: usize, out: &mut [[u8; LEN]]) {
        let mut shared = [0; LEN];
        self.shared(lane, &mut shared);
        let first = lane * self.rules.agents;
        let impostors = &self.agents.0[first..first + self.rules.impostors];
        let fellows = impostors
            .iter()
            .fold(0, |set, impostor| set | only(impostor.colour));
        for (own, out) in out.iter_mut().enumerate() {
            if self.agents.1[first + own].alive() {
                *out = shared;
                self.own(lane, own, fellows, out);
            } else {
                *out = [0; LEN];
                self.death(first + own, out);
            }
        }
    }

    /// What everybody alive knows.
    #[inline(always)]
    fn shared(&self, lane: usize, out: &mut [u8; LEN]) {
        let (phases, settings, rolls, meetings, ticks) = self.tables;
        let (phase, setting, meeting) = (phases[lane], settings[lane], &meetings[lane]);
        let config = &self.rules.config;
        out[blocks::PHASE + phase as usize] = 1;
        let setup = [setting.width, setting.height, config.crew, config.impostors];
        out[blocks::SETUP..][..4].copy_from_slice(&setup);
        spread(out, blocks::LIVING, rolls[lane].0);
        out[blocks::TIME] = (ticks[lane].0 * 255 / config.cap) as u8;
        if phase == Phase::Play {
            out[blocks::VOTES..][..=COLOURS].copy_from_slice(&meeting.votes);
            for ejected in each(only(meeting.ejected)) {
                out[blocks::VOTES + COLOURS + 1 + usize::from(ejected)] = 8;
            }
            return;
        }
        spread(out, blocks::REPORT, only(meeting.reporter));
        spread(out, blocks::REPORT + COLOURS, only(meeting.victim));
        put_room(out, blocks::REPORT + 2 * COLOURS, meeting.room);
        spread(out, blocks::SPEAKERS, only(meeting.last));
        if phase != Phase::Vote && meeting.said < meeting.speakers * config.discussion_turns {
            let next = self.agents.0[lane * self.rules.agents + meeting.turn()].colour;
            spread(out, blocks::SPEAKERS + COLOURS, only(next));
            out[blocks::SPEAKERS + 2 * COLOURS] = 1;
        }
    }

    /// What one agent that lives knows beside that.
    fn own(&self, lane: usize, own: usize, fellows: Colours, out: &mut [u8; LEN]) {
        let seat = lane * self.rules.agents + own;
        let (identities, _, places, activities, tasks, cooldowns, sights, witnessed, asked) =
            self.agents;
        let (identity, activity, tasks) = (identities[seat], activities[seat], tasks[seat]);
        let (phase, meeting) = (self.tables.0[lane], &self.tables.3[lane]);
        out[blocks::TURN] = u8::from(asked[seat].0);
        out[blocks::TURN + 1] = u8::from(phase == Phase::Query);
        out[blocks::TURN + 2] = u8::from(phase == Phase::Message && meeting.turn() == own);
        out[blocks::SELF] = 1;
        out[blocks::SELF + 1] = u8::from(identity.impostor);
        spread(out, blocks::SELF + 2, only(identity.colour));
        put_room(out, blocks::ROOM, places[seat].room);
        if identity.impostor {
            spread(out, blocks::FELLOWS, fellows & !only(identity.colour));
            out[blocks::COOLDOWN] = cooldowns[seat].0;
        }
        let saw = witnessed[seat];
        if saw.killers != 0 {
            let saw = [saw.killers_now, saw.victims_now, saw.killers, saw.victims];
            for (what, colours) in saw.into_iter().enumerate() {
                spread(out, blocks::WITNESSED + what * COLOURS, colours);
            }
        }
        if tasks.open != 0 {
            put_tasks(out, &tasks, places[seat].room);
        }
        if phase != Phase::Play {
            return;
        }
        match activity.doing {
            Doing::Free | Doing::Reporting => out[blocks::DOING] = 1,
            Doing::Waiting => out[blocks::DOING + 1] = 1,
            Doing::Walking => out[blocks::DOING + 2] = 1,
            Doing::Working => out[blocks::DOING + 3] = 1,
        }
        // One who has just come to an end looks around in the next tick only.
        if asked[seat].0 || activity.doing == Doing::Waiting {
            put_sight(out, &sights[seat]);
            if identity.impostor {
                out[blocks::COOLDOWN] = sights[seat].cooldown;
            }
        }
    }

    /// The last that a victim sees.
    fn death(&self, seat: usize, out: &mut [u8; LEN]) {
        let saw = self.agents.7[seat];
        spread(out, blocks::WITNESSED, saw.killers_now);
        spread(out, blocks::WITNESSED + COLOURS, saw.victims_now);
    }
}

fn spread(out: &mut [u8; LEN], at: usize, colours: Colours) {
    out[at..at + COLOURS].copy_from_slice(&SPREAD[usize::from(colours)]);
}

fn put_room(out: &mut [u8; LEN], at: usize, room: u8) {
    let (row, col) = place(room);
    out[at + usize::from(row)] = 1;
    out[at + SIDE + usize::from(col)] = 1;
}

fn put_tasks(out: &mut [u8; LEN], tasks: &Tasks, room: u8) {
    for task in each(tasks.open) {
        out[blocks::TASKS + usize::from(tasks.rooms[usize::from(task)])] += 1;
    }
    out[blocks::TASKS + ROOMS] = out[blocks::TASKS + usize::from(room)];
    out[blocks::TASKS + ROOMS + 1] = tasks.open.count_ones() as u8;
}

fn put_sight(out: &mut [u8; LEN], sight: &Sight) {
    spread(out, blocks::HERE, sight.here);
    spread(out, blocks::ENTERING, sight.entering);
    spread(out, blocks::LEAVING, sight.leaving);
    spread(out, blocks::BODIES, sight.bodies);
    for colour in each(sight.entering | sight.leaving) {
        let way = usize::from(sight.ways >> (2 * colour) & 3);
        out[blocks::WAYS + usize::from(colour) * DIRECTIONS + way] = 1;
    }
}
