//! What every event carries, and what an event type must say of itself.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    CivilDate, CommandId, Dated, EventId, Instant, PersonalField, Position, ProgrammeSlug,
    StreamName, Version,
};

/// An event type of a programme, as the log stores it: a frozen name, a schema version, bytes.
///
/// A shape once written is never changed: a change is a new schema version, written from then on,
/// and `decode` lifts the old ones step by step.
pub trait StoredEvent: Clone + PartialEq + std::fmt::Debug + Send + Sync + Sized + 'static {
    /// The catalogue's name: `HostRegistered`.
    fn type_name(&self) -> &'static str;

    /// The schema version that [`StoredEvent::encode`] writes for this type.
    fn schema(&self) -> u16;

    /// Appends the stored bytes of the payload.
    ///
    /// # Panics
    /// If a personal field is not sealed: a bug of the caller, and never a disk's content.
    fn encode(&self, out: &mut Vec<u8>);

    /// Reads a payload of any schema version up to today's.
    fn decode(type_name: &str, schema: u16, bytes: &[u8]) -> Result<Self, DecodeError>;

    /// Shows every personal field with its name to `visit`, in a fixed order.
    fn personal_fields(&mut self, visit: &mut dyn FnMut(&'static str, &mut dyn PersonalField));

    /// Takes over, from the same event as it was decided, what only the engine can derive and who
    /// tells of the event elsewhere need not say. Nothing, unless the programme has such fields.
    fn take_derived(&mut self, _decided: &Self) {}
}

/// Why stored bytes are not an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Written by a release that knows more event types.
    #[error("unknown event type `{0}`: this release does not know it")]
    UnknownType(String),
    /// Written by a release that knows a newer shape.
    #[error(
        "event type `{type_name}` has schema {found}; this release knows schemas up to {known}"
    )]
    NewerSchema {
        /// The event's type.
        type_name: String,
        /// The schema found.
        found: u16,
        /// The newest schema known here.
        known: u16,
    },
    /// The bytes do not have the shape that their type and schema say.
    #[error("the payload of `{type_name}`, schema {schema}, cannot be read: {why}")]
    Malformed {
        /// The event's type.
        type_name: String,
        /// Its schema.
        schema: u16,
        /// What is wrong.
        why: String,
    },
}

/// Who decided.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Actor {
    /// The role, as the programme names it.
    pub role: Box<str>,
    /// Who, within the role; an opaque identifier, never a person's name.
    pub id: Box<str>,
    /// Where the role holds: `national`, a department's code, a stream's name.
    pub scope: Box<str>,
}

/// By which way a decision came in. Frozen in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// A request.
    Api,
    /// A file.
    Import,
    /// Decided by the engine in the append of what caused it.
    Reaction,
    /// A correction of an earlier event.
    Correction,
}

/// Where an event comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// By which way.
    pub channel: Channel,
    /// The import's name.
    pub batch: Option<Box<str>>,
    /// The line in the import's file, 1-based.
    pub row: Option<u64>,
    /// When the emitting service says that it happened (the `CloudEvent`'s `time`).
    pub emitted_at: Option<Instant>,
}

impl Source {
    /// A request that says no more.
    pub fn api() -> Self {
        Self {
            channel: Channel::Api,
            batch: None,
            row: None,
            emitted_at: None,
        }
    }

    /// What the engine decides by itself, behind the event that causes it.
    pub fn reaction() -> Self {
        Self {
            channel: Channel::Reaction,
            ..Self::api()
        }
    }
}

/// What every event carries beside its payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// The event's identity.
    pub event_id: EventId,
    /// The programme.
    pub programme: ProgrammeSlug,
    /// The stream.
    pub stream: StreamName,
    /// Its place in the stream.
    pub version: Version,
    /// Its place in the programme.
    pub position: Position,
    /// The position of the stream's event before it.
    pub previous: Option<Position>,
    /// When it became true.
    pub occurred_on: CivilDate,
    /// How well that is known.
    pub dated: Dated,
    /// When it became known; never goes back.
    pub recorded_at: Instant,
    /// The log's own clock at the append.
    pub appended_at: Instant,
    /// Who decided.
    pub actor: Actor,
    /// By which way it came in.
    pub source: Source,
    /// The command that decided it; one for all events of an atomic append.
    pub command_id: CommandId,
    /// The event that caused it.
    pub causation_id: Option<EventId>,
    /// What it belongs together with; the command's id where nothing else was said.
    pub correlation_id: Uuid,
    /// The schema version of the payload as stored.
    pub schema: u16,
    /// The event that it corrects.
    pub corrects: Option<EventId>,
}

/// An event as the log holds it.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded<E> {
    /// What every event carries.
    pub meta: Meta,
    /// The payload.
    pub event: E,
}
