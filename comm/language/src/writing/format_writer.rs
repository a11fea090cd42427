//! What every format is written by.

use super::about::ExportCounts;
use super::record::Record;
use crate::error::LanguageError;

/// One format, within the folder that is being written.
pub(super) trait FormatWriter: Send {
    fn write(&mut self, record: &Record<'_>) -> Result<(), LanguageError>;
    fn finish(self: Box<Self>, counts: &ExportCounts) -> Result<(), LanguageError>;
}
