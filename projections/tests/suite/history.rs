//! A history written by hand: recorded events, and a log that holds them.

use std::collections::HashMap;
use std::sync::Arc;

use domain::Event;
use domain::engine::{
    Actor, CivilDate, CommandId, Dated, EventId, Instant, KeyId, Meta, Personal, Position,
    ProgrammeSlug, Recorded, Sealed, Source, StoredEvent, StreamName, Version,
};
use eventlog::{Batch, Environment, EventLog, MemoryLog, NewEvent};
use projections::{Files, Known, Lens, Rows};
use uuid::Uuid;

/// Day 0 of every history here.
pub(crate) fn day(offset: i32) -> CivilDate {
    CivilDate::of(2021, 1, 1).plus_days(offset)
}

/// Everything known, up to that day.
pub(crate) fn as_of(offset: i32) -> Lens {
    Lens::as_of(day(offset))
}

/// The first so many events, up to that day.
pub(crate) fn known(offset: i32, events: u64) -> Lens {
    Lens {
        known: Known::from_position_at(Position::new(events)),
        ..as_of(offset)
    }
}

pub(crate) fn host(number: u32) -> StreamName {
    numbered("host", number)
}

pub(crate) fn person(number: u32) -> StreamName {
    numbered("candidate", number)
}

pub(crate) fn session(number: u32) -> StreamName {
    StreamName::of_text("session", &number.to_string()).unwrap()
}

pub(crate) fn programme() -> StreamName {
    StreamName::of_text("programme", "test").unwrap()
}

/// The match of that person and that host.
pub(crate) fn match_of(person: u32, host: u32) -> StreamName {
    numbered("match", person * 1_000 + host)
}

fn numbered(kind: &str, number: u32) -> StreamName {
    StreamName::of_uuid(kind, Uuid::from_u128(u128::from(number)))
}

/// A personal field as it is stored.
pub(crate) fn sealed<T>() -> Personal<T> {
    Personal::Sealed(Sealed {
        key_id: KeyId(Uuid::nil()),
        nonce: [0; 24],
        bytes: Vec::new(),
    })
}

/// Events in the order in which they were recorded.
#[derive(Debug, Clone, Default)]
pub(crate) struct History {
    pub(crate) events: Vec<Recorded<Event>>,
    /// How many events there were after each atomic append, where that was noted.
    pub(crate) append_ends: Vec<usize>,
    versions: HashMap<StreamName, u64>,
}

impl History {
    /// Records an event that became true on that day.
    pub(crate) fn record(
        &mut self,
        stream: &StreamName,
        offset: i32,
        event: impl Into<Event>,
    ) -> &mut Self {
        self.record_dated(stream, offset, Dated::Exact, event)
    }

    /// Records an event with how well its day is known.
    pub(crate) fn record_dated(
        &mut self,
        stream: &StreamName,
        offset: i32,
        dated: Dated,
        event: impl Into<Event>,
    ) -> &mut Self {
        let event = event.into();
        let version = self.versions.entry(stream.clone()).or_default();
        *version += 1;
        let position = Position::new(self.events.len() as u64 + 1).unwrap();
        let meta = meta(stream, position, Version::new(*version).unwrap());
        self.events.push(Recorded {
            meta: Meta {
                occurred_on: day(offset),
                dated,
                schema: event.schema(),
                ..meta
            },
            event,
        });
        self
    }

    /// The first so many events.
    pub(crate) fn first(&self, events: usize) -> Self {
        Self {
            events: self.events.iter().take(events).cloned().collect(),
            ..Self::default()
        }
    }

    /// The end of the last append that ends by that position: what is known at an instant never
    /// parts an append.
    pub(crate) fn known_through(&self, position: Position) -> Known {
        let ends = self.append_ends.iter().map(|&end| end as u64);
        let last = ends.take_while(|end| *end <= position.get()).last();
        Known::from_position_at(last.and_then(Position::new))
    }

    /// The rows after all of it.
    pub(crate) fn rows(&self) -> Rows<Files> {
        self.rows_where(|_| true)
    }

    /// The rows after some of it.
    pub(crate) fn rows_where(&self, keep: impl Fn(&Meta) -> bool) -> Rows<Files> {
        let mut rows = Rows::default();
        for event in self.events.iter().filter(|event| keep(&event.meta)) {
            rows.apply(event);
        }
        rows
    }

    /// A log in memory that holds it, one append an event.
    pub(crate) async fn log(&self) -> Arc<MemoryLog> {
        let log = empty_log();
        self.append_to(&*log, 0).await;
        log
    }

    /// Appends what comes after the first so many events.
    pub(crate) async fn append_to(&self, log: &dyn EventLog, after: usize) {
        for event in &self.events[after..] {
            let mut payload = Vec::new();
            event.event.encode(&mut payload);
            let appended = NewEvent {
                event_id: event.meta.event_id,
                stream: event.meta.stream.clone(),
                type_name: event.event.type_name(),
                schema: event.meta.schema,
                payload,
                occurred_on: event.meta.occurred_on,
                dated: event.meta.dated,
                corrects: None,
                provenance: None,
            };
            log.append(batch(appended)).await.unwrap();
        }
    }
}

pub(crate) fn empty_log() -> Arc<MemoryLog> {
    Arc::new(MemoryLog::new(slug(), Arc::new(Still)))
}

/// An append of one event.
pub(crate) fn batch(event: NewEvent) -> Batch {
    let command_id = event.event_id.0;
    Batch {
        command_id: CommandId(command_id),
        digest: None,
        recorded_at: Still.now(),
        actor: actor(),
        source: Source::api(),
        causation_id: None,
        correlation_id: command_id,
        expected: Vec::new(),
        events: vec![event],
    }
}

/// A world in which no time passes and nobody asks for an id.
struct Still;

impl Environment for Still {
    fn now(&self) -> Instant {
        CivilDate::of(2023, 1, 1).noon_in_paris()
    }

    fn new_id(&self) -> Uuid {
        Uuid::nil()
    }
}

fn slug() -> ProgrammeSlug {
    "test".parse().unwrap()
}

fn actor() -> Actor {
    Actor {
        role: "operator".into(),
        id: "test".into(),
        scope: "national".into(),
    }
}

fn meta(stream: &StreamName, position: Position, version: Version) -> Meta {
    let id = Uuid::from_u128(u128::from(position.get()));
    Meta {
        event_id: EventId(id),
        programme: slug(),
        stream: stream.clone(),
        version,
        position,
        previous: None,
        occurred_on: day(0),
        dated: Dated::Exact,
        recorded_at: Still.now(),
        appended_at: Still.now(),
        actor: actor(),
        source: Source::api(),
        command_id: CommandId(id),
        causation_id: None,
        correlation_id: id,
        schema: 1,
        corrects: None,
    }
}
