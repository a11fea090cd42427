//! A training run in its directory, from the first update or from a checkpoint to the last.

use std::path::{Path, PathBuf};

use protolang_agents::divergence::Diverged;
use protolang_agents::threads;
use serde_json::Value;

use super::checkpointing::RunProgress;
use super::divergence::{self, Stage};
use super::plan::Plan;
use super::pretraining::{self, PretrainingStopped};
use super::progress::Progress;
use super::records::{self, FoundRecords, Records};
use super::trainer::{Stopped, Trainer};
use super::window::Window;
use super::{checkpointing, init_from, interrupt, provenance};
use crate::config::run_config::RunConfig;
use crate::config::run_toml;
use crate::error::Failure;
use protolang_records::checkpoints::checkpoint::Checkpoint;
use protolang_records::files::atomic;
use protolang_records::formats::tensors;
use protolang_records::replay::rewind;
use protolang_records::run::beginning;
use protolang_records::run::recorded;
use protolang_records::run::run_dir::{RunDir, RunPaths};

/// A run that is open for training.
#[derive(Debug)]
pub struct Run {
    dir: RunDir,
    trainer: Trainer,
    records: Records,
    /// Step of the checkpoint that it went on from.
    resumed: Option<u64>,
    /// Whether perception is still to be trained before training.
    awaits_pretraining: bool,
    /// Env step of the newest checkpoint.
    saved: u64,
}

impl Run {
    /// Makes a run directory and begins.
    ///
    /// # Errors
    /// [`Failure::Usage`]: the directory holds something or cannot be made, or the config makes no run.
    pub fn create(root: &Path, config: &RunConfig) -> Result<Self, Failure> {
        interrupt::listen()?;
        threads::single();
        let trainer = beginner(config)?;
        let dir = RunDir::create(root, &provenance::run_toml(trainer.plan())?)?;
        Self::begin(dir, trainer)
    }

    /// Begins in a directory that holds no records yet.
    fn begin(dir: RunDir, trainer: Trainer) -> Result<Self, Failure> {
        let config = &trainer.plan().config;
        let records = Records::create(
            dir.paths(),
            &config.record,
            config.population.size,
            config.run.seed,
        )?;
        let mut run = Self {
            awaits_pretraining: pretraining::is_wanted(trainer.plan()),
            dir,
            trainer,
            records,
            resumed: None,
            saved: 0,
        };
        // Before anything is learnt, so that there is something to go on from whatever happens.
        run.checkpoint()?;
        run.pretrain()?;
        Ok(run)
    }

    /// Goes on with the run in a directory from its newest checkpoint, or begins where nothing was learnt yet;
    /// gives what people should know of that and of keys that have changed.
    ///
    /// # Errors
    /// [`Failure::Unreadable`]: a damaged run or checkpoint; [`Failure::Usage`]: another config, or a directory
    /// that holds something else.
    pub fn resume(root: &Path, config: &RunConfig) -> Result<(Self, Vec<String>), Failure> {
        let anew = format!(
            "nothing was learnt in {} yet: training begins",
            root.display()
        );
        if !RunPaths::has_run_toml(root) {
            return Ok((Self::create(root, config)?, vec![anew]));
        }
        interrupt::listen()?;
        threads::single();
        let mut dir = RunDir::open(root)?;
        let paths = dir.paths().clone();
        let (previous, mut said) = run_toml::read_to_resume(&paths, config)?;
        let Some(checkpoint) = Checkpoint::latest(paths.checkpoints())? else {
            if !beginning::holds_nothing_learnt(&paths)? {
                return Err(Failure::Unreadable(format!(
                    "{} has no checkpoint to go on from: start it anew in another folder",
                    root.display()
                )));
            }
            let trainer = beginner(config)?;
            let run_toml = provenance::run_toml(trainer.plan())?;
            dir.begin()?;
            beginning::clear(&paths)?;
            atomic::write(paths.run_toml(), run_toml.as_bytes())?;
            said.push(anew);
            return Ok((Self::begin(dir, trainer)?, said));
        };
        said.extend(provenance::changes(&previous));
        let plan = Plan::new(config)?;
        let mut trainer = Trainer::new(&plan)?;
        let restored = checkpointing::restore(&mut trainer, &checkpoint)?;
        let found = FoundRecords::look(&paths, &checkpoint)?;
        // Only now, when all was looked at: a refused resume leaves everything as it was.
        dir.begin()?;
        recorded::remove_evaluation(&paths)?;
        rewind::cut(&records::replays(&paths)?, checkpoint.step)?;
        let records = Records::go_on(
            found,
            &paths,
            &config.record,
            config.population.size,
            config.run.seed,
            restored.window,
        )?;
        let sealed = checkpoint.seals.config.as_deref();
        let text = provenance::resumed_toml(&plan, &previous, checkpoint.step, sealed)?;
        atomic::write(paths.run_toml(), text.as_bytes())?;
        let mut run = Self {
            resumed: Some(checkpoint.step),
            awaits_pretraining: restored.awaits_pretraining,
            saved: checkpoint.step,
            dir,
            trainer,
            records,
        };
        run.pretrain()?;
        Ok((run, said))
    }

    /// Trains until `run.steps` are reached.
    ///
    /// # Errors
    /// [`Failure::Interrupted`]: asked to stop, after a checkpoint; [`Failure::Diverged`]: a number is not
    /// finite, with the minibatch kept; [`Failure::Internal`]: a full disk and the like.
    pub fn train(&mut self, progress: &mut Progress) -> Result<(), Failure> {
        interrupt::listen()?;
        self.train_on(progress)?;
        // What follows writes nothing, so that it can be ended at any moment.
        interrupt::leave();
        Ok(())
    }

    fn train_on(&mut self, progress: &mut Progress) -> Result<(), Failure> {
        let updates = self.trainer.plan().updates();
        let every = self.trainer.plan().config.record.checkpoint_every;
        // It may have come while networks were made; the checkpoint of the beginning is written.
        self.stop_if_asked()?;
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
            let asked = interrupt::asked().is_some();
            if last || asked || (every > 0 && update.number.is_multiple_of(every)) {
                self.checkpoint()?;
            }
            self.stop_if_asked()?;
        }
        Ok(())
    }

    /// Comes back as interrupted if a signal has asked for it; a checkpoint of all that was learnt is there.
    fn stop_if_asked(&self) -> Result<(), Failure> {
        let Some(signal) = interrupt::asked() else {
            return Ok(());
        };
        let steps = self.env_steps();
        Err(Failure::Interrupted(format!(
            "stopped by {signal} after {steps} env steps; the checkpoint is written"
        )))
    }

    /// Trains perception before training, where that is still to be done, and writes down how it went.
    fn pretrain(&mut self) -> Result<(), Failure> {
        if !self.awaits_pretraining {
            return Ok(());
        }
        let plan = self.trainer.plan().clone();
        let rows = match pretraining::pretrain(&plan, self.trainer.agents_mut()) {
            Ok(Some(rows)) => rows,
            Ok(None) => return self.stop_if_asked(),
            Err(PretrainingStopped::Failed(failure)) => return Err(failure),
            Err(PretrainingStopped::Diverged(network, diverged)) => {
                let at = (Stage::Pretraining, diverged.term);
                return Err(Failure::Diverged(format!(
                    "before training, in network {network}, {diverged}, and nothing was learnt from it; {}",
                    divergence::remedy(&self.paths().root, &plan.config, at, 0)
                )));
            }
        };
        let mut text = String::new();
        for row in rows {
            text.push_str(&format!("{}\n", Value::Object(row)));
        }
        self.records
            .write_pretraining(self.dir.paths(), text.as_bytes())?;
        self.awaits_pretraining = false;
        self.checkpoint()?;
        Ok(())
    }

    /// Where the run is.
    pub fn paths(&self) -> &RunPaths {
        self.dir.paths()
    }

    /// What is trained.
    pub fn plan(&self) -> &Plan {
        self.trainer.plan()
    }

    /// Env steps done.
    pub fn env_steps(&self) -> u64 {
        self.trainer.env_steps()
    }

    fn checkpoint(&mut self) -> Result<PathBuf, Failure> {
        let offsets = self.records.sync()?;
        let progress = RunProgress {
            window: self.records.window.clone(),
            awaits_pretraining: self.awaits_pretraining,
        };
        let checkpoint = checkpointing::checkpoint(&self.trainer, &progress, offsets)?;
        let folder = self.dir.paths().checkpoints();
        let written = checkpoint.write(&folder)?;
        self.saved = checkpoint.step;
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
        let config = &self.trainer.plan().config;
        let at = (Stage::Learning, diverged.term);
        Failure::Diverged(format!(
            "the {} of network {network} was not a finite number in update {update}, and nothing was learnt from it; {kept}; {}",
            diverged.what(),
            divergence::remedy(&self.paths().root, config, at, self.saved)
        ))
    }
}

/// A trainer whose networks are as they begin.
fn beginner(config: &RunConfig) -> Result<Trainer, Failure> {
    let plan = Plan::new(config)?;
    let mut trainer = Trainer::new(&plan)?;
    init_from::load(&plan, trainer.agents_mut())?;
    Ok(trainer)
}
