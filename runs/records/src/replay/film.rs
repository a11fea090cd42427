//! Plays a replay again, step by step.

use std::ops::ControlFlow;

use protolang_spec::arguments::Arguments;
use protolang_spec::error::EnvError;
use protolang_spec::runner::{Decisions, Hooks, Now, Runner, Stepped};
use protolang_spec::scene::Scene;
use protolang_spec::spaces::Spaces;
use protolang_spec::step::{Status, StepView};
use protolang_spec::vec_env::VecEnv;

use crate::error::RecordError;
use crate::replay::record::{DECISIONS, Replay, Step, hashes};

/// Most things in the scenes of a film, all steps together: some hundred megabytes.
const CELLS_LIMIT: usize = 1 << 22;

/// The world after a step, as it was computed again.
#[derive(Clone, Debug)]
pub struct Frame {
    /// Number of the step in the episode, from 1; 0 is the state before the first.
    pub step: u32,
    /// The things of the world after the step and where they are, to be drawn.
    pub scene: Scene,
    /// Action of each seat in this step by its index in `Spaces::actions`, `[seat]`; empty in frame 0.
    pub actions: Vec<u8>,
    /// Symbols that each seat said in this step, `[seat][symbol]`.
    pub symbols: Vec<Vec<u16>>,
    /// Symbols that each seat hears now, `[seat][symbol]`.
    pub heard: Vec<Vec<u16>>,
    /// Reward of each seat in this step, `[seat]`.
    pub rewards: Vec<f32>,
    /// Hash of the decisions, then of each part of the state, as [`Film::parts`] names them.
    pub hashes: Vec<String>,
    /// Name of the outcome, as in `Spaces::outcomes`; none before the last step.
    pub outcome: Option<&'static str>,
}

/// An episode that was played again.
#[derive(Clone, Debug)]
pub struct Film {
    /// The frames of steps 0, 1, 2 and so on: one more than the episode has steps.
    pub frames: Vec<Frame>,
    /// What agents of the game see, do and say: names of actions, outcomes and meanings.
    pub spaces: Spaces,
    /// What each seat privately knew, `[seat][attribute]`, in the order of `Spaces::meaning`.
    pub meaning: Vec<Vec<i32>>,
    /// Names of the hashes of a step, as they are computed.
    pub parts: Vec<&'static str>,
    /// Why the decisions of the step after the last frame cannot be played, if they cannot.
    pub refused: Option<String>,
}

impl Film {
    /// Plays the decisions of a replay in a new world, until they or the episode end.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: options that make no game.
    pub fn play(replay: &Replay) -> Result<Self, RecordError> {
        let header = &replay.header;
        let wrong = |what: String| RecordError::Unreadable(format!("replay {} {what}", header.id));
        let mut env = header
            .game
            .make(&header.channel.physics(), &[header.key])
            .map_err(|error| wrong(format!("holds options that make no game: {error}")))?;
        env.set_auto_reset(false);
        env.set_progress(header.progress);
        env.reset_all();
        let (spaces, seats) = (env.spaces().clone(), env.agents());
        let meaning = (0..seats)
            .map(|seat| env.meaning(0, seat).to_vec())
            .collect();
        let state = env.state_parts(0).into_iter().map(|(name, _)| name);
        let parts = std::iter::once(DECISIONS).chain(state).collect();
        let mut runner = Runner::new(env);
        let (_, heard) = runner.perceived();
        let first = Frame {
            step: 0,
            scene: runner.env().scene(0),
            actions: Vec::new(),
            symbols: vec![Vec::new(); seats],
            heard: by_seat(heard, seats),
            rewards: vec![0.0; seats],
            hashes: hashes(&[], &[], &runner.env().state_parts(0)),
            outcome: None,
        };
        let mut filming = Filming {
            steps: replay.steps.get(1..).unwrap_or_default(),
            spaces: &spaces,
            cells: first.scene.cells.len(),
            frames: vec![first],
            rewards: Vec::new(),
            outcome: None,
        };
        let refused = match runner.run(usize::MAX, &mut filming) {
            Ok(()) => None,
            Err(Stop::Refused(error)) => Some(error.to_string()),
            Err(Stop::TooMuch(what)) => return Err(wrong(what)),
        };
        Ok(Self {
            frames: filming.frames,
            spaces,
            meaning,
            parts,
            refused,
        })
    }
}

/// The decisions of a replay, played step by step.
struct Filming<'a> {
    steps: &'a [Step],
    spaces: &'a Spaces,
    frames: Vec<Frame>,
    /// Things in all scenes.
    cells: usize,
    /// Of the step just done.
    rewards: Vec<f32>,
    outcome: Option<&'static str>,
}

/// Why a film ends early.
enum Stop {
    Refused(EnvError),
    TooMuch(String),
}

impl From<EnvError> for Stop {
    fn from(error: EnvError) -> Self {
        Self::Refused(error)
    }
}

impl Hooks for Filming<'_> {
    type Error = Stop;

    fn decide(&mut self, now: Now<'_>, decisions: Decisions<'_>) -> Result<ControlFlow<()>, Stop> {
        let Some(step) = self.steps.get(now.step).filter(|_| self.outcome.is_none()) else {
            return Ok(ControlFlow::Break(()));
        };
        Arguments {
            actions: &step.actions,
            symbols: &step.symbols,
            observations: now.observations,
            heard: now.heard,
        }
        .check(self.spaces, now.env.lanes())?;
        decisions.actions.copy_from_slice(&step.actions);
        decisions.symbols.copy_from_slice(&step.symbols);
        Ok(ControlFlow::Continue(()))
    }

    fn stepped(&mut self, _: usize, view: &StepView<'_>) -> Result<(), Stop> {
        self.rewards = view.rewards.to_vec();
        self.outcome = (view.status[0] != Status::Running)
            .then(|| self.spaces.outcomes[usize::from(view.outcomes[0])].name);
        Ok(())
    }

    fn settled(&mut self, env: &mut dyn VecEnv, stepped: &Stepped<'_>) -> Result<(), Stop> {
        let (scene, seats) = (env.scene(0), env.agents());
        let number = stepped.step as u32 + 1;
        self.cells += scene.cells.len();
        if self.cells > CELLS_LIMIT {
            return Err(Stop::TooMuch(format!(
                "shows more than {CELLS_LIMIT} things up to step {number}, the most that are held in memory"
            )));
        }
        self.frames.push(Frame {
            step: number,
            scene,
            actions: stepped.actions.to_vec(),
            symbols: by_seat(stepped.symbols, seats),
            heard: by_seat(stepped.heard, seats),
            rewards: std::mem::take(&mut self.rewards),
            hashes: hashes(stepped.actions, stepped.symbols, &env.state_parts(0)),
            outcome: self.outcome,
        });
        Ok(())
    }
}

fn by_seat(symbols: &[u16], seats: usize) -> Vec<Vec<u16>> {
    match symbols.len() / seats {
        0 => vec![Vec::new(); seats],
        each => symbols.chunks_exact(each).map(<[u16]>::to_vec).collect(),
    }
}
