//! What is measured: the messages of a run, network by network, or those of a corpus.

use std::collections::BTreeMap;
use std::path::Path;

use protolang_language::error::LanguageError;
use protolang_language::observations::Observations;
use protolang_language::origin::Row;
use protolang_language::reading::{Format, Reader};
use protolang_language::table::SymbolZero;

use super::of_run::{RunOrigin, of_run};
use crate::cli::stats::StatsArgs;
use crate::error::Failure;

/// What is measured.
pub(super) struct Source {
    /// Who spoke, each measured by itself: the networks of a run, the one speaker of a corpus, or all pooled.
    /// There is always one.
    pub(super) speakers: Vec<Speaker>,
    /// How messages were made of a run; none of a corpus, whose rows are its messages.
    pub(super) run: Option<RunOrigin>,
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

impl Source {
    /// Reads a run, its newest episodes, or a corpus, message by message.
    pub(super) fn read(what: &Path, args: &StatsArgs) -> Result<Self, Failure> {
        match what.is_dir() {
            true => of_run(what, args),
            false => of_corpus(what, args),
        }
    }
}

fn of_corpus(what: &Path, args: &StatsArgs) -> Result<Source, Failure> {
    if let Some(unit) = args.message {
        return Err(Failure::Usage(format!(
            "--message {unit} makes messages of the episodes of a run, but {} is a corpus, whose rows are its messages: leave --message out",
            what.display()
        )));
    }
    let mut reader = Reader::open(what, args.format).map_err(unreadable)?;
    let zero = args
        .zero
        .map_or_else(|| zero_of(reader.format()), SymbolZero::from);
    let mut gathered = Gathered::new(args, || Observations::new(None, zero, args.seed));
    while let Some(utterance) = reader.next() {
        let utterance = utterance.map_err(unreadable)?;
        let row = Row {
            meaning: utterance.meaning.as_deref(),
            message: &utterance.message,
            episode: Some((reader.episodes() as u64).saturating_sub(1)),
            speaker: None,
        };
        gathered
            .add(None, row)
            .map_err(|error| Failure::Unreadable(format!("{}: {error}", what.display())))?;
    }
    let mut speakers = gathered.finish();
    if let (Some(agent), [Speaker { episodes: 0, .. }]) = (args.agent, speakers.as_slice()) {
        return Err(Failure::Usage(format!(
            "{} has no message of speaker {agent}: leave out --agent",
            what.display()
        )));
    }
    if let [
        Speaker {
            network: None,
            episodes,
            ..
        },
    ] = speakers.as_mut_slice()
    {
        // Episodes without a message count too.
        *episodes = reader.episodes();
    }
    Ok(Source {
        speakers,
        run: None,
    })
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
