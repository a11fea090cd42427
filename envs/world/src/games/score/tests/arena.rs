//! One lane whose map is drawn: `0` and `1` are agents, `x` and `y` items 0 and 1, `#` walls.

use crate::batch::Batch;
use crate::games::GameConfig;
use crate::games::built;
use crate::games::score::ScoreConfig;
use crate::games::score::components::{ItemId, Owns, Score, WallId};
use crate::grid::Position;
use crate::lane::Clock;
use crate::order::{AgentId, LaneId, Roster};
use crate::state::State;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::keys::EpisodeKey;
use protolang_spec::scene::SceneKind;
use protolang_spec::step::Status;
use protolang_spec::vec_env::VecEnv as _;

pub(super) const UP: u8 = 0;
pub(super) const DOWN: u8 = 1;
pub(super) const LEFT: u8 = 2;
pub(super) const RIGHT: u8 = 3;
pub(super) const PICK: u8 = 4;

/// One lane, drawn.
pub(super) struct Arena {
    pub(super) batch: Batch,
    pub(super) observations: Vec<u8>,
    pub(super) heard: Vec<u16>,
}

/// What one step did.
#[derive(Debug, PartialEq)]
pub(super) struct Step {
    pub(super) reward: f32,
    pub(super) status: Status,
    /// Name of the outcome where the episode is over.
    pub(super) outcome: Option<&'static str>,
}

/// How a lane is set up.
pub(super) struct Setup {
    pub(super) agents: [Position; 2],
    pub(super) items: [Position; 2],
    pub(super) walls: Vec<Position>,
    pub(super) scores: [u8; 2],
    pub(super) owns: [u8; 2],
}

impl Arena {
    pub(super) fn with(config: &ScoreConfig, channel: &ChannelPhysics, setup: &Setup) -> Self {
        let key = EpisodeKey {
            run_seed: 1,
            lane: 0,
            episode: 0,
        };
        let game = GameConfig::new(config.clone());
        let mut batch = built::keys(&game, channel, &[key]).expect("the options make a game");
        batch.set_auto_reset(false);
        let mut arena = Self {
            observations: vec![0; 2 * batch.spaces().observation_len()],
            heard: vec![0; 2 * batch.spaces().heard_len()],
            batch,
        };
        for index in 0..2 {
            arena.put::<AgentId, _>(index, setup.agents[index]);
            arena.put::<AgentId, _>(
                index,
                Owns {
                    item: setup.owns[index],
                },
            );
            arena.put::<ItemId, _>(index, setup.items[index]);
            arena.put::<ItemId, _>(index, Score(setup.scores[index]));
        }
        assert_eq!(
            usize::from(config.walls),
            setup.walls.len(),
            "the config knows how many walls"
        );
        for (index, wall) in setup.walls.iter().enumerate() {
            arena.put::<WallId, _>(index, *wall);
        }
        arena
            .batch
            .stage_for_tests()
            .settle()
            .expect("the drawing can be");
        arena
            .batch
            .observe(&mut arena.observations, &mut arena.heard);
        arena
    }

    /// The lane as drawn; item 0 is worth 10, item 1 is worth 20 and the target.
    pub(super) fn draw(config: &ScoreConfig, map: &str) -> Self {
        let rows: Vec<&str> = map.split_whitespace().collect();
        let find = |mark: char| -> Vec<Position> {
            let cells = rows.iter().enumerate().flat_map(|(row, line)| {
                let cols = line.char_indices().filter(|(_, found)| *found == mark);
                cols.map(move |(col, _)| Position {
                    row: row as u8,
                    col: col as u8,
                })
            });
            cells.collect()
        };
        let setup = Setup {
            agents: [find('0')[0], find('1')[0]],
            items: [find('x')[0], find('y')[0]],
            walls: find('#'),
            scores: [10, 20],
            owns: [0, 1],
        };
        let config = ScoreConfig {
            walls: setup.walls.len() as u8,
            ..config.clone()
        };
        Self::with(&config, &ChannelPhysics::default(), &setup)
    }

    fn put<I: LaneId, C>(&mut self, index: usize, component: C)
    where
        C: bevy_ecs::component::Component<Mutability = bevy_ecs::component::Mutable> + State,
    {
        let world = &mut self.batch.stage_for_tests().world;
        let entity = world.resource::<Roster<I>>().of(0)[index];
        *world.get_mut::<C>(entity).expect("the kind has it") = component;
    }

    /// Lets the clock stand as if so many steps had been done.
    pub(super) fn set_clock(&mut self, steps: u32) {
        self.batch
            .stage_for_tests()
            .world
            .resource_mut::<Clock>()
            .steps[0] = steps;
    }

    pub(super) fn step(&mut self, actions: [u8; 2]) -> Step {
        self.say(actions, [0, 0])
    }

    pub(super) fn say(&mut self, actions: [u8; 2], symbols: [u16; 2]) -> Step {
        let outcomes = self.batch.spaces().outcomes.clone();
        let view = self
            .batch
            .step(&actions, &symbols, &mut self.observations, &mut self.heard)
            .expect("the step is legal");
        assert_eq!(view.rewards[0], view.rewards[1], "both get the same");
        let outcome = (view.status[0] != Status::Running)
            .then(|| outcomes[usize::from(view.outcomes[0])].name);
        Step {
            reward: view.rewards[0],
            status: view.status[0],
            outcome,
        }
    }

    /// The map as it is now; what has been lifted is not on it.
    pub(super) fn map(&self) -> String {
        let scene = self.batch.scene(0);
        let mut rows = vec![vec!['.'; scene.width]; scene.height];
        for cell in scene.cells {
            let mark = match cell.kind {
                SceneKind::Wall => '#',
                SceneKind::Agent { seat } => ['0', '1'][seat],
                SceneKind::Item { lifted: true, .. } => continue,
                SceneKind::Item { index, .. } => ['x', 'y'][index],
                SceneKind::Shade { .. } => panic!("ScoreG shows no images"),
            };
            assert_eq!(
                rows[cell.row][cell.col], '.',
                "two things stand in one cell"
            );
            rows[cell.row][cell.col] = mark;
        }
        rows.into_iter()
            .map(|row| row.into_iter().collect::<String>())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// What an agent sees.
    pub(super) fn seen(&self, seat: usize) -> &[u8] {
        let len = self.batch.spaces().observation_len();
        &self.observations[seat * len..(seat + 1) * len]
    }
}

/// A step in which nothing but moves happened.
pub(super) const WENT_ON: Step = Step {
    reward: 0.0,
    status: Status::Running,
    outcome: None,
};

/// The drawing without its indentation, to compare with [`Arena::map`].
pub(super) fn drawing(map: &str) -> String {
    map.split_whitespace().collect::<Vec<_>>().join("\n")
}
