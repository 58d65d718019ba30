//! The engine's traits: what a programme must say about itself so that the ledger and the runner can run it.
//!
//! `eventlog` and `projections` see this module and nothing else of the crate. A programme is
//! one [`Decider`] over one [`StoredEvent`] type, a [`Tally`] for its programme-wide sums and a
//! [`Fold`] for its read models. Everything here is a value or a pure function of values.

mod decide;
mod event;
mod fold;
mod names;
mod personal;
mod time;

pub use decide::{
    Asked, Decider, Draft, Find, Happened, Needs, Refusal, Streams, Tally, Undecided,
};
pub use event::{Actor, Channel, DecodeError, Meta, Recorded, Source, StoredEvent};
pub use fold::{Fold, RowKey};
pub use names::{
    CommandId, EventId, NameError, Position, ProgrammeSlug, StreamKey, StreamName, Version,
};
pub(crate) use personal::UNKNOWN_INSIDE;
pub use personal::{KeyId, Personal, PersonalField, Sealed, Unreadable};
pub use time::{CivilDate, Dated, Instant, TimeError};
