//! Admission: which batch is appended, and where; pure, and the same for every engine.
//!
//! ```text
//!            admit: all checks, then all changes             settle: the group is durable
//!  Batch ───────────────────────────────────────► Staging ───────────────────────────────► Heads
//!              (against Heads and Staging)           │                                       │
//!                                        dropped with its group               what readers are told
//! ```
//!
//! Readers see [`Heads`] only, so nothing is shown before it is durable (C10), and a group that
//! cannot be synced leaves no trace in it.

use std::collections::HashMap;

use domain::engine::{Actor, CommandId, EventId, Instant, Position, Source, StreamName, Version};

use crate::format::Envelope;
use crate::port::{
    AppendError, Appended, BATCH_EVENTS_MAX, BATCH_EXPECTED_MAX, BATCH_PAYLOAD_BYTES_MAX, Batch,
    EVENT_PAYLOAD_BYTES_MAX, NewEvent, Receipt, TEXT_BYTES_MAX,
};

/// The last event of a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StreamHead {
    pub(crate) version: Version,
    pub(crate) position: Position,
}

/// What a log must remember to admit the next batch.
#[derive(Debug, Default)]
pub(crate) struct Heads {
    /// The last position; `None` in an empty log.
    pub(crate) position: Option<Position>,
    /// The last event's; the next one's must not lie before it.
    pub(crate) recorded_at: Option<Instant>,
    pub(crate) streams: HashMap<StreamName, StreamHead>,
    /// The position of the command's first event: its append is one frame, found by position.
    pub(crate) commands: HashMap<CommandId, Position>,
    pub(crate) events: HashMap<EventId, Position>,
}

/// A law of the log that an event breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Broken {
    pub(crate) law: &'static str,
    pub(crate) why: String,
}

impl Heads {
    /// The laws that an event breaks if it comes next. An engine that appends through
    /// [`Staging`] never breaks one: so does only damage that every checksum missed, or a bug.
    pub(crate) fn broken_laws(&self, next: &Envelope<'_>) -> Vec<Broken> {
        let mut broken = Vec::new();
        let mut hold = |law, holds: bool, why: &dyn Fn() -> String| {
            if !holds {
                let why = why();
                broken.push(Broken { law, why });
            }
        };
        let position = Position::after(self.position);
        hold("positions are gapless", next.position == position, &|| {
            format!("{} stands where {position} should", next.position)
        });
        let last = self.streams.get(&next.stream);
        let version = Version::after(last.map(|head| head.version));
        hold(
            "versions are gapless in their stream",
            next.version == version,
            &|| {
                format!(
                    "{} has version {} where {version} should be",
                    next.stream, next.version
                )
            },
        );
        let previous = last.map(|head| head.position);
        hold(
            "an event points at its stream's previous one",
            next.previous == previous,
            &|| {
                let number = |position: Option<Position>| position.map_or(0, Position::get);
                format!(
                    "it points at {}, not at {}",
                    number(next.previous),
                    number(previous)
                )
            },
        );
        hold(
            "recorded_at never goes back",
            Some(next.recorded_at) >= self.recorded_at,
            &|| format!("{} comes after a later instant", next.recorded_at),
        );
        let event_id = next.event_id();
        hold(
            "an event id stands once",
            !self.events.contains_key(&event_id),
            &|| format!("{event_id} stands at an earlier position too"),
        );
        broken
    }

    /// Counts an event that is in the log.
    pub(crate) fn observe(&mut self, event: Envelope<'_>) {
        let Envelope {
            version, position, ..
        } = event;
        self.position = Some(position);
        self.recorded_at = Some(event.recorded_at);
        self.events.insert(event.event_id(), position);
        self.streams
            .insert(event.stream, StreamHead { version, position });
    }
}

/// Where an event was put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) version: Version,
    pub(crate) position: Position,
    /// The position of the stream's event before it, in an earlier batch or in this one.
    pub(crate) previous: Option<Position>,
}

/// A batch that was admitted.
#[derive(Debug)]
pub(crate) struct Admitted {
    /// One per event, in the batch's order.
    pub(crate) placed: Vec<Placed>,
    pub(crate) receipt: Receipt,
}

/// What becomes of a batch that is not refused.
#[derive(Debug)]
pub(crate) enum Admission {
    /// It is appended.
    Fresh(Admitted),
    /// Its command was appended before, from this position on. See [`answer_repeat`].
    Seen(Position),
}

/// What was admitted and is not yet durable, over [`Heads`].
#[derive(Debug, Default)]
pub(crate) struct Staging(Heads);

impl Staging {
    /// Admits a batch after everything admitted before it, or refuses it and changes nothing.
    pub(crate) fn admit(&mut self, heads: &Heads, batch: &Batch) -> Result<Admission, AppendError> {
        let seen = |known: &Heads| known.commands.get(&batch.command_id).copied();
        if let Some(position) = seen(&self.0).or_else(|| seen(heads)) {
            return Ok(Admission::Seen(position));
        }
        check_bounds(batch)?;
        self.check_recorded_at(heads, batch)?;
        self.check_event_ids(heads, batch)?;
        self.check_expected(heads, batch)?;
        Ok(Admission::Fresh(self.place(heads, batch)))
    }

    /// The last position, durable or not.
    pub(crate) fn position(&self, heads: &Heads) -> Option<Position> {
        self.0.position.or(heads.position)
    }

    /// Moves what was staged into the heads, once it is durable.
    pub(crate) fn settle(&mut self, heads: &mut Heads) {
        heads.position = self.0.position.take().or(heads.position);
        heads.recorded_at = self.0.recorded_at.take().or(heads.recorded_at);
        heads.streams.extend(self.0.streams.drain());
        heads.commands.extend(self.0.commands.drain());
        heads.events.extend(self.0.events.drain());
    }

    fn stream(&self, heads: &Heads, stream: &StreamName) -> Option<StreamHead> {
        let head = self.0.streams.get(stream);
        head.or_else(|| heads.streams.get(stream)).copied()
    }

    fn check_recorded_at(&self, heads: &Heads, batch: &Batch) -> Result<(), AppendError> {
        let given = batch.recorded_at;
        match self.0.recorded_at.or(heads.recorded_at) {
            Some(newest) if given < newest => {
                Err(AppendError::RecordedAtGoesBack { given, newest })
            }
            _ => Ok(()),
        }
    }

    fn check_event_ids(&self, heads: &Heads, batch: &Batch) -> Result<(), AppendError> {
        for &NewEvent { event_id, .. } in &batch.events {
            let staged = self.0.events.get(&event_id);
            if let Some(&position) = staged.or_else(|| heads.events.get(&event_id)) {
                return Err(AppendError::EventIdReused { event_id, position });
            }
        }
        Ok(())
    }

    fn check_expected(&self, heads: &Heads, batch: &Batch) -> Result<(), AppendError> {
        for (stream, expected) in &batch.expected {
            let actual = self.stream(heads, stream).map(|head| head.version);
            if actual != *expected {
                return Err(AppendError::Conflict {
                    stream: stream.clone(),
                    expected: *expected,
                    actual,
                });
            }
        }
        Ok(())
    }

    /// Numbers the events of a batch that was checked.
    fn place(&mut self, heads: &Heads, batch: &Batch) -> Admitted {
        let mut placed = Vec::with_capacity(batch.events.len());
        let mut appended = Vec::with_capacity(batch.events.len());
        for event in &batch.events {
            let place = self.place_event(heads, event);
            placed.push(place);
            appended.push(Appended {
                stream: event.stream.clone(),
                version: place.version,
                position: place.position,
                type_name: event.type_name.into(),
                event_id: event.event_id,
            });
        }
        self.0.recorded_at = Some(batch.recorded_at);
        if let Some(first) = placed.first() {
            self.0.commands.insert(batch.command_id, first.position);
        }
        let receipt = Receipt {
            command_id: batch.command_id,
            digest: batch.digest,
            events: appended,
            repeated: false,
        };
        Admitted { placed, receipt }
    }

    fn place_event(&mut self, heads: &Heads, event: &NewEvent) -> Placed {
        let last = self.stream(heads, &event.stream);
        let version = Version::after(last.map(|head| head.version));
        let position = Position::after(self.position(heads));
        self.0.position = Some(position);
        self.0.events.insert(event.event_id, position);
        let head = StreamHead { version, position };
        self.0.streams.insert(event.stream.clone(), head);
        let previous = last.map(|head| head.position);
        Placed {
            version,
            position,
            previous,
        }
    }
}

/// Answers a batch whose command was appended before. A digest that is missing on one side says
/// nothing; two that differ say that this is another request.
pub(crate) fn answer_repeat(batch: &Batch, stored: Receipt) -> Result<Receipt, AppendError> {
    match (batch.digest, stored.digest) {
        (Some(asked), Some(known)) if asked != known => {
            Err(AppendError::CommandReused(batch.command_id))
        }
        _ => Ok(Receipt {
            repeated: true,
            ..stored
        }),
    }
}

pub(crate) fn check_bounds(batch: &Batch) -> Result<(), AppendError> {
    let payload_bytes: usize = batch.events.iter().map(|event| event.payload.len()).sum();
    let broken = if batch.events.is_empty() {
        "a batch holds at least one event"
    } else if batch.events.len() > BATCH_EVENTS_MAX {
        "a batch holds at most BATCH_EVENTS_MAX events"
    } else if batch.expected.len() > BATCH_EXPECTED_MAX {
        "a batch names at most BATCH_EXPECTED_MAX expected versions"
    } else if batch
        .events
        .iter()
        .any(|event| event.payload.len() > EVENT_PAYLOAD_BYTES_MAX)
    {
        "an event holds at most EVENT_PAYLOAD_BYTES_MAX bytes of payload"
    } else if payload_bytes > BATCH_PAYLOAD_BYTES_MAX {
        "a batch holds at most BATCH_PAYLOAD_BYTES_MAX bytes of payload"
    } else if texts(batch).any(|text| text.len() > TEXT_BYTES_MAX) {
        "a name holds at most TEXT_BYTES_MAX bytes"
    } else if repeats_an_event_id(batch) {
        "an event id stands once in a batch"
    } else {
        return Ok(());
    };
    Err(AppendError::OutOfBounds(broken))
}

fn texts(batch: &Batch) -> impl Iterator<Item = &str> {
    let types = batch.events.iter().map(|event| event.type_name);
    let own = batch
        .events
        .iter()
        .filter_map(|event| event.provenance.as_deref());
    provenance_texts(&batch.actor, &batch.source)
        .chain(own.flat_map(|own| provenance_texts(&own.actor, &own.source)))
        .chain(types)
}

fn provenance_texts<'a>(actor: &'a Actor, source: &'a Source) -> impl Iterator<Item = &'a str> {
    [&*actor.role, &*actor.id, &*actor.scope]
        .into_iter()
        .chain(source.batch.as_deref())
}

fn repeats_an_event_id(batch: &Batch) -> bool {
    // Nearly every batch holds one event, and needs no list.
    if batch.events.len() == 1 {
        return false;
    }
    let mut ids: Vec<EventId> = batch.events.iter().map(|event| event.event_id).collect();
    ids.sort_unstable();
    ids.windows(2).any(|pair| pair[0] == pair[1])
}
