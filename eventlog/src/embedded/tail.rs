//! The end of the log that is written to: the last segment, zeroed a little ahead.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::engine::Position;

use super::files::{rest_of, segment_path, zero};
use super::segment::Segment;
use crate::folder::sync_folder;

/// How far ahead of the frames the file is zeroed. Overwriting what is allocated needs no change
/// of the file's metadata, and halves the latency of a small `fdatasync`.
const ZERO_AHEAD_BYTES: u64 = 1024 * 1024;

/// What a segment was found to hold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stored {
    /// The end of its last frame.
    pub(crate) end: u64,
    /// As far as its bytes are known to have been synced; at most `end`.
    pub(crate) durable_end: u64,
    /// Whether something that was never acknowledged stands behind `end`, and must be zeroed.
    pub(crate) is_torn: bool,
}

/// Where the next frames go.
#[derive(Debug)]
pub(crate) struct Tail {
    folder: PathBuf,
    pub(crate) segment: Arc<Segment>,
    /// Behind the last frame.
    pub(crate) end: u64,
    /// The file's length: zeros from `end` on.
    zeroed_through: u64,
    /// A segment that would grow above this is sealed.
    segment_bytes: u64,
}

impl Tail {
    /// Goes on in a segment that was read up to `end`; clears what stands behind it where that is
    /// torn. What was read is durable afterwards: it may have been in memory only when its
    /// writer was killed, or when a sync of it had failed.
    pub(crate) fn go_on(
        folder: &Path,
        segment: Arc<Segment>,
        Stored {
            end,
            durable_end,
            is_torn,
        }: Stored,
        segment_bytes: u64,
    ) -> io::Result<Self> {
        let zeroed_through = segment.file.metadata()?.len();
        if is_torn {
            zero(&segment.file, end, zeroed_through)?;
        }
        rewrite(&segment.file, durable_end)?;
        segment.file.sync_all()?;
        Ok(Self {
            folder: folder.to_owned(),
            segment,
            end,
            zeroed_through,
            segment_bytes,
        })
    }

    /// Makes the segment that begins with a position, and begins to write to it.
    pub(crate) fn begin(folder: &Path, first: Position, segment_bytes: u64) -> io::Result<Self> {
        let path = segment_path(folder, first);
        let file = File::options()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path)?;
        let zeroed_through = ZERO_AHEAD_BYTES.min(segment_bytes);
        zero(&file, 0, zeroed_through)?;
        file.sync_all()?;
        sync_folder(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            segment: Arc::new(Segment::over(file, path, first)),
            end: 0,
            zeroed_through,
            segment_bytes,
        })
    }

    /// Whether so many bytes more belong into the next segment. A segment holds at least one group.
    pub(crate) fn is_full_for(&self, bytes: u64) -> bool {
        self.end > 0 && self.end + bytes > self.segment_bytes
    }

    /// Seals the segment and begins the next one, with the position `first`. All that the sealed
    /// one holds was synced before: whatever is wrong in it later is damage.
    pub(crate) fn roll(&mut self, first: Position) -> io::Result<()> {
        self.segment.file.set_len(self.end)?;
        self.segment.file.sync_all()?;
        *self = Self::begin(&self.folder, first, self.segment_bytes)?;
        Ok(())
    }

    /// Writes frames behind the last one, and makes them durable.
    pub(crate) fn append(&mut self, frames: &[u8]) -> io::Result<()> {
        let end = self.end + frames.len() as u64;
        if end > self.zeroed_through {
            let ahead = (end + ZERO_AHEAD_BYTES).min(self.segment_bytes.max(end));
            zero(&self.segment.file, self.zeroed_through, ahead)?;
            self.zeroed_through = ahead;
        }
        self.segment.file.write_all_at(frames, self.end)?;
        self.segment.file.sync_data()?;
        self.end = end;
        Ok(())
    }
}

/// Writes what a file holds from an offset on once more, as it is: at most one segment.
///
/// When a sync fails, Linux marks the pages clean that it could not write. They read back as if
/// they were stored, and the next sync finds nothing to do and succeeds. Written again they are
/// dirty, and the sync that follows says the truth about them.
fn rewrite(file: &File, from: u64) -> io::Result<()> {
    file.write_all_at(&rest_of(file, from)?, from)
}
