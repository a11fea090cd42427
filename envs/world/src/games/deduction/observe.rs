//! What agents observe. Those who are busy see nothing of their room, and the dead see nothing at all,
//! but who killed them.

use bevy_ecs::prelude::*;

use super::blocks::{self, LEN};
use super::colours::{COLOURS, Colours, each, only};
use super::components::{
    Activity, Asked, Cooldown, Doing, Identity, Life, Place, Sight, Spots, Tasks, Witnessed,
};
use super::looking::{LaneView, write_window};
use super::rooms::{DIRECTIONS, ROOMS, SIDE, place};
use super::rules::Rules;
use super::table::{Meeting, Phase, Roll, Setting, TableId, Ticks};
use super::window;
use crate::grid::Position;
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
    &'static Position,
    &'static Spots,
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

/// Writes observations, `[lanes, agents, LEN and the window]`.
pub(super) fn observe(
    (InMut(out), In(which)): (InMut<[u8]>, In<Which>),
    agents: Query<Agents, With<AgentId>>,
    tables: Query<Tables, With<TableId>>,
    rules: Res<Rules>,
    verdict: Res<Verdict>,
) {
    let stored = "everything is stored in tables";
    let (
        identities,
        lives,
        places,
        activities,
        tasks,
        cooldowns,
        sights,
        witnessed,
        asked,
        cells,
        spots,
    ) = table(agents.contiguous_iter().expect(stored));
    let (phases, settings, rolls, meetings, ticks) = table(tables.contiguous_iter().expect(stored));
    let view = View {
        identities,
        lives,
        places,
        activities,
        tasks,
        cooldowns,
        sights,
        witnessed,
        asked,
        cells,
        spots,
        phases,
        settings,
        rolls,
        meetings,
        ticks,
        rules: &rules,
    };
    let len = LEN + window::len(&rules.config.map);
    let whole = rules.agents * len;
    let lanes = 0..phases.len();
    let mut write = |lane: usize| {
        view.write(lane, &mut out[lane * whole..(lane + 1) * whole], len);
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
    identities: &'a [Identity],
    lives: &'a [Life],
    places: &'a [Place],
    activities: &'a [Activity],
    tasks: &'a [Tasks],
    cooldowns: &'a [Cooldown],
    sights: &'a [Sight],
    witnessed: &'a [Witnessed],
    asked: &'a [Asked],
    cells: &'a [Position],
    spots: &'a [Spots],
    phases: &'a [Phase],
    settings: &'a [Setting],
    rolls: &'a [Roll],
    meetings: &'a [Meeting],
    ticks: &'a [Ticks],
    rules: &'a Rules,
}

impl View<'_> {
    fn write(&self, lane: usize, out: &mut [u8], len: usize) {
        let mut shared = [0; LEN];
        self.shared(lane, &mut shared);
        let first = lane * self.rules.agents;
        let impostors = &self.identities[first..first + self.rules.impostors];
        let fellows = impostors
            .iter()
            .fold(0, |set, impostor| set | only(impostor.colour));
        for (own, out) in out.chunks_exact_mut(len).enumerate() {
            let (out, window) = out
                .split_first_chunk_mut::<LEN>()
                .expect("an observation is as long as its blocks");
            if !window.is_empty() {
                self.window(lane, own, window);
            }
            if self.lives[first + own].alive() {
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
        let (phase, setting) = (self.phases[lane], self.settings[lane]);
        let meeting = &self.meetings[lane];
        let config = &self.rules.config;
        out[blocks::PHASE + phase as usize] = 1;
        let setup = [setting.width, setting.height, config.crew, config.impostors];
        out[blocks::SETUP..][..4].copy_from_slice(&setup);
        spread(out, blocks::LIVING, self.rolls[lane].0);
        out[blocks::TIME] = (self.ticks[lane].0 * 255 / config.cap) as u8;
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
            let next = self.identities[lane * self.rules.agents + meeting.turn()].colour;
            spread(out, blocks::SPEAKERS + COLOURS, only(next));
            out[blocks::SPEAKERS + 2 * COLOURS] = 1;
        }
    }

    /// What one agent that lives knows beside that.
    fn own(&self, lane: usize, own: usize, fellows: Colours, out: &mut [u8; LEN]) {
        let seat = lane * self.rules.agents + own;
        let (identity, room) = (self.identities[seat], self.places[seat].room);
        let (tasks, doing) = (self.tasks[seat], self.activities[seat].doing);
        let (phase, meeting) = (self.phases[lane], &self.meetings[lane]);
        let asked = self.asked[seat].0;
        out[blocks::TURN] = u8::from(asked);
        out[blocks::TURN + 1] = u8::from(phase == Phase::Query);
        out[blocks::TURN + 2] = u8::from(phase == Phase::Message && meeting.turn() == own);
        out[blocks::SELF] = 1;
        out[blocks::SELF + 1] = u8::from(identity.impostor);
        spread(out, blocks::SELF + 2, only(identity.colour));
        put_room(out, blocks::ROOM, room);
        if identity.impostor {
            spread(out, blocks::FELLOWS, fellows & !only(identity.colour));
            out[blocks::COOLDOWN] = self.cooldowns[seat].0;
        }
        let saw = self.witnessed[seat];
        if saw.killers != 0 {
            let saw = [saw.killers_now, saw.victims_now, saw.killers, saw.victims];
            for (what, colours) in saw.into_iter().enumerate() {
                spread(out, blocks::WITNESSED + what * COLOURS, colours);
            }
        }
        if tasks.open != 0 {
            put_tasks(out, &tasks, room);
        }
        if phase != Phase::Play {
            return;
        }
        match doing {
            Doing::Free | Doing::Reporting => out[blocks::DOING] = 1,
            Doing::Waiting => out[blocks::DOING + 1] = 1,
            Doing::Walking => out[blocks::DOING + 2] = 1,
            Doing::Working => out[blocks::DOING + 3] = 1,
        }
        // One who has just come to an end looks around in the next tick only.
        if asked || doing == Doing::Waiting {
            put_sight(out, &self.sights[seat]);
            if identity.impostor {
                out[blocks::COOLDOWN] = self.sights[seat].cooldown;
            }
        }
    }

    /// What one agent sees of the map of cells: nothing unless it is asked what to do.
    fn window(&self, lane: usize, own: usize, out: &mut [u8]) {
        let first = lane * self.rules.agents;
        let (seat, seats) = (first + own, first..first + self.rules.agents);
        let looks = self.phases[lane] == Phase::Play && self.asked[seat].0;
        match self.rules.cell_map(self.settings[lane]) {
            Some(cell_map) if looks => {
                let all = LaneView {
                    identities: &self.identities[seats.clone()],
                    lives: &self.lives[seats.clone()],
                    places: &self.places[seats.clone()],
                    cells: &self.cells[seats],
                };
                let tasks = (&self.tasks[seat], &self.spots[seat]);
                write_window(out, own, &all, cell_map, tasks);
            }
            _ => out.fill(0),
        }
    }

    /// The last that a victim sees.
    fn death(&self, seat: usize, out: &mut [u8; LEN]) {
        let saw = self.witnessed[seat];
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
    // A byte a room, put together in registers: reading back what was just written takes longer.
    let (mut counts, mut all) = (0_u128, 0);
    for task in each(tasks.open) {
        counts += 1 << (8 * tasks.rooms[usize::from(task)]);
        all += 1;
    }
    out[blocks::TASKS..][..ROOMS].copy_from_slice(&counts.to_le_bytes());
    out[blocks::TASKS + ROOMS] = (counts >> (8 * room)) as u8;
    out[blocks::TASKS + ROOMS + 1] = all;
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
