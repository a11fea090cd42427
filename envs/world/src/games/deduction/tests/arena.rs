//! One lane that is set by hand: seat 0 is the impostor, colours are the numbers of the seats.

use crate::batch::Batch;
use crate::games::GameConfig;
use crate::games::built;
use crate::games::deduction::DeductionConfig;
use crate::games::deduction::actions::{ACTIONS, GO, KILL, REPORT, VOTE};
use crate::games::deduction::components::{
    Activity, Asked, Cooldown, Identity, Life, MAX_TASKS, Place, Sight, Tasks, Witnessed,
};
use crate::games::deduction::masks;
use crate::games::deduction::table::{Meeting, Phase, Roll, TableId, Ticks};
use crate::order::{AgentId, LaneId, Roster, components};
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::keys::EpisodeKey;
use protolang_spec::step::Status;
use protolang_spec::vec_env::VecEnv as _;

pub(super) const NORTH: u8 = GO.start;
pub(super) const SOUTH: u8 = GO.start + 1;
pub(super) const EAST: u8 = GO.start + 3;

/// A room by its row and column.
pub(super) fn room(row: u8, col: u8) -> u8 {
    crate::games::deduction::rooms::room(row, col)
}

pub(super) fn kill(colour: u8) -> u8 {
    KILL.start + colour
}

pub(super) fn report(colour: u8) -> u8 {
    REPORT.start + colour
}

pub(super) fn vote(colour: u8) -> u8 {
    VOTE.start + colour
}

/// One lane.
pub(super) struct Arena {
    pub(super) batch: Batch,
    pub(super) observations: Vec<u8>,
    pub(super) heard: Vec<u16>,
}

/// What one step did.
#[derive(Debug, PartialEq)]
pub(super) struct Step {
    pub(super) rewards: Vec<f32>,
    pub(super) status: Status,
    /// Name of the outcome where the episode is over.
    pub(super) outcome: Option<&'static str>,
}

impl Arena {
    /// Everybody free in the first room of a 2x2 map, with one task each in the room farthest away.
    pub(super) fn new(config: DeductionConfig) -> Self {
        let mut arena = Self::with_seed(config, 1);
        arena.set();
        arena
    }

    /// A lane as an episode begins.
    pub(super) fn with_seed(config: DeductionConfig, run_seed: u64) -> Self {
        let key = EpisodeKey {
            run_seed,
            lane: 0,
            episode: 0,
        };
        let game = GameConfig::new(config);
        let channel = ChannelPhysics::default();
        let mut batch = built::keys(&game, &channel, &[key]).expect("the options make a game");
        batch.set_auto_reset(false);
        let agents = batch.agents();
        Self {
            observations: vec![0; agents * batch.spaces().observation_len()],
            heard: vec![0; agents],
            batch,
        }
    }

    fn set(&mut self) {
        let mut all = 0;
        for seat in 0..self.batch.agents() {
            let impostor = self.get::<Identity>(seat).impostor;
            self.put::<AgentId, _>(
                seat,
                Identity {
                    colour: seat as u8,
                    impostor,
                },
            );
            all |= 1 << seat;
            if !impostor {
                self.tasks(seat, &[room(1, 1)]);
            }
            self.place(seat, room(0, 0));
        }
        self.put::<TableId, _>(0, Roll(all));
        self.mask();
    }

    pub(super) fn put<I: LaneId, C>(&mut self, index: usize, component: C)
    where
        C: bevy_ecs::component::Component<Mutability = bevy_ecs::component::Mutable>,
    {
        let world = &mut self.batch.stage_for_tests().world;
        let entity = world.resource::<Roster<I>>().of(0)[index];
        *world.get_mut::<C>(entity).expect("it has it") = component;
    }

    pub(super) fn get<C: bevy_ecs::component::Component + Clone>(&self, seat: usize) -> C {
        components::<AgentId, C>(self.batch.world(), 0)[seat].clone()
    }

    pub(super) fn table<C: bevy_ecs::component::Component + Clone>(&self) -> C {
        components::<TableId, C>(self.batch.world(), 0)[0].clone()
    }

    /// Puts an agent into a room, free and asked, with eyes for nothing yet.
    pub(super) fn place(&mut self, seat: usize, at: u8) {
        self.put::<AgentId, _>(seat, Place::at(at));
        self.put::<AgentId, _>(seat, Activity::default());
        let tasks = self.get::<Tasks>(seat).open_in(at);
        let cooldown = self.get::<Cooldown>(seat).0;
        self.put::<AgentId, _>(
            seat,
            Sight {
                room: at,
                tasks,
                cooldown,
                ..Sight::default()
            },
        );
        self.put::<AgentId, _>(seat, Asked(true));
        self.mask();
    }

    pub(super) fn tasks(&mut self, seat: usize, rooms: &[u8]) {
        let mut tasks = Tasks {
            rooms: [0; MAX_TASKS],
            open: (1 << rooms.len()) - 1,
        };
        tasks.rooms[..rooms.len()].copy_from_slice(rooms);
        self.put::<AgentId, _>(seat, tasks);
    }

    /// Lets the impostor kill at once whoever is in sight now.
    pub(super) fn ready_to_kill(&mut self, seat: usize, here: u8) {
        self.put::<AgentId, _>(seat, Cooldown(0));
        let sight = self.get::<Sight>(seat);
        self.put::<AgentId, _>(
            seat,
            Sight {
                cooldown: 0,
                here,
                ..sight
            },
        );
        self.mask();
    }

    pub(super) fn body(&mut self, seat: usize, at: u8) {
        self.put::<AgentId, _>(seat, Place::at(at));
        self.put::<AgentId, _>(seat, Life::Body);
        self.put::<AgentId, _>(seat, Asked(false));
        self.mask();
    }

    pub(super) fn mask(&mut self) {
        let world = &mut self.batch.stage_for_tests().world;
        world.run_system_cached(masks::deafen).expect("it runs");
        world.run_system_cached(masks::mask).expect("it runs");
    }

    /// Plays one step; agents that are not named wait.
    pub(super) fn step(&mut self, chosen: &[(usize, u8)]) -> Step {
        let agents = self.batch.agents();
        let mut actions = vec![0; agents];
        for (seat, action) in chosen {
            actions[*seat] = *action;
        }
        let said: Vec<u16> = (0..agents as u16).map(|seat| 1 + seat % 3).collect();
        let outcomes = self.batch.spaces().outcomes.clone();
        let view = self
            .batch
            .step(&actions, &said, &mut self.observations, &mut self.heard)
            .expect("the step is legal");
        Step {
            rewards: view.rewards.to_vec(),
            status: view.status[0],
            outcome: (view.status[0] != Status::Running)
                .then(|| outcomes[usize::from(view.outcomes[0])].name),
        }
    }

    pub(super) fn legal(&self, seat: usize) -> Vec<&'static str> {
        let legal = &self.batch.legal_actions()[seat * ACTIONS..][..ACTIONS];
        let names = self.batch.spaces().actions.iter().zip(legal);
        names
            .filter(|(_, on)| **on)
            .map(|(name, _)| *name)
            .collect()
    }

    pub(super) fn asked(&self, seat: usize) -> bool {
        self.get::<Asked>(seat).0
    }

    pub(super) fn phase(&self) -> Phase {
        self.table()
    }

    pub(super) fn ticks(&self) -> u32 {
        self.table::<Ticks>().0
    }

    pub(super) fn meeting(&self) -> Meeting {
        self.table()
    }

    /// Whether somebody saw a kill since the last meeting.
    pub(super) fn saw(&self, seat: usize) -> bool {
        self.get::<Witnessed>(seat).killers != 0
    }
}
