//! Lines that were not taken: reported with their reason, and kept beside the file they came from.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::lines::{LINE_BYTES_MAX, Line};

/// How many refused lines are shown; all of them are kept.
const SHOWN_MAX: u64 = 20;

/// Why a line was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reason {
    /// The column, attribute or field at fault, where it is one.
    pub(crate) column: Option<String>,
    /// The stable code: `NotADate`, `EnvelopeExceeded`.
    pub(crate) code: String,
    /// What is wrong, and what would be right.
    pub(crate) text: String,
}

impl Reason {
    pub(crate) fn of_line(code: &str, text: impl Into<String>) -> Self {
        Self {
            column: None,
            code: code.to_owned(),
            text: text.into(),
        }
    }

    pub(crate) fn of_column(column: &str, code: &str, text: impl Into<String>) -> Self {
        Self {
            column: Some(column.to_owned()),
            ..Self::of_line(code, text)
        }
    }

    /// Of a line above the limit.
    pub(crate) fn too_long(length: u64) -> Self {
        let text = format!("the line has {length} bytes; at most {LINE_BYTES_MAX} are read");
        Self::of_line("LineTooLong", text)
    }
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.column {
            Some(column) => write!(f, "`{column}`: {} ({})", self.text, self.code),
            None => write!(f, "{} ({})", self.text, self.code),
        }
    }
}

/// A line as it stood in the file, for as long as its answer is awaited.
#[derive(Debug, Clone)]
pub(crate) struct KeptLine {
    pub(crate) number: u64,
    text: Box<str>,
    /// Its length in the file, where only its beginning is kept.
    whole_length: Option<u64>,
}

impl KeptLine {
    pub(crate) fn of(line: &Line<'_>) -> Self {
        Self {
            number: line.number,
            text: line.text().unwrap_or_default().into(),
            whole_length: line.is_cut().then_some(line.length),
        }
    }

    /// How much memory it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len()
    }
}

/// What stands in `FILE.refused.jsonl`, one object a line.
#[derive(Serialize)]
struct RefusedLine<'a> {
    line: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    column: Option<&'a str>,
    code: &'a str,
    reason: &'a str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    cut_from_bytes: Option<u64>,
}

/// The refused lines of one file.
pub(crate) struct RefusedLines {
    path: PathBuf,
    is_dry_run: bool,
    file: Option<BufWriter<File>>,
    count: u64,
}

impl RefusedLines {
    /// Nothing is created before the first refused line, and nothing at all in a dry run. What an
    /// earlier import of the same file had refused is void by now, and goes: also where this one
    /// is interrupted.
    pub(crate) fn beside(import: &Path, is_dry_run: bool) -> io::Result<Self> {
        let mut path = import.as_os_str().to_owned();
        path.push(".refused.jsonl");
        let path = PathBuf::from(path);
        if !is_dry_run {
            remove(&path)?;
        }
        Ok(Self {
            path,
            is_dry_run,
            file: None,
            count: 0,
        })
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Reports the line on stderr and keeps it.
    pub(crate) fn add(&mut self, line: &KeptLine, reason: &Reason) -> io::Result<()> {
        self.count += 1;
        if self.count <= SHOWN_MAX || self.is_dry_run {
            eprintln!("line {}: {reason}", line.number);
        }
        if self.is_dry_run {
            return Ok(());
        }
        let refused = RefusedLine {
            line: line.number,
            column: reason.column.as_deref(),
            code: &reason.code,
            reason: &reason.text,
            text: &line.text,
            cut_from_bytes: line.whole_length,
        };
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(BufWriter::new(created(&self.path)?)),
        };
        serde_json::to_writer(&mut *file, &refused)?;
        file.write_all(b"\n")
    }

    /// Where the refused lines are kept, if there were any.
    pub(crate) fn finish(self) -> io::Result<Option<PathBuf>> {
        let Some(mut file) = self.file else {
            return Ok(None);
        };
        file.flush()?;
        Ok(Some(self.path))
    }
}

/// Its lines may name people, in the clear: for the owner's eyes alone. A file that is already
/// there would keep the mode it has, so it has to be new.
fn created(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true).mode(0o600);
    options.open(path)
}

fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::MetadataExt;

    use super::*;

    fn line(number: u64, text: &str) -> KeptLine {
        KeptLine::of(&Line {
            number,
            bytes: text.as_bytes(),
            length: text.len() as u64,
        })
    }

    #[test]
    fn refused_lines_are_kept_whole_with_their_reason() {
        let folder = tempfile::tempdir().unwrap();
        let mut refused = RefusedLines::beside(&folder.path().join("a.csv"), false).unwrap();
        let reason = Reason::of_column("SIRET", "SiretChecksum", "no");
        refused.add(&line(7, "x;\"é\""), &reason).unwrap();
        let kept = std::fs::read_to_string(refused.finish().unwrap().unwrap()).unwrap();
        let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
        let expected = serde_json::json!({
            "line": 7, "column": "SIRET", "code": "SiretChecksum", "reason": "no", "text": "x;\"é\"",
        });
        assert_eq!(kept, expected);
    }

    #[test]
    fn an_import_without_refusals_leaves_no_file_not_even_an_old_one() {
        let folder = tempfile::tempdir().unwrap();
        let import = folder.path().join("a.csv");
        let old = folder.path().join("a.csv.refused.jsonl");
        std::fs::write(&old, "{}\n").unwrap();
        let refused = RefusedLines::beside(&import, false).unwrap();
        assert!(!old.exists(), "gone from the start");
        assert_eq!(refused.finish().unwrap(), None);
        assert!(!old.exists());
    }

    #[test]
    fn refused_lines_are_for_their_owner_alone_even_where_an_old_file_was_not() {
        let folder = tempfile::tempdir().unwrap();
        let import = folder.path().join("a.csv");
        std::fs::write(folder.path().join("a.csv.refused.jsonl"), "{}\n").unwrap();
        let mut refused = RefusedLines::beside(&import, false).unwrap();
        refused
            .add(&line(1, "x"), &Reason::of_line("X", "x"))
            .unwrap();
        let kept = refused.finish().unwrap().unwrap();
        assert_eq!(kept.metadata().unwrap().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_dry_run_writes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut refused = RefusedLines::beside(&folder.path().join("a.csv"), true).unwrap();
        refused
            .add(&line(1, "x"), &Reason::of_line("X", "x"))
            .unwrap();
        assert_eq!(refused.count(), 1);
        assert_eq!(refused.finish().unwrap(), None);
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    }
}
