//! A history written by hand: recorded events, and a log that holds them.

use std::collections::HashMap;
use std::sync::Arc;

use domain::Event;
use domain::candidate::{
    CandidateEvent, CandidateHired, CandidateRegistered, Certificate, CertificationAwarded,
    ContractEnded, HireCancelled, TrainingCompleted, TrainingDropped, TrainingEnrolled,
    TrainingStarted,
};
use domain::engine::{
    Actor, CivilDate, CommandId, Dated, EventId, Instant, KeyId, Meta, Personal, Position,
    ProgrammeSlug, Recorded, Sealed, Source, StoredEvent, StreamName, Version,
};
use domain::host::{
    CoselecVoteRecorded, HostEvent, HostKind, HostRegistered, PostFilled, PostVacated, Verdict,
};
use domain::matching::{
    HireDeclarationCancelled, HireDeclared, MatchEvent, MatchProposed, MatchShortlisted, Origin,
};
use domain::programme::Delivery;
use domain::session::{SessionEvent, VoteTallied};
use domain::territory::Department;
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

/// The decisions that most histories are made of, with their companions.
impl History {
    pub(crate) fn register_host(
        &mut self,
        number: u32,
        offset: i32,
        department: &str,
    ) -> &mut Self {
        self.register_host_of(HostKind::Commune, number, offset, department)
    }

    pub(crate) fn register_host_of(
        &mut self,
        kind: HostKind,
        number: u32,
        offset: i32,
        department: &str,
    ) -> &mut Self {
        let event = registered(kind, department);
        self.record(&host(number), offset, Event::Host(event))
    }

    pub(crate) fn vote(&mut self, number: u32, held_in: u32, offset: i32, posts: u32) -> &mut Self {
        let verdict = if posts > 0 {
            Verdict::Favourable
        } else {
            Verdict::Unfavourable
        };
        let vote = HostEvent::CoselecVoteRecorded(CoselecVoteRecorded {
            session: session(held_in),
            verdict,
            posts_granted: posts,
            priority: false,
            remarks: None,
            without_opinion: true,
        });
        let tallied = SessionEvent::VoteTallied(VoteTallied {
            host: host(number),
            verdict,
            posts,
        });
        self.record(&host(number), offset, Event::Host(vote))
            .record(&session(held_in), offset, Event::Session(tallied))
    }

    pub(crate) fn on_host(&mut self, number: u32, offset: i32, event: HostEvent) -> &mut Self {
        self.record(&host(number), offset, Event::Host(event))
    }

    pub(crate) fn on_person(
        &mut self,
        number: u32,
        offset: i32,
        event: CandidateEvent,
    ) -> &mut Self {
        self.record(&person(number), offset, Event::Candidate(event))
    }

    pub(crate) fn register_person(
        &mut self,
        number: u32,
        offset: i32,
        department: &str,
    ) -> &mut Self {
        let department: Department = department.parse().unwrap();
        let event = CandidateEvent::CandidateRegistered(CandidateRegistered {
            situation: None,
            mobility_km: 20,
            available_from: day(0),
            commune_insee: None,
            department,
            region: department.region(),
            legacy_id: None,
            identity: None,
        });
        self.on_person(number, offset, event)
    }

    pub(crate) fn propose(
        &mut self,
        person_number: u32,
        host_number: u32,
        offset: i32,
    ) -> &mut Self {
        let proposed = MatchEvent::MatchProposed(MatchProposed {
            host: host(host_number),
            candidate: person(person_number),
            distance_m: None,
            origin: Origin::Manual,
        });
        let shortlisted = MatchEvent::MatchShortlisted(MatchShortlisted {});
        let stream = match_of(person_number, host_number);
        self.record(&stream, offset, Event::Match(proposed)).record(
            &stream,
            offset,
            Event::Match(shortlisted),
        )
    }

    pub(crate) fn hire(&mut self, person_number: u32, host_number: u32, offset: i32) -> &mut Self {
        let match_ = match_of(person_number, host_number);
        let starts_on = day(offset);
        let declared = MatchEvent::HireDeclared(HireDeclared { starts_on });
        let hired = CandidateEvent::CandidateHired(CandidateHired {
            match_: match_.clone(),
            host: host(host_number),
            contract: None,
            starts_on,
            ends_on: None,
        });
        let filled = HostEvent::PostFilled(PostFilled {
            match_: match_.clone(),
            candidate: person(person_number),
        });
        self.record(&match_, offset, Event::Match(declared))
            .on_person(person_number, offset, hired)
            .on_host(host_number, offset, filled)
    }

    pub(crate) fn cancel_hire(
        &mut self,
        person_number: u32,
        host_number: u32,
        offset: i32,
    ) -> &mut Self {
        let match_ = match_of(person_number, host_number);
        let cancelled =
            MatchEvent::HireDeclarationCancelled(HireDeclarationCancelled { reason: sealed() });
        let undone = CandidateEvent::HireCancelled(HireCancelled { reason: sealed() });
        self.record(&match_, offset, Event::Match(cancelled))
            .on_person(person_number, offset, undone)
            .vacate(person_number, host_number, offset)
    }

    pub(crate) fn end_hire(
        &mut self,
        person_number: u32,
        host_number: u32,
        offset: i32,
    ) -> &mut Self {
        let ends_on = day(offset);
        let ended = CandidateEvent::ContractEnded(ContractEnded { ends_on });
        self.on_person(person_number, offset, ended)
            .vacate(person_number, host_number, offset)
    }

    fn vacate(&mut self, person_number: u32, host_number: u32, offset: i32) -> &mut Self {
        let vacated = HostEvent::PostVacated(PostVacated {
            match_: match_of(person_number, host_number),
            reason: sealed(),
        });
        self.on_host(host_number, offset, vacated)
    }

    pub(crate) fn enrol(
        &mut self,
        number: u32,
        offset: i32,
        lot: &str,
        delivery: Delivery,
    ) -> &mut Self {
        let event = CandidateEvent::TrainingEnrolled(TrainingEnrolled {
            lot: lot.to_owned(),
            provider: "P".to_owned(),
            path_hours: 280,
            delivery,
            starts_on: day(offset),
            ends_on: day(offset + 30),
        });
        self.on_person(number, offset, event)
    }

    pub(crate) fn start_training(&mut self, number: u32, offset: i32) -> &mut Self {
        let event = CandidateEvent::TrainingStarted(TrainingStarted {});
        self.on_person(number, offset, event)
    }

    pub(crate) fn complete_training(&mut self, number: u32, offset: i32) -> &mut Self {
        let event = CandidateEvent::TrainingCompleted(TrainingCompleted {});
        self.on_person(number, offset, event)
    }

    pub(crate) fn drop_training(&mut self, number: u32, offset: i32) -> &mut Self {
        let event = CandidateEvent::TrainingDropped(TrainingDropped { reason: sealed() });
        self.on_person(number, offset, event)
    }

    pub(crate) fn certify(&mut self, number: u32, offset: i32) -> &mut Self {
        let event = CandidateEvent::CertificationAwarded(CertificationAwarded {
            certificate: Certificate::Ccp1,
        });
        self.on_person(number, offset, event)
    }
}

/// A host's registration in a department.
pub(crate) fn registered(kind: HostKind, department: &str) -> HostEvent {
    let department: Department = department.parse().unwrap();
    HostEvent::HostRegistered(HostRegistered {
        kind,
        legal_name: "Mairie".to_owned(),
        siret: None,
        ridet: None,
        commune_insee: None,
        postal_code: None,
        department,
        region: department.region(),
        requested_posts: None,
        mission_start: None,
        has_candidate: None,
        network: None,
        france_services: None,
        rural_zone: None,
        priority_district: None,
        legacy_id: None,
        contact: None,
    })
}
