//! Histories: what an export says that followed is imported with it, and nothing follows anew.

use domain::engine::{Channel, Recorded, Source};
use eventlog::{DecideError, Decided, Given, Identities, Reacted, Request};

use super::toll::{CAPITAL, Toll, emitted, of_toy, paying, paying_with_a_note, sharing};
use super::{limits, recorded};
use crate::toy::decider::{Command, No};
use crate::toy::event::Event;
use crate::toy::world::{Ground, NOTE, event_id, transfer};

type Answer = Result<Decided, DecideError<No>>;

/// A log with reactions of every kind, and an append without.
async fn source() -> Vec<Recorded<Event>> {
    let ground = Ground::new();
    let ledger = ground.ledger_of::<Toll>(limits()).await;
    let asked = [
        sharing(2),
        paying_with_a_note("a", NOTE),
        emitted("paid", 3),
        of_toy(transfer("one", "a", "b", 1)),
        sharing(3),
    ];
    for request in asked {
        ledger.decide(request).await.expect("a decision");
    }
    recorded(&ground).await
}

fn given(recorded: &Recorded<Event>) -> Given<Event> {
    let meta = &recorded.meta;
    let is_reaction = meta.source.channel == Channel::Reaction;
    Given {
        event_id: meta.event_id,
        stream: meta.stream.clone(),
        event: recorded.event.clone(),
        occurred_on: meta.occurred_on,
        dated: meta.dated,
        corrects: meta.corrects,
        reaction: meta
            .causation_id
            .filter(|_| is_reaction)
            .map(|cause| Reacted {
                actor: meta.actor.clone(),
                cause,
            }),
    }
}

/// The request that an append is imported by.
fn import(append: &[Recorded<Event>]) -> Request<Toll> {
    let Recorded { meta, event } = &append[0];
    let command = match event.clone() {
        Event::Deposited { amount, note } => Command::Deposit {
            amount,
            note: note.map(in_the_clear),
        },
        Event::Transferred {
            from,
            to,
            amount,
            note,
        } => Command::Transfer {
            from,
            to,
            amount,
            note: in_the_clear(note),
        },
        other => panic!("{other:?} decides nothing"),
    };
    Request {
        command,
        stream: meta.stream.clone(),
        actor: meta.actor.clone(),
        source: meta.source.clone(),
        command_id: meta.command_id,
        recorded_at: Some(meta.recorded_at),
        identities: Identities::Exactly(append.iter().map(given).collect()),
        ..paying("any", 0)
    }
}

fn in_the_clear(note: domain::engine::Personal<String>) -> String {
    match note {
        domain::engine::Personal::Clear(note) => note,
        other => panic!("an export in the clear, got {other:?}"),
    }
}

fn appends(events: &[Recorded<Event>]) -> impl Iterator<Item = &[Recorded<Event>]> {
    events.chunk_by(|one, other| one.meta.command_id == other.meta.command_id)
}

#[tokio::test]
async fn an_export_followed_by_an_import_gives_the_same_events() {
    let source = source().await;
    let ground = Ground::new();
    let ledger = ground.ledger_of::<Toll>(limits()).await;

    for append in appends(&source) {
        let taken = ledger.decide(import(append)).await.unwrap();
        assert_eq!(taken.events.len(), append.len());
    }

    let imported = recorded(&ground).await;
    let reactions = source
        .iter()
        .filter(|event| event.meta.source.channel == Channel::Reaction);
    assert_eq!(reactions.count(), 2 + 1 + 3 + 3);
    assert_eq!(imported, source, "to the last attribute");
    for append in appends(&source) {
        assert!(ledger.decide(import(append)).await.unwrap().repeated);
    }
    assert_eq!(recorded(&ground).await.len(), source.len());
}

/// The first append of the source, imported after a change; and what is in the log then.
async fn imported_with(change: impl FnOnce(&mut Vec<Given<Event>>)) -> (Answer, usize) {
    let source = source().await;
    let first = appends(&source).next().expect("an append");
    let mut request = import(first);
    let Identities::Exactly(given) = &mut request.identities else {
        panic!("an import says all that its append holds");
    };
    change(given);
    let ground = Ground::new();
    let ledger = ground.ledger_of::<Toll>(limits()).await;
    let answer = ledger.decide(request).await;
    (answer, recorded(&ground).await.len())
}

fn reaction(given: &mut Given<Event>) -> &mut Reacted {
    given.reaction.as_mut().expect("a reaction")
}

#[tokio::test]
async fn an_import_never_decides_reactions_by_itself() {
    let (answer, events) = imported_with(|given| given.truncate(1)).await;
    assert_eq!((answer.unwrap().events.len(), events), (1, 1));

    let history = Source {
        channel: Channel::Import,
        ..Source::api()
    };
    for request in [paying("a", 2), emitted("paid", 2)] {
        let ground = Ground::new();
        let ledger = ground.ledger_of::<Toll>(limits()).await;
        let source = history.clone();
        let taken = ledger.decide(Request { source, ..request }).await.unwrap();
        assert_eq!(taken.events.len(), 1);
    }
}

#[tokio::test]
async fn what_an_import_says_that_followed_is_not_compared_with_what_would_follow_today() {
    let (answer, events) = imported_with(|given| {
        given[1].event = Event::Counted { sum: 7 };
    })
    .await;
    assert_eq!((answer.unwrap().events.len(), events), (3, 3));
}

#[tokio::test]
async fn a_reaction_to_what_is_not_there_is_refused_with_its_append() {
    let (elsewhere, nothing) = imported_with(|given| {
        reaction(&mut given[1]).cause = event_id("elsewhere");
    })
    .await;
    let (of_another, nothing_either) = imported_with(|given| {
        let other = given[2].event_id;
        reaction(&mut given[1]).cause = other;
    })
    .await;

    for refused in [elsewhere, of_another] {
        let Err(DecideError::DecisionDiffers { detail }) = refused else {
            panic!("a refusal, got {refused:?}");
        };
        assert!(
            detail.contains("`Deposited` on account:n0 is a reaction to"),
            "{detail}"
        );
    }
    assert_eq!((nothing, nothing_either), (0, 0));
}

#[tokio::test]
async fn what_never_follows_is_not_taken_in_as_a_reaction() {
    let (answer, events) = imported_with(|given| {
        given[1].event = Event::Deposited {
            amount: CAPITAL,
            note: None,
        };
    })
    .await;
    let Err(DecideError::DecisionDiffers { detail }) = answer else {
        panic!("a refusal, got {answer:?}");
    };
    assert!(
        detail.contains("`Deposited` on account:n0 cannot have followed"),
        "{detail}"
    );
    assert_eq!(events, 0);
}

#[tokio::test]
async fn a_reaction_that_somebody_else_decided_is_refused() {
    let (answer, events) =
        imported_with(|given| reaction(&mut given[1]).actor.role = "teller".into()).await;
    assert!(matches!(answer, Err(DecideError::DecisionDiffers { .. })));
    assert_eq!(events, 0);
}

#[tokio::test]
async fn a_reaction_that_is_said_twice_is_refused() {
    let (answer, events) = imported_with(|given| {
        let again = Given {
            event_id: event_id("again"),
            ..given[1].clone()
        };
        given.push(again);
    })
    .await;
    assert!(matches!(answer, Err(DecideError::DecisionDiffers { .. })));
    assert_eq!(events, 0);
}

#[tokio::test]
async fn a_reaction_given_as_a_decision_is_refused() {
    let (answer, events) = imported_with(|given| given[1].reaction = None).await;
    assert!(matches!(answer, Err(DecideError::DecisionDiffers { .. })));
    assert_eq!(events, 0);
}

#[tokio::test]
async fn an_import_again_with_another_cause_is_no_repeat() {
    let source = source().await;
    let ground = Ground::new();
    let ledger = ground.ledger_of::<Toll>(limits()).await;
    let first = appends(&source).next().expect("an append");
    ledger.decide(import(first)).await.unwrap();
    let mut other = import(first);
    if let Identities::Exactly(given) = &mut other.identities {
        reaction(&mut given[1]).cause = event_id("elsewhere");
    }

    let refused = ledger.decide(other).await;

    assert!(matches!(refused, Err(DecideError::EventIdReused { .. })));
}
