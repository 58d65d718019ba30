//! Writers that race, and decisions that do not wait for the sync of those before.

use std::collections::BTreeSet;

use domain::engine::{EventId, Position, Version};
use eventlog::{DecideError, ExpectedVersion, LedgerLimits, PendingDecision};

use crate::toy::decider::{Command, No, Toy};
use crate::toy::slow_log::soon;
use crate::toy::world::{Ground, account, deposit, instant, request, transfer, with_new_command};

#[tokio::test]
async fn of_two_writers_with_one_expected_version_exactly_one_wins() {
    let ledger = Ground::new().ledger(LedgerLimits::default()).await;
    ledger.decide(deposit("a", 10)).await.unwrap();

    let mut first = deposit("a", 1);
    first.expected_version = ExpectedVersion::Exactly(Version::FIRST);
    let second = first.clone();
    let (first, second) = tokio::join!(
        ledger.decide(first),
        ledger.decide(with_new_command(second)),
    );

    assert!(first.is_ok());
    assert!(matches!(
        second,
        Err(DecideError::Conflict { stream, expected, actual })
            if stream == account("a") && expected == Version::new(1) && actual == Version::new(2)
    ));
}

#[tokio::test]
async fn a_stream_that_must_not_exist_conflicts_when_it_does() {
    let ledger = Ground::new().ledger(LedgerLimits::default()).await;
    let mut create = deposit("a", 10);
    create.expected_version = ExpectedVersion::NoStream;
    ledger.decide(create.clone()).await.unwrap();

    let again = ledger.decide(with_new_command(create)).await;

    assert!(matches!(
        again,
        Err(DecideError::Conflict { expected: None, actual, .. }) if actual == Version::new(1)
    ));
}

#[tokio::test]
async fn without_an_expected_version_both_are_decided_in_turn() {
    let ledger = Ground::new().ledger(LedgerLimits::default()).await;
    ledger.decide(deposit("a", 10)).await.unwrap();

    let (first, second) = tokio::join!(
        ledger.decide(transfer("one", "a", "b", 8)),
        ledger.decide(transfer("two", "a", "b", 8)),
    );

    assert!(first.is_ok());
    assert!(matches!(
        second,
        Err(DecideError::Refused(No::Overdrawn(2)))
    ));
}

#[tokio::test]
async fn a_hundred_decisions_share_one_sync() {
    let (ground, slow) = Ground::slow();
    let ledger = ground.ledger(LedgerLimits::default()).await;

    let mut pending: Vec<PendingDecision<Toy>> = Vec::new();
    for _ in 0..100 {
        pending.push(ledger.submit(deposit("a", 1)).await.unwrap());
    }
    slow.submitted(100).await;
    assert_eq!(ledger.log().head().borrow().map(Position::get), None);
    slow.sync().await;

    for (index, decision) in pending.into_iter().enumerate() {
        let decided = decision.outcome().await.unwrap();
        assert_eq!(decided.position.get(), index as u64 + 1);
    }
    assert_eq!(ledger.state(account("a")).await.unwrap().0.balance, 100);
}

#[tokio::test]
async fn a_decision_sees_what_was_decided_and_is_not_durable() {
    let (ground, slow) = Ground::slow();
    let ledger = ground.ledger(LedgerLimits::default()).await;

    let paid_in = ledger.submit(deposit("a", 10)).await.unwrap();
    let spent = ledger.submit(transfer("one", "a", "b", 10)).await.unwrap();
    let overdrawn = ledger.submit(transfer("two", "a", "b", 1)).await.unwrap();

    // Refused before anything is durable: the refusal rests on staged state.
    assert!(matches!(
        soon(overdrawn.outcome()).await,
        Err(DecideError::Refused(No::Overdrawn(0)))
    ));
    slow.sync().await;
    assert!(paid_in.outcome().await.is_ok());
    assert!(spent.outcome().await.is_ok());
}

#[tokio::test]
async fn the_tally_is_staged_as_well() {
    let (ground, slow) = Ground::slow();
    let ledger = ground.ledger(LedgerLimits::default()).await;

    let most = ledger.submit(deposit("a", 900)).await.unwrap();
    let too_much = ledger.submit(deposit("b", 200)).await.unwrap();

    assert!(matches!(
        soon(too_much.outcome()).await,
        Err(DecideError::Refused(No::CeilingExceeded))
    ));
    slow.sync().await;
    assert!(most.outcome().await.is_ok());
}

#[tokio::test]
async fn a_transfer_is_one_append_over_three_streams() {
    let ground = Ground::new();
    let ledger = ground.ledger(LedgerLimits::default()).await;
    ledger.decide(deposit("a", 10)).await.unwrap();

    let decided = ledger.decide(transfer("one", "a", "b", 4)).await.unwrap();

    let streams: BTreeSet<_> = decided
        .events
        .iter()
        .map(|event| event.stream.to_string())
        .collect();
    assert_eq!(
        streams.into_iter().collect::<Vec<_>>(),
        ["account:a", "account:b", "transfer:one"]
    );
    let ids: BTreeSet<EventId> = decided.events.iter().map(|event| event.event_id).collect();
    let mut receipts = BTreeSet::new();
    for id in ids {
        let receipt = ground.log.find_event(id).await.unwrap().unwrap();
        receipts.insert((receipt.command_id, receipt.events.len()));
    }
    assert_eq!(receipts.len(), 1, "the three events are one append");
}

#[tokio::test]
async fn the_recording_never_goes_back_though_the_clock_does() {
    let ground = Ground::new();
    let ledger = ground.ledger(LedgerLimits::default()).await;
    ledger.decide(deposit("a", 1)).await.unwrap();

    ground.world.set(instant("2021-05-01T10:00:00Z"));
    ledger.decide(deposit("a", 1)).await.unwrap();
    let mut import = deposit("a", 1);
    import.recorded_at = Some(instant("2021-05-02T10:00:00Z"));
    let refused = ledger.decide(import).await;

    let newest = instant("2021-05-03T10:00:00Z");
    assert_eq!(ground.log.last_recorded_at().await.unwrap(), Some(newest));
    assert!(matches!(
        refused,
        Err(DecideError::RecordedAtGoesBack { newest: at, .. }) if at == newest
    ));
}

#[tokio::test]
async fn what_is_asked_today_occurred_on_the_day_in_paris() {
    let ground = Ground::new();
    ground.world.set(instant("2021-05-03T22:30:00Z"));
    let ledger = ground.ledger(LedgerLimits::default()).await;

    ledger.decide(deposit("a", 1)).await.unwrap();

    let page = ground.log.read(None, 1).await.unwrap();
    let (meta, _) = eventlog::decode_meta(&page.events[0]).unwrap();
    assert_eq!(meta.occurred_on.to_string(), "2021-05-04");
}

#[tokio::test]
async fn a_dropped_caller_leaves_the_whole_decision() {
    let ground = Ground::new();
    let ledger = ground.ledger(LedgerLimits::default()).await;
    ledger.decide(deposit("a", 10)).await.unwrap();

    drop(ledger.submit(transfer("one", "a", "b", 4)).await.unwrap());

    assert_eq!(ledger.state(account("b")).await.unwrap().0.balance, 4);
    ledger.close().await.unwrap();
    assert_eq!(ground.log.head().borrow().map(Position::get), Some(4));
}

#[tokio::test]
async fn closing_answers_what_was_asked_before_and_refuses_what_comes_after() {
    let ground = Ground::new();
    let ledger = ground.ledger(LedgerLimits::default()).await;
    let before = ledger.submit(deposit("a", 10)).await.unwrap();

    ledger.close().await.unwrap();

    assert!(before.outcome().await.is_ok());
    let after = ledger
        .decide(request(account("a"), Command::Count(vec![])))
        .await;
    assert!(matches!(after, Err(DecideError::Closed(_))));
}
