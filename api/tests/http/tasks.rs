//! Tasks: who must do what, by role, scope and page, and what is late, at two pairs of times.

use serde_json::{Value, json};

use crate::service::{Service, host, stream, with};

/// Within ten days, the prefecture gives its opinion.
fn ten_days_for_opinions() -> Value {
    json!({
        "type": "SetDeadline",
        "stream": "programme:cnfs",
        "data": {"task": "give_opinion", "days": 10, "applies_from": "2021-01-01"},
        "occurred_on": "2021-01-01",
    })
}

fn opinion(host: &str) -> Value {
    json!({
        "type": "RecordPrefectOpinion",
        "stream": host,
        "data": {"opinion": "favourable"},
        "occurred_on": "2021-03-15",
    })
}

/// A programme with that deadline and a host in the department 59, registered on 1 March.
pub(crate) async fn with_a_task() -> (Service, String) {
    let service = Service::begun().await;
    service.decide(&ten_days_for_opinions()).await.expect(201);
    let host = service.decide(&host()).await.expect(201);
    (service, stream(&host))
}

async fn tasks(service: &Service, query: &str) -> Value {
    let path = format!("/tasks?at_least={}&{query}", service.head());
    service.get(&path).await.expect(200)
}

/// When the event at that position became known.
async fn recorded_at(service: &Service, position: u64) -> String {
    let path = format!("/events?after={}&limit=1", position - 1);
    let page = service.get(&path).await.expect(200);
    page["events"][0]["time"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_task_says_what_waits_for_whom_and_until_when() {
    let (service, host) = with_a_task().await;
    let answer = tasks(&service, "as_of=2021-03-05").await;
    let expected = json!([{
        "stream": host, "task": "give_opinion", "role": "prefecture",
        "title": "Donner l'avis du préfet",
        "scope": {"department": "59", "host": host},
        "since": "2021-03-01", "due": "2021-03-11",
    }]);
    assert_eq!(answer["tasks"], expected);
    assert_eq!((&answer["total"], &answer["late"]), (&json!(1), &json!(0)));
    assert_eq!(answer["definitions"][0]["id"], "open_tasks");
    let late = tasks(&service, "as_of=2021-03-21&late=true").await;
    assert_eq!(late["tasks"][0]["late_days"], 10);
    assert_eq!(late["by_task"][0]["late"], 1);
}

#[tokio::test]
async fn what_waited_is_told_at_two_pairs_of_times() {
    let (service, host) = with_a_task().await;
    let before = recorded_at(&service, service.head()).await;
    service.decide(&opinion(&host)).await.expect(201);
    let known = tasks(&service, "as_of=2021-03-21").await;
    assert_eq!(known["tasks"][0]["task"], "vote");
    assert_eq!(known["tasks"][0]["since"], "2021-03-15");
    let then = tasks(&service, &format!("as_of=2021-03-21&known_at={before}")).await;
    assert_eq!(then["tasks"][0]["task"], "give_opinion");
    assert_eq!(then["tasks"][0]["late_days"], 10);
    let earlier = tasks(&service, "as_of=2021-03-14").await;
    assert_eq!(earlier["tasks"][0]["late_days"], 3);
}

#[tokio::test]
async fn an_actor_is_told_what_is_its_own() {
    let (service, host) = with_a_task().await;
    for (query, count) in [
        ("role=prefecture", 1),
        ("role=prefecture&scope=59", 1),
        ("role=prefecture&scope=2A", 0),
        ("role=anct&scope=national", 0),
        ("role=engine", 0),
        ("role=auditor", 0),
        (&format!("scope={host}"), 1),
        ("scope=lot:4", 0),
        ("late=false", 1),
        ("region=32", 1),
        ("department=62", 0),
        ("as_of=2021-02-28", 0),
    ] {
        let answer = tasks(&service, query).await;
        assert_eq!(answer["total"], count, "{query}");
        assert_eq!(answer["tasks"].as_array().unwrap().len(), count, "{query}");
    }
}

#[tokio::test]
async fn a_page_is_bounded_and_the_total_is_not() {
    let (service, first) = with_a_task().await;
    let later = with(host(), &["occurred_on"], "2021-03-02");
    let second = stream(&service.decide(&later).await.expect(201));
    for (page, stream) in [("limit=1", first), ("limit=1&offset=1", second)] {
        let answer = tasks(&service, page).await;
        assert_eq!(answer["tasks"].as_array().unwrap().len(), 1);
        assert_eq!(answer["tasks"][0]["stream"], stream);
        assert_eq!(answer["total"], 2);
    }
    let beyond = tasks(&service, "offset=18446744073709551615").await;
    assert_eq!(beyond["tasks"], json!([]));
}

#[tokio::test]
async fn a_wrong_parameter_is_refused_by_its_name() {
    let (service, _) = with_a_task().await;
    for (name, value) in [
        ("role", "postman"),
        ("late", "yes"),
        ("limit", "0"),
        ("limit", "1001"),
        ("offset", "-1"),
        ("region", "99"),
    ] {
        let reply = service.get(&format!("/tasks?{name}={value}")).await;
        assert_eq!(reply.expect(400)["errors"][0]["field"], name, "{value}");
    }
}

#[tokio::test]
async fn a_misspelt_scope_is_not_taken_for_a_training_provider_without_tasks() {
    let (service, _) = with_a_task().await;
    for route in ["tasks", "tasks/calendar.ics"] {
        for scope in ["2a", "host:1/2", "lot:4"] {
            let reply = service
                .get(&format!("/{route}?role=host&scope={scope}"))
                .await;
            assert_eq!(reply.expect(400)["errors"][0]["field"], "scope", "{scope}");
        }
        for query in ["scope=Greta", "role=training_provider&scope=Greta"] {
            let reply = service.get(&format!("/{route}?{query}")).await;
            assert_eq!(reply.status.as_u16(), 200, "{query}");
        }
    }
}

#[tokio::test]
async fn a_reader_that_holds_the_tasks_is_not_sent_them_again() {
    let (service, _) = with_a_task().await;
    let path = format!("/tasks?at_least={}", service.head());
    let tag = service.get(&path).await.header("etag").to_owned();
    let again = service.get_with(&path, &[("if-none-match", &tag)]).await;
    assert_eq!(again.status.as_u16(), 304);
    let late = format!("{path}&late=true");
    let other = service.get_with(&late, &[("if-none-match", &tag)]).await;
    assert_eq!(other.status.as_u16(), 200);
}

#[tokio::test]
async fn a_file_tells_what_is_pending_in_it_at_the_two_times() {
    let (service, host) = with_a_task().await;
    let before = recorded_at(&service, service.head()).await;
    service.decide(&opinion(&host)).await.expect(201);
    let file = |query: String| {
        let path = format!("/files/{host}?{query}");
        let service = &service;
        async move { service.get(&path).await }
    };
    let now = file("as_of=2021-03-21".into()).await.expect(200);
    assert_eq!(now["pending"][0]["task"], "vote");
    assert_eq!(now["state"], "opined");
    let then = format!("as_of=2021-03-21&known_at={before}");
    let then = file(then).await.expect(200);
    assert_eq!(then["pending"][0]["task"], "give_opinion");
    assert_eq!(then["pending"][0]["since"], "2021-03-01");
    assert_eq!(then["pending"][0]["due"], "2021-03-11");
    assert_eq!(then["pending"][0]["late_days"], 10);
    file("region=32".into()).await.expect(200);
    file("department=59".into()).await.expect(200);
    let elsewhere = file("region=11".into()).await.expect(404);
    assert_eq!(elsewhere["code"], "UnknownStream");
}

#[tokio::test]
async fn without_a_task_there_is_an_empty_table() {
    let service = Service::begun().await;
    let answer = tasks(&service, "late=true").await;
    assert_eq!(
        (&answer["tasks"], &answer["by_task"]),
        (&json!([]), &json!([]))
    );
    assert_eq!(answer["total"], 0);
}
