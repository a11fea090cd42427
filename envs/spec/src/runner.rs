//! The one loop that steps an environment: training, evaluation, scripted play, replay and benches run it.

use std::ops::ControlFlow;

use crate::error::EnvError;
use crate::step::{Status, StepView};
use crate::vec_env::VecEnv;

/// An environment, and what its agents perceive and do now.
#[derive(Debug)]
pub struct Runner {
    env: Box<dyn VecEnv>,
    observations: Vec<u8>,
    heard: Vec<u16>,
    begins: Vec<bool>,
    actions: Vec<u8>,
    symbols: Vec<u16>,
    status: Vec<Status>,
}

/// Before a step: what there is to decide by.
#[derive(Debug)]
pub struct Now<'a> {
    /// Step of this run, from 0.
    pub step: usize,
    /// The environment, with its masks and questions.
    pub env: &'a dyn VecEnv,
    /// `[lanes, agents, observation_len]`.
    pub observations: &'a [u8],
    /// `[lanes, agents, sources, L]`; whoever decides may change what is heard first.
    pub heard: &'a mut [u16],
    /// Whether the step is the first of an episode, `[lanes]`.
    pub begins: &'a [bool],
}

/// What is done in a step, to be filled.
#[derive(Debug)]
pub struct Decisions<'a> {
    /// `[lanes, agents]`; as in the step before until they are written.
    pub actions: &'a mut [u8],
    /// `[lanes, agents, L]`; likewise.
    pub symbols: &'a mut [u16],
}

/// After a step: what was done, and what it led to.
#[derive(Clone, Copy, Debug)]
pub struct Stepped<'a> {
    /// Step of this run, from 0.
    pub step: usize,
    /// `[lanes, agents]`.
    pub actions: &'a [u8],
    /// `[lanes, agents, L]`.
    pub symbols: &'a [u16],
    /// How each lane stands, `[lanes]`.
    pub status: &'a [Status],
    /// What is seen now, `[lanes, agents, observation_len]`.
    pub observations: &'a [u8],
    /// What is heard now, `[lanes, agents, sources, L]`.
    pub heard: &'a [u16],
}

/// What differs between one use of the loop and another.
pub trait Hooks {
    /// What can go wrong.
    type Error: From<EnvError>;

    /// Decides what is done in every lane, or to stop before this step.
    ///
    /// # Errors
    /// Whatever keeps it from deciding; the run ends there.
    fn decide(
        &mut self,
        now: Now<'_>,
        decisions: Decisions<'_>,
    ) -> Result<ControlFlow<()>, Self::Error>;

    /// Takes what a step led to.
    ///
    /// # Errors
    /// Whatever went wrong; the run ends there.
    fn stepped(&mut self, step: usize, view: &StepView<'_>) -> Result<(), Self::Error> {
        let _ = (step, view);
        Ok(())
    }

    /// Looks into the environment after a step, or changes it: what is saved, watched or begun anew.
    ///
    /// # Errors
    /// Whatever went wrong; the run ends there.
    fn settled(&mut self, env: &mut dyn VecEnv, stepped: &Stepped<'_>) -> Result<(), Self::Error> {
        let _ = (env, stepped);
        Ok(())
    }
}

impl Runner {
    /// A runner of an environment whose lanes have just begun their episodes.
    pub fn new(env: Box<dyn VecEnv>) -> Self {
        let (lanes, spaces) = (env.lanes(), env.spaces());
        let seats = lanes * spaces.agents;
        let mut runner = Self {
            observations: vec![0; seats * spaces.observation_len()],
            heard: vec![0; seats * spaces.heard_len()],
            begins: vec![true; lanes],
            actions: vec![0; seats],
            symbols: vec![0; seats * spaces.symbols.length],
            status: vec![Status::Running; lanes],
            env,
        };
        runner.observe();
        runner
    }

    /// The environment.
    pub fn env(&self) -> &dyn VecEnv {
        &*self.env
    }

    /// The environment, to change it between runs; [`Self::observe`] then says what is seen in it.
    pub fn env_mut(&mut self) -> &mut dyn VecEnv {
        &mut *self.env
    }

    /// Reads what is seen and heard off the environment anew, after it was restored.
    pub fn observe(&mut self) {
        self.env.observe(&mut self.observations, &mut self.heard);
    }

    /// Whether the next step of a lane is the first of an episode, `[lanes]`.
    pub fn begins(&self) -> &[bool] {
        &self.begins
    }

    /// Sets [`Self::begins`], after episodes were restored.
    ///
    /// # Panics
    /// If it is not of as many lanes.
    pub fn set_begins(&mut self, begins: &[bool]) {
        self.begins.copy_from_slice(begins);
    }

    /// What is seen, `[lanes, agents, observation_len]`, and heard, `[lanes, agents, sources, L]`, now.
    pub fn perceived(&self) -> (&[u8], &[u16]) {
        (&self.observations, &self.heard)
    }

    /// Runs until the hooks stop it, or for so many steps at most.
    ///
    /// # Errors
    /// What the hooks return, and [`EnvError`] for decisions that the environment refuses.
    pub fn run<H: Hooks>(&mut self, steps: usize, hooks: &mut H) -> Result<(), H::Error> {
        for step in 0..steps {
            let now = Now {
                step,
                env: &*self.env,
                observations: &self.observations,
                heard: &mut self.heard,
                begins: &self.begins,
            };
            let decisions = Decisions {
                actions: &mut self.actions,
                symbols: &mut self.symbols,
            };
            if hooks.decide(now, decisions)?.is_break() {
                break;
            }
            let view = self.env.step(
                &self.actions,
                &self.symbols,
                &mut self.observations,
                &mut self.heard,
            )?;
            hooks.stepped(step, &view)?;
            self.status.copy_from_slice(view.status);
            for (begins, status) in self.begins.iter_mut().zip(&self.status) {
                *begins = *status != Status::Running;
            }
            let stepped = Stepped {
                step,
                actions: &self.actions,
                symbols: &self.symbols,
                status: &self.status,
                observations: &self.observations,
                heard: &self.heard,
            };
            hooks.settled(&mut *self.env, &stepped)?;
        }
        Ok(())
    }
}
