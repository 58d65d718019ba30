//! Replay: folds a log into rows in memory, from its first event on.

use std::marker::PhantomData;

use bytes::Bytes;
use domain::engine::{Fold, Position, Recorded, StoredEvent};
use eventlog::{EventLog, FormatError, ReadError, decode};

use crate::rows::Rows;

/// How many events a page of a replay holds at most.
const REPLAY_PAGE_EVENTS: usize = 4_096;

/// Why events could not be folded.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReplayError {
    /// The log could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An event cannot be understood by this release. It is not skipped.
    #[error("the event at position {position} cannot be folded: {why}")]
    Poison {
        /// The event.
        position: Position,
        /// What is the matter with it.
        why: FormatError,
    },
    /// The log did not give the event that comes next.
    #[error("the log gave position {found} where {expected} comes next")]
    NotNext {
        /// The position that comes next.
        expected: Position,
        /// The position that was given.
        found: Position,
    },
    /// The log gave nothing, though its head says that there is more.
    #[error("the log gave no event where position {0} comes next")]
    Missing(Position),
}

impl ReplayError {
    pub(crate) fn missing(after: Option<Position>) -> Self {
        Self::Missing(Position::after(after))
    }
}

/// Folds the events up to and with `through`, or all that are durable when it starts, in memory.
///
/// `progress` is told the last position folded, once a page.
pub async fn replay<F: Fold>(
    log: &dyn EventLog,
    through: Option<Position>,
    mut progress: impl FnMut(Position),
) -> Result<Rows<F>, ReplayError> {
    let head = *log.head().borrow();
    let through = through.map_or(head, |through| head.map(|head| head.min(through)));
    let mut rows = Rows::default();
    while let Some(wanted) = missing(rows.position(), through) {
        let page = log
            .read(rows.position(), wanted.min(REPLAY_PAGE_EVENTS))
            .await?;
        if page.events.is_empty() {
            return Err(ReplayError::missing(rows.position()));
        }
        for event in Decoded::<F::Event>::of(&page.events, rows.position()) {
            rows.apply(&event?);
        }
        rows.position().into_iter().for_each(&mut progress);
    }
    Ok(rows)
}

/// How many events lie after one position up to another, `None` where none does.
fn missing(after: Option<Position>, through: Option<Position>) -> Option<usize> {
    let after = after.map_or(0, Position::get);
    let through = through.map_or(0, Position::get);
    usize::try_from(through.checked_sub(after)?)
        .ok()
        .filter(|&events| events > 0)
}

/// The events of a page one after the other, each held against the position that comes next.
pub(crate) struct Decoded<'a, E> {
    stored: std::slice::Iter<'a, Bytes>,
    last: Option<Position>,
    event: PhantomData<E>,
}

impl<'a, E> Decoded<'a, E> {
    pub(crate) fn of(stored: &'a [Bytes], after: Option<Position>) -> Self {
        Self {
            stored: stored.iter(),
            last: after,
            event: PhantomData,
        }
    }
}

impl<E: StoredEvent> Iterator for Decoded<'_, E> {
    type Item = Result<Recorded<E>, ReplayError>;

    fn next(&mut self) -> Option<Self::Item> {
        let stored = self.stored.next()?;
        let expected = Position::after(self.last);
        Some(match decode::<E>(stored) {
            Err(why) => Err(ReplayError::Poison {
                position: expected,
                why,
            }),
            Ok(event) if event.meta.position != expected => Err(ReplayError::NotNext {
                expected,
                found: event.meta.position,
            }),
            Ok(event) => {
                self.last = Some(expected);
                Ok(event)
            }
        })
    }
}
