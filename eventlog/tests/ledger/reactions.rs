//! Reactions: decided in the append of their cause, bounded, once, whole or not at all, and never for history.

mod crash;
mod histories;
mod toll;

use domain::engine::{
    Channel, Decider, Draft, EventId, Find, Personal, Recorded, Source, StreamName, Streams,
    Version,
};
use eventlog::{AppendError, BATCH_EVENTS_MAX, DecideError, Decided, LedgerLimits, decode};

use crate::toy::decider::{Deposits, State, Toy};
use crate::toy::event::Event;
use crate::toy::slow_log::Fate;
use crate::toy::world::{Ground, NOTE, account, deposit, transfer_stream};
use toll::{Toll, paying, paying_with_a_note, sharing};

/// Everything in a log, personal fields in the clear.
async fn recorded(ground: &Ground) -> Vec<Recorded<Event>> {
    let page = ground.log.read(None, 10_000).await.expect("the log");
    assert!(page.is_last);
    let open = |bytes: &bytes::Bytes| {
        let mut recorded = decode(bytes).expect("an event");
        ground.vault.unseal(&mut recorded).expect("the keys");
        recorded
    };
    page.events.iter().map(open).collect()
}

/// What a payment of `tolls` leaves under these limits, and the answer to it.
async fn paid(tolls: u64, limits: LedgerLimits) -> (Decided, Vec<Recorded<Event>>) {
    let ground = Ground::new();
    let ledger = ground.ledger_of::<Toll>(limits).await;
    let decided = ledger.decide(paying("a", tolls)).await.expect("a payment");
    (decided, recorded(&ground).await)
}

fn limits() -> LedgerLimits {
    LedgerLimits::default()
}

fn ids(decided: &Decided) -> Vec<EventId> {
    decided.events.iter().map(|event| event.event_id).collect()
}

#[tokio::test]
async fn a_reaction_stands_behind_its_cause_in_the_same_append_and_says_who_and_why() {
    let (decided, events) = paid(2, limits()).await;

    let streams: Vec<_> = events.iter().map(|event| &event.meta.stream).collect();
    assert_eq!(streams, [&account("a"), &account("n0"), &account("n1")]);
    assert_eq!(decided.events.len(), 3, "the receipt names the reactions");
    let cause = &events[0].meta;
    assert_eq!(cause.source.channel, Channel::Api);
    assert_eq!(cause.causation_id, None);
    for reaction in &events[1..] {
        let meta = &reaction.meta;
        assert_eq!(&*meta.actor.role, "engine");
        assert_eq!(meta.source, Source::reaction());
        assert_eq!(meta.causation_id, Some(cause.event_id));
        assert_eq!(meta.command_id, cause.command_id);
        assert_eq!(meta.correlation_id, cause.correlation_id);
        assert_eq!(meta.recorded_at, cause.recorded_at);
    }
}

#[tokio::test]
async fn a_programme_without_reactions_pays_nothing_for_those_of_others() {
    let ground = Ground::new();
    let toy = ground.ledger(limits()).await;
    let decided = toy.decide(deposit("a", 2)).await.unwrap();
    let event = &recorded(&ground).await[0];
    let draft = Draft {
        stream: event.meta.stream.clone(),
        event: event.event.clone(),
        occurred_on: event.meta.occurred_on,
        dated: event.meta.dated,
        corrects: None,
        subject: event.meta.stream.clone(),
    };
    let streams = Streams::new(&NoStreams);
    let nothing = Toy::react(&draft, &toll::asked("a"), &streams, &Deposits(0)).unwrap();

    assert_eq!(decided.events.len(), 1);
    assert_eq!(nothing.capacity(), 0, "nothing is allocated");
}

/// No stream is at hand.
struct NoStreams;

impl Find<State> for NoStreams {
    fn find(&self, _: &StreamName) -> Option<&State> {
        None
    }
}

#[tokio::test]
async fn staged_states_and_the_tally_see_the_reactions() {
    let ledger = Ground::new().ledger_of::<Toll>(limits()).await;
    ledger.decide(sharing(2)).await.unwrap();
    ledger.decide(sharing(1)).await.unwrap();

    let (state, version) = ledger.state(account("n0")).await.unwrap();

    // The second payment found the first one's toll there.
    assert_eq!((state.balance, state.events), (2 + 1, 2));
    assert_eq!(version.map(Version::get), Some(2));
    let tolls = ledger.ask_tally(|Deposits(sum)| *sum).await.unwrap();
    assert_eq!(tolls, 3 + 4);
}

#[tokio::test]
async fn what_a_reaction_says_of_a_person_is_sealed() {
    let ground = Ground::new();
    let ledger = ground.ledger_of::<Toll>(limits()).await;
    ledger.decide(paying_with_a_note("a", NOTE)).await.unwrap();

    let page = ground.log.read(None, 10).await.unwrap();
    for bytes in &page.events {
        assert!(!bytes.windows(7).any(|window| window == b"Planted"));
    }
    let events = recorded(&ground).await;
    let copied = events
        .iter()
        .find(|event| event.meta.stream == transfer_stream("told"));
    let Some(Event::Transferred { note, .. }) = copied.map(|copied| &copied.event) else {
        panic!("a reaction with the note, got {events:?}");
    };
    assert!(*note == Personal::Clear(NOTE.to_owned()));
}

#[tokio::test]
async fn a_repeat_is_answered_with_the_reactions_and_nothing_is_decided_again() {
    let ground = Ground::new();
    let ledger = ground.ledger_of::<Toll>(limits()).await;
    let first = ledger.decide(paying("a", 2)).await.unwrap();
    let asked = paying("b", 3);
    let second = ledger.decide(asked.clone()).await.unwrap();

    let again = ledger.decide(asked.clone()).await.unwrap();
    drop(ledger);
    let reopened = ground.ledger_of::<Toll>(limits()).await;
    let much_later = reopened.decide(asked).await.unwrap();

    assert!(again.repeated && much_later.repeated);
    assert_eq!(again.events, second.events);
    assert_eq!(much_later.events, second.events);
    let all = first.events.len() + second.events.len();
    assert_eq!(recorded(&ground).await.len(), all);
}

#[tokio::test]
async fn under_an_emitted_event_the_reactions_ids_are_the_same_wherever_it_is_recorded() {
    let (here, there) = (Ground::new(), Ground::new());
    // Fresh ids would differ.
    there
        .ledger_of::<Toll>(limits())
        .await
        .decide(paying("z", 0))
        .await
        .unwrap();

    let mut answers = Vec::new();
    for ground in [&here, &there] {
        let ledger = ground.ledger_of::<Toll>(limits()).await;
        let answer = ledger.decide(toll::emitted("paid", 2)).await.unwrap();
        answers.push(ids(&answer));
        let again = ledger.decide(toll::emitted("paid", 2)).await.unwrap();
        assert!(again.repeated);
    }

    assert_eq!(answers[0].len(), 3);
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test]
async fn so_many_reactions_follow_and_no_more_and_it_is_the_first_ones() {
    let (default, events) = paid(300, limits()).await;
    assert_eq!(default.events.len(), 1 + 256);
    assert_eq!(events[256].meta.stream, account("n255"));

    let none = LedgerLimits {
        reactions_per_decision_max: 0,
        ..limits()
    };
    assert_eq!(paid(300, none).await.0.events.len(), 1);
}

#[tokio::test]
async fn an_append_is_never_too_large_for_its_reactions() {
    let many = LedgerLimits {
        reactions_per_decision_max: usize::MAX,
        reaction_streams_max: usize::MAX,
        ..limits()
    };
    let (decided, events) = paid(600, many).await;
    assert_eq!(decided.events.len(), BATCH_EVENTS_MAX);
    assert_eq!(events.len(), BATCH_EVENTS_MAX);
}

#[tokio::test]
async fn a_reaction_too_large_for_the_log_is_cut_and_the_decision_stands() {
    let ground = Ground::new();
    let ledger = ground.ledger_of::<Toll>(limits()).await;
    // Its reaction says it twice.
    let note = "x".repeat(eventlog::EVENT_PAYLOAD_BYTES_MAX / 2 + 1);
    let decided = ledger.decide(paying_with_a_note("a", &note)).await.unwrap();
    assert_eq!(decided.events.len(), 1);
    assert_eq!(recorded(&ground).await.len(), 1);
}

#[tokio::test]
async fn reactions_reach_so_many_streams_whatever_is_at_hand() {
    let few = LedgerLimits {
        reaction_streams_max: 5,
        ..limits()
    };
    let ground = Ground::new();
    let ledger = ground.ledger_of::<Toll>(few).await;
    for warm in [false, true] {
        if warm {
            for number in 0..10 {
                ledger.state(account(&format!("n{number}"))).await.unwrap();
            }
        }
        // Each touches one stream: the first five stay.
        let touched = ledger.decide(paying("a", 10)).await.unwrap();
        assert_eq!(touched.events.len(), 1 + 5, "at hand: {warm}");
        // All are read before anything is said: nothing can be.
        let read = ledger.decide(sharing(10)).await.unwrap();
        assert_eq!(read.events.len(), 1, "at hand: {warm}");
        let fits = ledger.decide(sharing(5)).await.unwrap();
        assert_eq!(fits.events.len(), 1 + 5, "at hand: {warm}");
    }
}

#[tokio::test]
async fn an_append_that_fails_leaves_neither_the_decision_nor_its_reactions() {
    let (ground, slow) = Ground::slow();
    let ledger = ground.ledger_of::<Toll>(limits()).await;
    let failing = ledger.submit(paying("a", 2)).await.unwrap();
    // It rests on the toll that will not have been taken.
    let resting = ledger.submit(paying("n0", 1)).await.unwrap();
    slow.submitted(2).await;
    let refusal = AppendError::OutOfBounds("a test refuses it");
    let rested = AppendError::OutOfBounds("what it rests on is not there");
    slow.sync_as(&[Fate::Refused(refusal), Fate::Refused(rested)])
        .await;

    assert!(failing.outcome().await.is_err());
    assert!(matches!(
        resting.outcome().await,
        Err(DecideError::RestedOnFailure)
    ));
    assert_eq!(recorded(&ground).await, []);
    let (state, version) = ledger.state(account("n0")).await.unwrap();
    assert_eq!((state.events, version), (0, None));
    assert_eq!(ledger.ask_tally(|sum| sum.0).await.unwrap(), 0);
}

#[tokio::test]
async fn an_append_of_unknown_outcome_is_found_whole() {
    let (ground, slow) = Ground::slow();
    let ledger = ground.ledger_of::<Toll>(limits()).await;
    let asked = paying("a", 2);
    let unknown = ledger.submit(asked.clone()).await.unwrap();
    slow.submitted(1).await;
    slow.sync_as(&[Fate::AppendedUnknown]).await;
    assert!(matches!(
        unknown.outcome().await,
        Err(DecideError::UnknownOutcome)
    ));
    drop(ledger);

    let reopened = ground.ledger_of::<Toll>(limits()).await;
    let again = reopened.decide(asked).await.unwrap();

    assert!(again.repeated);
    assert_eq!((again.events.len(), recorded(&ground).await.len()), (3, 3));
}
