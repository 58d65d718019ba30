//! One event's bytes: the envelope that every event has, around the payload of its type.

use domain::engine::{
    Actor, Channel, CivilDate, CommandId, Dated, DecodeError, EventId, Instant, Meta, Position,
    ProgrammeSlug, Recorded, Source, StoredEvent, StreamName, Version,
};
use postcard::ser_flavors::Flavor;
use serde::{Deserialize, Serialize, Serializer};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::FORMAT;
use crate::port::{Batch, NewEvent};
use crate::sequencer::Placed;

/// The bytes of a leaf hash.
const LEAF_BYTES: usize = 32;

/// RFC 6962 prefixes what it hashes, so that no leaf can be taken for an inner node.
const LEAF_PREFIX: [u8; 1] = [0];

/// Why bytes are not an event.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// Written by a newer release.
    #[error("the event has stored format {found}; this release reads formats up to {known}")]
    Newer {
        /// The format found.
        found: u8,
        /// The newest format known here.
        known: u8,
    },
    /// The bytes do not have the shape of an event.
    #[error("these bytes are not an event: {0}")]
    Malformed(String),
    /// A field of the envelope cannot be.
    #[error("the event at position {position} cannot be: {why}")]
    Envelope {
        /// The event's position, as it says itself.
        position: Position,
        /// What does not hold.
        why: String,
    },
    /// The payload cannot be read.
    #[error("the event at position {position} cannot be read: {source}")]
    Payload {
        /// The event's position.
        position: Position,
        /// Why not.
        source: DecodeError,
    },
}

/// An event's bytes, parsed and not yet trusted. `S` is the stream's name: lent while writing,
/// owned after reading.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Envelope<'a, S = StreamName> {
    format: u8,
    event_id: [u8; 16],
    pub(crate) programme: &'a str,
    pub(crate) stream: S,
    pub(crate) version: Version,
    pub(crate) position: Position,
    pub(crate) previous: Option<Position>,
    pub(crate) type_name: &'a str,
    schema: u16,
    occurred_on: CivilDate,
    dated: Dated,
    pub(crate) recorded_at: Instant,
    appended_at: Instant,
    #[serde(borrow)]
    actor: StoredActor<'a>,
    #[serde(borrow)]
    source: StoredSource<'a>,
    command_id: [u8; 16],
    causation_id: Option<[u8; 16]>,
    correlation_id: Option<[u8; 16]>,
    corrects: Option<[u8; 16]>,
    #[serde(serialize_with = "as_bytes")]
    payload: &'a [u8],
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct StoredActor<'a> {
    role: &'a str,
    id: &'a str,
    scope: &'a str,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct StoredSource<'a> {
    channel: Channel,
    #[serde(borrow)]
    batch: Option<&'a str>,
    row: Option<u64>,
    emitted_at: Option<Instant>,
}

/// One copy instead of a call per byte; the stored bytes are the same.
fn as_bytes<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_bytes(bytes)
}

/// The envelopes of an admitted batch, in order of position.
pub(crate) fn envelopes<'a>(
    programme: &'a ProgrammeSlug,
    batch: &'a Batch,
    placed: &'a [Placed],
    appended_at: Instant,
) -> impl Iterator<Item = Envelope<'a, &'a StreamName>> {
    std::iter::zip(&batch.events, placed)
        .map(move |(event, place)| envelope(programme, batch, event, *place, appended_at))
}

fn envelope<'a>(
    programme: &'a ProgrammeSlug,
    batch: &'a Batch,
    event: &'a NewEvent,
    place: Placed,
    appended_at: Instant,
) -> Envelope<'a, &'a StreamName> {
    let stored = |id: EventId| id.0.into_bytes();
    let (actor, source, causation_id) = match event.provenance.as_deref() {
        Some(own) => (&own.actor, &own.source, own.causation_id),
        None => (&batch.actor, &batch.source, batch.causation_id),
    };
    Envelope {
        format: FORMAT,
        event_id: stored(event.event_id),
        programme: programme.as_str(),
        stream: &event.stream,
        version: place.version,
        position: place.position,
        previous: place.previous,
        type_name: event.type_name,
        schema: event.schema,
        occurred_on: event.occurred_on,
        dated: event.dated,
        recorded_at: batch.recorded_at,
        appended_at,
        actor: StoredActor {
            role: &actor.role,
            id: &actor.id,
            scope: &actor.scope,
        },
        source: StoredSource {
            channel: source.channel,
            batch: source.batch.as_deref(),
            row: source.row,
            emitted_at: source.emitted_at,
        },
        command_id: batch.command_id.0.into_bytes(),
        causation_id: causation_id.map(stored),
        correlation_id: (batch.correlation_id != batch.command_id.0)
            .then(|| batch.correlation_id.into_bytes()),
        corrects: event.corrects.map(stored),
        payload: &event.payload,
    }
}

impl<S: Serialize> Envelope<'_, S> {
    /// Appends the event's bytes.
    pub(crate) fn encode(&self, out: &mut Vec<u8>) {
        postcard::serialize_with_flavor(self, Onto(out))
            .expect("an envelope is plain data, and memory is its only bound");
    }
}

/// Writes where the frame is being built, so that no event is copied.
struct Onto<'a>(&'a mut Vec<u8>);

impl Flavor for Onto<'_> {
    type Output = ();

    fn try_push(&mut self, byte: u8) -> postcard::Result<()> {
        self.0.push(byte);
        Ok(())
    }

    fn try_extend(&mut self, bytes: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}

impl<'a> Envelope<'a> {
    /// Parses an event; nothing of it is believed but its format.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, FormatError> {
        match bytes.first() {
            Some(&FORMAT) => {}
            Some(&found) if found > FORMAT => {
                let known = FORMAT;
                return Err(FormatError::Newer { found, known });
            }
            _ => return Err(FormatError::Malformed("no known format".to_owned())),
        }
        match postcard::take_from_bytes(bytes) {
            Ok((envelope, [])) => Ok(envelope),
            Ok((_, rest)) => Err(FormatError::Malformed(format!(
                "{} bytes too many",
                rest.len()
            ))),
            Err(why) => Err(FormatError::Malformed(why.to_string())),
        }
    }

    pub(crate) fn event_id(&self) -> EventId {
        EventId(Uuid::from_bytes(self.event_id))
    }

    pub(crate) fn command_id(&self) -> CommandId {
        CommandId(Uuid::from_bytes(self.command_id))
    }

    /// Checks what the envelope says of itself.
    fn verify(self) -> Result<Meta, FormatError> {
        let position = self.position;
        let cannot_be = |why: String| FormatError::Envelope { position, why };
        let programme = self
            .programme
            .parse()
            .map_err(|why: domain::engine::NameError| cannot_be(why.to_string()))?;
        if self.previous.is_none() != (self.version == Version::FIRST) {
            return Err(cannot_be(
                "the first event of a stream, and no other, has none before it".to_owned(),
            ));
        }
        if self.previous.is_some_and(|previous| previous >= position) {
            return Err(cannot_be(
                "the stream's previous event lies behind it".to_owned(),
            ));
        }
        Ok(self.into_meta(programme))
    }

    fn into_meta(self, programme: ProgrammeSlug) -> Meta {
        let id = |bytes: [u8; 16]| EventId(Uuid::from_bytes(bytes));
        Meta {
            event_id: self.event_id(),
            programme,
            version: self.version,
            position: self.position,
            previous: self.previous,
            occurred_on: self.occurred_on,
            dated: self.dated,
            recorded_at: self.recorded_at,
            appended_at: self.appended_at,
            actor: Actor {
                role: self.actor.role.into(),
                id: self.actor.id.into(),
                scope: self.actor.scope.into(),
            },
            source: Source {
                channel: self.source.channel,
                batch: self.source.batch.map(Into::into),
                row: self.source.row,
                emitted_at: self.source.emitted_at,
            },
            command_id: self.command_id(),
            causation_id: self.causation_id.map(id),
            correlation_id: Uuid::from_bytes(self.correlation_id.unwrap_or(self.command_id)),
            schema: self.schema,
            corrects: self.corrects.map(id),
            stream: self.stream,
        }
    }
}

/// Reads an event: its envelope, and its payload lifted to today's schema.
pub fn decode<E: StoredEvent>(bytes: &[u8]) -> Result<Recorded<E>, FormatError> {
    let envelope = Envelope::parse(bytes)?;
    let (position, type_name, payload) = (envelope.position, envelope.type_name, envelope.payload);
    let meta = envelope.verify()?;
    let event = E::decode(type_name, meta.schema, payload)
        .map_err(|source| FormatError::Payload { position, source })?;
    Ok(Recorded { meta, event })
}

/// Reads an event's envelope and the name of its type, and leaves the payload alone.
pub fn decode_meta(bytes: &[u8]) -> Result<(Meta, Box<str>), FormatError> {
    let envelope = Envelope::parse(bytes)?;
    let type_name = envelope.type_name.into();
    Ok((envelope.verify()?, type_name))
}

/// The event's leaf in the RFC 6962 tree of its programme.
pub fn leaf_hash(bytes: &[u8]) -> [u8; LEAF_BYTES] {
    Sha256::new()
        .chain_update(LEAF_PREFIX)
        .chain_update(bytes)
        .finalize()
        .into()
}
