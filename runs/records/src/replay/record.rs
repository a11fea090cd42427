//! A replay file: JSON Lines that begin with what the episode was, hold one line a step with the hash of
//! each part of the state after it, and end with a BLAKE3 hash of the header and one of all before.
//!
//! Nothing of the world is stored but hashes: the world is computed again from the key and the decisions.

use protolang_envs::games::GameConfig;
use protolang_spec::keys::EpisodeKey;
use serde::{Deserialize, Serialize};

use crate::error::RecordError;
use crate::files::atomic;
use crate::files::entry::Entry;
use crate::files::folder::Folder;
use crate::formats::version::{self, FormatVersion};
use crate::replay::channel::RecordedChannel;

/// Version of the replay format that this program writes.
pub const REPLAY_FORMAT: FormatVersion = FormatVersion::new(1, 1);
/// The first version whose end has a hash of the header.
const SEALED_HEADER: FormatVersion = FormatVersion::new(1, 1);

/// Longest file that is read: some 300,000 steps of two agents.
pub const BYTES_LIMIT: u64 = 64 << 20;
/// Most steps of a replay that are read; a longer file is refused.
pub const STEPS_LIMIT: usize = 1 << 18;

/// One episode, complete: what is needed to compute it again, and hashes to check that by.
///
/// ```no_run
/// use std::path::Path;
/// use protolang_records::replay::{film::Film, record::Replay};
///
/// let (replay, intact) = Replay::read(Path::new("run/replays/000000004096-0-7.replay"))?;
/// assert!(intact, "it is as it was written");
/// for frame in Film::play(&replay)?.frames {
///     println!("step {}: did {:?}, said {:?}", frame.step, frame.actions, frame.symbols);
/// }
/// # Ok::<(), protolang_records::error::RecordError>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Replay {
    /// Game, channel, key and result of the episode.
    pub header: ReplayHeader,
    /// Step 0, before anything was done, and every step after it.
    pub steps: Vec<Step>,
}

/// The first line of a replay: game, channel, key and result of the episode.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayHeader {
    /// Version of the format of replays.
    pub format: FormatVersion,
    /// `LANE:EPISODE`, as in the record of episodes.
    pub id: String,
    /// Game with the options that the run played it with, as its `[game]` table.
    pub game: GameConfig,
    /// `[channel]` of the run that recorded it.
    pub channel: RecordedChannel,
    /// Key of the random streams of the episode: run seed, lane and number.
    pub key: EpisodeKey,
    /// Training progress that it began at, the clock of curricula.
    pub progress: u64,
    /// Env steps that the run had taken, over all lanes, when the episode ended.
    pub step: u64,
    /// Which network sat in each seat, `[seat]`.
    pub nets: Vec<u32>,
    /// Name of the outcome, as in `Spaces::outcomes`.
    pub outcome: String,
    /// Whether the game counts that outcome as a success.
    pub success: bool,
    /// Undiscounted sum of the rewards of each seat, `[seat]`.
    pub returns: Vec<f32>,
    /// Names of the hashes of a step: `decisions`, then the parts of the state.
    pub parts: Vec<String>,
}

/// What all seats decided in one env step, and hashes of what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Number of the step in the episode, from 1; 0 is the state before the first.
    pub step: u32,
    /// Action of each seat by its index in `Spaces::actions`, `[seat]`; empty at step 0.
    pub actions: Vec<u8>,
    /// Symbols that were said, `[seat][symbol]` in one list, as many for each seat; empty at step 0.
    pub symbols: Vec<u16>,
    /// Hash of the decisions, then of each part of the state after the step, in hexadecimal.
    pub hashes: Vec<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct End {
    steps: u32,
    /// Of the line of the header, its end included; none before format 1.1.
    #[serde(default)]
    header: Option<String>,
    /// Of all lines before.
    blake3: String,
}

/// Name of the first part of every step: a hash of the decisions themselves, since a symbol that nobody
/// hears leaves no trace in the world.
pub const DECISIONS: &str = "decisions";

/// Hashes of a step as they stand in a file: that of the decisions, then those of the parts of the state.
pub fn hashes(actions: &[u8], symbols: &[u16], parts: &[(&'static str, u64)]) -> Vec<String> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(&(actions.len() as u64).to_le_bytes());
    hasher.update(actions);
    for symbol in symbols {
        hasher.update(&symbol.to_le_bytes());
    }
    let [a, b, c, d, e, f, g, h, ..] = *hasher.finalize().as_bytes();
    let decisions = u64::from_le_bytes([a, b, c, d, e, f, g, h]);
    let state = parts.iter().map(|(_, hash)| *hash);
    std::iter::once(decisions).chain(state).map(hex).collect()
}

/// A hash as it stands in a file: JSON numbers do not hold 64 bits everywhere.
fn hex(hash: u64) -> String {
    format!("{hash:016x}")
}

impl ReplayHeader {
    /// The header of an episode that begins; what only its end tells is empty.
    pub fn begin(
        game: &GameConfig,
        channel: &RecordedChannel,
        key: EpisodeKey,
        progress: u64,
        parts: Vec<String>,
    ) -> Self {
        Self {
            format: REPLAY_FORMAT,
            id: format!("{}:{}", key.lane, key.episode),
            game: game.clone(),
            channel: channel.clone(),
            key,
            progress,
            step: 0,
            nets: Vec::new(),
            outcome: String::new(),
            success: false,
            returns: Vec::new(),
            parts,
        }
    }
}

impl Replay {
    /// Name of its file: sorts by time.
    pub fn file_name(&self) -> String {
        let ReplayHeader { step, key, .. } = &self.header;
        format!("{step:012}-{}-{}.replay", key.lane, key.episode)
    }

    /// The file's bytes.
    ///
    /// # Errors
    /// [`RecordError::NotWritten`]: a value that JSON cannot hold.
    pub fn to_bytes(&self) -> Result<Vec<u8>, RecordError> {
        let mut bytes = Vec::new();
        line(&mut bytes, &self.header)?;
        let header = blake3::hash(&bytes).to_hex().to_string();
        for step in &self.steps {
            line(&mut bytes, step)?;
        }
        let end = End {
            steps: self.steps.len().saturating_sub(1) as u32,
            header: Some(header),
            blake3: blake3::hash(&bytes).to_hex().to_string(),
        };
        line(&mut bytes, &end)?;
        Ok(bytes)
    }

    /// Writes the file into a folder, whole or not at all.
    ///
    /// # Errors
    /// [`RecordError::NotWritten`]: the disk is full and the like.
    pub fn write(&self, folder: &Folder) -> Result<(), RecordError> {
        atomic::write(folder.entry(self.file_name()), &self.to_bytes()?)
    }

    /// Whether a hash of its own covers the header; it does since format 1.1.
    pub fn covers_header(&self) -> bool {
        self.header.format >= SEALED_HEADER
    }

    /// Reads a file; also tells whether it is as it was written. Where it is not, the steps can still be
    /// verified, which names the first that is wrong.
    ///
    /// # Errors
    /// [`RecordError::Unreadable`]: no replay, longer than [`BYTES_LIMIT`] or [`STEPS_LIMIT`], of another version, a
    /// line that is no step, or cut short, with the step after which it ends.
    pub fn read(at: impl Into<Entry>) -> Result<(Self, bool), RecordError> {
        let at = at.into();
        let bytes = at
            .read(BYTES_LIMIT)
            .map_err(|error| RecordError::cannot_read(at.path(), &error))?;
        let wrong = |what: String| RecordError::Unreadable(format!("{} {what}", at.display()));
        let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
        let first = lines.next().unwrap_or_default();
        let format = version::check_json(first, REPLAY_FORMAT, at.path(), "replay")?;
        let header: ReplayHeader = serde_json::from_slice(first)
            .map_err(|error| wrong(format!("has a damaged header: {error}")))?;
        let mut steps: Vec<Step> = Vec::new();
        let mut read = first.len();
        for text in lines {
            let cut = |steps: &[Step]| {
                let last = steps.last().map_or(0, |step| step.step);
                wrong(format!(
                    "is cut short after step {last}: use another replay"
                ))
            };
            if text.last() != Some(&b'\n') {
                return Err(cut(&steps));
            }
            if let Ok(end) = serde_json::from_slice::<End>(text) {
                let hash = |bytes: &[u8]| blake3::hash(bytes).to_hex().to_string();
                let whole = read + text.len() == bytes.len();
                let same = hash(&bytes[..read]) == end.blake3;
                let counted = end.steps as usize + 1 == steps.len();
                let covered = (format >= SEALED_HEADER).then(|| hash(first));
                let intact = whole && same && counted && covered == end.header;
                let replay = Self { header, steps };
                return Ok((replay, intact));
            }
            let expected = steps.len() as u32;
            if steps.len() == STEPS_LIMIT {
                return Err(wrong(format!(
                    "has more than {STEPS_LIMIT} steps, the most that are read"
                )));
            }
            let step: Step = serde_json::from_slice(text)
                .map_err(|error| wrong(format!("is damaged at step {expected}: {error}")))?;
            steps.push(step);
            read += text.len();
        }
        let last = steps.last().map_or(0, |step| step.step);
        Err(wrong(format!(
            "is cut short after step {last}: use another replay"
        )))
    }
}

fn line<T: Serialize>(bytes: &mut Vec<u8>, value: &T) -> Result<(), RecordError> {
    serde_json::to_writer(&mut *bytes, value).map_err(|error| {
        RecordError::NotWritten(format!("cannot write a replay as JSON: {error}"))
    })?;
    bytes.push(b'\n');
    Ok(())
}
