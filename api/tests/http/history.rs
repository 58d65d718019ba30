//! The history: paged without gap or repeat, and personal fields sealed.

use serde_json::{Value, json};

use crate::service::{NDJSON, Service, host, with};

async fn with_hosts(count: usize) -> Service {
    let service = Service::begun().await;
    for _ in 0..count {
        service.decide(&host()).await.expect(201);
    }
    service
}

fn positions(page: &Value) -> Vec<u64> {
    let events = page["events"].as_array().unwrap();
    events
        .iter()
        .map(|event| event["position"].as_u64().unwrap())
        .collect()
}

#[tokio::test]
async fn pages_follow_each_other() {
    let service = with_hosts(6).await;
    let mut after = json!(0);
    let mut seen = Vec::new();
    while !after.is_null() {
        let page = service
            .get(&format!("/events?limit=3&after={after}"))
            .await
            .expect(200);
        seen.extend(positions(&page));
        after = page["next_after"].clone();
    }
    assert_eq!(seen, [1, 2, 3, 4, 5, 6, 7]);
}

#[tokio::test]
async fn lines_hold_the_same_events() {
    let service = with_hosts(3).await;
    let reply = service
        .get_with("/events?limit=2", &[("accept", NDJSON)])
        .await;
    assert_eq!(reply.header("content-type"), NDJSON);
    assert_eq!(reply.header("jalon-next-after"), "2");
    let page = service.get("/events?limit=2").await.expect(200);
    assert_eq!(json!(reply.lines()), page["events"]);
}

#[tokio::test]
async fn a_stream_and_a_type_are_picked_out() {
    let service = with_hosts(3).await;
    let all = service.get("/events").await.expect(200);
    let stream = all["events"][2]["subject"].as_str().unwrap();
    let one = service
        .get(&format!("/events?stream={stream}"))
        .await
        .expect(200);
    assert_eq!(positions(&one), [3]);
    let hosts = service
        .get("/events?type=HostRegistered&after=2")
        .await
        .expect(200);
    assert_eq!(positions(&hosts), [3, 4]);
}

#[tokio::test]
async fn what_was_not_known_yet_is_not_shown() {
    let service = with_hosts(2).await;
    let before = service.get("/events?known_at=2021-06-30").await.expect(200);
    assert_eq!(positions(&before), [] as [u64; 0]);
    let after = service.get("/events?known_at=2021-07-01").await.expect(200);
    assert_eq!(positions(&after), [1, 2, 3]);
}

#[tokio::test]
async fn personal_fields_are_sealed_unless_asked_for() {
    let service = Service::begun().await;
    let contact = json!({"name": "Personne d'exemple", "email": "personne@example.org"});
    let command = with(host(), &["data", "contact"], contact.clone());
    service.decide(&command).await.expect(201);
    let sealed = service.get("/events?after=1").await.expect(200);
    assert_eq!(
        sealed["events"][0]["data"]["contact"],
        json!({"sealed": true})
    );
    let clear = service
        .get("/events?after=1&personal=clear")
        .await
        .expect(200);
    assert_eq!(
        clear["events"][0]["data"]["contact"]["name"],
        contact["name"]
    );
}

#[tokio::test]
async fn a_timeline_tells_the_state_before_and_after() {
    let service = with_hosts(1).await;
    let all = service.get("/events?after=1").await.expect(200);
    let stream = all["events"][0]["subject"].as_str().unwrap();
    let opinion = json!({
        "type": "RecordPrefectOpinion",
        "stream": stream,
        "data": {"opinion": "favourable"},
        "occurred_on": "2021-03-10",
    });
    service.decide(&opinion).await.expect(201);
    let file = service.get(&format!("/files/{stream}")).await.expect(200);
    let states: Vec<_> = file["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|event| (&event["before"], &event["after"]))
        .collect();
    assert_eq!(
        json!(states),
        json!([[null, "registered"], ["registered", "opined"]])
    );
    assert_eq!(file["state"], "opined");
    assert_eq!(file["events"][1]["occurred_on"], "2021-03-10");

    let earlier = format!("/files/{stream}?as_of=2021-03-09&known_at=2199-01-01");
    let earlier = service.get(&earlier).await.expect(200);
    assert_eq!(earlier["state"], "registered");
    assert_eq!(earlier["as_of"], "2021-03-09");
    assert_eq!(earlier["known_at"], "2199-01-01T22:59:59.999999Z");
}

#[tokio::test]
async fn a_file_that_there_is_not_is_not_found() {
    let service = with_hosts(0).await;
    let problem = service
        .get("/files/host:01890000-0000-7000-8000-0000000000ff")
        .await
        .expect(404);
    assert_eq!(problem["code"], "UnknownStream");
}

/// The programme with one host, and the path of its file.
async fn with_a_file() -> (Service, String) {
    let service = with_hosts(1).await;
    let all = service.get("/events?after=1").await.expect(200);
    let path = format!("/files/{}", all["events"][0]["subject"].as_str().unwrap());
    (service, path)
}

#[tokio::test]
async fn a_timeline_comes_as_csv() {
    let (service, path) = with_a_file().await;
    let csv = [("accept", "text/csv")];
    let plain = service.get_with(&path, &csv).await;
    assert!(plain.header("content-type").starts_with("text/csv"));
    let lines: Vec<_> = plain.text.lines().collect();
    assert!(lines[0].starts_with("\u{feff}position;version;type;occurred_on;"));
    assert!(lines[1].starts_with("2;1;HostRegistered;2021-03-01;exact;"));
    assert!(lines[1].contains("\"\"legal_name\"\""), "{}", lines[1]);
    assert_eq!(lines.len(), 2);
    let french = service.get_with(&format!("{path}?locale=fr"), &csv).await;
    assert!(french.text.contains("Date d'effet"), "{}", french.text);
}

#[tokio::test]
async fn a_representation_that_the_history_has_not_is_refused() {
    let (service, path) = with_a_file().await;
    for (path, accept) in [(path.as_str(), "text/html"), ("/events", "text/csv")] {
        let reply = service.get_with(path, &[("accept", accept)]).await;
        assert_eq!(reply.expect(406)["code"], "NotAcceptable", "{path}");
    }
}

#[tokio::test]
async fn a_history_that_the_reader_holds_is_not_sent_again() {
    let (service, file) = with_a_file().await;
    for path in [file.as_str(), "/events"] {
        let first = service.get(path).await;
        let tag = first.header("etag").to_owned();
        let held = [("if-none-match", tag.as_str())];
        let again = service.get_with(path, &held).await;
        assert_eq!((again.status.as_u16(), again.text.as_str()), (304, ""));
        service.decide(&host()).await.expect(201);
        let later = service.get_with(path, &held).await;
        assert_eq!(later.status.as_u16(), 200, "{path}");
    }
}

#[tokio::test]
async fn an_answer_in_the_clear_is_kept_by_nobody() {
    let (service, file) = with_a_file().await;
    for path in [
        format!("{file}?personal=clear"),
        "/events?personal=clear".to_owned(),
    ] {
        let reply = service.get(&path).await;
        assert_eq!(reply.header("cache-control"), "no-store", "{path}");
    }
}
