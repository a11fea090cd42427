//! The messages of a run or corpus, one after another, as often as they are needed.

use std::path::{Path, PathBuf};

use protolang_language::dictionary::attribute::Role;
use protolang_language::reading::{Format, Reader};
use protolang_language::symbol_zero::SymbolZero;
use protolang_spec::attribute::Attribute as Known;
use protolang_spec::channel::ChannelPhysics;
use protolang_spec::spaces::Spaces;

use super::super::of_corpus::open;
use super::super::source::unreadable;
use super::logged::{
    Declared, LoggedEpisode, MessageOrigin, Stretch, Values, add_messages, declared,
};
use crate::cli::stats::StatsArgs;
use crate::config::run_toml::saved_config;
use crate::error::Failure;
use protolang_records::episodes::record::EpisodeRecord;
use protolang_records::run::run_dir::RunPaths;

/// Messages of a corpus that are looked at together.
const STRETCH: usize = 4096;

/// A record that can be read from its beginning again and again, and is the same each time.
pub(super) struct Log {
    kind: Kind,
    pub(super) declared: Vec<Declared>,
    /// Symbols that could be said, where it is known.
    pub(super) vocabulary: Option<usize>,
}

enum Kind {
    Run {
        record: EpisodeRecord,
        spaces: Box<Spaces>,
        physics: ChannelPhysics,
    },
    Corpus {
        path: PathBuf,
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
                declared: declared(&spaces),
                vocabulary: Some(physics.alphabet()),
                kind: Kind::Run {
                    record: paths.open_episodes(config.record.episodes)?,
                    spaces: Box::new(spaces),
                    physics,
                },
            });
        }
        let mut reader = open(what, args)?;
        let zero = reader.zero();
        let first = reader.next().transpose().map_err(unreadable)?;
        let attributes = first.and_then(|first| first.meaning).map_or(0, |m| m.len());
        let names = reader.attribute_names();
        let attribute = |index: usize| Declared {
            name: match names.get(index) {
                Some(name) => name.clone(),
                None => format!("attribute {index}"),
            },
            role: Role::Meaning,
            // A corpus does not say what its numbers are; as amounts, many of them are told apart by range.
            values: Values::Known(Known::quantity("")),
        };
        Ok(Self {
            declared: (0..attributes).map(attribute).collect(),
            vocabulary: None,
            kind: Kind::Corpus {
                path: what.to_owned(),
                format: args.format,
                zero,
            },
        })
    }

    /// Makes something of every stretch of messages, on so many threads where it can, and gives it to `take`
    /// in the order of the record. Where a stretch ends means nothing.
    pub(super) fn each<U: Send>(
        &self,
        threads: usize,
        make: impl Fn(Stretch) -> U + Sync,
        mut take: impl FnMut(U) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        match &self.kind {
            Kind::Run {
                record,
                spaces,
                physics,
            } => record.in_parallel(
                threads,
                |lines| {
                    let mut stretch = Stretch::default();
                    for row in lines.rows::<LoggedEpisode>() {
                        let (episode, row) = row?;
                        add_messages(&mut stretch, &row, episode, spaces, physics);
                    }
                    Ok(make(stretch))
                },
                take,
            ),
            Kind::Corpus { path, format, zero } => {
                let reader = Reader::open(path, *format).map_err(unreadable)?;
                let mut stretch = Stretch::default();
                for utterance in reader.with_zero(*zero) {
                    let utterance = utterance.map_err(unreadable)?;
                    stretch.messages.push(&utterance.message);
                    stretch.origins.push(MessageOrigin {
                        episode: utterance.episode,
                        ..MessageOrigin::default()
                    });
                    let known = utterance.meaning.into_iter().flatten();
                    stretch.values.extend(known.map(Some));
                    let end = stretch.origins.len() * self.declared.len();
                    stretch.values.resize(end, None);
                    if stretch.origins.len() == STRETCH {
                        take(make(std::mem::take(&mut stretch)))?;
                    }
                }
                take(make(stretch))
            }
        }
    }
}
