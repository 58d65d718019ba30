//! An import's file, line by line, in bounded memory, after a first look at all of it.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::output::hexadecimal;

/// The longest line that is read; a longer one is refused, and the next one is read.
pub(crate) const LINE_BYTES_MAX: usize = 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
const DIGEST_CHUNK_BYTES: usize = 64 * 1024;

/// Why a file cannot be imported at all. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum FileError {
    #[error("{path} cannot be read: {why}")]
    Unreadable { path: String, why: io::Error },
    #[error("{path} is not a file")]
    NotAFile { path: String },
    #[error("{path} is empty: there is nothing to import")]
    Empty { path: String },
    #[error(
        "{path} is not UTF-8: line {line}, byte {byte} of the line. Nothing was imported; convert the file to UTF-8"
    )]
    NotUtf8 {
        path: String,
        line: u64,
        byte: usize,
    },
    #[error("{path}: {why}. Nothing was imported")]
    Header { path: String, why: String },
    #[error("{path} has more than {max} lines. Nothing was imported; divide the file")]
    TooManyLines { path: String, max: u64 },
}

/// What the first look tells.
pub(crate) struct Survey {
    /// How many lines there are, blank ones included.
    pub(crate) lines: u64,
    /// SHA-256 of the file, in hexadecimal digits.
    pub(crate) digest: String,
}

/// Reads the whole file once: what is not UTF-8, or empty, is refused before anything is changed.
pub(crate) fn survey(path: &Path) -> Result<Survey, FileError> {
    let name = || path.display().to_string();
    let unreadable = |why| FileError::Unreadable { path: name(), why };
    let mut lines = Lines::open(path)?;
    let mut has_content = false;
    while let Some(line) = lines.next().map_err(unreadable)? {
        has_content |= !line.is_blank();
        if let Err(byte) = line.text() {
            let line = line.number;
            return Err(FileError::NotUtf8 {
                path: name(),
                line,
                byte,
            });
        }
    }
    if !has_content {
        return Err(FileError::Empty { path: name() });
    }
    let digest = File::open(path)
        .and_then(digest)
        .map_err(|why| FileError::Unreadable { path: name(), why })?;
    Ok(Survey {
        lines: lines.number,
        digest,
    })
}

fn digest(mut input: impl Read) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut chunk = vec![0; DIGEST_CHUNK_BYTES];
    loop {
        match input.read(&mut chunk)? {
            0 => break,
            count => hasher.update(&chunk[..count]),
        }
    }
    Ok(hexadecimal(&hasher.finalize()))
}

/// One line, without what ends it.
pub(crate) struct Line<'a> {
    /// Its number in the file, 1-based.
    pub(crate) number: u64,
    /// Its bytes, at most [`LINE_BYTES_MAX`] of them.
    pub(crate) bytes: &'a [u8],
    /// How many bytes it has in the file.
    pub(crate) length: u64,
}

impl<'a> Line<'a> {
    /// Whether the line is longer than what is kept of it.
    pub(crate) fn is_cut(&self) -> bool {
        self.length > self.bytes.len() as u64
    }

    pub(crate) fn is_blank(&self) -> bool {
        self.bytes.iter().all(u8::is_ascii_whitespace)
    }

    /// The text; or which byte of the line, 1-based, is not UTF-8. A line that was cut may end
    /// within a character, which is then left out.
    pub(crate) fn text(&self) -> Result<&'a str, usize> {
        let Err(fault) = str::from_utf8(self.bytes) else {
            return Ok(str::from_utf8(self.bytes).unwrap_or_default());
        };
        let (valid, _) = self.bytes.split_at(fault.valid_up_to());
        if self.is_cut() && fault.error_len().is_none() {
            Ok(str::from_utf8(valid).unwrap_or_default())
        } else {
            Err(fault.valid_up_to() + 1)
        }
    }
}

/// The lines of a file. A byte order mark at its beginning belongs to none.
pub(crate) struct Lines<R = BufReader<File>> {
    input: R,
    number: u64,
    bytes: Vec<u8>,
}

impl Lines {
    pub(crate) fn open(path: &Path) -> Result<Self, FileError> {
        let name = || path.display().to_string();
        let unreadable = |why| FileError::Unreadable { path: name(), why };
        // A pipe could not be read twice.
        if !path.metadata().map_err(unreadable)?.is_file() {
            return Err(FileError::NotAFile { path: name() });
        }
        let file = File::open(path).map_err(|why| FileError::Unreadable { path: name(), why })?;
        Ok(Self::of(BufReader::new(file)))
    }
}

impl<R: BufRead> Lines<R> {
    pub(crate) fn of(input: R) -> Self {
        Self {
            input,
            number: 0,
            bytes: Vec::new(),
        }
    }

    /// The number of the last line read, 0 before the first.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// The next line, `None` after the last.
    pub(crate) fn next(&mut self) -> io::Result<Option<Line<'_>>> {
        self.bytes.clear();
        let Some(length) = self.fill()? else {
            return Ok(None);
        };
        self.number += 1;
        let mut line = Line {
            number: self.number,
            bytes: &self.bytes,
            length,
        };
        if line.number == 1
            && let Some(rest) = line.bytes.strip_prefix(BYTE_ORDER_MARK)
        {
            line.bytes = rest;
            line.length -= BYTE_ORDER_MARK.len() as u64;
        }
        if !line.is_cut()
            && let Some(rest) = line.bytes.strip_suffix(b"\r")
        {
            line.bytes = rest;
            line.length -= 1;
        }
        Ok(Some(line))
    }

    /// Reads through the next line feed; the line's whole length, `None` at the end of the file.
    fn fill(&mut self) -> io::Result<Option<u64>> {
        let mut length = 0;
        let mut is_end = true;
        loop {
            let chunk = self.input.fill_buf()?;
            if chunk.is_empty() {
                return Ok((!is_end).then_some(length));
            }
            is_end = false;
            let feed = chunk.iter().position(|&byte| byte == b'\n');
            let piece = &chunk[..feed.unwrap_or(chunk.len())];
            let room = LINE_BYTES_MAX - self.bytes.len();
            self.bytes
                .extend_from_slice(&piece[..piece.len().min(room)]);
            length += piece.len() as u64;
            let used = piece.len() + usize::from(feed.is_some());
            self.input.consume(used);
            if feed.is_some() {
                return Ok(Some(length));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(input: &[u8]) -> Vec<(u64, String, bool)> {
        let mut lines = Lines::of(input);
        let mut found = Vec::new();
        while let Some(line) = lines.next().unwrap() {
            found.push((line.number, line.text().unwrap().into(), line.is_cut()));
        }
        found
    }

    fn survey_of(content: &[u8]) -> Result<Survey, FileError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), content).unwrap();
        survey(file.path())
    }

    #[test]
    fn line_ends_and_the_byte_order_mark_belong_to_no_line() {
        let expected = [(1, "a", false), (2, "", false), (3, "é", false)];
        let expected = expected.map(|(number, text, cut)| (number, text.to_owned(), cut));
        assert_eq!(all("\u{feff}a\r\n\r\né".as_bytes()), expected);
        assert_eq!(all("a\n\né\n".as_bytes()), expected);
    }

    #[test]
    fn a_line_above_the_limit_is_cut_and_the_next_one_is_whole() {
        let long = "é".repeat(LINE_BYTES_MAX / 2 + 1);
        let input = format!("x{long}\nnext\n");
        let found = all(input.as_bytes());
        assert!(found[0].2 && found[0].1.len() < LINE_BYTES_MAX);
        assert_eq!(found[1], (2, "next".to_owned(), false));
    }

    #[test]
    fn what_is_not_utf8_is_refused_with_its_line_and_byte() {
        let error = survey_of(b"Nom\nMus\xe9e\n").err().unwrap();
        assert!(matches!(
            error,
            FileError::NotUtf8 {
                line: 2,
                byte: 4,
                ..
            }
        ));
    }

    #[test]
    fn an_empty_file_is_refused() {
        for content in ["", "\u{feff}", "\n \n"] {
            let error = survey_of(content.as_bytes()).err().unwrap();
            assert!(matches!(error, FileError::Empty { .. }));
        }
    }

    #[test]
    fn a_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(
            survey(folder.path()),
            Err(FileError::NotAFile { .. })
        ));
    }

    #[test]
    fn the_digest_is_that_of_the_files_bytes() {
        let survey = survey_of(b"abc").unwrap();
        assert!(survey.digest.starts_with("ba7816bf8f01cfea"));
        assert_eq!(survey.lines, 1);
    }
}
