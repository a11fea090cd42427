//! The folder of replays as a checkpoint left it.

use std::ffi::OsStr;

use crate::error::RecordError;
use crate::files::folder::Folder;

/// Deletes the replays of episodes that ended after an env step, as rows after it are cut off the records:
/// a run that goes on from there plays these episodes again, and perhaps otherwise.
///
/// # Errors
/// [`RecordError::NotWritten`]: the folder cannot be read, or a file not deleted.
pub fn cut(replays: &Folder, step: u64) -> Result<(), RecordError> {
    let attempt = || {
        for name in replays.names()? {
            if ended(&name).is_some_and(|ended| ended > step) {
                replays.remove(&name)?;
            }
        }
        Ok(())
    };
    attempt().map_err(|error: std::io::Error| {
        let path = replays.path().display();
        RecordError::NotWritten(format!("cannot tidy {path}: {error}"))
    })
}

/// The env step in a name that [`crate::replay::record::Replay::file_name`] gives.
fn ended(name: &OsStr) -> Option<u64> {
    let name = name.to_str()?.strip_suffix(".replay")?;
    let (step, _) = name.split_once('-')?;
    step.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_later_goes_and_all_else_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let names = [
            "000000000128-0-3.replay",
            "000000000129-7-3.replay",
            "000001000000-1-9.replay",
            "999-notes.txt",
            "mine.replay",
        ];
        for name in names {
            std::fs::write(folder.path().join(name), "").expect("a file");
        }
        cut(&Folder::at(folder.path()).expect("a folder"), 128).expect("cut");
        let stays = names.map(|name| folder.path().join(name).exists());
        assert_eq!(stays, [true, false, false, true, true]);
    }
}
