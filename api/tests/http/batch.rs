//! Batches: lines in, answers out, in order, and a bad line alone is refused.

use api::Limits;
use serde_json::json;

use crate::service::{NDJSON, Service, host, with};

#[tokio::test]
async fn a_bad_line_does_not_stop_the_others() {
    let service = Service::begun().await;
    let bad = with(host(), &["occurred_on"], "2031-01-01");
    let body = format!("{}\n{{\"type\":\n\n{bad}\n{}", host(), host());
    let reply = service.post("/commands/batch", NDJSON, body).await;
    let answers = reply.lines();
    let told: Vec<_> = answers
        .iter()
        .map(|answer| (&answer["line"], &answer["status"]))
        .collect();
    let expected = json!([[1, 201], [2, 400], [4, 422], [5, 201]]);
    assert_eq!(json!(told), expected);
    assert_eq!(answers[1]["code"], "MalformedJson");
    assert_eq!(service.head(), 3);
}

#[tokio::test]
async fn lines_keep_their_order() {
    let service = Service::begun().await;
    let lines = format!("{}\n", host()).repeat(300);
    let reply = service.post("/commands/batch", NDJSON, lines).await;
    let positions: Vec<_> = reply
        .lines()
        .iter()
        .map(|answer| answer["position"].as_u64().unwrap())
        .collect();
    assert_eq!(positions, (2..302).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_line_above_the_limit_is_answered_on_its_line() {
    let limits = Limits {
        line_bytes_max: 400,
        ..Limits::default()
    };
    let service = Service::with_limits(limits).await;
    service.decide(&crate::service::opening()).await.expect(201);
    let long = with(host(), &["data", "legal_name"], "x".repeat(500));
    let body = format!("{long}\n{}\n", host());
    let answers = service.post("/commands/batch", NDJSON, body).await.lines();
    assert_eq!(answers[0]["code"], "LineTooLong");
    assert_eq!(answers[0]["status"], 413);
    assert_eq!(answers[1]["status"], 201);
    assert_eq!(service.head(), 2);
}

#[tokio::test]
async fn a_line_that_is_no_utf8_is_answered_on_its_line() {
    let service = Service::begun().await;
    let body = [b"\xff\xfe\n".as_slice(), host().to_string().as_bytes()].concat();
    let answers = service.post("/commands/batch", NDJSON, body).await.lines();
    assert_eq!(answers[0]["code"], "NotUtf8");
    assert_eq!(answers[1]["status"], 201);
}

#[tokio::test]
async fn a_batch_without_lines_is_refused() {
    let service = Service::begun().await;
    let problem = service
        .post("/commands/batch", NDJSON, "\n \n")
        .await
        .expect(400);
    assert_eq!(problem["code"], "EmptyBody");
}

#[tokio::test]
async fn lines_have_keys_of_their_own() {
    let service = Service::begun().await;
    let line = with(host(), &["idempotency_key"], "a");
    let body = format!("{line}\n{line}\n");
    let answers = service.post("/commands/batch", NDJSON, body).await.lines();
    assert_eq!(answers[0]["events"], answers[1]["events"]);
    assert_eq!(answers[1]["repeated"], true);
    assert_eq!(service.head(), 2);
}

#[tokio::test]
async fn a_programme_begins_with_the_first_line() {
    let service = Service::empty().await;
    let body = format!("{}\n{}\n{}\n", crate::service::opening(), host(), host());
    let answers = service.post("/commands/batch", NDJSON, body).await.lines();
    assert!(answers.iter().all(|answer| answer["status"] == 201));
    assert_eq!(service.head(), 3);
}
