//! Why a log's folder cannot be opened.

use std::io;
use std::path::{Path, PathBuf};

use domain::engine::{Position, ProgrammeSlug};

use crate::port::ReadError;

/// Why a log cannot be opened. Nothing that was acknowledged was changed.
///
/// Opening for writing may have made the folder and its lock file. Only after [`Self::Storage`]
/// may it also have cleared a tail that was never acknowledged, begun the first segment, or written
/// the `acknowledged` file. Opening for reading changes nothing.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process, or another part of this one, has it open for writing.
    #[error("the log in {} is open for writing already", .0.display())]
    Locked(PathBuf),
    /// Stored bytes that were acknowledged are not what was written.
    #[error("the log is damaged at position {position} ({place}): {why}")]
    Damaged {
        /// The first position that cannot be read.
        position: Position,
        /// The file and the offset in it.
        place: String,
        /// What does not hold.
        why: String,
    },
    /// Written by a newer release.
    #[error("{place} has stored format {found}; this release reads formats up to {known}")]
    NewerFormat {
        /// The file and the offset in it.
        place: String,
        /// The format found.
        found: u8,
        /// The newest format known here.
        known: u8,
    },
    /// The folder holds another programme's log.
    #[error("{place} belongs to the programme `{found}`, not to `{expected}`")]
    OtherProgramme {
        /// The file and the offset in it.
        place: String,
        /// Whose it is, as stored.
        found: String,
        /// Whose it should be.
        expected: ProgrammeSlug,
    },
    /// The storage failed.
    #[error("{}: {source}", path.display())]
    Storage {
        /// What was being read or written.
        path: PathBuf,
        /// Why it failed.
        source: io::Error,
    },
}

impl OpenError {
    /// For `map_err`: the storage failed at `path`.
    pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Storage { path, source }
    }
}

/// What a follower, which keeps on opening while it reads, tells its readers.
impl From<OpenError> for ReadError {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Damaged {
                position,
                place,
                why,
            } => Self::Damaged {
                position,
                place,
                why,
            },
            other => Self::Storage(other.to_string()),
        }
    }
}
