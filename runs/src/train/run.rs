//! A training run in its directory, from the first update or from a checkpoint to the last.

use std::path::{Path, PathBuf};

use protolang_agents::learner::Diverged;
use protolang_agents::threads;

use super::plan::Plan;
use super::progress::Progress;
use super::records::{self, FoundRecords, Records};
use super::trainer::{Stopped, Trainer};
use super::window::Window;
use super::{begin, checkpointing, interrupt, pretraining, provenance, run_toml};
use crate::config::run_config::RunConfig;
use crate::error::Failure;
use crate::replay::rewind;
use crate::store::checkpoint::Checkpoint;
use crate::store::jsonl::JsonLinesWriter;
use crate::store::run_dir::{RunDir, RunPaths};
use crate::store::{atomic, tensors};

/// A run that is open for training.
#[derive(Debug)]
pub struct Run {
    dir: RunDir,
    trainer: Trainer,
    records: Records,
    /// Step of the checkpoint that it went on from.
    resumed: Option<u64>,
}

impl Run {
    /// Makes a run directory and begins.
    ///
    /// # Errors
    /// [`Failure::Usage`]: the directory holds something or cannot be made, or the config makes no run.
    pub fn create(root: &Path, config: &RunConfig) -> Result<Self, Failure> {
        threads::single();
        let plan = Plan::new(config)?;
        let mut trainer = Trainer::new(&plan)?;
        begin::begin(&plan, trainer.agents_mut())?;
        let dir = RunDir::create(root, &provenance::run_toml(&plan)?)?;
        pretrain(&mut trainer, dir.paths())?;
        let records = Records::create(
            dir.paths(),
            &config.record,
            config.population.size,
            config.run.seed,
        )?;
        let mut run = Self {
            dir,
            trainer,
            records,
            resumed: None,
        };
        // So that there is something to go on from whatever happens.
        run.checkpoint()?;
        Ok(run)
    }

    /// Goes on with the run in a directory from its newest checkpoint; gives what people should know of
    /// keys that have changed.
    ///
    /// # Errors
    /// [`Failure::Unreadable`]: no run, or a damaged checkpoint; [`Failure::Usage`]: another config.
    pub fn resume(root: &Path, config: &RunConfig) -> Result<(Self, Vec<String>), Failure> {
        threads::single();
        let mut dir = RunDir::open(root)?;
        let paths = dir.paths().clone();
        let (previous, said) = run_toml::read_to_resume(&paths, config)?;
        let plan = Plan::new(config)?;
        let checkpoint = Checkpoint::latest(paths.checkpoints())?.ok_or_else(|| {
            Failure::Unreadable(format!(
                "{} has no checkpoint to go on from: start it anew in another folder",
                root.display()
            ))
        })?;
        let mut trainer = Trainer::new(&plan)?;
        let window = checkpointing::restore(&mut trainer, &checkpoint)?;
        let found = FoundRecords::look(&paths, &checkpoint)?;
        // Only now, when all was looked at: a refused resume leaves everything as it was.
        dir.begin()?;
        rewind::cut(&records::replays(&paths)?, checkpoint.step)?;
        let records = Records::go_on(
            found,
            &paths,
            &config.record,
            config.population.size,
            config.run.seed,
            window,
        )?;
        let sealed = checkpoint.seals.config.as_deref();
        let text = provenance::resumed_toml(&plan, &previous, checkpoint.step, sealed)?;
        atomic::write(paths.run_toml(), text.as_bytes())?;
        let run = Self {
            resumed: Some(checkpoint.step),
            dir,
            trainer,
            records,
        };
        Ok((run, said))
    }

    /// Trains until `run.steps` are reached.
    ///
    /// # Errors
    /// [`Failure::Interrupted`]: asked to stop, after a checkpoint; [`Failure::Diverged`]: a number is not
    /// finite, with the minibatch kept; [`Failure::Internal`]: a full disk and the like.
    pub fn train(&mut self, progress: &mut Progress) -> Result<(), Failure> {
        interrupt::listen()?;
        let outcome = self.train_on(progress);
        // What follows writes nothing, so that it can be ended at any moment.
        interrupt::leave();
        outcome
    }

    fn train_on(&mut self, progress: &mut Progress) -> Result<(), Failure> {
        let updates = self.trainer.plan().updates();
        let every = self.trainer.plan().config.record.checkpoint_every;
        while self.trainer.updates() < updates {
            let mut update = match self.trainer.update() {
                Ok(update) => update,
                Err(Stopped::Failed(failure)) => return Err(failure),
                Err(Stopped::Diverged(network, diverged)) => {
                    return Err(self.diverged(network, &diverged));
                }
            };
            let last = update.number == updates;
            let mut glance = Window::new(None);
            glance.add(&update);
            tracing::debug!(
                update = update.number,
                env_steps = update.env_steps,
                episodes = update.episodes.len(),
                "update done"
            );
            self.records.add(&mut update, last)?;
            progress.tick(update.env_steps, &glance);
            let asked = interrupt::asked();
            if last || asked || (every > 0 && update.number.is_multiple_of(every)) {
                self.checkpoint()?;
            }
            if asked && !last {
                return Err(Failure::Interrupted(format!(
                    "stopped after {} env steps; the checkpoint is written",
                    update.env_steps
                )));
            }
        }
        Ok(())
    }

    /// Where the run is.
    pub fn paths(&self) -> &RunPaths {
        self.dir.paths()
    }

    /// Env steps done.
    pub fn env_steps(&self) -> u64 {
        self.trainer.env_steps()
    }

    fn checkpoint(&mut self) -> Result<PathBuf, Failure> {
        let offsets = self.records.sync()?;
        let checkpoint = checkpointing::checkpoint(&self.trainer, &self.records.window, offsets)?;
        let folder = self.dir.paths().checkpoints();
        let written = checkpoint.write(&folder)?;
        tracing::info!(step = checkpoint.step, update = checkpoint.update, path = %written.display(), "checkpoint written");
        let keep = self.trainer.plan().config.record.keep_checkpoints;
        Checkpoint::prune(&folder, keep as usize, self.resumed)?;
        Ok(written)
    }

    /// Keeps the minibatch that held a number that is not finite, and says where.
    fn diverged(&self, network: usize, diverged: &Diverged) -> Failure {
        let update = self.trainer.updates() + 1;
        let name = format!("diverged-update-{update}-network-{network}.safetensors");
        let path = self.paths().folder().entry(name);
        let kept = tensors::encode(&diverged.minibatch)
            .map_err(|error| error.to_string())
            .and_then(|bytes| atomic::write(&path, &bytes).map_err(|error| error.to_string()));
        let kept = match kept {
            Ok(()) => format!("the minibatch is in {}", path.display()),
            Err(error) => format!("the minibatch could not be kept: {error}"),
        };
        Failure::Diverged(format!(
            "the {} of network {network} was not a finite number in update {update}, and nothing was learnt from it; {kept}; \
             go on from the last checkpoint with a smaller ppo.learning_rate in a new run",
            diverged.what
        ))
    }
}

/// Trains perception before training, if the config asks for it, and writes down how that went.
fn pretrain(trainer: &mut Trainer, paths: &RunPaths) -> Result<(), Failure> {
    let plan = trainer.plan().clone();
    let rows = pretraining::pretrain(&plan, trainer.agents_mut())?;
    if rows.is_empty() {
        return Ok(());
    }
    let mut record = JsonLinesWriter::create(paths.pretraining())?;
    for row in &rows {
        record.append(row)?;
    }
    record.sync()?;
    Ok(())
}
