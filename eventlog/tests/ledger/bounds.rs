//! Named limits: streams per decision, the queue, the states at hand, the size of an append.

use std::time::Duration;

use domain::engine::StreamName;
use eventlog::{DecideError, EVENT_PAYLOAD_BYTES_MAX, LedgerLimits};

use crate::repeats::emitted;
use crate::toy::decider::Command;
use crate::toy::slow_log::soon;
use crate::toy::world::{Ground, account, deposit, request};

fn count(accounts: usize) -> Command {
    let stream = |index| account(&format!("n{index}"));
    Command::Count((0..accounts).map(stream).collect::<Vec<StreamName>>())
}

#[tokio::test]
async fn a_decision_reads_so_many_streams_and_no_more() {
    let ledger = Ground::new().ledger(LedgerLimits::default()).await;

    let fits = ledger.decide(request(account("n0"), count(16))).await;
    let exceeds = ledger.decide(request(account("n0"), count(17))).await;
    let at_hand = ledger.decide(request(account("n0"), count(17))).await;

    assert!(fits.is_ok());
    assert!(matches!(
        exceeds,
        Err(DecideError::TooManyStreams { max: 16 })
    ));
    assert!(matches!(
        at_hand,
        Err(DecideError::TooManyStreams { max: 16 })
    ));
}

#[tokio::test]
async fn a_full_queue_answers_busy() {
    let (ground, slow) = Ground::slow();
    let limits = LedgerLimits {
        queue_requests_max: 1,
        queue_wait_max: Duration::ZERO,
        in_flight_max: 1,
        ..LedgerLimits::default()
    };
    let ledger = ground.ledger(limits).await;

    let in_flight = ledger.submit(deposit("a", 1)).await.unwrap();
    slow.submitted(1).await;
    let queued = ledger.submit(deposit("a", 1)).await.unwrap();
    let refused = ledger.submit(deposit("a", 1)).await;
    let unanswered = soon(ledger.ask_tally(|_| ())).await;

    assert!(matches!(refused, Err(DecideError::Busy)));
    assert!(matches!(unanswered, Err(DecideError::Busy)));
    slow.sync().await;
    assert!(in_flight.outcome().await.is_ok());
    slow.submitted(2).await;
    slow.sync().await;
    assert!(queued.outcome().await.is_ok());
}

#[tokio::test]
async fn a_full_queue_is_decided_and_closed() {
    let (ground, slow) = Ground::slow();
    let limits = LedgerLimits {
        queue_requests_max: 1,
        queue_wait_max: Duration::ZERO,
        in_flight_max: 1,
        ..LedgerLimits::default()
    };
    let ledger = ground.ledger(limits).await;
    let in_flight = ledger.submit(deposit("a", 1)).await.unwrap();
    slow.submitted(1).await;
    let queued = ledger.submit(deposit("a", 1)).await.unwrap();

    let syncs = async {
        // The queue stays full for as long as whoever comes now waits.
        assert!(ledger.submit(deposit("a", 1)).await.is_err());
        slow.sync().await;
        slow.submitted(2).await;
        slow.sync().await;
    };
    let (closed, ()) = soon(async { tokio::join!(ledger.close(), syncs) }).await;

    assert!(closed.is_ok(), "{closed:?}");
    assert!(in_flight.outcome().await.is_ok() && queued.outcome().await.is_ok());
    let late = ledger.submit(deposit("a", 1)).await.map(drop);
    assert!(matches!(late, Err(DecideError::Closed(_))));
    assert!(matches!(ledger.close().await, Err(DecideError::Closed(_))));
}

const KIB: usize = 1024;

/// One append in flight, and 64 KiB of requests behind it; more is answered at once.
fn bounded_in_bytes() -> LedgerLimits {
    LedgerLimits {
        queue_kib_max: 64,
        queue_wait_max: Duration::ZERO,
        in_flight_max: 1,
        ..LedgerLimits::default()
    }
}

#[tokio::test]
async fn a_queue_with_too_many_bytes_answers_busy_until_they_are_decided() {
    let (ground, slow) = Ground::slow();
    let ledger = ground.ledger(bounded_in_bytes()).await;
    let large = || soon(ledger.submit_sized(deposit("a", 1), 40 * KIB));

    let in_flight = large().await.unwrap();
    slow.submitted(1).await;
    let queued = large().await.unwrap();
    let refused = large().await;
    let small = ledger.submit_sized(deposit("a", 1), KIB).await.unwrap();

    assert!(matches!(refused, Err(DecideError::Busy)));
    for (decided, count) in [in_flight, queued, small].into_iter().zip(1..) {
        slow.submitted(count).await;
        slow.sync().await;
        assert!(decided.outcome().await.is_ok());
    }
    assert!(large().await.is_ok());
}

#[tokio::test]
async fn a_given_event_is_counted_with_its_personal_fields() {
    let (ground, slow) = Ground::slow();
    let ledger = ground.ledger(bounded_in_bytes()).await;
    let in_flight = ledger.submit(deposit("a", 1)).await.unwrap();
    slow.submitted(1).await;
    let note = "n".repeat(20 * KIB);

    let queued = ledger.submit(emitted("e", 1, &note)).await;
    let refused = ledger.submit(emitted("f", 1, &note)).await;

    assert!(queued.is_ok());
    assert!(matches!(refused, Err(DecideError::Busy)));
    drop(in_flight);
}

#[tokio::test]
async fn a_request_larger_than_the_queue_is_taken_alone() {
    let (ground, slow) = Ground::slow();
    let ledger = ground.ledger(bounded_in_bytes()).await;
    let in_flight = ledger.submit(deposit("a", 1)).await.unwrap();
    slow.submitted(1).await;

    let alone = ledger.submit_sized(deposit("a", 1), usize::MAX).await;
    let refused = ledger.submit_sized(deposit("a", 1), 1).await;

    assert!(alone.is_ok());
    assert!(matches!(refused, Err(DecideError::Busy)));
    drop(in_flight);
}

#[tokio::test]
async fn states_in_flight_stay_at_hand_above_the_bound() {
    let (ground, slow) = Ground::slow();
    let limits = LedgerLimits {
        states_max: 1,
        ..LedgerLimits::default()
    };
    let ledger = ground.ledger(limits).await;

    let mut pending = Vec::new();
    for label in ["a", "b", "c", "a", "b", "c"] {
        pending.push(ledger.submit(deposit(label, 1)).await.unwrap());
    }
    slow.submitted(6).await;
    slow.sync().await;

    for decision in pending {
        decision.outcome().await.unwrap();
    }
    for label in ["a", "b", "c"] {
        assert_eq!(ledger.state(account(label)).await.unwrap().0.balance, 2);
    }
}

#[tokio::test]
async fn an_append_above_a_limit_of_the_log_fails_alone() {
    let (ground, slow) = Ground::slow();
    let ledger = ground.ledger(LedgerLimits::default()).await;
    let huge = Command::Deposit {
        amount: 1,
        note: Some("x".repeat(EVENT_PAYLOAD_BYTES_MAX)),
    };

    let before = ledger.submit(deposit("a", 1)).await.unwrap();
    let refused = soon(ledger.decide(request(account("a"), huge))).await;
    let after = ledger.submit(deposit("a", 1)).await.unwrap();
    slow.submitted(2).await;
    slow.sync().await;

    assert!(matches!(refused, Err(DecideError::OutOfBounds(_))));
    assert!(before.outcome().await.is_ok());
    assert!(after.outcome().await.is_ok());
}
