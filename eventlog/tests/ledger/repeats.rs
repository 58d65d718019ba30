//! Requests that were answered before, by their command's id or their event's.

use std::sync::Arc;

use bytes::Bytes;
use domain::engine::{CivilDate, CommandId, Dated, EventId, Personal, Position};
use eventlog::{DecideError, Given, Identities, LedgerLimits, Request, Vault};

use crate::toy::decider::{Command, Toy};
use crate::toy::event::Event;
use crate::toy::slow_log::soon;
use crate::toy::world::{Ground, NOTE, account, deposit, event_id, id, request, transfer};
use uuid::Uuid;

fn with_body(mut request: Request<Toy>, body: &'static str) -> Request<Toy> {
    request.command_id = CommandId(id("a key of idempotency"));
    request.repeat_of = Some(Bytes::from_static(body.as_bytes()));
    request
}

/// A deposit that a service emitted as an event.
pub(crate) fn emitted(label: &str, amount: u64, note: &str) -> Request<Toy> {
    let given = Given {
        event_id: event_id(label),
        stream: account("a"),
        event: Event::Deposited {
            amount,
            note: Some(Personal::Clear(note.to_owned())),
        },
        occurred_on: CivilDate::of(2021, 5, 3),
        dated: Dated::Exact,
        corrects: None,
        reaction: None,
    };
    let note = Some(note.to_owned());
    Request {
        identities: Identities::Emitted(vec![given]),
        ..request(account("a"), Command::Deposit { amount, note })
    }
}

#[tokio::test]
async fn a_repeat_is_answered_as_before_also_after_a_restart() {
    let ground = Ground::new();
    let ledger = ground.ledger(LedgerLimits::default()).await;
    ledger.decide(deposit("a", 10)).await.unwrap();
    let asked = with_body(transfer("one", "a", "b", 4), "{}");
    let first = ledger.decide(asked.clone()).await.unwrap();

    let again = ledger.decide(asked.clone()).await.unwrap();
    drop(ledger);
    let reopened = ground.ledger(LedgerLimits::default()).await;
    let much_later = reopened.decide(asked).await.unwrap();

    assert!(!first.repeated && again.repeated && much_later.repeated);
    assert_eq!(first.events, again.events);
    assert_eq!(first.events, much_later.events);
    assert_eq!(ground.log.head().borrow().map(Position::get), Some(4));
}

#[tokio::test]
async fn the_same_key_with_another_body_is_refused() {
    let ground = Ground::new();
    let ledger = ground.ledger(LedgerLimits::default()).await;
    ledger
        .decide(with_body(deposit("a", 10), "ten"))
        .await
        .unwrap();

    let other = ledger.decide(with_body(deposit("a", 11), "eleven")).await;

    assert!(matches!(other, Err(DecideError::CommandReused)));
    assert_eq!(*ground.log.head().borrow(), Some(Position::FIRST));
}

#[tokio::test]
async fn a_refusal_is_not_remembered() {
    let ledger = Ground::new().ledger(LedgerLimits::default()).await;
    let asked = with_body(transfer("one", "a", "b", 4), "{}");
    assert!(matches!(
        ledger.decide(asked.clone()).await,
        Err(DecideError::Refused(_))
    ));

    ledger.decide(deposit("a", 10)).await.unwrap();

    assert!(!ledger.decide(asked).await.unwrap().repeated);
}

#[tokio::test]
async fn a_repeat_in_flight_waits_and_holds_nobody_up() {
    let (ground, slow) = Ground::slow();
    let ledger = ground.ledger(LedgerLimits::default()).await;

    let first = ledger
        .submit(with_body(deposit("a", 10), "ten"))
        .await
        .unwrap();
    let again = ledger
        .submit(with_body(deposit("a", 10), "ten"))
        .await
        .unwrap();
    let other = ledger
        .submit(with_body(deposit("a", 11), "eleven"))
        .await
        .unwrap();
    let next = ledger.submit(deposit("b", 1)).await.unwrap();
    slow.submitted(2).await;
    assert_eq!(slow.waiting(), 2, "the repeats are not appended");
    slow.sync().await;

    let first = first.outcome().await.unwrap();
    let again = again.outcome().await.unwrap();
    assert!(!first.repeated && again.repeated);
    assert_eq!(first.events, again.events);
    assert!(matches!(
        other.outcome().await,
        Err(DecideError::CommandReused)
    ));
    assert!(next.outcome().await.is_ok());
}

#[tokio::test]
async fn an_event_id_seen_before_is_answered_as_before() {
    let ground = Ground::new();
    let ledger = ground.ledger(LedgerLimits::default()).await;
    let first = ledger.decide(emitted("e", 10, NOTE)).await.unwrap();
    assert_eq!(first.events[0].event_id, event_id("e"));

    let again = ledger.decide(emitted("e", 10, NOTE)).await.unwrap();

    assert!(again.repeated);
    assert_eq!(again.events, first.events);
    assert_eq!(*ground.log.head().borrow(), Some(Position::FIRST));
}

#[tokio::test]
async fn an_event_id_with_other_content_is_refused() {
    let ledger = Ground::new().ledger(LedgerLimits::default()).await;
    ledger.decide(emitted("e", 10, NOTE)).await.unwrap();

    for other in [emitted("e", 11, NOTE), emitted("e", 10, "another note")] {
        assert!(matches!(
            ledger.decide(other).await,
            Err(DecideError::EventIdReused { event_id: id, position: Position::FIRST })
                if id == event_id("e")
        ));
    }
}

#[tokio::test]
async fn an_event_id_seen_before_is_answered_as_before_after_an_erasure() {
    let mut ground = Ground::new();
    let ledger = ground.ledger(LedgerLimits::default()).await;
    ledger.decide(emitted("e", 10, NOTE)).await.unwrap();
    drop(ledger);
    // No key is there any more.
    ground.vault = Arc::new(Vault::in_memory());
    let ledger = ground.ledger(LedgerLimits::default()).await;

    let again = ledger.decide(emitted("e", 10, NOTE)).await.unwrap();
    let other = ledger.decide(emitted("e", 11, NOTE)).await;

    assert!(again.repeated);
    assert!(matches!(other, Err(DecideError::EventIdReused { .. })));
}

#[tokio::test]
async fn an_event_id_in_flight_is_waited_for() {
    let (ground, slow) = Ground::slow();
    let ledger = ground.ledger(LedgerLimits::default()).await;

    let first = ledger.submit(emitted("e", 10, NOTE)).await.unwrap();
    let again = ledger.submit(emitted("e", 10, NOTE)).await.unwrap();
    let other = ledger.submit(emitted("e", 11, NOTE)).await.unwrap();
    slow.submitted(1).await;
    slow.sync().await;

    assert!(!first.outcome().await.unwrap().repeated);
    assert!(again.outcome().await.unwrap().repeated);
    assert!(matches!(
        other.outcome().await,
        Err(DecideError::EventIdReused { .. })
    ));
}

/// A transfer that a service emitted as an event; its companions are added here.
fn emitted_transfer(label: &str) -> Request<Toy> {
    let transfer = transfer("one", "a", "b", 4);
    let given = Given {
        event_id: event_id(label),
        stream: transfer.stream.clone(),
        event: Event::Counted { sum: 0 },
        occurred_on: CivilDate::of(2021, 5, 3),
        dated: Dated::Exact,
        corrects: None,
        reaction: None,
    };
    Request {
        identities: Identities::Emitted(vec![given]),
        ..transfer
    }
}

/// A deposit that a service emitted under the id of a transfer's first companion.
fn emitted_as_companion_of(label: &str) -> Request<Toy> {
    let mut request = emitted("x", 10, NOTE);
    let Identities::Emitted(given) = &mut request.identities else {
        panic!("an emitted event");
    };
    given[0].event_id = EventId(Uuid::new_v5(&id(label), b"1"));
    request
}

#[tokio::test]
async fn a_companion_whose_id_is_taken_is_refused_and_fails_nothing_else() {
    let (ground, slow) = Ground::slow();
    let ledger = ground.ledger(LedgerLimits::default()).await;
    let taken = ledger.submit(emitted_as_companion_of("t")).await.unwrap();
    slow.submitted(1).await;
    slow.sync().await;
    taken.outcome().await.unwrap();

    let before = ledger.submit(deposit("a", 1)).await.unwrap();
    let refused = soon(ledger.decide(emitted_transfer("t"))).await;
    let after = ledger.submit(deposit("a", 1)).await.unwrap();
    slow.submitted(3).await;
    slow.sync().await;

    assert!(matches!(refused, Err(DecideError::EventIdReused { .. })));
    assert!(before.outcome().await.is_ok() && after.outcome().await.is_ok());
}

#[tokio::test]
async fn a_companion_whose_id_is_in_flight_is_put_off_and_fails_nothing_else() {
    let (ground, slow) = Ground::slow();
    let ledger = ground.ledger(LedgerLimits::default()).await;

    let taken = ledger.submit(emitted_as_companion_of("t")).await.unwrap();
    let put_off = soon(ledger.decide(emitted_transfer("t"))).await;
    let after = ledger.submit(deposit("a", 1)).await.unwrap();
    slow.submitted(2).await;
    slow.sync().await;

    assert!(matches!(put_off, Err(DecideError::Busy)));
    assert!(taken.outcome().await.is_ok() && after.outcome().await.is_ok());
    let refused = soon(ledger.decide(emitted_transfer("t"))).await;
    assert!(matches!(refused, Err(DecideError::EventIdReused { .. })));
}

#[tokio::test]
async fn an_event_with_the_id_of_a_companion_in_flight_is_refused_and_fails_nothing_else() {
    let (ground, slow) = Ground::slow();
    let ledger = ground.ledger(LedgerLimits::default()).await;

    let funds = ledger.submit(deposit("a", 10)).await.unwrap();
    let transfer = ledger.submit(emitted_transfer("t")).await.unwrap();
    let reused = ledger.submit(emitted_as_companion_of("t")).await.unwrap();
    let after = ledger.submit(deposit("a", 1)).await.unwrap();
    slow.submitted(3).await;
    slow.sync().await;

    assert!(funds.outcome().await.is_ok() && transfer.outcome().await.is_ok());
    assert!(matches!(
        reused.outcome().await,
        Err(DecideError::EventIdReused { .. })
    ));
    assert!(after.outcome().await.is_ok());
}

#[tokio::test]
async fn companions_of_an_emitted_event_have_ids_derived_from_it() {
    let decided = async || {
        let ledger = Ground::new().ledger(LedgerLimits::default()).await;
        ledger.decide(deposit("a", 10)).await.unwrap();
        ledger.decide(emitted_transfer("t")).await.unwrap()
    };

    let (one, other) = (decided().await, decided().await);

    assert_eq!(one.events, other.events);
    assert_eq!(one.events[0].event_id, event_id("t"));
    assert_ne!(one.events[1].event_id, one.events[2].event_id);
}
