//! The memory engine: the executable specification of the port.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use bytes::Bytes;
use domain::engine::{CommandId, EventId, Instant, Position, ProgrammeSlug, StreamName, Version};
use tokio::sync::watch;

use crate::environment::Environment;
use crate::format::envelopes;
use crate::port::{
    AppendError, Batch, EventLog, PAGE_BYTES_MAX, Page, Pending, ReadError, Receipt,
};
use crate::sequencer::{Admission, Admitted, Heads, Staging, answer_repeat};

/// A log in memory. Every append is decided, numbered and durable, in this log's sense, before
/// `submit` returns, so what a test sees here is what every engine must come to.
pub struct MemoryLog {
    programme: ProgrammeSlug,
    world: Arc<dyn Environment>,
    /// Held for each call as a whole: no reader sees a batch between two of its events (C2).
    records: Mutex<Records>,
    /// Moved after `records` changed, under its lock: a woken reader finds what it was told of (C5).
    head: watch::Sender<Option<Position>>,
}

/// Everything ever appended.
#[derive(Default)]
struct Records {
    heads: Heads,
    staging: Staging,
    /// The event at position p stands at p − 1.
    events: Vec<Bytes>,
    /// `recorded_at` of the event at position p stands at p − 1; never decreasing.
    recorded_at: Vec<Instant>,
    /// Each stream's positions: version v stands at v − 1.
    streams: BTreeMap<StreamName, Vec<Position>>,
    /// By the position of their first event, so that the append of any position is found.
    receipts: BTreeMap<Position, Receipt>,
    closed: bool,
}

impl MemoryLog {
    /// An empty log.
    pub fn new(programme: ProgrammeSlug, world: Arc<dyn Environment>) -> Self {
        Self {
            programme,
            world,
            records: Mutex::default(),
            head: watch::Sender::new(None),
        }
    }

    fn records(&self) -> MutexGuard<'_, Records> {
        // Nothing that changes the records can panic halfway but a bug, and then no answer is safe.
        self.records.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn append_now(&self, records: &mut Records, batch: &Batch) -> Result<Receipt, AppendError> {
        match records.staging.admit(&records.heads, batch)? {
            Admission::Seen(position) => answer_repeat(batch, records.receipt(position)),
            Admission::Fresh(Admitted { placed, receipt }) => {
                let appended_at = self.world.now();
                for envelope in envelopes(&self.programme, batch, &placed, appended_at) {
                    let mut bytes = Vec::new();
                    envelope.encode(&mut bytes);
                    records.keep(envelope.stream, envelope.recorded_at, bytes.into());
                }
                records.receipts.insert(placed[0].position, receipt.clone());
                records.staging.settle(&mut records.heads);
                self.head.send_replace(records.heads.position);
                Ok(receipt)
            }
        }
    }
}

impl Records {
    fn keep(&mut self, stream: &StreamName, recorded_at: Instant, bytes: Bytes) {
        self.events.push(bytes);
        self.recorded_at.push(recorded_at);
        let position = Position::new(self.events.len() as u64);
        let positions = self.streams.entry(stream.clone()).or_default();
        positions.extend(position);
    }

    /// The append that holds the position, which must be one of the log's.
    fn receipt(&self, position: Position) -> Receipt {
        let (_, receipt) = self
            .receipts
            .range(..=position)
            .next_back()
            .expect("every position belongs to an append");
        Receipt {
            repeated: true,
            ..receipt.clone()
        }
    }

    fn page(&self, positions: impl ExactSizeIterator<Item = Position>, limit: usize) -> Page {
        let remaining = positions.len();
        let mut page_bytes = 0;
        let events: Vec<Bytes> = positions
            .take(limit)
            .map(|position| self.events[index(position)].clone())
            .take_while(|event| {
                let is_first = page_bytes == 0;
                page_bytes += event.len();
                is_first || page_bytes <= PAGE_BYTES_MAX
            })
            .collect();
        let is_last = events.len() == remaining;
        Page { events, is_last }
    }
}

/// Where a position stands in a list of all events.
fn index(position: Position) -> usize {
    usize::try_from(position.get() - 1).expect("an event in memory has an index")
}

/// How many come up to and with `last`.
fn count(last: Option<u64>) -> usize {
    last.map_or(0, |last| usize::try_from(last).unwrap_or(usize::MAX))
}

#[async_trait]
impl EventLog for MemoryLog {
    fn programme(&self) -> &ProgrammeSlug {
        &self.programme
    }

    async fn submit(&self, batch: Batch) -> Result<Pending, AppendError> {
        let mut records = self.records();
        if records.closed {
            return Err(AppendError::Closed("it was closed".to_owned()));
        }
        let (answer, pending) = Pending::channel();
        // The caller may have gone: the append stands all the same (C6).
        let _ = answer.send(self.append_now(&mut records, &batch));
        Ok(pending)
    }

    async fn read(&self, after: Option<Position>, limit: usize) -> Result<Page, ReadError> {
        let records = self.records();
        let from = count(after.map(Position::get)).min(records.events.len());
        let positions = (from..records.events.len())
            .map(|before| Position::after(Position::new(before as u64)));
        Ok(records.page(positions, limit))
    }

    async fn read_stream(
        &self,
        stream: &StreamName,
        after: Option<Version>,
        limit: usize,
    ) -> Result<Page, ReadError> {
        let records = self.records();
        let positions = records.streams.get(stream).map_or(&[][..], Vec::as_slice);
        let from = count(after.map(Version::get)).min(positions.len());
        Ok(records.page(positions[from..].iter().copied(), limit))
    }

    fn head(&self) -> watch::Receiver<Option<Position>> {
        self.head.subscribe()
    }

    async fn stream_head(&self, stream: &StreamName) -> Result<Option<Version>, ReadError> {
        let records = self.records();
        let head = records.heads.streams.get(stream);
        Ok(head.map(|head| head.version))
    }

    async fn find_command(&self, command_id: CommandId) -> Result<Option<Receipt>, ReadError> {
        let records = self.records();
        let position = records.heads.commands.get(&command_id).copied();
        Ok(position.map(|position| records.receipt(position)))
    }

    async fn find_event(&self, event_id: EventId) -> Result<Option<Receipt>, ReadError> {
        let records = self.records();
        let position = records.heads.events.get(&event_id).copied();
        Ok(position.map(|position| records.receipt(position)))
    }

    async fn position_at(&self, known_at: Instant) -> Result<Option<Position>, ReadError> {
        let records = self.records();
        let known = records.recorded_at.partition_point(|at| *at <= known_at);
        Ok(Position::new(known as u64))
    }

    async fn last_recorded_at(&self) -> Result<Option<Instant>, ReadError> {
        Ok(self.records().heads.recorded_at)
    }

    async fn close(&self) -> Result<(), AppendError> {
        self.records().closed = true;
        Ok(())
    }
}
