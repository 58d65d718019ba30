//! The append-only log: its port and engines, the stored format, the vault of personal data, and the ledger.

#[cfg(any(test, feature = "conformance"))]
pub mod conformance;
mod embedded;
mod environment;
mod folder;
mod format;
mod ledger;
mod memory;
mod merkle;
mod port;
mod sequencer;
mod system;
mod vault;
mod verify;

pub use embedded::{EmbeddedLog, EmbeddedOptions, Follower, OpenError};
pub use environment::Environment;
pub use folder::{DataFolder, FolderError};
pub use format::{FormatError, decode, decode_meta, decode_plain, encode_plain, leaf_hash};
pub use ledger::{
    DecideError, Decided, ExpectedVersion, Given, Identities, Ledger, LedgerLimits,
    LedgerOpenError, PendingDecision, Reacted, Request,
};
pub use memory::MemoryLog;
pub use port::{
    AppendError, Appended, BATCH_EVENTS_MAX, BATCH_EXPECTED_MAX, BATCH_PAYLOAD_BYTES_MAX, Batch,
    Digest, EVENT_PAYLOAD_BYTES_MAX, EventLog, NewEvent, PAGE_BYTES_MAX, Page, Pending, Provenance,
    ReadError, Receipt, TEXT_BYTES_MAX,
};
pub use system::SystemEnvironment;
pub use vault::{Vault, VaultError};
pub use verify::{FINDINGS_MAX, Finding, VerifyReport, verify};
