//! The toy's events: accounts, and transfers between them with a personal note.

use domain::engine::{DecodeError, Personal, PersonalField, StoredEvent, StreamName};
use serde::{Deserialize, Serialize};

/// What may have happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) enum Event {
    /// Money came in from outside.
    Deposited {
        /// How much.
        amount: u64,
        /// Who paid, and why.
        note: Option<Personal<String>>,
    },
    /// A transfer was ordered.
    Transferred {
        /// From here.
        from: StreamName,
        /// To there.
        to: StreamName,
        /// How much.
        amount: u64,
        /// Who paid, and why.
        note: Personal<String>,
    },
    /// Money went out by a transfer.
    Debited {
        /// How much.
        amount: u64,
    },
    /// Money came in by a transfer.
    Credited {
        /// How much.
        amount: u64,
    },
    /// Several accounts were counted together.
    Counted {
        /// Their sum.
        sum: u64,
    },
}

impl StoredEvent for Event {
    fn type_name(&self) -> &'static str {
        match self {
            Self::Deposited { .. } => "Deposited",
            Self::Transferred { .. } => "Transferred",
            Self::Debited { .. } => "Debited",
            Self::Credited { .. } => "Credited",
            Self::Counted { .. } => "Counted",
        }
    }

    fn schema(&self) -> u16 {
        1
    }

    fn encode(&self, out: &mut Vec<u8>) {
        let bytes = postcard::to_stdvec(self).expect("personal fields are sealed");
        out.extend_from_slice(&bytes);
    }

    fn decode(type_name: &str, schema: u16, bytes: &[u8]) -> Result<Self, DecodeError> {
        postcard::from_bytes(bytes).map_err(|why| DecodeError::Malformed {
            type_name: type_name.to_owned(),
            schema,
            why: why.to_string(),
        })
    }

    fn personal_fields(&mut self, visit: &mut dyn FnMut(&'static str, &mut dyn PersonalField)) {
        match self {
            Self::Deposited {
                note: Some(note), ..
            }
            | Self::Transferred { note, .. } => visit("note", note),
            _ => {}
        }
    }
}
