//! Appends that fail: nothing stays that rested on them, and the next decision sees the truth.

use std::sync::Arc;

use domain::engine::Position;
use eventlog::{AppendError, DecideError, Ledger, LedgerLimits, ReadError};

use crate::toy::decider::{Deposits, Toy};
use crate::toy::slow_log::{Fate, SlowLog, soon};
use crate::toy::world::{Ground, account, deposit, transfer};

async fn over_slow_log() -> (Ground, Arc<SlowLog>, Ledger<Toy>) {
    let (ground, slow) = Ground::slow();
    let ledger = ground.ledger(LedgerLimits::default()).await;
    (ground, slow, ledger)
}

fn refused() -> Fate {
    Fate::Refused(AppendError::OutOfBounds("a fault of the test"))
}

#[tokio::test]
async fn a_failed_append_takes_with_it_what_was_decided_on_it() {
    let (ground, slow, ledger) = over_slow_log().await;
    let failed = ledger.submit(deposit("a", 10)).await.unwrap();
    let rested = ledger.submit(transfer("one", "a", "b", 10)).await.unwrap();
    slow.submitted(2).await;

    slow.sync_as(&[refused()]).await;

    assert!(matches!(
        failed.outcome().await,
        Err(DecideError::OutOfBounds(_))
    ));
    assert!(matches!(
        rested.outcome().await,
        Err(DecideError::RestedOnFailure)
    ));
    assert_eq!(*ground.log.head().borrow(), None);
}

#[tokio::test]
async fn an_append_on_other_streams_rests_on_the_tally_and_fails_too() {
    let (ground, slow, ledger) = over_slow_log().await;
    let failed = ledger.submit(deposit("a", 10)).await.unwrap();
    let others = [
        ledger.submit(deposit("b", 1)).await.unwrap(),
        ledger.submit(deposit("c", 1)).await.unwrap(),
    ];
    slow.submitted(3).await;

    slow.sync_as(&[refused()]).await;

    assert!(failed.outcome().await.is_err());
    for other in others {
        assert!(matches!(
            other.outcome().await,
            Err(DecideError::RestedOnFailure)
        ));
    }
    assert_eq!(*ground.log.head().borrow(), None);
}

#[tokio::test]
async fn after_a_failure_the_next_decision_sees_the_truth() {
    let (_, slow, ledger) = over_slow_log().await;
    let durable = ledger.submit(deposit("a", 10)).await.unwrap();
    slow.submitted(1).await;
    slow.sync().await;
    durable.outcome().await.unwrap();
    let failed = ledger.submit(deposit("a", 900)).await.unwrap();
    slow.submitted(2).await;
    slow.sync_as(&[refused()]).await;
    assert!(failed.outcome().await.is_err());

    let (state, _) = ledger.state(account("a")).await.unwrap();
    assert_eq!(state.balance, 10);
    assert_eq!(ledger.ask_tally(Clone::clone).await.unwrap(), Deposits(10));
    let next = ledger.submit(deposit("b", 900)).await.unwrap();
    slow.submitted(3).await;
    slow.sync().await;
    assert_eq!(next.outcome().await.unwrap().position.get(), 2);
}

#[tokio::test]
async fn a_decision_asked_while_a_failure_is_under_way_waits_and_sees_the_truth() {
    let (_, slow, ledger) = over_slow_log().await;
    let failed = ledger.submit(deposit("a", 900)).await.unwrap();
    let rested = ledger.submit(deposit("a", 50)).await.unwrap();
    slow.submitted(2).await;
    slow.sync_as(&[refused()]).await;

    // The ceiling would refuse it if the failed 900 still counted.
    let asked = ledger.submit(deposit("b", 500)).await.unwrap();
    slow.submitted(3).await;
    slow.sync().await;

    assert!(failed.outcome().await.is_err());
    assert!(rested.outcome().await.is_err());
    assert!(asked.outcome().await.is_ok());
}

#[tokio::test]
async fn nothing_is_decided_between_a_failure_and_the_end_of_what_rested_on_it() {
    let (_, slow, ledger) = over_slow_log().await;
    let failed = ledger.submit(deposit("a", 900)).await.unwrap();
    let rested = ledger.submit(deposit("b", 50)).await.unwrap();
    slow.submitted(2).await;
    slow.sync_first_as(refused()).await;
    assert!(failed.outcome().await.is_err());

    let asked = ledger.submit(deposit("c", 500)).await.unwrap();
    // The sequencer has its turn, and nothing to do but to wait.
    tokio::task::yield_now().await;
    assert_eq!(slow.waiting(), 1, "the one that rested on the failure");
    slow.sync().await;

    assert!(matches!(
        rested.outcome().await,
        Err(DecideError::RestedOnFailure)
    ));
    slow.submitted(3).await;
    slow.sync().await;
    assert!(asked.outcome().await.is_ok());
}

#[tokio::test]
async fn an_unknown_outcome_is_never_told_as_a_failure() {
    let (ground, slow, ledger) = over_slow_log().await;
    let request = deposit("a", 10);
    let unknown = ledger.submit(request.clone()).await.unwrap();
    let repeat = ledger.submit(request.clone()).await.unwrap();
    slow.submitted(1).await;
    let lost = Fate::Refused(AppendError::UnknownOutcome);
    slow.sync_as(&[lost]).await;

    assert!(matches!(
        unknown.outcome().await,
        Err(DecideError::UnknownOutcome)
    ));
    assert!(matches!(
        repeat.outcome().await,
        Err(DecideError::UnknownOutcome)
    ));
    let later = soon(ledger.decide(request)).await;
    assert!(matches!(later, Err(DecideError::UnknownOutcome)));
    assert_eq!(*ground.log.head().borrow(), None);
}

#[tokio::test]
async fn an_unknown_outcome_that_was_appended_is_found_by_its_repeat() {
    let (ground, slow, ledger) = over_slow_log().await;
    let request = deposit("a", 10);
    let unknown = ledger.submit(request.clone()).await.unwrap();
    slow.submitted(1).await;
    slow.sync_as(&[Fate::AppendedUnknown]).await;
    assert!(matches!(
        unknown.outcome().await,
        Err(DecideError::UnknownOutcome)
    ));

    let repeated = soon(ledger.decide(request)).await.unwrap();

    assert!(repeated.repeated);
    assert_eq!(repeated.position, Position::FIRST);
    assert_eq!(*ground.log.head().borrow(), Some(Position::FIRST));
    assert_eq!(ledger.state(account("a")).await.unwrap().0.balance, 10);
}

#[tokio::test]
async fn damage_that_an_append_meets_is_told_as_damage() {
    let (_, slow, ledger) = over_slow_log().await;
    let failed = ledger.submit(deposit("a", 10)).await.unwrap();
    let damaged = ledger.submit(deposit("a", 10)).await.unwrap();
    slow.submitted(2).await;
    let damage = AppendError::Damaged(ReadError::Damaged {
        position: Position::FIRST,
        place: "a segment".to_owned(),
        why: "a fault of the test".to_owned(),
    });

    slow.sync_as(&[refused(), Fate::Refused(damage)]).await;

    assert!(failed.outcome().await.is_err());
    let told = damaged.outcome().await;
    assert!(matches!(
        told,
        Err(DecideError::Damaged(ReadError::Damaged { .. }))
    ));
}

#[tokio::test]
async fn a_closed_log_is_told_as_closed() {
    let ground = Ground::new();
    let ledger = ground.ledger(LedgerLimits::default()).await;
    ground.log.close().await.unwrap();

    let refused = ledger.decide(deposit("a", 10)).await;

    assert!(matches!(refused, Err(DecideError::Closed(_))));
    assert_eq!(ledger.state(account("a")).await.unwrap().0.balance, 0);
}
