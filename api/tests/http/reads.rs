//! The read models: your own writes, tags, tables, and the two times.

use serde_json::Value;

use crate::service::{Service, host};

const ROUTES: [&str; 10] = [
    "/funnel",
    "/recruitments?by=half_month",
    "/territories?level=department",
    "/trajectory",
    "/training",
    "/quality",
    "/sessions",
    "/activity",
    "/tasks?limit=5",
    "/workflow/counts",
];

fn registered(funnel: &Value) -> &Value {
    assert_eq!(funnel["stages"][0]["id"], "hosts_registered");
    &funnel["stages"][0]["value"]
}

async fn with_a_host() -> (Service, u64) {
    let service = Service::begun().await;
    let answer = service.decide(&host()).await.expect(201);
    let position = answer["position"].as_u64().unwrap();
    (service, position)
}

#[tokio::test]
async fn a_write_is_read_where_its_position_is_waited_for() {
    let (service, position) = with_a_host().await;
    let funnel = service
        .get(&format!("/funnel?at_least={position}"))
        .await
        .expect(200);
    assert_eq!(registered(&funnel), 1);
    assert_eq!(funnel["position"], position);
}

#[tokio::test]
async fn a_position_that_does_not_come_is_not_waited_for_longer_than_asked() {
    let (service, _) = with_a_host().await;
    let reply = service.get("/funnel?at_least=99&timeout_ms=1").await;
    assert_eq!(reply.header("retry-after"), "1");
    assert_eq!(reply.expect(503)["code"], "PositionNotReached");
}

#[tokio::test]
async fn every_read_model_says_what_it_holds_for() {
    let (service, position) = with_a_host().await;
    for route in ROUTES {
        let join = if route.contains('?') { '&' } else { '?' };
        let answer = service
            .get(&format!("{route}{join}at_least={position}"))
            .await
            .expect(200);
        assert_eq!(answer["programme"], "cnfs", "{route}");
        assert_eq!(answer["position"], position, "{route}");
        assert_eq!(answer["as_of"], "2021-07-01", "{route}");
        assert!(answer["definitions"].is_array(), "{route}");
    }
}

#[tokio::test]
async fn the_times_asked_for_decide_what_counts() {
    let (service, position) = with_a_host().await;
    for (query, count) in [
        ("as_of=2021-02-28", 0),
        ("as_of=2021-03-01", 1),
        ("known_at=2021-06-30", 0),
        ("known_at=2021-07-01", 1),
        ("known_at=2021-07-01T00:00:00%2B02:00", 0),
        ("region=32", 1),
        ("region=11", 0),
        ("department=59", 1),
    ] {
        let path = format!("/funnel?at_least={position}&{query}");
        let funnel = service.get(&path).await.expect(200);
        assert_eq!(registered(&funnel), count, "{query}");
    }
}

#[tokio::test]
async fn an_answer_that_the_reader_holds_is_not_sent_again() {
    let (service, position) = with_a_host().await;
    let path = format!("/funnel?at_least={position}");
    let first = service.get(&path).await;
    let tag = first.header("etag").to_owned();
    let again = service.get_with(&path, &[("if-none-match", &tag)]).await;
    assert_eq!(again.status.as_u16(), 304);
    assert_eq!(again.text, "");
    let position = service.decide(&host()).await.expect(201)["position"].clone();
    let path = format!("/funnel?at_least={position}");
    let later = service.get_with(&path, &[("if-none-match", &tag)]).await;
    assert_eq!(later.status.as_u16(), 200);
}

#[tokio::test]
async fn the_same_position_asked_otherwise_has_another_tag() {
    let (service, position) = with_a_host().await;
    let all = service.get(&format!("/funnel?at_least={position}")).await;
    let north = service
        .get(&format!("/funnel?at_least={position}&region=32"))
        .await;
    assert_ne!(all.header("etag"), north.header("etag"));
}

#[tokio::test]
async fn the_same_table_comes_as_csv() {
    let (service, position) = with_a_host().await;
    for route in ROUTES {
        let join = if route.contains('?') { '&' } else { '?' };
        let path = format!("{route}{join}at_least={position}&locale=fr");
        let reply = service.get_with(&path, &[("accept", "text/csv")]).await;
        assert_eq!(reply.status.as_u16(), 200, "{route}: {}", reply.text);
        assert!(
            reply.header("content-type").starts_with("text/csv"),
            "{route}"
        );
        assert!(
            reply.text.starts_with('\u{feff}'),
            "{route} begins with its mark"
        );
        assert!(reply.text.lines().next().unwrap().contains(';'), "{route}");
    }
}

#[tokio::test]
async fn health_tells_positions() {
    let (service, position) = with_a_host().await;
    service
        .get(&format!("/funnel?at_least={position}"))
        .await
        .expect(200);
    let ready = service.get("//health/ready").await.expect(200);
    assert_eq!(ready["programmes"][0]["position"], position);
    assert_eq!(ready["programmes"][0]["read_model"]["position"], position);
    assert_eq!(service.get("//health/live").await.status.as_u16(), 200);
}
