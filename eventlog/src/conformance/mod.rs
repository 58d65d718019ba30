//! The conformance suite: each clause of the port as tests that every engine runs in a few lines.
//!
//! ```text
//! eventlog::conformance_suite!(memory, Subject::passing(Arc::new(MemoryLog::new(
//!     conformance::programme(),
//!     conformance::world(),
//! ))));
//! ```
//!
//! The expression is evaluated for each test, inside its runtime, and gives an empty log of
//! [`programme`]. Whoever uses the macro depends on `tokio`, and on this crate with its feature
//! `conformance`.
#![allow(
    clippy::missing_panics_doc,
    reason = "each function is a test: to panic is what it is for"
)]

mod appends;
mod reads;

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use domain::engine::{
    Actor, CivilDate, CommandId, Dated, EventId, Instant, Meta, Position, ProgrammeSlug, Source,
    StreamName,
};
use uuid::Uuid;

pub use appends::*;
pub use reads::*;

use crate::environment::Environment;
use crate::format::decode_meta;
use crate::port::{Batch, EventLog, NewEvent};

/// A log being opened.
pub type Opening = Pin<Box<dyn Future<Output = Arc<dyn EventLog>> + Send>>;

/// An engine under test: a log, empty at first.
pub struct Subject {
    /// The log.
    pub log: Arc<dyn EventLog>,
    open: Option<Box<dyn Fn() -> Opening + Send + Sync>>,
}

impl Subject {
    /// An engine that keeps nothing once it is closed.
    pub fn passing(log: Arc<dyn EventLog>) -> Self {
        Self { log, open: None }
    }

    /// An engine that finds again what it kept. `open` owns what must outlive the log, such as a
    /// temporary folder.
    pub async fn lasting(open: impl Fn() -> Opening + Send + Sync + 'static) -> Self {
        let log = open().await;
        let open: Box<dyn Fn() -> Opening + Send + Sync> = Box::new(open);
        Self {
            log,
            open: Some(open),
        }
    }

    /// Closes the log and opens it again; `None` where the engine keeps nothing.
    pub async fn reopened(self) -> Option<Self> {
        let open = self.open?;
        self.log.close().await.expect("the log closes");
        drop(self.log);
        let log = open().await;
        Some(Self {
            log,
            open: Some(open),
        })
    }
}

/// The programme whose log the suite expects.
pub fn programme() -> ProgrammeSlug {
    "conformance".parse().expect("it is a slug")
}

/// A world without chance: its clock goes on by one second each time it is read.
pub fn world() -> Arc<dyn Environment> {
    Arc::new(Ticking::default())
}

#[derive(Default)]
struct Ticking {
    ticks: AtomicU64,
}

impl Environment for Ticking {
    fn now(&self) -> Instant {
        recorded_at(self.ticks.fetch_add(1, Ordering::Relaxed))
    }

    fn new_id(&self) -> Uuid {
        id(self.ticks.fetch_add(1, Ordering::Relaxed))
    }
}

/// So many seconds after a day in November 2020.
pub fn recorded_at(seconds: u64) -> Instant {
    let start: i64 = 1_605_600_000;
    let seconds = i64::try_from(seconds).expect("a test counts seconds");
    Instant::from_micros((start + seconds) * 1_000_000)
}

/// The id of a number.
pub fn id(number: u64) -> Uuid {
    Uuid::from_u64_pair(0x0190_a5c2_7e11_7c4e, 0x9a51_0000_0000_0000 | number)
}

/// The stream of a number.
pub fn stream(number: u64) -> StreamName {
    StreamName::of_uuid("host", id(number))
}

/// An event with the id of a number, on the stream of another.
pub fn event(number: u64, on: u64) -> NewEvent {
    NewEvent {
        event_id: EventId(id(number)),
        stream: stream(on),
        type_name: "SomethingHappened",
        schema: 1,
        payload: format!("payload {number}").into_bytes(),
        occurred_on: CivilDate::of(2020, 11, 17),
        dated: Dated::Exact,
        corrects: None,
        provenance: None,
    }
}

/// A batch under the command id of a number, recorded at the suite's first instant.
pub fn batch(command: u64, events: Vec<NewEvent>) -> Batch {
    Batch {
        command_id: CommandId(id(command)),
        digest: None,
        recorded_at: recorded_at(0),
        actor: Actor {
            role: "operator".into(),
            id: "somebody".into(),
            scope: "national".into(),
        },
        source: Source::api(),
        causation_id: None,
        correlation_id: id(command),
        expected: Vec::new(),
        events,
    }
}

/// One event a batch, on one stream: command and event share the number.
fn single(number: u64, on: u64) -> Batch {
    batch(number, vec![event(number, on)])
}

/// Appends so many single batches, spread over so many streams, a second between them.
async fn fill(log: &dyn EventLog, batches: u64, streams: u64) {
    for number in 1..=batches {
        let mut batch = single(number, number % streams);
        batch.recorded_at = recorded_at(number);
        log.append(batch).await.expect("the log takes it");
    }
}

/// Everything in the log, as it is stored.
async fn all_bytes(log: &dyn EventLog) -> Vec<Bytes> {
    let mut events = Vec::new();
    loop {
        let after = Position::new(events.len() as u64);
        let page = log.read(after, 1000).await.expect("the log can be read");
        let is_last = page.is_last;
        events.extend(page.events);
        if is_last {
            return events;
        }
    }
}

/// The envelope of every event in the log.
async fn all(log: &dyn EventLog) -> Vec<Meta> {
    metas(&all_bytes(log).await)
}

fn metas(events: &[Bytes]) -> Vec<Meta> {
    let meta = |bytes: &Bytes| decode_meta(bytes).expect("a stored event can be read").0;
    events.iter().map(meta).collect()
}

fn positions(metas: &[Meta]) -> Vec<u64> {
    metas.iter().map(|meta| meta.position.get()).collect()
}

/// Runs the whole suite, each test on a log of its own.
#[macro_export]
macro_rules! conformance_suite {
    ($module:ident, $make:expr) => {
        mod $module {
            use super::*;

            $crate::conformance_suite! { @each ($make)
                an_empty_log_answers_every_question
                events_are_stored_as_they_were_given
                positions_and_versions_are_gapless_under_64_writers
                batches_are_decided_in_the_order_of_submission
                a_batch_over_three_streams_is_seen_whole_or_not_at_all
                events_of_one_batch_on_one_stream_follow_each_other
                a_conflict_changes_nothing
                a_stream_expected_to_be_empty_must_be
                a_stream_that_is_not_named_is_not_checked
                exactly_one_of_two_racing_writers_wins
                a_dropped_pending_leaves_the_whole_batch
                a_command_seen_before_is_answered_as_before
                a_command_under_way_is_answered_as_before
                another_request_under_the_same_command_is_refused
                an_event_id_of_another_append_is_refused
                an_event_id_stands_once_in_a_batch
                recorded_at_never_goes_back
                batches_outside_the_limits_are_refused
                the_largest_batches_are_taken
                a_closed_log_takes_nothing_and_can_be_read
                what_was_acknowledged_is_there_after_reopening
                pages_of_every_size_tile_the_log
                pages_of_every_size_tile_a_stream
                a_page_is_bounded_in_bytes
                what_was_known_at_an_instant_is_a_prefix
                appends_are_found_by_command_and_by_event
                the_head_never_runs_ahead_of_what_can_be_read
            }
        }
    };
    (@each ($make:expr) $($test:ident)*) => {$(
        #[tokio::test(flavor = "multi_thread")]
        async fn $test() {
            let subject: $crate::conformance::Subject = $make;
            $crate::conformance::$test(subject).await;
        }
    )*};
}
