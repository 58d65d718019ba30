//! What appends promise: C1 to C4, C6 and C7, and the bounds.

use std::collections::BTreeMap;

use domain::engine::{EventId, KeyId, StreamName, Version};

use super::{Subject, all, all_bytes, batch, event, id, positions, recorded_at, single, stream};
use crate::format::decode_meta;
use crate::port::{
    AppendError, BATCH_EVENTS_MAX, BATCH_EXPECTED_MAX, BATCH_PAYLOAD_BYTES_MAX, Digest,
    EVENT_PAYLOAD_BYTES_MAX, EventLog, TEXT_BYTES_MAX,
};

const WRITERS: u64 = 64;
const APPENDS_PER_WRITER: u64 = 8;

/// C3: whoever writes, positions and versions have no gap, and back pointers lead back.
pub async fn positions_and_versions_are_gapless_under_64_writers(Subject { log, .. }: Subject) {
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let log = log.clone();
            tokio::spawn(async move {
                for round in 0..APPENDS_PER_WRITER {
                    let number = 1 + writer * APPENDS_PER_WRITER + round;
                    // A stream of its own, and one that all writers share.
                    let events = vec![event(2 * number, 1 + writer), event(2 * number + 1, 0)];
                    log.append(batch(number, events))
                        .await
                        .expect("it is taken");
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.expect("the writer ends well");
    }
    let events = all(&*log).await;
    let count = 2 * WRITERS * APPENDS_PER_WRITER;
    assert_eq!(positions(&events), (1..=count).collect::<Vec<_>>());
    let mut heads = BTreeMap::new();
    for event in events {
        let here = (Some(event.version), Some(event.position));
        let (version, position) = heads.insert(event.stream, here).unwrap_or_default();
        assert_eq!(event.version, Version::after(version));
        assert_eq!(event.previous, position);
    }
}

/// Batches are numbered in the order in which `submit` returned, awaited or not.
pub async fn batches_are_decided_in_the_order_of_submission(Subject { log, .. }: Subject) {
    let mut pendings = Vec::new();
    for number in 1..=200 {
        pendings.push(log.submit(single(number, 0)).await.expect("there is room"));
    }
    for (number, pending) in (1..).zip(pendings) {
        let receipt = pending.receipt().await.expect("it is appended");
        assert_eq!(receipt.position().get(), number);
    }
}

/// C2, over several streams.
pub async fn a_batch_over_three_streams_is_seen_whole_or_not_at_all(Subject { log, .. }: Subject) {
    let mut head = log.head();
    let writer = log.clone();
    let writing = tokio::spawn(async move {
        for number in 1..=100 {
            let events = (1..=3).map(|on| event(10 * number + on, on)).collect();
            writer
                .append(batch(number, events))
                .await
                .expect("it is taken");
        }
    });
    while head.wait_for(Option::is_some).await.is_ok() {
        let seen = all_bytes(&*log).await.len();
        assert_eq!(seen % 3, 0, "{seen} events are no whole number of batches");
        if seen == 300 {
            break;
        }
        head.changed().await.expect("the log is open");
    }
    writing.await.expect("the writer ends well");
}

/// Two events of one append on one stream have two versions, and the second points at the first.
pub async fn events_of_one_batch_on_one_stream_follow_each_other(Subject { log, .. }: Subject) {
    let events = vec![event(1, 7), event(2, 8), event(3, 7)];
    let receipt = log.append(batch(1, events)).await.expect("it is taken");
    let versions: Vec<u64> = receipt
        .events
        .iter()
        .map(|event| event.version.get())
        .collect();
    assert_eq!(versions, [1, 1, 2]);
    let stored = all(&*log).await;
    assert_eq!(stored[2].previous, Some(stored[0].position));
}

/// C4.
pub async fn a_conflict_changes_nothing(Subject { log, .. }: Subject) {
    log.append(single(1, 0)).await.expect("it is taken");
    let before = all_bytes(&*log).await;
    let mut late = batch(2, vec![event(2, 1), event(3, 0)]);
    late.expected = vec![(stream(1), None), (stream(0), Version::new(2))];
    let refused = log
        .append(late.clone())
        .await
        .expect_err("the version is another");
    let AppendError::Conflict {
        stream: at,
        expected,
        actual,
    } = refused
    else {
        panic!("a conflict was expected, got {refused}");
    };
    assert_eq!(
        (at, expected, actual),
        (stream(0), Version::new(2), Version::new(1))
    );
    assert_eq!(all_bytes(&*log).await, before);
    assert_eq!(log.stream_head(&stream(1)).await.expect("it reads"), None);
    assert_eq!(
        log.find_command(late.command_id).await.expect("it reads"),
        None
    );
    // Neither the command id nor the event ids are used up.
    late.expected = vec![(stream(0), Version::new(1))];
    let receipt = log.append(late).await.expect("now it fits");
    assert!(!receipt.repeated);
}

/// `None` expects a stream without events.
pub async fn a_stream_expected_to_be_empty_must_be(Subject { log, .. }: Subject) {
    let creating = |number| {
        let mut batch = single(number, 0);
        batch.expected = vec![(stream(0), None)];
        batch
    };
    log.append(creating(1)).await.expect("the stream is empty");
    let refused = log.append(creating(2)).await;
    assert!(matches!(
        refused,
        Err(AppendError::Conflict { expected: None, .. })
    ));
}

/// Only what is named is checked.
pub async fn a_stream_that_is_not_named_is_not_checked(Subject { log, .. }: Subject) {
    log.append(single(1, 0)).await.expect("it is taken");
    let mut batch = batch(2, vec![event(2, 0)]);
    batch.expected = vec![(stream(9), None)];
    let receipt = log.append(batch).await.expect("stream 0 is not checked");
    assert_eq!(receipt.events[0].version.get(), 2);
}

/// C4 under a race.
pub async fn exactly_one_of_two_racing_writers_wins(Subject { log, .. }: Subject) {
    for round in 0..50 {
        let racing = |racer: u64| {
            let mut batch = single(1 + 2 * round + racer, 0);
            batch.expected = vec![(stream(0), Version::new(round))];
            let log = log.clone();
            tokio::spawn(async move { log.append(batch).await })
        };
        let (one, other) = (racing(0), racing(1));
        let outcomes = [one.await.expect("it ends"), other.await.expect("it ends")];
        let won = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
        assert_eq!(won, 1, "in round {round}");
        let lost = outcomes.iter().find_map(|outcome| outcome.as_ref().err());
        assert!(matches!(lost, Some(AppendError::Conflict { .. })));
    }
}

/// C6.
pub async fn a_dropped_pending_leaves_the_whole_batch(Subject { log, .. }: Subject) {
    for number in 1..=50 {
        let events = (1..=3).map(|on| event(10 * number + on, on)).collect();
        drop(
            log.submit(batch(number, events))
                .await
                .expect("there is room"),
        );
    }
    // What comes after them is decided after them.
    let receipt = log.append(single(1000, 0)).await.expect("it is taken");
    assert_eq!(receipt.position().get(), 151);
    assert_eq!(all_bytes(&*log).await.len(), 151);
}

/// C7 by command: the same answer, and nothing appended, whatever the repeat says.
pub async fn a_command_seen_before_is_answered_as_before(Subject { log, .. }: Subject) {
    let first = batch(1, vec![event(1, 0), event(2, 1)]);
    let answered = log.append(first.clone()).await.expect("it is taken");
    assert!(!answered.repeated);
    log.append(single(3, 0)).await.expect("it is taken");
    let mut again = first;
    // By now this would be a conflict, and time has gone on.
    again.expected = vec![(stream(0), None)];
    again.events = vec![event(99, 5)];
    let repeated = log.append(again).await.expect("it was appended before");
    assert!(repeated.repeated);
    assert_eq!(
        (repeated.events, repeated.digest),
        (answered.events, answered.digest)
    );
    assert_eq!(all_bytes(&*log).await.len(), 3);
}

/// C7, before the first one is answered.
pub async fn a_command_under_way_is_answered_as_before(Subject { log, .. }: Subject) {
    for number in 1..=20 {
        let first = log.submit(single(number, 0)).await.expect("there is room");
        let second = log.submit(single(number, 0)).await.expect("there is room");
        let first = first.receipt().await.expect("it is appended");
        let second = second.receipt().await.expect("it is answered");
        assert_eq!(first.events, second.events);
        assert_eq!((first.repeated, second.repeated), (false, true));
    }
    assert_eq!(all_bytes(&*log).await.len(), 20);
}

/// C7: the digest tells a repeat from another request; a missing one tells nothing.
pub async fn another_request_under_the_same_command_is_refused(Subject { log, .. }: Subject) {
    let digest = |tag: u8| {
        let key_id = KeyId(id(500));
        Some(Digest {
            key_id,
            tag: [tag; 16],
        })
    };
    let asking = |digest| {
        let mut batch = single(1, 0);
        batch.digest = digest;
        batch
    };
    let first = log.append(asking(digest(1))).await.expect("it is taken");
    assert_eq!(first.digest, digest(1));
    let repeated = log.append(asking(digest(1))).await.expect("it is the same");
    assert_eq!((repeated.repeated, repeated.digest), (true, digest(1)));
    assert!(
        log.append(asking(None))
            .await
            .expect("it may be the same")
            .repeated
    );
    let refused = log.append(asking(digest(2))).await;
    let command = single(1, 0).command_id;
    assert!(matches!(refused, Err(AppendError::CommandReused(id)) if id == command));
    assert_eq!(all_bytes(&*log).await.len(), 1);
}

/// C7 by event.
pub async fn an_event_id_of_another_append_is_refused(Subject { log, .. }: Subject) {
    log.append(batch(1, vec![event(1, 0), event(2, 0)]))
        .await
        .expect("it is taken");
    let refused = log.append(batch(2, vec![event(3, 0), event(2, 0)])).await;
    let Err(AppendError::EventIdReused { event_id, position }) = refused else {
        panic!("a reused event id was expected, got {refused:?}");
    };
    assert_eq!((event_id, position.get()), (EventId(id(2)), 2));
    assert_eq!(all_bytes(&*log).await.len(), 2);
    log.append(batch(2, vec![event(3, 0)]))
        .await
        .expect("nothing was used up");
}

/// An event has one place.
pub async fn an_event_id_stands_once_in_a_batch(Subject { log, .. }: Subject) {
    let refused = log
        .append(batch(1, vec![event(1, 0), event(2, 0), event(1, 1)]))
        .await;
    assert!(matches!(refused, Err(AppendError::OutOfBounds(_))));
    assert!(all_bytes(&*log).await.is_empty());
}

/// `recorded_at` orders the log; equal instants are in order.
pub async fn recorded_at_never_goes_back(Subject { log, .. }: Subject) {
    let at = |number, seconds| {
        let mut batch = single(number, 0);
        batch.recorded_at = recorded_at(seconds);
        batch
    };
    log.append(at(1, 10)).await.expect("it is taken");
    log.append(at(2, 10))
        .await
        .expect("the same instant is no step back");
    let refused = log.append(at(3, 9)).await;
    let Err(AppendError::RecordedAtGoesBack { given, newest }) = refused else {
        panic!("a step back was to be refused, got {refused:?}");
    };
    assert_eq!((given, newest), (recorded_at(9), recorded_at(10)));
    let newest = log.last_recorded_at().await.expect("it reads");
    assert_eq!(newest, Some(recorded_at(10)));
    assert_eq!(all_bytes(&*log).await.len(), 2);
}

/// Each limit, broken by one.
pub async fn batches_outside_the_limits_are_refused(Subject { log, .. }: Subject) {
    let sized = |number, bytes: usize| {
        let mut event = event(number, 0);
        event.payload = vec![b'x'; bytes];
        event
    };
    let large = BATCH_PAYLOAD_BYTES_MAX / EVENT_PAYLOAD_BYTES_MAX;
    let named = |name: String| {
        let mut batch = single(1, 0);
        batch.actor.id = name.into();
        batch
    };
    let mut asks_too_much = single(1, 0);
    asks_too_much.expected = vec![(stream(9), None); BATCH_EXPECTED_MAX + 1];
    let broken = [
        batch(1, Vec::new()),
        batch(
            1,
            (0..=BATCH_EVENTS_MAX as u64)
                .map(|number| event(number, 0))
                .collect(),
        ),
        batch(1, vec![sized(1, EVENT_PAYLOAD_BYTES_MAX + 1)]),
        batch(
            1,
            (0..=large as u64)
                .map(|number| sized(number, EVENT_PAYLOAD_BYTES_MAX))
                .collect(),
        ),
        named("n".repeat(TEXT_BYTES_MAX + 1)),
        asks_too_much,
    ];
    for broken in broken {
        let refused = log.append(broken).await;
        assert!(
            matches!(refused, Err(AppendError::OutOfBounds(_))),
            "got {refused:?}"
        );
    }
    assert!(all_bytes(&*log).await.is_empty());
}

/// Each limit, just kept.
pub async fn the_largest_batches_are_taken(Subject { log, .. }: Subject) {
    let many = (1..=BATCH_EVENTS_MAX as u64)
        .map(|number| event(number, number))
        .collect();
    log.append(batch(1, many))
        .await
        .expect("BATCH_EVENTS_MAX events");
    let large = BATCH_PAYLOAD_BYTES_MAX / EVENT_PAYLOAD_BYTES_MAX;
    let heavy = (1..=large as u64).map(|number| {
        let mut event = event(10_000 + number, number);
        event.payload = vec![b'x'; EVENT_PAYLOAD_BYTES_MAX];
        event
    });
    log.append(batch(2, heavy.collect()))
        .await
        .expect("BATCH_PAYLOAD_BYTES_MAX bytes");
    let events = all_bytes(&*log).await;
    assert_eq!(events.len(), BATCH_EVENTS_MAX + large);
    let receipt = log
        .find_command(single(2, 0).command_id)
        .await
        .expect("it reads");
    assert_eq!(receipt.map(|receipt| receipt.events.len()), Some(large));
}

/// Closing waits for what was submitted, and is final.
pub async fn a_closed_log_takes_nothing_and_can_be_read(Subject { log, .. }: Subject) {
    let pending = log.submit(single(1, 0)).await.expect("there is room");
    log.close().await.expect("it closes");
    pending.receipt().await.expect("it was submitted before");
    let refused = log.submit(single(2, 0)).await;
    assert!(matches!(refused, Err(AppendError::Closed(_))));
    assert_eq!(all_bytes(&*log).await.len(), 1);
    log.close().await.expect("to close again is no fault");
}

/// C1 and C7 across a restart; positions, versions and `recorded_at` go on.
pub async fn what_was_acknowledged_is_there_after_reopening(subject: Subject) {
    let mut number = 0;
    let mut subject = subject;
    let mut known = Vec::new();
    for round in 1..=3 {
        for _ in 0..20 {
            number += 1;
            let mut batch = single(number, number % 3);
            batch.recorded_at = recorded_at(round);
            subject.log.append(batch).await.expect("it is taken");
        }
        known = all_bytes(&*subject.log).await;
        assert_eq!(known.len() as u64, number);
        let Some(reopened) = subject.reopened().await else {
            return;
        };
        subject = reopened;
        assert_eq!(all_bytes(&*subject.log).await, known, "after round {round}");
        assert_remembered(&*subject.log, number, &stream(0)).await;
    }
    let last = decode_meta(known.last().expect("events were appended")).expect("it reads");
    let head = *subject.log.head().borrow();
    assert_eq!(head, Some(last.0.position));
}

async fn assert_remembered(log: &dyn EventLog, number: u64, stream: &StreamName) {
    let repeated = log
        .append(single(number, 0))
        .await
        .expect("it was appended before");
    assert!(repeated.repeated && repeated.position().get() == number);
    let mut known = batch(10_000, vec![event(1, 0)]);
    known.recorded_at = recorded_at(1000);
    let refused = log.append(known).await;
    assert!(matches!(refused, Err(AppendError::EventIdReused { .. })));
    let mut early = single(10_001, 0);
    early.recorded_at = recorded_at(0);
    let refused = log.append(early).await;
    assert!(matches!(
        refused,
        Err(AppendError::RecordedAtGoesBack { .. })
    ));
    let head = log.stream_head(stream).await.expect("it reads");
    assert_eq!(head.map(Version::get), Some(number / 3));
}
