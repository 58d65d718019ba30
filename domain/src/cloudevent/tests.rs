//! What the mapping promises: nothing is lost on the way out and in, and nothing odd gets in.

mod payloads;

use proptest::prelude::*;
use serde_json::{Value, json};
use uuid::Uuid;

use payloads::{CANDIDATE, HOST, payloads};

use super::{Incoming, to_json, type_of};
use crate::Event;
use crate::engine::{
    Actor, Channel, CivilDate, CommandId, Dated, EventId, Instant, Meta, Position, Recorded,
    Source, StoredEvent, StreamName, Version,
};

fn events() -> Vec<Event> {
    let read = |(name, data): &(&str, Value)| Event::from_json(name, data).expect(name);
    payloads().iter().map(read).collect()
}

fn stream_of(event: &Event) -> StreamName {
    match event.kind() {
        Some("programme") => StreamName::of_text("programme", "essai").unwrap(),
        Some("session") => StreamName::of_text("session", "62BIS").unwrap(),
        kind => StreamName::of_uuid(kind.unwrap_or("host"), Uuid::from_u128(7)),
    }
}

fn instants() -> impl Strategy<Value = Instant> {
    // From 1901 to 2199, in microseconds.
    (-2_170_000_000_000_000_i64..7_250_000_000_000_000).prop_map(Instant::from_micros)
}

fn sources() -> impl Strategy<Value = Source> {
    let channel = prop::sample::select(vec![
        Channel::Api,
        Channel::Import,
        Channel::Reaction,
        Channel::Correction,
    ]);
    let batch = prop::option::of("[a-z0-9-]{0,20}".prop_map(Into::into));
    let row = prop::option::of(1..u64::MAX);
    (channel, batch, row, prop::option::of(instants())).prop_map(
        |(channel, batch, row, emitted_at)| Source {
            channel,
            batch,
            row,
            emitted_at,
        },
    )
}

fn recorded() -> impl Strategy<Value = Recorded<Event>> {
    let event_ids = || prop::option::of(any::<u128>().prop_map(|id| EventId(Uuid::from_u128(id))));
    let places = (1..u64::MAX, 1..u64::MAX, -25_000..84_000_i32, any::<bool>());
    let times = (instants(), instants(), sources());
    let ids = (any::<[u128; 3]>(), event_ids(), event_ids());
    let texts = ("[a-z_]{1,12}", "\\PC{0,20}", "\\PC{0,20}");
    (prop::sample::select(events()), places, times, ids, texts).prop_map(
        |(
            event,
            (position, version, days, exact),
            (recorded_at, appended_at, source),
            ids,
            who,
        )| {
            let ([id, command, correlation], causation_id, corrects) = ids;
            let meta = Meta {
                event_id: EventId(Uuid::from_u128(id)),
                programme: "essai".parse().unwrap(),
                stream: stream_of(&event),
                version: Version::new(version).unwrap(),
                position: Position::new(position).unwrap(),
                previous: None,
                occurred_on: CivilDate::of(1970, 1, 1).plus_days(days),
                dated: if exact { Dated::Exact } else { Dated::AtLatest },
                recorded_at,
                appended_at,
                actor: Actor {
                    role: who.0.into(),
                    id: who.1.into(),
                    scope: who.2.into(),
                },
                source,
                command_id: CommandId(Uuid::from_u128(command)),
                causation_id,
                correlation_id: Uuid::from_u128(correlation),
                schema: event.schema(),
                corrects,
            };
            Recorded { meta, event }
        },
    )
}

/// What was read, put back into the shape that it was written from.
fn put_back(incoming: Incoming, previous: Option<Position>) -> Recorded<Event> {
    let schema = incoming.event.schema();
    let meta = Meta {
        event_id: incoming.event_id,
        programme: incoming.programme.unwrap(),
        stream: incoming.stream,
        version: incoming.stream_version.unwrap(),
        position: incoming.position.unwrap(),
        previous,
        occurred_on: incoming.occurred_on.unwrap(),
        dated: incoming.dated,
        recorded_at: incoming.time.unwrap(),
        appended_at: incoming.appended_at.unwrap(),
        actor: incoming.actor.unwrap(),
        source: Source {
            channel: incoming.channel.unwrap(),
            batch: incoming.batch,
            row: incoming.row,
            emitted_at: incoming.emitted_at,
        },
        command_id: incoming.command_id.unwrap(),
        causation_id: incoming.causation_id,
        correlation_id: incoming.correlation_id.unwrap(),
        schema,
        corrects: incoming.corrects,
    };
    Recorded {
        meta,
        event: incoming.event,
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read_back_whole(recorded in recorded()) {
        let text = to_json(&recorded).to_string();
        let incoming = Incoming::from_json(&serde_json::from_str(&text).unwrap()).unwrap();
        prop_assert_eq!(put_back(incoming, recorded.meta.previous), recorded);
    }
}

#[test]
fn the_payloads_here_cover_the_catalogue() {
    let mut named: Vec<_> = payloads().iter().map(|(name, _)| *name).collect();
    let mut known: Vec<_> = Event::catalogue().map(|(_, name, _)| name).collect();
    named.sort_unstable();
    known.sort_unstable();
    assert_eq!(named, known);
}

#[test]
fn every_type_comes_in_with_the_few_attributes_of_a_service() {
    for event in events() {
        let few = json!({
            "specversion": "1.0", "id": "0190a5c2-7e11-7c4e-9a51-0242ac120009", "source": "/portal",
            "type": type_of(&stream_of(&event), &event), "subject": stream_of(&event), "data": event.data(),
        });
        let incoming = Incoming::from_json(&few).unwrap();
        assert_eq!((incoming.event, incoming.actor), (event, None));
    }
}

fn valid() -> Value {
    json!({
        "specversion": "1.0", "id": "0190a5c2-7e11-7c4e-9a51-0242ac120009", "source": "/portal",
        "type": "fr.jalon.host.PostsReturned.v1", "subject": HOST, "time": "2021-06-14T16:00:00Z",
        "datacontenttype": "application/json; charset=utf-8", "somebodyelses": 1,
        "data": {"posts": 1, "reason": "Budget"},
    })
}

/// The event with one attribute set (or taken away where `null`).
fn with(attribute: &str, value: Value) -> Value {
    let mut event = valid();
    event[attribute] = value;
    event
}

#[test]
fn attributes_of_others_are_ignored() {
    assert!(Incoming::from_json(&valid()).is_ok());
}

/// The code and the field of the refusal of each event.
fn refusals(faults: Vec<(&str, Value)>) -> Vec<String> {
    let refusal = |(attribute, value)| {
        let refused = Incoming::from_json(&with(attribute, value)).unwrap_err();
        format!("{} {}", refused.code, refused.field)
    };
    faults.into_iter().map(refusal).collect()
}

#[test]
fn a_required_attribute_left_out_is_named() {
    for attribute in ["specversion", "id", "source", "type", "subject", "data"] {
        let refused = refusals(vec![(attribute, Value::Null)]);
        assert_eq!(refused, [format!("MissingField {attribute}")]);
    }
    assert_eq!(
        refusals(vec![("source", json!(""))]),
        ["MissingField source"]
    );
}

#[test]
fn an_attribute_of_another_form_is_named() {
    let faults = vec![
        ("specversion", json!("0.3")),
        ("id", json!("17")),
        ("id", json!("0190a5c27e117c4e9a510242ac120009")),
        ("source", json!("x".repeat(1025))),
        ("subject", json!("host")),
        ("time", json!("2021-06-14")),
        ("time", json!(5)),
        ("datacontenttype", json!("text/xml")),
        ("data_base64", json!("e30=")),
        ("occurredon", json!("14/06/2021")),
        ("dated", json!("roughly")),
        ("channel", json!("fax")),
        ("row", json!(0)),
        ("row", json!(1.5)),
        ("actorrole", json!("operator")),
        ("commandid", json!("x")),
        ("programme", json!("Not A Slug")),
    ];
    let named = |(attribute, _): &(&str, Value)| format!("InvalidField {attribute}");
    let expected: Vec<_> = faults.iter().map(named).collect();
    assert_eq!(refusals(faults), expected);
    let no_object = Incoming::from_json(&json!([])).unwrap_err();
    assert_eq!((no_object.code, &*no_object.field), ("InvalidField", ""));
}

#[test]
fn a_type_that_is_not_known_in_that_schema_and_kind_is_refused() {
    let unknown = [
        "HostWithdrawn",
        "fr.jalon.host.HostWasted.v1",
        "fr.jalon.host.PostsReturned",
        "fr.jalon.host.PostsReturned.v0",
        "fr.jalon.host.PostsReturned.v01",
        "fr.jalon.candidate.HostWithdrawn.v1",
    ];
    for type_attribute in unknown {
        let refused = refusals(vec![("type", json!(type_attribute))]);
        assert_eq!(refused, ["UnknownType type"], "{type_attribute}");
    }
    let newer = json!("fr.jalon.host.PostsReturned.v2");
    assert_eq!(refusals(vec![("type", newer)]), ["NewerSchema type"]);
    let elsewhere = vec![("subject", json!(CANDIDATE))];
    assert_eq!(refusals(elsewhere), ["WrongStream subject"]);
}

#[test]
fn a_payload_of_another_shape_is_refused_by_its_member() {
    let faults = vec![
        ("data", json!("posts")),
        ("data", json!({"posts": 1})),
        ("data", json!({"posts": 1, "reason": "Budget", "more": 1})),
        ("data", json!({"posts": 0, "reason": "Budget"})),
        ("data", json!({"posts": 1, "reason": {"sealed": true}})),
        (
            "data",
            json!({"posts": 1, "reason": {"erased": "2023-01-01"}}),
        ),
    ];
    let expected = [
        "InvalidField data",
        "InvalidField data",
        "InvalidField data.more",
        "InvalidField data.posts",
        "PersonalFieldWithheld data.reason",
        "PersonalFieldWithheld data.reason",
    ];
    assert_eq!(refusals(faults), expected);
}

#[test]
fn a_person_leaves_sealed_and_nobody_comes_in_sealed() {
    let mut sealed = Event::from_json("HostWithdrawn", &json!({"reason": "Abandon"})).unwrap();
    sealed.personal_fields(&mut |_, field| field.erase(CivilDate::of(2023, 1, 1)));
    assert_eq!(sealed.data(), json!({"reason": {"erased": "2023-01-01"}}));
    let mut event = with("type", json!(type_of(&stream_of(&sealed), &sealed)));
    event["data"] = sealed.data();
    assert_eq!(
        Incoming::from_json(&event).unwrap_err().code,
        "PersonalFieldWithheld"
    );
}
