//! Folding the log again: one stream into its state, the whole into the tally.

use domain::engine::{Decider, Happened, Instant, Position, Recorded, StreamName, Tally, Version};

use super::LedgerOpenError;
use crate::{EventLog, FormatError, ReadError, decode};

/// Events that are read at once.
const PAGE_EVENTS: usize = 1_024;

/// What the ledger keeps over all streams.
pub(super) struct Whole<T> {
    pub(super) tally: T,
    /// When the newest event was recorded, durable or not.
    pub(super) newest: Option<Instant>,
}

/// Folds the whole log, page by page.
pub(super) async fn fold_whole<D: Decider>(
    log: &dyn EventLog,
) -> Result<Whole<D::Tally>, LedgerOpenError> {
    let mut whole = Whole {
        tally: D::Tally::default(),
        newest: None,
    };
    let mut after = None;
    loop {
        let page = log.read(after, PAGE_EVENTS).await?;
        for bytes in &page.events {
            let recorded = decode::<D::Event>(bytes)?;
            whole
                .tally
                .apply(&recorded.meta.stream, &happened(&recorded));
            whole.newest = Some(recorded.meta.recorded_at);
            after = Some(recorded.meta.position);
        }
        if page.is_last {
            return Ok(whole);
        }
    }
}

/// Folds one stream: its state and version.
pub(super) async fn fold_stream<D: Decider>(
    log: &dyn EventLog,
    stream: &StreamName,
) -> Result<(D::State, Option<Version>), ReadError> {
    let mut state = D::initial(stream);
    let mut version = None;
    loop {
        let page = log.read_stream(stream, version, PAGE_EVENTS).await?;
        for bytes in &page.events {
            let recorded = decode::<D::Event>(bytes)
                .map_err(|why| damaged(&why, format!("stream {stream}")))?;
            D::evolve(&mut state, &happened(&recorded));
            version = Some(recorded.meta.version);
        }
        if page.is_last {
            return Ok((state, version));
        }
    }
}

/// The events from one position on, as many as one append may hold.
pub(super) async fn read_append<D: Decider>(
    log: &dyn EventLog,
    first: Position,
    count: usize,
) -> Result<Vec<Recorded<D::Event>>, ReadError> {
    let mut events = Vec::with_capacity(count);
    let mut after = first.before();
    while events.len() < count {
        let page = log.read(after, count - events.len()).await?;
        for bytes in &page.events {
            let place = || format!("append at position {first}");
            let recorded: Recorded<D::Event> =
                decode(bytes).map_err(|why| damaged(&why, place()))?;
            after = Some(recorded.meta.position);
            events.push(recorded);
        }
        if page.is_last {
            break;
        }
    }
    Ok(events)
}

fn happened<E>(recorded: &Recorded<E>) -> Happened<'_, E> {
    Happened {
        event: &recorded.event,
        event_id: recorded.meta.event_id,
        occurred_on: recorded.meta.occurred_on,
    }
}

/// The whole log was read when the ledger was opened: what cannot be read later is damage.
pub(super) fn damaged(why: &FormatError, place: String) -> ReadError {
    let position = match why {
        FormatError::Envelope { position, .. } | FormatError::Payload { position, .. } => *position,
        FormatError::Newer { .. } | FormatError::Malformed(_) => Position::FIRST,
    };
    ReadError::Damaged {
        position,
        place,
        why: why.to_string(),
    }
}
