//! The messages of a corpus.

use std::path::Path;

use protolang_language::observations::Observations;
use protolang_language::origin::Row;
use protolang_language::reading::Reader;

use super::source::{Gathered, Measured, Speaker, unreadable};
use crate::cli::stats::StatsArgs;
use crate::error::Failure;

/// Most speakers of a corpus that are measured each by itself.
const MOST_SPEAKERS: usize = 64;

/// The rows of a corpus, each a message, of those who spoke.
pub(super) fn of_corpus(what: &Path, args: &StatsArgs) -> Result<Measured, Failure> {
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
        if gathered.len() > MOST_SPEAKERS {
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
    Ok(Measured {
        speakers,
        run: None,
        notices: reader.notices(),
    })
}

/// Opens a corpus as the options say.
pub(super) fn open(what: &Path, args: &StatsArgs) -> Result<Reader, Failure> {
    let reader = Reader::open(what, args.format).map_err(unreadable)?;
    Ok(match args.zero {
        Some(zero) => reader.with_zero(zero.into()),
        None => reader,
    })
}
