//! Where a game is put together: its entities, its rules in their phases, its state, its view.

use bevy_ecs::component::Mutable;
use bevy_ecs::prelude::*;
use bevy_ecs::schedule::{LogLevel, ScheduleBuildSettings, ScheduleLabel, SingleThreadedExecutor};
use bevy_ecs::system::{BoxedSystem, ScheduleSystem};

use crate::channel::air::{Air, Ears};
use crate::channel::deliver;
use crate::lane::{self, Actions, Clock, Due, Episodes, Meaning, Verdict};
use crate::order::{LaneId, Roster, in_order};
use crate::state::{LaneState, Part, State};
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::error::EnvError;
use protolang_spec::keys::EpisodeKey;
use protolang_spec::scene::Scene;
use protolang_spec::spaces::Spaces;

#[cfg(test)]
mod tests;

/// Puts in order what follows from a restored state, and refuses a state that no episode can be in.
type Settle = fn(&mut World) -> Result<(), EnvError>;

/// Phases of a step, in this order; the last two touch nothing that the other writes.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum StepPhase {
    /// Clocks tick.
    Begin,
    /// Agents act.
    Rules,
    /// Rewards and ends.
    Ending,
    /// What was said arrives.
    Hearing,
}

/// Phases of a reset.
#[derive(SystemSet, Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResetPhase {
    /// Clocks stand at 0.
    Begin,
    /// Everything gets its place, and the channel falls silent.
    Place,
}

#[derive(ScheduleLabel, Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct StepSchedule;

#[derive(ScheduleLabel, Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct ResetSchedule;

/// Which lanes an observer writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Every lane.
    All,
    /// Those that finished in this step ([`Verdict::finished`]).
    Finished,
}

impl Which {
    /// Calls `write` with every agent's part of a buffer `[lanes, agents, observation_len]`, its lane and its
    /// seat.
    pub fn each_agent(
        self,
        out: &mut [u8],
        verdict: &Verdict,
        agents: usize,
        mut write: impl FnMut(&mut [u8], usize, usize),
    ) {
        let lanes = verdict.status.len();
        let len = out.len() / (lanes * agents);
        let mut lane = |lane: usize| {
            let out = &mut out[lane * agents * len..(lane + 1) * agents * len];
            for (seat, out) in out.chunks_exact_mut(len).enumerate() {
                write(out, lane, seat);
            }
        };
        match self {
            Self::All => (0..lanes).for_each(&mut lane),
            Self::Finished => verdict.finished.iter().for_each(|at| lane(*at as usize)),
        }
    }
}

/// A system that writes observations, `[lanes, agents, observation_len]`, into the buffer given.
type Observer = BoxedSystem<(InMut<'static, [u8]>, In<Which>), ()>;

/// A world under construction, and then at work.
pub struct Stage {
    /// The bevy world: a game puts its resources here.
    pub world: World,
    step: Schedule,
    reset: Schedule,
    observer: Option<Observer>,
    scene: Option<fn(&World, usize) -> Scene>,
    settle: Option<Settle>,
    pub(crate) parts: Vec<Part>,
    orders: Vec<fn(&mut World) -> bool>,
    lanes: usize,
}

impl std::fmt::Debug for Stage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Stage")
            .field("lanes", &self.lanes)
            .finish_non_exhaustive()
    }
}

/// How schedules are built: an order that is not said is an error.
pub(crate) fn strict() -> ScheduleBuildSettings {
    ScheduleBuildSettings {
        ambiguity_detection: LogLevel::Error,
        hierarchy_detection: LogLevel::Error,
        ..ScheduleBuildSettings::new()
    }
}

impl Stage {
    /// A world with what every game has.
    pub(crate) fn new(
        spaces: &Spaces,
        channel: &ChannelPhysics,
        keys: Vec<EpisodeKey>,
        settings: ScheduleBuildSettings,
    ) -> Self {
        let (lanes, agents) = (keys.len(), spaces.agents);
        let mut world = World::new();
        world.insert_resource(Episodes::new(keys));
        world.insert_resource(Clock {
            steps: vec![0; lanes],
        });
        world.insert_resource(Actions(vec![0; lanes * agents]));
        world.insert_resource(Due(Vec::with_capacity(lanes)));
        world.insert_resource(Meaning {
            values: vec![0; lanes * agents * spaces.meaning.len()],
        });
        world.insert_resource(Verdict::new(lanes, spaces));
        world.insert_resource(Air::new(channel, lanes, agents, spaces.symbols.sources));
        world.insert_resource(Ears(Vec::new()));

        let mut step = Schedule::new(StepSchedule);
        step.set_executor(SingleThreadedExecutor::new())
            .set_build_settings(settings.clone())
            .configure_sets((
                StepPhase::Rules.after(StepPhase::Begin),
                StepPhase::Ending.after(StepPhase::Rules),
                StepPhase::Hearing.after(StepPhase::Rules),
            ))
            .add_systems(lane::begin_step.in_set(StepPhase::Begin))
            .add_systems(deliver::deliver.in_set(StepPhase::Hearing));

        let mut reset = Schedule::new(ResetSchedule);
        reset
            .set_executor(SingleThreadedExecutor::new())
            .set_build_settings(settings)
            .configure_sets(ResetPhase::Place.after(ResetPhase::Begin))
            .add_systems(lane::begin_episodes.in_set(ResetPhase::Begin))
            .add_systems(deliver::clear.in_set(ResetPhase::Place));

        let parts = vec![
            Part::resource::<Episodes>("episode"),
            Part::resource::<Clock>("clock"),
            Part::resource::<Air>("channel"),
        ];
        Self {
            world,
            step,
            reset,
            observer: None,
            scene: None,
            settle: None,
            parts,
            orders: Vec::new(),
            lanes,
        }
    }

    /// Lanes of the world.
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// Spawns `per_lane` entities of a kind in every lane, in the order of their ids. All of them must
    /// have the same components, for good.
    pub fn spawn<I: LaneId, B: Bundle>(&mut self, per_lane: usize, body: impl Fn(usize) -> B) {
        let mut entities = Vec::with_capacity(self.lanes * per_lane);
        for lane in 0..self.lanes {
            for index in 0..per_lane {
                let id = I::new(lane as u32, index as u8);
                entities.push(self.world.spawn((id, body(index))).id());
            }
        }
        self.world
            .insert_resource(Roster::<I>::new(entities, per_lane));
        self.orders.push(in_order::<I>);
    }

    /// Adds systems to a phase of the step. Systems of one phase that touch the same data must be
    /// chained: an order that is not said is an error.
    pub fn on_step<M>(
        &mut self,
        phase: StepPhase,
        systems: impl IntoScheduleConfigs<ScheduleSystem, M>,
    ) {
        self.step.add_systems(systems.in_set(phase));
    }

    /// Adds systems that give everything in the lanes that are [`Due`] its place.
    pub fn on_reset<M>(&mut self, systems: impl IntoScheduleConfigs<ScheduleSystem, M>) {
        self.reset.add_systems(systems.in_set(ResetPhase::Place));
    }

    /// Sets the system that writes observations.
    pub fn observe_with<M>(
        &mut self,
        system: impl IntoSystem<(InMut<'static, [u8]>, In<Which>), (), M>,
    ) {
        let mut system: Observer = Box::new(IntoSystem::into_system(system));
        system.initialize(&mut self.world);
        self.observer = Some(system);
    }

    /// Sets what draws a lane; without it nothing is drawn.
    pub fn draw_with(&mut self, scene: fn(&World, usize) -> Scene) {
        self.scene = Some(scene);
    }

    /// Sets what rebuilds everything derived after a restore, and refuses state that cannot be; a game whose
    /// resources all are state needs none.
    pub fn settle_with(&mut self, settle: fn(&mut World) -> Result<(), EnvError>) {
        self.settle = Some(settle);
    }

    /// Declares a component of a kind to be state, as a piece of the part of this name.
    pub fn hold<I: LaneId, C: Component<Mutability = Mutable> + State>(
        &mut self,
        part: &'static str,
    ) {
        self.parts.push(Part::component::<I, C>(part));
    }

    /// Declares a resource to be state, as a piece of the part of this name.
    pub fn hold_lanes<R: LaneState>(&mut self, part: &'static str) {
        self.parts.push(Part::resource::<R>(part));
    }

    /// Ends the construction.
    ///
    /// # Panics
    /// If two systems that touch the same data have no order, or an order contradicts itself: a mistake
    /// in a game's program, not in its use.
    pub(crate) fn finish(&mut self) {
        for schedule in [&mut self.step, &mut self.reset] {
            if let Err(error) = schedule.initialize(&mut self.world) {
                let graph = schedule.graph();
                panic!(
                    "the rules have no clear order: {}",
                    error.to_string(graph, &self.world)
                );
            }
        }
        self.check_order();
    }

    /// # Panics
    /// If a table does not lie in the order of its ids: a mistake in this crate.
    pub(crate) fn check_order(&mut self) {
        for in_order in &self.orders {
            assert!(
                in_order(&mut self.world),
                "tables lie in the order of their ids"
            );
        }
    }

    /// Plays one step.
    pub(crate) fn run_step(&mut self) {
        self.step.run(&mut self.world);
    }

    /// Begins the episodes of the lanes that are [`Due`].
    pub(crate) fn run_reset(&mut self) {
        self.reset.run(&mut self.world);
    }

    /// Writes observations.
    pub(crate) fn observe(&mut self, observations: &mut [u8], which: Which) {
        let observer = self.observer.as_mut().expect("every game sets an observer");
        observer
            .run((observations, which), &mut self.world)
            .expect("an observer's data are there from the beginning");
    }

    /// Draws a lane.
    pub(crate) fn scene(&self, lane: usize) -> Scene {
        self.scene
            .map_or_else(Scene::default, |scene| scene(&self.world, lane))
    }

    /// Rebuilds what is derived from state.
    pub(crate) fn settle(&mut self) -> Result<(), EnvError> {
        self.settle.map_or(Ok(()), |settle| settle(&mut self.world))
    }
}
