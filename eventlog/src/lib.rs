//! The append-only log: its port and engines, the stored format, the vault of personal data, and the ledger.

mod environment;
mod port;

pub use environment::Environment;
pub use port::{
    AppendError, Appended, BATCH_EVENTS_MAX, Batch, Digest, EVENT_PAYLOAD_BYTES_MAX, EventLog,
    NewEvent, PAGE_BYTES_MAX, Page, Pending, ReadError, Receipt,
};
