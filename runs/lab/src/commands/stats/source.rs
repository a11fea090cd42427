//! What is measured: the messages of a run, network by network, or those of a corpus.

use std::collections::BTreeMap;

use protolang_language::error::LanguageError;
use protolang_language::observations::Observations;
use protolang_language::origin::Row;

use super::run_origin::RunOrigin;
use crate::cli::stats::StatsArgs;
use crate::error::Failure;

/// What is measured.
pub(super) struct Measured {
    /// Who spoke, each measured by itself: the networks of a run, the one speaker of a corpus, or all pooled.
    /// There is always one.
    pub(super) speakers: Vec<Speaker>,
    /// How messages were made of a run; none of a corpus, whose rows are its messages.
    pub(super) run: Option<RunOrigin>,
    /// What the user should know of how a corpus was taken.
    pub(super) notices: Vec<String>,
}

/// Everything that one speaker has said.
pub(super) struct Speaker {
    /// Its number; none where several were pooled, and where a corpus does not tell speakers apart.
    pub(super) network: Option<usize>,
    /// Its messages.
    pub(super) all: Observations,
    /// Episodes in which it has said them.
    pub(super) episodes: usize,
}

/// Rows as they come, dealt to their speakers.
pub(super) struct Gathered<F> {
    new: F,
    pooled: bool,
    only: Option<usize>,
    speakers: BTreeMap<Option<usize>, (Speaker, Option<u64>)>,
}

impl<F: Fn() -> Observations> Gathered<F> {
    /// Nothing gathered yet; `new` makes room for what one speaker says.
    pub(super) fn new(args: &StatsArgs, new: F) -> Self {
        Self {
            new,
            pooled: args.pooled,
            only: args.agent,
            speakers: BTreeMap::new(),
        }
    }

    /// Takes in a row of a network, or of a speaker of a corpus. Rows of an episode follow one another.
    pub(super) fn add(
        &mut self,
        network: Option<usize>,
        row: Row<'_>,
    ) -> Result<(), LanguageError> {
        if self.only.is_some() && self.only != network {
            return Ok(());
        }
        let network = network.filter(|_| !self.pooled);
        let (own, last) = self.speakers.entry(network).or_insert_with(|| {
            let speaker = Speaker {
                network,
                all: (self.new)(),
                episodes: 0,
            };
            (speaker, None)
        });
        own.all.add_row(row)?;
        if row.episode.is_none() || *last != row.episode {
            own.episodes += 1;
            *last = row.episode;
        }
        Ok(())
    }

    /// Speakers so far.
    pub(super) fn len(&self) -> usize {
        self.speakers.len()
    }

    /// The speakers, by number; one who has said nothing where there is none.
    pub(super) fn finish(self) -> Vec<Speaker> {
        let new = self.new;
        let mut speakers: Vec<Speaker> = self
            .speakers
            .into_values()
            .map(|(speaker, _)| speaker)
            .collect();
        if speakers.is_empty() {
            speakers.push(Speaker {
                network: None,
                all: new(),
                episodes: 0,
            });
        }
        speakers
    }
}

pub(super) fn unreadable(error: LanguageError) -> Failure {
    Failure::Unreadable(error.to_string())
}
