//! The port: what every engine of the log promises, in clauses that one conformance suite holds it to.
//!
//! ```text
//!            submit                    one writer            one fdatasync
//!  Batch ──────────────► queue ──► admit, number, encode ──► write ──► sync ──► Receipt
//!                                        │                                │
//!                             Rejected: nothing changed            head() moves: readers see it
//! ```
//!
//! - **C1** An acknowledged append is durable.
//! - **C2** A batch is seen whole or not at all.
//! - **C3** Positions and versions are gapless, in order of commit.
//! - **C4** A conflict changes nothing.
//! - **C5** The tail never shows what a reader cannot read.
//! - **C6** Dropping an append's future leaves all or nothing.
//! - **C7** An event id or command id seen before is answered as before.
//! - **C8** An unknown outcome is never reported as a failure.
//! - **C9** Damage is refused with its position, never skipped or repaired away in silence.
//! - **C10** No reader in any process sees an event before it is durable.

use async_trait::async_trait;
use bytes::Bytes;
use domain::engine::{
    Actor, CivilDate, CommandId, Dated, EventId, Instant, KeyId, Position, ProgrammeSlug, Source,
    StreamName, Version,
};
use tokio::sync::{oneshot, watch};
use uuid::Uuid;

/// The most events one atomic append may hold.
pub const BATCH_EVENTS_MAX: usize = 512;
/// The most payload bytes one event may hold.
pub const EVENT_PAYLOAD_BYTES_MAX: usize = 256 * 1024;
/// The most payload bytes all events of one atomic append may hold.
pub const BATCH_PAYLOAD_BYTES_MAX: usize = 8 * 1024 * 1024;
/// The most streams whose versions one append may check.
pub const BATCH_EXPECTED_MAX: usize = 2 * BATCH_EVENTS_MAX;
/// The most bytes a type's name, an import's name or a part of an actor may have.
pub const TEXT_BYTES_MAX: usize = 256;
/// The most bytes of events one page may hold, but for a first event that is larger alone.
pub const PAGE_BYTES_MAX: usize = 4 * 1024 * 1024;

const _: () = assert!(EVENT_PAYLOAD_BYTES_MAX <= BATCH_PAYLOAD_BYTES_MAX);
const _: () = assert!(EVENT_PAYLOAD_BYTES_MAX <= PAGE_BYTES_MAX);

/// The log of one programme.
#[async_trait]
pub trait EventLog: Send + Sync + 'static {
    /// Whose log it is.
    fn programme(&self) -> &ProgrammeSlug;

    /// Hands a batch to the writer, waiting for room in its queue. Batches are decided in the
    /// order in which `submit` returns. Cancelling before it returns leaves nothing behind;
    /// dropping the [`Pending`] afterwards leaves the whole batch, or nothing.
    async fn submit(&self, batch: Batch) -> Result<Pending, AppendError>;

    /// Submits, and waits until the batch is durable.
    async fn append(&self, batch: Batch) -> Result<Receipt, AppendError> {
        self.submit(batch).await?.receipt().await
    }

    /// Events in order of position, those after `after`, at most `limit` and [`PAGE_BYTES_MAX`].
    async fn read(&self, after: Option<Position>, limit: usize) -> Result<Page, ReadError>;

    /// Events of one stream in order of version, those after `after`.
    async fn read_stream(
        &self,
        stream: &StreamName,
        after: Option<Version>,
        limit: usize,
    ) -> Result<Page, ReadError>;

    /// The durable head: it moves after the sync, never before, and readers can read up to it.
    fn head(&self) -> watch::Receiver<Option<Position>>;

    /// The last version of a stream, `None` where it has no event.
    async fn stream_head(&self, stream: &StreamName) -> Result<Option<Version>, ReadError>;

    /// The append of that command, if there was one.
    async fn find_command(&self, command_id: CommandId) -> Result<Option<Receipt>, ReadError>;

    /// The append that holds that event, if there is one.
    async fn find_event(&self, event_id: EventId) -> Result<Option<Receipt>, ReadError>;

    /// The last position recorded at or before `known_at`: what was known then is a prefix.
    async fn position_at(&self, known_at: Instant) -> Result<Option<Position>, ReadError>;

    /// When the newest durable event was recorded; `recorded_at` never goes back before it.
    async fn last_recorded_at(&self) -> Result<Option<Instant>, ReadError>;

    /// Waits for what was submitted, marks the log as cleanly closed and releases it.
    async fn close(&self) -> Result<(), AppendError>;
}

/// One atomic append: all of it or nothing.
#[derive(Debug, Clone)]
pub struct Batch {
    /// The command; seen before, the batch is answered as before.
    pub command_id: CommandId,
    /// A keyed digest of the request, to tell a repeat from another request under the same id.
    pub digest: Option<Digest>,
    /// When it became known; refused if it lies before the newest event's.
    pub recorded_at: Instant,
    /// Who decided, but for events that say otherwise.
    pub actor: Actor,
    /// By which way it came in, but for events that say otherwise.
    pub source: Source,
    /// The event that caused it, but for events that say otherwise.
    pub causation_id: Option<EventId>,
    /// What it belongs together with.
    pub correlation_id: Uuid,
    /// The version that each touched stream must have; `None`: no event yet. A stream that is
    /// not named is not checked.
    pub expected: Vec<(StreamName, Option<Version>)>,
    /// The events, 1 to [`BATCH_EVENTS_MAX`].
    pub events: Vec<NewEvent>,
}

/// A request's digest under a key of the vault: erasing the key makes it meaningless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Digest {
    /// The key.
    pub key_id: KeyId,
    /// HMAC-SHA-256, its first 16 bytes.
    pub tag: [u8; 16],
}

/// An event to be appended: everything but what the log assigns.
#[derive(Debug, Clone)]
pub struct NewEvent {
    /// Its identity; refused if another append holds it.
    pub event_id: EventId,
    /// Its stream.
    pub stream: StreamName,
    /// The frozen name of its type.
    pub type_name: &'static str,
    /// The schema of the payload.
    pub schema: u16,
    /// The payload, personal fields sealed.
    pub payload: Vec<u8>,
    /// When it became true.
    pub occurred_on: CivilDate,
    /// How well that is known.
    pub dated: Dated,
    /// The event that it corrects.
    pub corrects: Option<EventId>,
    /// Who decided it and why, where that differs from its batch's. Boxed, for it is rare.
    pub provenance: Option<Box<Provenance>>,
}

/// Who decided an event, by which way, and what caused it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// Who decided.
    pub actor: Actor,
    /// By which way it came in.
    pub source: Source,
    /// The event that caused it.
    pub causation_id: Option<EventId>,
}

/// What an append left in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// The command.
    pub command_id: CommandId,
    /// The digest of the request that was appended.
    pub digest: Option<Digest>,
    /// One entry per event, in order of position.
    pub events: Vec<Appended>,
    /// Whether the batch was there already and nothing was appended.
    pub repeated: bool,
}

impl Receipt {
    /// The last position of the append.
    ///
    /// # Panics
    /// Never: a batch holds at least one event.
    pub fn position(&self) -> Position {
        self.events.last().expect("a batch holds an event").position
    }
}

/// Where one event of an append went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// Its stream.
    pub stream: StreamName,
    /// Its place there.
    pub version: Version,
    /// Its place in the programme.
    pub position: Position,
    /// Its type.
    pub type_name: Box<str>,
    /// Its identity.
    pub event_id: EventId,
}

/// An append under way.
#[derive(Debug)]
pub struct Pending(oneshot::Receiver<Result<Receipt, AppendError>>);

impl Pending {
    /// The handle and the end that the engine answers on.
    pub fn channel() -> (oneshot::Sender<Result<Receipt, AppendError>>, Self) {
        let (answer, receiver) = oneshot::channel();
        (answer, Self(receiver))
    }

    /// Waits until the append is durable or refused. An engine that ends without an answer
    /// leaves the outcome unknown.
    pub async fn receipt(self) -> Result<Receipt, AppendError> {
        self.0.await.unwrap_or(Err(AppendError::UnknownOutcome))
    }
}

/// Stored events, each its own self-contained bytes; see the stored format.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// In order of position.
    pub events: Vec<Bytes>,
    /// Whether the page reaches the durable head (or the stream's last event).
    pub is_last: bool,
}

/// Why an append did not happen, or may not have.
#[derive(Debug, Clone, thiserror::Error)]
pub enum AppendError {
    /// A touched stream is not at the version that was expected. Nothing changed.
    #[error("{stream} is at version {}, {} was expected", shown(*.actual), shown(*.expected))]
    Conflict {
        /// The stream.
        stream: StreamName,
        /// The version that was expected; `None`: no event.
        expected: Option<Version>,
        /// The version that it has.
        actual: Option<Version>,
    },
    /// The command was appended before with another request. Nothing changed.
    #[error("command {0} was appended before with another request")]
    CommandReused(CommandId),
    /// An event id of the batch is in the log, in another append. Nothing changed.
    #[error("event id {event_id} is in the log already, at position {position}")]
    EventIdReused {
        /// The event id.
        event_id: EventId,
        /// Where it is.
        position: Position,
    },
    /// `recorded_at` lies before the newest event's. Nothing changed.
    #[error("recorded_at {given} lies before {newest}, the newest event's")]
    RecordedAtGoesBack {
        /// What was given.
        given: Instant,
        /// The newest event's.
        newest: Instant,
    },
    /// The batch is empty, or above a named limit. Nothing changed.
    #[error("the batch breaks a limit: {0}")]
    OutOfBounds(&'static str),
    /// The log is closed, or its writer has stopped after a fault. Nothing changed.
    #[error("the log takes no appends: {0}")]
    Closed(String),
    /// The command was appended before, and that append cannot be read: where it is damaged, that
    /// says what and where. Nothing changed.
    #[error("the append that this one repeats cannot be read: {0}")]
    Damaged(ReadError),
    /// The write or its sync failed: the batch may or may not be found after a restart.
    #[error("the outcome of the append is unknown until the log is opened again")]
    UnknownOutcome,
}

/// Why a read failed.
#[derive(Debug, Clone, thiserror::Error)]
pub enum ReadError {
    /// Stored bytes are not what was written. They are never skipped.
    #[error("the log is damaged at position {position} ({place}): {why}")]
    Damaged {
        /// The first position that cannot be read.
        position: Position,
        /// The file and the offset in it, or the like.
        place: String,
        /// What does not hold.
        why: String,
    },
    /// The storage failed.
    #[error("the log cannot be read: {0}")]
    Storage(String),
}

/// A version for people: 0 where there is none.
pub(crate) fn shown(version: Option<Version>) -> u64 {
    version.map_or(0, Version::get)
}
