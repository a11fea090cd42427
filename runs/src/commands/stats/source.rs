//! Where messages come from: a run's record of episodes, or a corpus file.

use std::path::Path;

use protolang_language::error::LanguageError;
use protolang_language::observations::Observations;
use protolang_language::reading::{Format, Reader};
use protolang_language::table::SymbolZero;
use serde::Deserialize;

use crate::cli::stats::StatsArgs;
use crate::error::Failure;
use crate::store::episode_record::EpisodeRecord;
use crate::store::run_dir::RunPaths;
use crate::train::run_toml::saved_config;

/// What is measured.
pub(super) struct Source {
    pub(super) all: Observations,
    pub(super) episodes: usize,
}

/// What statistics need of an episode.
#[derive(Deserialize)]
struct Spoken {
    said: Vec<Vec<Vec<u16>>>,
    meaning: Vec<Vec<i32>>,
}

impl Source {
    /// Reads a run, its newest episodes, or a corpus, message by message.
    pub(super) fn read(what: &Path, args: &StatsArgs) -> Result<Self, Failure> {
        if what.is_dir() {
            return Self::of_run(what, args.episodes, args.seed);
        }
        let mut reader = Reader::open(what, args.format).map_err(unreadable)?;
        let zero = args
            .zero
            .map_or_else(|| zero_of(reader.format()), SymbolZero::from);
        let mut all = Observations::new(None, zero, args.seed);
        for utterance in reader.by_ref() {
            let utterance = utterance.map_err(unreadable)?;
            all.add(utterance.meaning.as_deref(), &utterance.message)
                .map_err(|error| Failure::Unreadable(format!("{}: {error}", what.display())))?;
        }
        Ok(Self {
            all,
            episodes: reader.episodes(),
        })
    }

    /// The newest episodes of a run: a row for each seat, its meaning what the seat privately knew, its
    /// message everything that it said.
    fn of_run(root: &Path, newest: u64, seed: u64) -> Result<Self, Failure> {
        let paths = RunPaths::of(root)?;
        let config = saved_config(&paths)?;
        let record = EpisodeRecord::of_run(&paths, config.record.episodes)?;
        let kept: Vec<Spoken> = record.newest(newest)?;
        let physics = config.channel.physics();
        let vocabulary = Some(physics.alphabet());
        let mut all = Observations::new(vocabulary, SymbolZero::Word, seed);
        let mut message: Vec<u32> = Vec::new();
        for Spoken { said, meaning } in &kept {
            let mute = |said: &[Vec<u16>]| said.iter().all(Vec::is_empty);
            let silent = said.iter().all(|said| mute(said));
            for (said, meaning) in said.iter().zip(meaning) {
                // Who has no voice in a game has no language in it.
                if mute(said) && !silent {
                    continue;
                }
                let meaning: Vec<i64> = meaning.iter().map(|value| i64::from(*value)).collect();
                message.clear();
                message.extend(said.iter().flatten().map(|symbol| u32::from(*symbol)));
                all.add(Some(&meaning), &message).map_err(unreadable)?;
            }
        }
        if all.tally().lines() == 0 {
            return Err(Failure::Unreadable(format!(
                "{} holds no finished episode yet: train longer",
                root.display()
            )));
        }
        Ok(Self {
            all,
            episodes: kept.len(),
        })
    }
}

/// What symbol 0 is where nobody says: the end of a message in the logs of EGG and its kin, else a word.
pub(super) fn zero_of(format: Format) -> SymbolZero {
    match format {
        Format::EggText | Format::EggLog | Format::HarrisLog => SymbolZero::Padding,
        _ => SymbolZero::Word,
    }
}

pub(super) fn unreadable(error: LanguageError) -> Failure {
    Failure::Unreadable(error.to_string())
}
