//! Where messages come from: a run's record of episodes, or a corpus file.

use std::collections::VecDeque;
use std::path::Path;

use protolang_language::error::LanguageError;
use protolang_language::observations::Observations;
use protolang_language::read::{self, Text};
use protolang_language::table::SymbolZero;
use serde::Deserialize;

use crate::error::Failure;
use crate::store::episodes::EpisodeReader;
use crate::store::jsonl::TornTail;
use crate::store::run_dir::RunPaths;
use crate::train::run::saved_config;

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
    /// Reads a run, its newest episodes, or a corpus.
    pub(super) fn read(what: &Path, newest: u64, seed: u64) -> Result<Self, Failure> {
        if what.is_dir() {
            return Self::of_run(what, newest, seed);
        }
        let (text, episodes) = read::corpus(what).map_err(unreadable)?;
        let all = match text {
            Text::Messages(corpus) => Observations::of_corpus(&corpus, seed),
            Text::Table(table) => Observations::of_table(&table, seed),
        };
        Ok(Self { all, episodes })
    }

    /// The newest episodes of a run: a row for each seat, its meaning what the seat privately knew, its
    /// message everything that it said.
    fn of_run(root: &Path, newest: u64, seed: u64) -> Result<Self, Failure> {
        let paths = RunPaths::of(root)?;
        let config = saved_config(&paths)?;
        let mut kept: VecDeque<Spoken> = VecDeque::new();
        for row in EpisodeReader::<Spoken>::open(&paths.episodes(), TornTail::Ignore)? {
            if kept.len() as u64 == newest {
                kept.pop_front();
            }
            kept.push_back(row?);
        }
        let physics = config.channel.physics();
        let vocabulary = Some(physics.alphabet());
        let mut all = Observations::new(vocabulary, SymbolZero::Word, seed);
        let mut message: Vec<u32> = Vec::new();
        for Spoken { said, meaning } in &kept {
            for (said, meaning) in said.iter().zip(meaning) {
                let meaning: Vec<i64> = meaning.iter().map(|value| i64::from(*value)).collect();
                message.clear();
                message.extend(said.iter().flatten().map(|symbol| u32::from(*symbol)));
                all.add(Some(&meaning), &message).map_err(unreadable)?;
            }
        }
        if all.tally().lines() == 0 {
            return Err(Failure::Unreadable(format!(
                "{} holds no finished episode yet: train longer, with record.episodes = true",
                root.display()
            )));
        }
        Ok(Self {
            all,
            episodes: kept.len(),
        })
    }
}

pub(super) fn unreadable(error: LanguageError) -> Failure {
    Failure::Unreadable(error.to_string())
}
