//! A segment: one file of frames, and where in it which position stands.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use domain::engine::{Instant, Position};

use super::error::OpenError;
use super::files::segment_path;

/// One mark about every so many bytes: what a point read reads, and 24 bytes of memory.
const MARK_EVERY_BYTES: u64 = 4096;

/// One file of frames.
#[derive(Debug)]
pub(crate) struct Segment {
    /// The position that it begins with, and is named after.
    pub(crate) first: Position,
    path: PathBuf,
    /// Read and written at offsets only: threads share it without a lock.
    pub(crate) file: File,
    /// Grows with each group that is durable; a reader holds the lock for one look-up.
    marks: RwLock<Marks>,
}

#[derive(Debug, Default)]
struct Marks {
    marks: Vec<Mark>,
    /// Behind the last durable frame.
    end: u64,
}

/// A frame, known to its segment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    /// The frame's first position.
    pub(crate) first: Position,
    pub(crate) offset: u64,
    /// When its batch became known.
    pub(crate) recorded_at: Instant,
}

/// Some whole frames of a segment.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    /// The first frame's first position.
    pub(crate) first: Position,
    pub(crate) offset: u64,
    pub(crate) bytes: u64,
}

impl Segment {
    /// Opens a segment that is there.
    pub(crate) fn open(folder: &Path, first: Position, write: bool) -> Result<Self, OpenError> {
        let path = segment_path(folder, first);
        let file = File::options()
            .read(true)
            .write(write)
            .open(&path)
            .map_err(OpenError::at(&path))?;
        Ok(Self::over(file, path, first))
    }

    /// Over a file that holds no frame yet, or none that is marked.
    pub(crate) fn over(file: File, path: PathBuf, first: Position) -> Self {
        Self {
            first,
            path,
            file,
            marks: RwLock::default(),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// A place in it, for people.
    pub(crate) fn place(&self, offset: u64) -> String {
        format!("{}, byte {offset}", self.path.display())
    }

    /// Marks frames that are durable, in order; the last one ends at `end`.
    pub(crate) fn mark(&self, frames: impl IntoIterator<Item = Mark>, end: u64) {
        let mut marks = self.marks.write().unwrap_or_else(PoisonError::into_inner);
        for frame in frames {
            let last = marks.marks.last().map(|mark| mark.offset);
            if last.is_none_or(|last| frame.offset - last >= MARK_EVERY_BYTES) {
                marks.marks.push(frame);
            }
        }
        marks.end = end;
    }

    /// The frames from the mark at or before a position up to the first mark behind
    /// `bytes_wanted`, or to the end. `None` where the segment holds no such position.
    pub(crate) fn span(&self, position: Position, bytes_wanted: u64) -> Option<Span> {
        let marks = self.marks.read().unwrap_or_else(PoisonError::into_inner);
        let after = marks.marks.partition_point(|mark| mark.first <= position);
        let Mark { first, offset, .. } = *marks.marks.get(after.checked_sub(1)?)?;
        // At least up to the next mark: the position stands before it.
        let behind = marks.marks[after..]
            .iter()
            .find(|mark| mark.offset - offset >= bytes_wanted)
            .map_or(marks.end, |mark| mark.offset);
        let bytes = behind - offset;
        Some(Span {
            first,
            offset,
            bytes,
        })
    }

    /// The last mark recorded at or before an instant.
    pub(crate) fn mark_at(&self, known_at: Instant) -> Option<Mark> {
        let marks = self.marks.read().unwrap_or_else(PoisonError::into_inner);
        let after = marks
            .marks
            .partition_point(|mark| mark.recorded_at <= known_at);
        marks.marks.get(after.checked_sub(1)?).copied()
    }
}
