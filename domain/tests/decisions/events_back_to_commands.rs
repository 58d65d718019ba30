//! From an event, or an append, back to the command that decides it.

use domain::engine::StoredEvent;
use domain::{Command, Event, NotADecision};
use serde_json::json;

use crate::every_event::{event, samples};
use crate::programme_in_memory::*;

const COMPANIONS: &[&str] = &[
    "CandidateHired",
    "HireCancelled",
    "PostFilled",
    "PostVacated",
    "PostsTransferredIn",
    "VoteTallied",
];

#[test]
fn every_event_but_the_companions_has_its_command_and_every_command_an_event() {
    let mut commands = Vec::new();
    for (name, data) in samples() {
        let event = event(name, &data);
        match Command::from_event(&event) {
            Ok(command) => {
                assert_eq!(command.kind(), event.kind(), "{name}");
                commands.push(command.type_name());
            }
            Err(refused) => {
                assert!(COMPANIONS.contains(&name), "{name}");
                assert_eq!(refused, NotADecision::Companion(name));
            }
        }
    }
    commands.sort_unstable();
    let mut all: Vec<_> = Command::TYPES.iter().map(|(name, _)| *name).collect();
    all.sort_unstable();
    assert_eq!(commands, all);
}

#[test]
fn a_command_carries_the_events_fields_but_those_that_the_engine_derives() {
    let derived = [
        "expires_on",
        "without_opinion",
        "before",
        "leaves",
        "digest",
        "votes",
        "favourable",
        "posts",
    ];
    for (name, data) in samples() {
        let Ok(command) = Command::from_event(&event(name, &data)) else {
            continue;
        };
        let command = command.data();
        for (field, value) in data.as_object().unwrap() {
            let kept = command.get(field) == Some(value);
            assert!(kept || derived.contains(&field.as_str()), "{name}: {field}");
        }
    }
}

fn declared_hire() -> Vec<(domain::engine::StreamName, Event)> {
    let p = &mut Programme::opened();
    let host = p.validated_host(1, 1);
    p.hired(1, &host);
    let last = &p.history[p.history.len() - 3..];
    last.iter()
        .map(|draft| (draft.stream.clone(), draft.event.clone()))
        .collect()
}

#[test]
fn a_declared_hire_takes_its_contract_from_the_candidates_event() {
    let (place, command) = Command::from_append(&declared_hire()).unwrap();
    assert_eq!(place, 0);
    assert_eq!(command.data(), one_year());
}

#[test]
fn the_deciding_event_is_found_wherever_it_stands() {
    let mut append = declared_hire();
    append.rotate_left(1);
    let (place, command) = Command::from_append(&append).unwrap();
    assert_eq!(append[place].1.type_name(), "HireDeclared");
    assert_eq!(command.data(), one_year());
}

#[test]
fn a_lone_hire_knows_no_contract() {
    let (place, command) = Command::from_append(&declared_hire()[..1]).unwrap();
    assert_eq!(place, 0);
    let unknown = json!({"starts_on": "2021-07-01", "contract": null, "ends_on": null});
    assert_eq!(command.data(), unknown);
}

#[test]
fn companions_alone_and_nothing_at_all_decide_nothing() {
    let companions = &declared_hire()[1..];
    let refused = Command::from_append(companions).unwrap_err();
    assert_eq!(refused, NotADecision::Companion("CandidateHired"));
    assert_eq!(Command::from_append(&[]), Err(NotADecision::Empty));
}
