//! A thread that writes episodes and replays, so that training need not wait for the disk.

use std::borrow::Cow;
use std::thread::{Builder, JoinHandle};

use crossbeam::channel::{Receiver, Sender, bounded};
use protolang_language::usage::episode::episode_statistics;

use crate::error::Failure;
use protolang_records::episodes::row::EpisodeRow;
use protolang_records::episodes::writer::EpisodeWriter;
use protolang_records::files::folder::Folder;
use protolang_records::files::mark::Mark;
use protolang_records::replay::record::Replay;

/// Updates that may wait to be written; then training waits.
const WAITING: usize = 2;

enum WriteOrder {
    Write(Vec<EpisodeRow>, Vec<Replay>),
    Sync,
}

/// The thread as seen from outside. What is written is in the order in which it was handed over.
#[derive(Debug)]
pub struct Scribe {
    orders: Option<Sender<WriteOrder>>,
    answers: Receiver<Result<Option<Mark>, Failure>>,
    thread: Option<JoinHandle<()>>,
}

impl Scribe {
    /// Starts the thread; without a writer, episodes are not recorded.
    ///
    /// # Errors
    /// [`Failure::Internal`] if the system gives no thread.
    pub fn start(episodes: Option<EpisodeWriter>, replays: Folder) -> Result<Self, Failure> {
        let (orders, todo) = bounded(WAITING);
        let (done, answers) = bounded(1);
        let thread = Builder::new()
            .name("scribe".to_owned())
            .spawn(move || write(episodes, &replays, &todo, &done))
            .map_err(|error| Failure::Internal(format!("cannot start a thread: {error}")))?;
        Ok(Self {
            orders: Some(orders),
            answers,
            thread: Some(thread),
        })
    }

    /// Hands over what an update brought.
    ///
    /// # Errors
    /// [`Failure::Internal`]: something handed over before could not be written.
    pub fn write(&self, episodes: Vec<EpisodeRow>, replays: Vec<Replay>) -> Result<(), Failure> {
        self.order(WriteOrder::Write(episodes, replays))
    }

    /// Waits until everything is durable; how far the record of episodes is, where there is one.
    ///
    /// # Errors
    /// [`Failure::Internal`]: something could not be written.
    pub fn sync(&self) -> Result<Option<Mark>, Failure> {
        self.order(WriteOrder::Sync)?;
        self.answers.recv().map_err(|_| gone())?
    }

    fn order(&self, order: WriteOrder) -> Result<(), Failure> {
        let sent = self.orders.as_ref().map(|orders| orders.send(order));
        match sent {
            Some(Ok(())) => Ok(()),
            // The thread has stopped, and has left word why.
            _ => Err(self
                .answers
                .recv()
                .map_or_else(|_| gone(), |answer| answer.err().unwrap_or_else(gone))),
        }
    }
}

impl Drop for Scribe {
    fn drop(&mut self) {
        // Without a sender the thread writes what it has and ends.
        self.orders = None;
        if let Some(thread) = self.thread.take() {
            // A panic was reported when it happened.
            thread.join().ok();
        }
    }
}

fn gone() -> Failure {
    Failure::Internal("the thread that writes episodes has stopped".to_owned())
}

fn write(
    mut episodes: Option<EpisodeWriter>,
    replays: &Folder,
    todo: &Receiver<WriteOrder>,
    done: &Sender<Result<Option<Mark>, Failure>>,
) {
    while let Ok(order) = todo.recv() {
        let outcome = match order {
            WriteOrder::Write(rows, films) => {
                let rows = match &mut episodes {
                    Some(episodes) => rows
                        .into_iter()
                        .try_for_each(|row| episodes.append(&with_language(row))),
                    None => Ok(()),
                };
                rows.and_then(|()| films.iter().try_for_each(|replay| replay.write(replays)))
                    .map(|()| None)
            }
            WriteOrder::Sync => {
                let mark = episodes.as_mut().map(EpisodeWriter::sync).transpose();
                mark.map(Some)
            }
        };
        match outcome {
            Ok(None) => {}
            Ok(Some(mark)) => {
                if done.send(Ok(mark)).is_err() {
                    return;
                }
            }
            Err(error) => {
                // Whoever asks next gets it; nothing more is written.
                done.send(Err(error.into())).ok();
                return;
            }
        }
    }
}

/// The row with the statistics of what was said in it.
pub(crate) fn with_language(row: EpisodeRow) -> EpisodeRow {
    let language = episode_statistics(&row.messages).into_iter();
    EpisodeRow {
        language: language
            .map(|(name, value)| (Cow::Borrowed(name), value))
            .collect(),
        ..row
    }
}
