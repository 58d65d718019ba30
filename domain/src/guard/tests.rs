//! The guard itself, with appends that no decider answers.

use std::collections::HashMap;

use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::engine::{
    Actor, Asked, CivilDate, Dated, Decider, EventId, Happened, StreamName, Streams,
};
use crate::{Cnfs, CnfsTally, State};

fn host() -> StreamName {
    StreamName::of_uuid("host", Uuid::from_u128(1))
}

fn today() -> CivilDate {
    CivilDate::of(2021, 6, 14)
}

fn event(type_name: &str, data: &Value) -> Event {
    Event::from_json(type_name, data).unwrap()
}

fn registered() -> Event {
    let data = json!({
        "kind": "public", "legal_name": "Médiathèque", "department": "01", "region": "84",
    });
    event("HostRegistered", &data)
}

fn withdrawn() -> Event {
    event("HostWithdrawn", &json!({"reason": "Motif"}))
}

fn mailed() -> Event {
    event("MailRequested", &json!({"template": "reminder"}))
}

fn opened() -> Event {
    let data = json!({"name": "Essai", "posts_envelope": 1, "opened_on": "2020-11-17"});
    event("ProgrammeOpened", &data)
}

fn state(stream: &StreamName, history: &[Event]) -> State {
    let mut state = Cnfs::initial(stream);
    for event in history {
        let happened = Happened {
            event,
            event_id: EventId(Uuid::nil()),
            occurred_on: today(),
        };
        Cnfs::evolve(&mut state, &happened);
    }
    state
}

/// What the guard says of an append on one host, after that host's history.
fn guarded(history: &[Event], append: &[Event]) -> Result<(), Undecided<Refusal>> {
    let states = HashMap::from([(host(), state(&host(), history))]);
    let (streams, tally) = (Streams::new(&states), CnfsTally::default());
    let asked = Asked {
        stream: host(),
        occurred_on: None,
        dated: Dated::Exact,
        today: today(),
        actor: Actor {
            role: "operator".into(),
            id: "1".into(),
            scope: "national".into(),
        },
        corrects: None,
    };
    let case = Case::new(&asked, &streams, &tally);
    let drafts = append.iter().cloned();
    let drafts: Vec<_> = drafts
        .map(|event| case.companion(&host(), event, &host()))
        .collect();
    require_arrows(&case, &drafts)
}

fn no_arrow(event: &'static str, stage: &'static str) -> Result<(), Undecided<Refusal>> {
    Err(RequestRefusal::NoSuchArrow { event, stage }.into())
}

#[test]
fn an_append_along_the_arrows_passes() {
    assert_eq!(guarded(&[], &[registered()]), Ok(()));
    assert_eq!(guarded(&[registered()], &[withdrawn()]), Ok(()));
    assert_eq!(guarded(&[registered()], &[]), Ok(()));
}

#[test]
fn what_no_table_lists_is_refused() {
    assert_eq!(
        guarded(&[], &[withdrawn()]),
        no_arrow("HostWithdrawn", "nothing")
    );
    let again = guarded(&[registered()], &[registered()]);
    assert_eq!(again, no_arrow("HostRegistered", "registered"));
}

#[test]
fn each_event_of_an_append_starts_where_the_one_before_it_led() {
    assert_eq!(guarded(&[], &[registered(), mailed(), withdrawn()]), Ok(()));
    let twice = guarded(&[registered()], &[withdrawn(), withdrawn()]);
    assert_eq!(twice, no_arrow("HostWithdrawn", "withdrawn"));
}

#[test]
fn mail_needs_a_stream_that_has_begun_and_moves_nothing() {
    assert_eq!(
        guarded(&[], &[mailed()]),
        no_arrow("MailRequested", "nothing")
    );
    assert_eq!(guarded(&[registered(), withdrawn()], &[mailed()]), Ok(()));
}

#[test]
fn an_event_of_another_kind_of_stream_is_refused() {
    assert_eq!(
        guarded(&[], &[opened()]),
        no_arrow("ProgrammeOpened", "nothing")
    );
}

#[test]
fn a_stream_that_is_not_at_hand_is_asked_for() {
    let states: HashMap<StreamName, State> = HashMap::new();
    let (streams, tally) = (Streams::new(&states), CnfsTally::default());
    let asked = Asked {
        stream: host(),
        occurred_on: None,
        dated: Dated::Exact,
        today: today(),
        actor: Cnfs::engine_actor(),
        corrects: None,
    };
    let case = Case::new(&asked, &streams, &tally);
    let draft = case.companion(&host(), registered(), &host());
    let needed = require_arrows(&case, &[draft]);
    assert_eq!(needed, Err(Undecided::Needs(host())));
}
