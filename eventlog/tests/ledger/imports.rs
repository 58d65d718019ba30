//! Imports: what was given must be what is decided, and keeps its ids and its order.

use domain::engine::{CivilDate, Dated, EventId, Personal, Position};
use eventlog::{DecideError, Decided, Given, Identities, Ledger, LedgerLimits, Request};

use crate::toy::decider::Toy;
use crate::toy::event::Event;
use crate::toy::world::{Ground, NOTE, account, deposit, event_id, transfer, transfer_stream};

type Answer = Result<Decided, DecideError<crate::toy::decider::No>>;

fn given(label: &str, event: Event) -> Given<Event> {
    let stream = match event {
        Event::Debited { .. } => account("a"),
        Event::Credited { .. } => account("b"),
        _ => transfer_stream("one"),
    };
    Given {
        event_id: event_id(label),
        stream,
        event,
        occurred_on: CivilDate::of(2021, 5, 3),
        dated: Dated::Exact,
        corrects: None,
        reaction: None,
    }
}

/// The transfer's events, companions first: the order of the file, not of the decision.
fn events() -> Vec<Given<Event>> {
    let transferred = Event::Transferred {
        from: account("a"),
        to: account("b"),
        amount: 4,
        note: Personal::Clear(NOTE.to_owned()),
    };
    vec![
        given("credited", Event::Credited { amount: 4 }),
        given("debited", Event::Debited { amount: 4 }),
        given("transferred", transferred),
    ]
}

fn import(events: Vec<Given<Event>>) -> Request<Toy> {
    Request {
        identities: Identities::Exactly(events),
        ..transfer("one", "a", "b", 4)
    }
}

async fn funded(ground: &Ground) -> Ledger<Toy> {
    let ledger = ground.ledger(LedgerLimits::default()).await;
    let funds = ledger.decide(deposit("a", 10)).await;
    funds.expect("a deposit");
    ledger
}

async fn imported(events: Vec<Given<Event>>) -> (Answer, Ground) {
    let ground = Ground::new();
    let ledger = funded(&ground).await;
    (ledger.decide(import(events)).await, ground)
}

fn detail(answer: Answer) -> String {
    match answer {
        Err(DecideError::DecisionDiffers { detail }) => detail,
        other => panic!("a differing decision, got {other:?}"),
    }
}

#[tokio::test]
async fn an_import_that_equals_the_decision_keeps_its_ids_and_order() {
    let (answer, _) = imported(events()).await;

    let ids: Vec<EventId> = answer
        .unwrap()
        .events
        .iter()
        .map(|event| event.event_id)
        .collect();

    assert_eq!(ids, ["credited", "debited", "transferred"].map(event_id));
}

#[tokio::test]
async fn an_import_twice_changes_nothing() {
    let ground = Ground::new();
    let ledger = funded(&ground).await;
    let first = ledger.decide(import(events())).await.unwrap();

    let again = ledger.decide(import(events())).await.unwrap();

    assert!(again.repeated);
    assert_eq!(again.events, first.events);
    assert_eq!(ground.log.head().borrow().map(Position::get), Some(4));
}

#[tokio::test]
async fn a_field_that_differs_is_named() {
    let mut events = events();
    events[1].event = Event::Debited { amount: 3 };

    let (answer, ground) = imported(events).await;

    let detail = detail(answer);
    assert!(
        detail.contains("Debited") && detail.contains("account:a"),
        "{detail}"
    );
    assert!(
        detail.contains("amount: 4") && detail.contains("amount: 3"),
        "{detail}"
    );
    assert_eq!(*ground.log.head().borrow(), Some(Position::FIRST));
}

#[tokio::test]
async fn a_date_that_differs_is_named() {
    let mut events = events();
    events[0].occurred_on = CivilDate::of(2021, 5, 2);

    let (answer, _) = imported(events).await;

    let detail = detail(answer);
    assert!(
        detail.contains("Credited") && detail.contains("occurred_on"),
        "{detail}"
    );
}

#[tokio::test]
async fn a_personal_field_that_differs_is_named_and_not_shown() {
    let mut events = events();
    if let Event::Transferred { note, .. } = &mut events[2].event {
        *note = Personal::Clear("for Other Name".to_owned());
    }

    let (answer, _) = imported(events).await;

    let detail = detail(answer);
    assert!(detail.contains("personal"), "{detail}");
    assert!(
        !detail.contains("Other") && !detail.contains("Planted"),
        "{detail}"
    );
}

#[tokio::test]
async fn an_event_too_few_or_too_many_is_named() {
    let mut few = events();
    few.remove(0);
    let mut many = events();
    many.push(given("more", Event::Counted { sum: 0 }));

    let (few, _) = imported(few).await;
    let (many, _) = imported(many).await;

    assert!(detail(few).contains("`Credited` on account:b is decided too"));
    assert!(detail(many).contains("`Counted` on transfer:one is given, and not decided"));
}

#[tokio::test]
async fn an_import_with_an_id_of_another_append_is_refused() {
    let ground = Ground::new();
    let ledger = funded(&ground).await;
    ledger.decide(import(events())).await.unwrap();
    let mut others = events();
    others[0].event_id = event_id("new");

    let refused = ledger.decide(import(others)).await;

    assert!(matches!(
        refused,
        Err(DecideError::EventIdReused { event_id: id, position })
            if id == event_id("debited") && position.get() == 3
    ));
}

#[tokio::test]
async fn an_import_with_one_id_twice_changes_nothing() {
    let mut events = events();
    events[0].event_id = events[1].event_id;

    let (answer, ground) = imported(events).await;

    assert!(matches!(answer, Err(DecideError::OutOfBounds(_))));
    assert_eq!(*ground.log.head().borrow(), Some(Position::FIRST));
}
