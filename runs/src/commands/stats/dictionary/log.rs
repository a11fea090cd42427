//! The messages of a run or corpus, one after another, as often as they are needed.

use std::path::{Path, PathBuf};

use protolang_envs::channel::ChannelPhysics;
use protolang_envs::spaces::Spaces;
use protolang_language::dictionary::attribute::Role;
use protolang_language::reading::{Format, Reader};
use protolang_language::table::SymbolZero;

use super::super::source::{unreadable, zero_of};
use super::logged::{Declared, Logged, Row, declared, messages};
use crate::cli::stats::StatsArgs;
use crate::error::Failure;
use crate::store::episodes::EpisodeReader;
use crate::store::jsonl::TornTail;
use crate::store::run_dir::RunPaths;
use crate::train::run::saved_config;

/// A record that can be read from its beginning again and again.
pub(super) struct Log {
    path: PathBuf,
    kind: Kind,
    pub(super) declared: Vec<Declared>,
    /// Symbols that could be said, where it is known.
    pub(super) vocabulary: Option<usize>,
}

enum Kind {
    Run {
        spaces: Box<Spaces>,
        physics: ChannelPhysics,
    },
    Corpus {
        format: Option<Format>,
        zero: SymbolZero,
    },
}

impl Log {
    /// The record of a run, or a corpus.
    pub(super) fn open(what: &Path, args: &StatsArgs) -> Result<Self, Failure> {
        if what.is_dir() {
            let paths = RunPaths::of(what)?;
            let config = saved_config(&paths)?;
            let physics = config.channel.physics();
            let spaces = config.game.0.spaces(&physics);
            return Ok(Self {
                path: paths.episodes(),
                declared: declared(&spaces),
                vocabulary: Some(physics.alphabet()),
                kind: Kind::Run {
                    spaces: Box::new(spaces),
                    physics,
                },
            });
        }
        let mut reader = Reader::open(what, args.format).map_err(unreadable)?;
        let zero = args
            .zero
            .map_or_else(|| zero_of(reader.format()), SymbolZero::from);
        let first = reader.next().transpose().map_err(unreadable)?;
        let attributes = first.and_then(|first| first.meaning).map_or(0, |m| m.len());
        let attribute = |index| Declared {
            name: format!("attribute {index}"),
            role: Role::Meaning,
            names: None,
        };
        Ok(Self {
            path: what.to_owned(),
            declared: (0..attributes).map(attribute).collect(),
            vocabulary: None,
            kind: Kind::Corpus {
                format: args.format,
                zero,
            },
        })
    }

    /// Shows every message to `visit`, in order.
    pub(super) fn each(
        &self,
        mut visit: impl FnMut(Logged) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        match &self.kind {
            Kind::Run { spaces, physics } => {
                let rows = EpisodeReader::<Row>::open(&self.path, TornTail::Ignore)?;
                for (episode, row) in (0..).zip(rows) {
                    let all = messages(&row?, episode, spaces, physics);
                    all.into_iter().try_for_each(&mut visit)?;
                }
            }
            Kind::Corpus { format, zero } => {
                let mut reader = Reader::open(&self.path, *format).map_err(unreadable)?;
                while let Some(utterance) = reader.next() {
                    let mut utterance = utterance.map_err(unreadable)?;
                    if *zero == SymbolZero::Padding {
                        utterance.message.retain(|symbol| *symbol != 0);
                    }
                    let known = utterance.meaning.into_iter().flatten();
                    let mut values: Vec<Option<i64>> = known.map(Some).collect();
                    values.resize(self.declared.len(), None);
                    visit(Logged {
                        episode: (reader.episodes() as u64).saturating_sub(1),
                        message: utterance.message,
                        values,
                        ..Logged::default()
                    })?;
                }
            }
        }
        Ok(())
    }
}
