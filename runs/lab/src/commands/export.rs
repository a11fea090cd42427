//! `protolang export`: messages in the formats of others.

use std::path::Path;

use protolang_language::error::LanguageError;
use protolang_language::reading::Reader;
use protolang_language::symbol_zero::SymbolZero;
use protolang_language::writing::{About, Record, Sink, create};
use protolang_spec::message_unit::MessageUnit;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cli::export::ExportArgs;
use crate::commands::games::attribute_json;
use crate::commands::messages::{kind_of, messages};
use crate::config::run_toml::saved_config;
use crate::error::Failure;
use crate::terminal::escape::shown;
use crate::terminal::output::{notice, print, print_json};
use protolang_records::run::recorded::{EpisodesOf, Recorded};
use protolang_records::run::run_dir::RunPaths;

/// Writes the messages of a run or corpus.
///
/// # Errors
/// [`Failure::Unreadable`]: no run or corpus; [`Failure::Usage`]: a folder that is in use, or messages that
/// the format cannot hold; [`Failure::Internal`]: the disk is full.
pub fn run(args: &ExportArgs) -> Result<(), Failure> {
    let written = match args.what.is_dir() {
        true => of_run(args)?,
        false => of_corpus(args)?,
    };
    let name = args.format.to_string();
    notice(&args.what, &written.notices);
    if args.json {
        return print_json(&json!({
            "out": args.out.display().to_string(),
            "format": name,
            "messages": written.messages,
            "episodes": written.episodes,
            "episodes_of": written.of.map(EpisodesOf::name),
            "notices": written.notices,
        }));
    }
    print(&format!(
        "{}: {} messages of {} episodes{}, as {name}\n",
        shown(args.out.display()),
        written.messages,
        written.episodes,
        match written.of {
            Some(of) => format!(" of {}", of.name()),
            None => String::new(),
        },
    ))
}

/// What was written.
#[derive(Default)]
struct Written {
    messages: u64,
    episodes: u64,
    /// What the episodes of a run are of.
    of: Option<EpisodesOf>,
    /// What the user should know of how a corpus was taken.
    notices: Vec<String>,
}

/// What an export needs of an episode.
#[derive(Deserialize)]
struct ExportedEpisode {
    nets: Vec<u32>,
    success: bool,
    said: Vec<Vec<Vec<u16>>>,
    meaning: Vec<Vec<i64>>,
}

fn of_run(args: &ExportArgs) -> Result<Written, Failure> {
    let paths = RunPaths::of(&args.what)?;
    let config = saved_config(&paths)?;
    let physics = config.channel.physics();
    let spaces = config.game.0.spaces(&physics);
    let unit = args.message.unwrap_or(spaces.message_unit);
    let recorded = Recorded::open(&paths, config.record.episodes, args.episodes_of)?;
    let (of, record) = (recorded.of(), recorded.record);
    let first = match args.episodes {
        Some(newest) => record.count()?.saturating_sub(newest),
        None => 0,
    };
    let mut parameters = serde_json::Map::new();
    parameters.insert("run".to_owned(), json!(args.what.display().to_string()));
    parameters.insert("seed".to_owned(), json!(config.run.seed));
    parameters.insert("episodes_of".to_owned(), json!(of.name()));
    parameters.insert(
        "message".to_owned(),
        json!(match unit {
            MessageUnit::Episode => "all that one seat said in an episode".to_owned(),
            MessageUnit::Step => "what one seat said in a step".to_owned(),
            MessageUnit::First(steps) =>
                format!("what one seat said in its first {steps} steps of an episode"),
        }),
    );
    parameters.insert(
        "attributes".to_owned(),
        spaces.meaning.iter().map(attribute_json).collect(),
    );
    let about = About {
        system: name_of(&args.what),
        game: config.game.name().to_owned(),
        attribute_names: spaces
            .meaning
            .iter()
            .map(|known| known.name.to_owned())
            .collect(),
        vocabulary: Some(physics.alphabet()),
        kinds: spaces
            .meaning
            .iter()
            .map(|known| Some(kind_of(known)))
            .collect(),
        parameters,
        ..About::default()
    };
    let mut sink = create(args.format, &args.out, &about).map_err(failure)?;
    let mut written = Written {
        of: Some(of),
        ..Written::default()
    };
    for (number, row) in (first..).zip(record.rows()?.skip_rows(first)?) {
        written.messages += episode(&row?, number, unit, sink.as_mut())?;
        written.episodes += 1;
    }
    if written.messages == 0 {
        let root = args.what.display();
        return Err(Failure::Unreadable(match written.episodes {
            0 => format!("{root} holds no finished episode yet: train longer"),
            episodes => format!("{root} holds {episodes} episodes in which nothing could be heard"),
        }));
    }
    sink.finish().map_err(failure)?;
    Ok(written)
}

/// Writes what was said in one episode; how many messages that were.
fn episode(
    row: &ExportedEpisode,
    number: u64,
    unit: MessageUnit,
    sink: &mut dyn Sink,
) -> Result<u64, Failure> {
    let mut written = 0;
    for (seat, (said, meaning)) in row.said.iter().zip(&row.meaning).enumerate() {
        for (step, message) in messages(said, unit) {
            let record = Record {
                episode: number,
                step: step as u32,
                sender: row.nets.get(seat).copied(),
                // Of more than two seats, who hears is the channel's affair and may change.
                receiver: match row.nets.as_slice() {
                    [one, other] => Some(if seat == 0 { *other } else { *one }),
                    _ => None,
                },
                meaning,
                message: &message,
                success: Some(row.success),
            };
            sink.write(&record).map_err(failure)?;
            written += 1;
        }
    }
    Ok(written)
}

fn of_corpus(args: &ExportArgs) -> Result<Written, Failure> {
    let open = || -> Result<Reader, Failure> {
        let reader = Reader::open(&args.what, None).map_err(failure)?;
        Ok(match args.zero {
            Some(zero) => reader.with_zero(zero.into()),
            None => reader,
        })
    };
    // Read once to know what numbers stand for which words, and once to write.
    let mut reader = open()?;
    for utterance in reader.by_ref() {
        utterance.map_err(failure)?;
    }
    let mut parameters = serde_json::Map::new();
    parameters.insert(
        "source".to_owned(),
        Value::from(args.what.display().to_string()),
    );
    let about = About {
        system: name_of(&args.what),
        attribute_names: reader.attribute_names(),
        vocabulary: reader.vocabulary(),
        zero_is_padding: reader.zero() == SymbolZero::Padding,
        symbol_names: reader.symbol_names().to_vec(),
        value_names: reader.value_names(),
        kinds: reader.attribute_kinds(),
        parameters,
        ..About::default()
    };
    let mut written = Written {
        notices: reader.notices(),
        ..Written::default()
    };
    let mut reader = open()?;
    let mut sink = create(args.format, &args.out, &about).map_err(failure)?;
    for utterance in reader.by_ref() {
        let utterance = utterance.map_err(failure)?;
        let record = Record {
            episode: utterance.episode,
            sender: utterance.speaker,
            meaning: utterance.meaning.as_deref().unwrap_or_default(),
            message: &utterance.message,
            ..Record::default()
        };
        sink.write(&record).map_err(failure)?;
        written.messages += 1;
    }
    written.episodes = reader.episodes() as u64;
    sink.finish().map_err(failure)?;
    Ok(written)
}

/// The last part of a path, without its ending.
fn name_of(path: &Path) -> String {
    let whole = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let stem = whole.file_stem().unwrap_or(whole.as_os_str());
    stem.to_string_lossy().into_owned()
}

fn failure(error: LanguageError) -> Failure {
    match &error {
        LanguageError::Unwritable { .. } => Failure::Internal(error.to_string()),
        LanguageError::Shape { .. } | LanguageError::Parameter { .. } => {
            Failure::Usage(error.to_string())
        }
        _ => Failure::Unreadable(error.to_string()),
    }
}
