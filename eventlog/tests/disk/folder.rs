//! A log's folder in a test: filled, copied, damaged, opened.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use domain::engine::{Position, Version};
use eventlog::conformance::{batch, event, programme, recorded_at, world};
use eventlog::{Batch, EmbeddedLog, EmbeddedOptions, EventLog, Follower, OpenError, Receipt};
use tempfile::TempDir;

/// The file of the watermark.
pub(crate) const ACKNOWLEDGED: &str = "acknowledged";

/// A frame as the stored format places it; read here apart from the engine's own code.
#[derive(Debug, Clone)]
pub(crate) struct FrameAt {
    pub(crate) bytes: Range<usize>,
    pub(crate) first: u64,
    pub(crate) term: u64,
    pub(crate) watermark: u64,
}

/// A log's files, and how its segments are sized.
pub(crate) struct Folder {
    dir: TempDir,
    segment_bytes: u64,
}

impl Folder {
    pub(crate) fn new(segment_bytes: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        Self { dir, segment_bytes }
    }

    /// A folder with so many batches of two events, closed cleanly.
    pub(crate) async fn filled(segment_bytes: u64, batches: u64) -> Self {
        let folder = Self::new(segment_bytes);
        let log = folder.open().unwrap();
        for number in 1..=batches {
            append(&log, number).await;
        }
        log.close().await.unwrap();
        folder
    }

    pub(crate) fn open(&self) -> Result<EmbeddedLog, OpenError> {
        let segment_bytes = self.segment_bytes;
        let options = EmbeddedOptions { segment_bytes };
        EmbeddedLog::open(self.path(), programme(), world(), options)
    }

    pub(crate) fn follow(&self) -> Result<Follower, OpenError> {
        Follower::open(self.path(), programme())
    }

    pub(crate) fn path(&self) -> &Path {
        self.dir.path()
    }

    /// A copy as another machine would have it: whole files, no lock.
    pub(crate) fn copy(&self) -> Self {
        let copy = Self::new(self.segment_bytes);
        for file in fs::read_dir(self.path()).unwrap() {
            let file = file.unwrap();
            if file.file_name() != "lock" {
                fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
            }
        }
        copy
    }

    pub(crate) fn segments(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(self.path()).unwrap();
        let paths = files.map(|file| file.unwrap().path());
        let is_segment = |path: &PathBuf| path.extension().is_some_and(|end| end == "segment");
        let mut segments: Vec<PathBuf> = paths.filter(is_segment).collect();
        segments.sort();
        segments
    }

    pub(crate) fn last_segment(&self) -> PathBuf {
        self.segments().pop().unwrap()
    }

    pub(crate) fn acknowledged(&self) -> PathBuf {
        self.path().join(ACKNOWLEDGED)
    }

    /// Opens the log, reads everything and closes it again.
    pub(crate) async fn read(&self) -> Result<Vec<Bytes>, OpenError> {
        let log = self.open()?;
        let events = all(&log).await;
        log.close().await.unwrap();
        Ok(events)
    }
}

/// The batch of a number: two events, one of them on a stream that all batches share.
pub(crate) fn numbered(number: u64) -> Batch {
    let mut batch = batch(
        number,
        vec![event(2 * number, number), event(2 * number + 1, 0)],
    );
    batch.recorded_at = recorded_at(number);
    batch
}

/// Appends the batch of a number.
pub(crate) async fn append(log: &dyn EventLog, number: u64) -> Receipt {
    log.append(numbered(number)).await.unwrap()
}

/// Everything in a log.
pub(crate) async fn all(log: &dyn EventLog) -> Vec<Bytes> {
    let page = log.read(None, 1000).await.unwrap();
    assert!(page.is_last);
    page.events
}

/// The frames that a file begins with.
pub(crate) fn frames(file: &Path) -> Vec<FrameAt> {
    let bytes = fs::read(file).unwrap();
    let u32_at = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
    let u64_at = |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap());
    let mut frames = Vec::new();
    let mut at = 0;
    while bytes[at..].starts_with(b"\xF7JLF") {
        let end = at + 12 + u32_at(at + 4) as usize;
        frames.push(FrameAt {
            bytes: at..end,
            term: u64_at(at + 16),
            first: u64_at(at + 24),
            watermark: u64_at(at + 32),
        });
        at = end;
    }
    frames
}

/// Changes one bit of a file.
pub(crate) fn flip(file: &Path, byte: usize) {
    let mut bytes = fs::read(file).unwrap();
    bytes[byte] ^= 1 << (byte % 8);
    fs::write(file, bytes).unwrap();
}

/// Writes over a file from an offset on, making it longer where it is too short.
pub(crate) fn overwrite(file: &Path, at: usize, with: &[u8]) {
    let mut bytes = fs::read(file).unwrap();
    bytes.resize(bytes.len().max(at + with.len()), 0);
    bytes[at..at + with.len()].copy_from_slice(with);
    fs::write(file, bytes).unwrap();
}

/// Cuts a file.
pub(crate) fn cut(file: &Path, to: usize) {
    let file = fs::File::options().write(true).open(file).unwrap();
    file.set_len(to as u64).unwrap();
}

pub(crate) fn position(number: u64) -> Position {
    Position::new(number).unwrap()
}

pub(crate) fn version(number: u64) -> Version {
    Version::new(number).unwrap()
}

/// The position that a refusal names.
pub(crate) fn damaged_at<T>(opened: Result<T, OpenError>) -> u64 {
    match opened {
        Err(OpenError::Damaged { position, .. }) => position.get(),
        Err(other) => panic!("damage was expected, got {other}"),
        Ok(_) => panic!("damage was expected, and it opened"),
    }
}
