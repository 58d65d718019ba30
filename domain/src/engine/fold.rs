//! Read models: rows by key, each a pure fold of the events that belong to it.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Recorded, StoredEvent, StreamName};

/// The key of a row.
///
/// A row belongs to one stream: rows of different streams are disjoint, so folds of different
/// streams can run apart and be put together again.
pub type RowKey = StreamName;

/// A read model as a pure fold: no clock, no I/O, no randomness, and total.
pub trait Fold: Send + Sync + 'static {
    /// The programme's events.
    type Event: StoredEvent;
    /// What is kept per key. `Default` is the row before any event.
    type Row: Clone + Default + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static;

    /// The read model's name.
    const NAME: &'static str;
    /// Raised whenever the same events would give other rows: the stored rows are then rebuilt.
    const VERSION: u32;

    /// The row that an event belongs to; `None` where it belongs to none.
    fn key(event: &Recorded<Self::Event>) -> Option<RowKey>;

    /// The row after an event. Total.
    fn apply(row: &mut Self::Row, event: &Recorded<Self::Event>);
}
