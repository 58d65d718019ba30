//! Why the vault cannot be opened, or does not seal or open a field.

use std::path::{Path, PathBuf};

use domain::engine::{Position, Unreadable};

/// A failure of the vault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// Others than the owner may read the keys.
    #[error("{path} holds keys and has mode {mode:o}: only its owner may have access ({wanted:o})")]
    TooOpen {
        /// The file or folder.
        path: PathBuf,
        /// Its permissions.
        mode: u32,
        /// What they should be.
        wanted: u32,
    },
    /// Stored keys are not what was written.
    #[error("the vault {path} is damaged at byte {offset}: {why}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where in it.
        offset: u64,
        /// What does not hold.
        why: &'static str,
    },
    /// The file was written by a newer release.
    #[error("the vault {path} has format {found}; this release knows formats up to {known}")]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// The format found.
        found: u16,
        /// The newest one known here.
        known: u16,
    },
    /// A key is wrapped in a way that this release does not know.
    #[error(
        "a key of the vault {path} is wrapped by algorithm {algorithm}, which is not known here"
    )]
    UnknownWrap {
        /// The file.
        path: PathBuf,
        /// The algorithm's number.
        algorithm: u8,
    },
    /// A record is of a kind that this release does not know: a newer one wrote it.
    #[error("the vault {path} holds a record of kind {kind}, which is not known here")]
    UnknownKind {
        /// The file.
        path: PathBuf,
        /// The kind's number.
        kind: u8,
    },
    /// The storage failed.
    #[error("the vault {path}: {why}")]
    Storage {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// The system gave no random bytes.
    #[error("the system gives no random bytes: {0}")]
    NoRandomness(String),
    /// It was opened to read only.
    #[error("the vault was opened to read only, and assigns no keys")]
    ReadOnly,
    /// A field to be sealed is sealed or erased already.
    #[error("the personal field `{field}` is not in the clear, and so cannot be sealed")]
    NotInTheClear {
        /// The field.
        field: &'static str,
    },
    /// A sealed field was not sealed for this place, or is not what was sealed.
    #[error("the personal field `{field}` at position {position} does not open with its key")]
    NotAuthentic {
        /// The field.
        field: &'static str,
        /// The event's position.
        position: Position,
    },
    /// A field opens, and its content has another shape than its event type says.
    #[error("the personal field `{field}` at position {position}: {why}")]
    Unreadable {
        /// The field.
        field: &'static str,
        /// The event's position.
        position: Position,
        /// What is wrong.
        why: Unreadable,
    },
}

impl VaultError {
    pub(super) fn storage(path: &Path, why: &std::io::Error) -> Self {
        Self::Storage {
            path: path.to_owned(),
            why: why.to_string(),
        }
    }
}
