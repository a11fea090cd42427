//! What is measured: the messages of a run, network by network, or those of a corpus.

use std::collections::BTreeMap;
use std::path::Path;

use protolang_language::error::LanguageError;
use protolang_language::observations::Observations;
use protolang_language::origin::Row;
use protolang_language::reading::Reader;

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
    /// What the user should know of how a corpus was taken.
    pub(super) notices: Vec<String>,
}

/// Most speakers of a corpus that are measured each by itself.
const MOST_SPEAKERS: usize = 64;

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
    let mut reader = open(what, args)?;
    let (vocabulary, zero) = (reader.vocabulary(), reader.zero());
    let mut gathered = Gathered::new(args, || Observations::new(vocabulary, zero, args.seed));
    for utterance in reader.by_ref() {
        let utterance = utterance.map_err(unreadable)?;
        let row = Row {
            meaning: utterance.meaning.as_deref(),
            message: &utterance.message,
            episode: Some(utterance.episode),
            speaker: utterance.speaker,
        };
        let speaker = utterance.speaker.map(|speaker| speaker as usize);
        gathered
            .add(speaker, row)
            .map_err(|error| Failure::Unreadable(format!("{}: {error}", what.display())))?;
        if gathered.speakers.len() > MOST_SPEAKERS {
            return Err(Failure::Usage(format!(
                "{} has more than {MOST_SPEAKERS} speakers: measure them as one with --pooled, or one of them with --agent",
                what.display()
            )));
        }
    }
    let kinds = reader.attribute_kinds();
    let kinded = |speaker: Speaker| Speaker {
        all: speaker.all.with_kinds(kinds.iter().copied()),
        ..speaker
    };
    let mut speakers: Vec<Speaker> = gathered.finish().into_iter().map(kinded).collect();
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
        notices: reader.notices(),
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

/// Opens a corpus as the options say.
pub(super) fn open(what: &Path, args: &StatsArgs) -> Result<Reader, Failure> {
    let reader = Reader::open(what, args.format).map_err(unreadable)?;
    Ok(match args.zero {
        Some(zero) => reader.with_zero(zero.into()),
        None => reader,
    })
}

pub(super) fn unreadable(error: LanguageError) -> Failure {
    Failure::Unreadable(error.to_string())
}
