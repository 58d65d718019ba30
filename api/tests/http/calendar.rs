//! The calendar of deadlines: what another reader of calendars finds in it.

use icalendar::{Calendar, Component, Event};
use serde_json::json;

use crate::service::{Reply, Service, host};
use crate::tasks::with_a_task;
use api::Limits;

const ROUTE: &str = "/tasks/calendar.ics";

async fn calendar(service: &Service, query: &str) -> Reply {
    let path = format!("{ROUTE}?at_least={}&{query}", service.head());
    service.get(&path).await
}

fn events(reply: &Reply) -> Vec<Event> {
    let calendar: Calendar = reply.text.parse().unwrap();
    calendar.events().cloned().collect()
}

#[tokio::test]
async fn a_deadline_is_an_entry_of_its_day() {
    let (service, host) = with_a_task().await;
    let reply = calendar(&service, "role=prefecture&scope=59&as_of=2021-03-05").await;
    assert_eq!(reply.header("content-type"), "text/calendar; charset=utf-8");
    let found = events(&reply);
    assert_eq!(found.len(), 1);
    let property = |name| found[0].property_value(name).unwrap();
    assert_eq!(property("DTSTART"), "20210311");
    assert_eq!(property("DTSTAMP"), "20210305T000000Z");
    assert_eq!(property("STATUS"), "CONFIRMED");
    assert_eq!(
        found[0].get_summary().unwrap(),
        format!("prefecture: Donner l'avis du préfet — {host}")
    );
    assert_eq!(
        found[0].get_description().unwrap(),
        "En attente depuis le 2021-03-01, échéance le 2021-03-11."
    );
    let start = &found[0].properties()["DTSTART"];
    assert_eq!(start.params()["VALUE"].value(), "DATE");
}

#[tokio::test]
async fn lines_are_as_the_format_wants_them() {
    let (service, _) = with_a_task().await;
    let text = calendar(&service, "").await.text;
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n"));
    assert!(text.ends_with("END:VCALENDAR\r\n"));
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
    assert!(text.contains("\r\n "), "a long line is folded");
    assert!(text.split("\r\n").all(|line| line.len() <= 75), "{text}");
    assert!(text.contains("\r\nPRODID:") && text.contains("\r\nUID:"));
}

#[tokio::test]
async fn a_calendar_without_deadlines_holds_a_component_all_the_same() {
    let (service, _) = with_a_task().await;
    let empty = calendar(&service, "role=auditor").await;
    assert_eq!(events(&empty).len(), 0);
    assert_eq!(empty.text.matches("BEGIN:").count(), 3, "{}", empty.text);
    assert!(
        empty
            .text
            .ends_with("\r\nEND:VTIMEZONE\r\nEND:VCALENDAR\r\n")
    );
    let full = calendar(&service, "role=prefecture").await;
    assert!(!full.text.contains("VTIMEZONE"));
}

#[tokio::test]
async fn a_reader_updates_the_entry_that_it_holds() {
    let (service, _) = with_a_task().await;
    let early = events(&calendar(&service, "as_of=2021-03-05").await);
    let late = events(&calendar(&service, "as_of=2021-03-12").await);
    assert_eq!(early[0].get_uid(), late[0].get_uid());
    let description = late[0].get_description().unwrap();
    assert!(
        description.ends_with("en retard de 1 jour."),
        "{description}"
    );
}

#[tokio::test]
async fn what_is_held_is_not_sent_again() {
    let (service, _) = with_a_task().await;
    let path = format!("{ROUTE}?at_least={}", service.head());
    let first = service.get(&path).await;
    let held = [("if-none-match", first.header("etag"))];
    assert_eq!(service.get_with(&path, &held).await.status.as_u16(), 304);
    service.decide(&host()).await.expect(201);
    let path = format!("{ROUTE}?at_least={}", service.head());
    assert_eq!(service.get_with(&path, &held).await.status.as_u16(), 200);
}

#[tokio::test]
async fn only_what_is_due_has_an_entry_and_only_so_many_have() {
    let limits = Limits {
        calendar_entries_max: 1,
        ..Limits::default()
    };
    let service = Service::with_limits(limits).await;
    service.decide(&crate::service::opening()).await.expect(201);
    service.decide(&host()).await.expect(201);
    let reply = calendar(&service, "").await;
    assert_eq!(events(&reply), [], "no deadline is set for opinions");
    let set = json!({
        "type": "SetDeadline",
        "stream": "programme:cnfs",
        "data": {"task": "give_opinion", "months": 1, "applies_from": "2021-01-01"},
        "occurred_on": "2021-01-01",
    });
    service.decide(&set).await.expect(201);
    service.decide(&host()).await.expect(201);
    let reply = calendar(&service, "").await;
    assert_eq!(events(&reply).len(), 1);
    assert!(
        reply.text.contains("Les 1 premières échéances"),
        "{}",
        reply.text
    );
}

#[tokio::test]
async fn nobody_is_named_in_it() {
    let (service, _) = with_a_task().await;
    let contact = json!({"name": "Camille Untel", "email": "camille@example.org"});
    let command = crate::service::with(host(), &["data", "contact"], contact);
    service.decide(&command).await.expect(201);
    let reply = calendar(&service, "").await;
    assert_eq!(events(&reply).len(), 2);
    let text = reply.text;
    assert!(!text.contains("Camille") && !text.contains("example.org"));
}

#[tokio::test]
async fn it_is_a_calendar_and_nothing_else() {
    let (service, _) = with_a_task().await;
    let json = [("accept", "application/json")];
    let reply = service.get_with(ROUTE, &json).await;
    assert_eq!(reply.status.as_u16(), 406);
    let refused = service.get(&format!("{ROUTE}?limit=5")).await.expect(400);
    assert_eq!(refused["code"], "UnknownParameter");
}
