//! The folder of a system of ELCC.

use serde_json::json;

use super::about::{About, ExportCounts};
use super::file::{NewFile, whole_json};
use super::format_writer::FormatWriter;
use super::record::Record;
use super::staging::Staging;
use crate::error::LanguageError;

pub(super) struct ElccWriter {
    about: About,
    system: std::path::PathBuf,
    metadata: std::path::PathBuf,
    lines: NewFile,
    list: NewFile,
    first: bool,
}

impl ElccWriter {
    pub(super) fn create(staging: &Staging, about: &About) -> Result<Self, LanguageError> {
        let variant = about.variant();
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
        if !variant.bytes().all(plain) || variant.starts_with('.') {
            return Err(LanguageError::shape(
                "variant",
                format!("`{variant}` names no folder"),
                "name it with letters, digits, `-`, `_` and `.`",
            ));
        }
        let data = staging.make_folder(&format!("data/{variant}"))?;
        let mut list = NewFile::create(data.join("corpus.json"))?;
        list.write(b"[")?;
        Ok(Self {
            about: about.clone(),
            system: staging.path("system.json"),
            metadata: data.join("metadata.json"),
            lines: NewFile::create(data.join("corpus.jsonl"))?,
            list,
            first: true,
        })
    }
}

impl FormatWriter for ElccWriter {
    fn write(&mut self, record: &Record<'_>) -> Result<(), LanguageError> {
        self.lines.json(record.message)?;
        self.lines.write(b"\n")?;
        if !self.first {
            self.list.write(b",\n")?;
        }
        self.first = false;
        self.list.json(record.message)
    }

    fn finish(mut self: Box<Self>, counts: &ExportCounts) -> Result<(), LanguageError> {
        self.list.write(b"]\n")?;
        self.list.finish()?;
        self.lines.finish()?;
        let about = &self.about;
        let system = json!({"system": {
            "name": about.system,
            "game": about.game,
            "variants": [about.variant()],
            "parameters": about.parameters,
        }});
        whole_json(self.system, &system)?;
        let mut metrics = json!({"system": {}});
        // The analysis of ELCC reads the key where it is there, and would fail on null.
        if let Some(rate) = about.success_rate(counts) {
            metrics["system"]["success_rate"] = json!(rate);
        }
        whole_json(self.metadata, &json!({"metrics": metrics}))
    }
}
