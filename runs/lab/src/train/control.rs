//! The control of a run: the same training, with the same seed and steps, without what the preset says.
//!
//! What networks do when a channel is taken from them after training shows how much they have come to rely on
//! it, not what it was worth: networks that never had one find other ways.

use std::path::{Path, PathBuf};

use crate::config::resume::may_resume;
use crate::config::run_config::RunConfig;
use crate::config::run_toml::saved_config;
use crate::error::Failure;
use protolang_records::run::run_dir::RunPaths;

/// A control to be trained.
#[derive(Clone, Debug)]
pub struct Control {
    /// The run's config without what the control lacks.
    pub config: RunConfig,
    /// The control's folder, beside the run's.
    pub folder: PathBuf,
    /// Whether the folder holds a part of it already.
    pub begun: bool,
}

impl Control {
    /// The control of a run in a folder; `resumes` allows one that has begun.
    ///
    /// # Errors
    /// [`Failure::Usage`]: the config names no control or is its own, or the control's folder is in use.
    pub fn of(run: &RunConfig, folder: &Path, resumes: bool) -> Result<Self, Failure> {
        let config = config(run)?;
        let folder = beside(folder)?;
        let begun = in_use(&folder);
        if begun && !resumes {
            return Err(Failure::Usage(format!(
                "the control would be trained in {}, which is in use: move it away, or choose another --out",
                folder.display()
            )));
        }
        if begun && RunPaths::has_run_toml(&folder) {
            may_resume(&saved_config(&RunPaths::of(&folder)?)?, &config)?;
        }
        Ok(Self {
            config,
            folder,
            begun,
        })
    }
}

/// The config of the control of a run.
fn config(run: &RunConfig) -> Result<RunConfig, Failure> {
    let preset = &run.preset;
    if preset.control.is_empty() {
        return Err(Failure::Usage(match preset.no_control_reason.as_str() {
            "" => "the config names no control: give what it lacks, such as --set 'preset.control=[\"channel.kind=none\"]'".to_owned(),
            why => format!("it has no control: {why}"),
        }));
    }
    let mut control = run.with(None, &preset.control, "the config of the control")?;
    if RunConfig::diff(run, &control)?.is_empty() {
        return Err(Failure::Usage(format!(
            "the run is its own control: it has {} already",
            preset.control.join(" and ")
        )));
    }
    control.preset.title = format!("The control: {}", control.preset.control.join(", "));
    control.preset.no_control_reason = "it is a control itself".to_owned();
    control.preset.control.clear();
    control.preset.train_control = false;
    Ok(control)
}

/// The folder of the control of a run: its name with `-control`.
fn beside(run: &Path) -> Result<PathBuf, Failure> {
    let Some(name) = run.file_name() else {
        return Err(Failure::Usage(format!(
            "{} has no name to which -control could be added for its control: name a folder with --out",
            run.display()
        )));
    };
    let mut name = name.to_owned();
    name.push("-control");
    Ok(run.with_file_name(name))
}

/// Whether there is anything but an empty folder.
fn in_use(folder: &Path) -> bool {
    match std::fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => folder.symlink_metadata().is_ok(),
    }
}
