//! `CloudEvents` in: each becomes its command, and is decided once.

use axum::body::Body;
use axum::http::Request;
use serde_json::{Value, json};

use crate::service::{JSON, Service, with};

const ONE: &str = "application/cloudevents+json";
const MANY: &str = "application/cloudevents-batch+json";
const HOST: &str = "host:01890000-0000-7000-8000-0000000000aa";

fn registered() -> Value {
    json!({
        "specversion": "1.0",
        "id": "01890000-0000-7000-8000-0000000000e1",
        "source": "/services/registrations",
        "type": "fr.jalon.host.HostRegistered.v1",
        "subject": HOST,
        "time": "2021-03-01T09:30:00Z",
        "occurredon": "2021-03-01",
        "data": {"kind": "commune", "legal_name": "Commune d'exemple", "department": "59", "region": "32"},
    })
}

#[tokio::test]
async fn an_event_is_decided_and_keeps_its_id_and_time() {
    let service = Service::begun().await;
    let answer = service
        .post("/events", ONE, registered().to_string())
        .await
        .expect(201);
    assert_eq!(answer["events"][0]["event_id"], registered()["id"]);
    let history = service.get("/events?after=1").await.expect(200);
    let event = &history["events"][0];
    assert_eq!(event["emittedat"], "2021-03-01T09:30:00.000000Z");
    assert_eq!(event["occurredon"], "2021-03-01");
}

#[tokio::test]
async fn an_event_seen_before_is_answered_as_before() {
    let service = Service::begun().await;
    let first = service
        .post("/events", ONE, registered().to_string())
        .await
        .expect(201);
    let second = service
        .post("/events", ONE, registered().to_string())
        .await
        .expect(201);
    assert_eq!(first, second);
    assert_eq!(service.head(), 2);
}

#[tokio::test]
async fn the_id_of_an_event_is_not_for_another() {
    let service = Service::begun().await;
    service
        .post("/events", ONE, registered().to_string())
        .await
        .expect(201);
    let other = with(registered(), &["data", "legal_name"], "Commune voisine");
    let problem = service
        .post("/events", ONE, other.to_string())
        .await
        .expect(422);
    assert_eq!(problem["code"], "EventIdReused");
    assert_eq!(service.head(), 2);
}

#[tokio::test]
async fn a_batch_is_answered_event_by_event() {
    let service = Service::begun().await;
    let unknown = with(registered(), &["type"], "fr.jalon.host.CastleRegistered.v1");
    let second = with(
        with(
            registered(),
            &["id"],
            "01890000-0000-7000-8000-0000000000e2",
        ),
        &["subject"],
        "host:01890000-0000-7000-8000-0000000000ab",
    );
    let batch = json!([registered(), unknown, second]);
    let answers = service
        .post("/events", MANY, batch.to_string())
        .await
        .expect(200);
    let told: Vec<_> = answers
        .as_array()
        .unwrap()
        .iter()
        .map(|answer| (&answer["index"], &answer["status"]))
        .collect();
    assert_eq!(json!(told), json!([[0, 201], [1, 400], [2, 201]]));
    assert_eq!(service.head(), 3);
}

#[tokio::test]
async fn an_event_of_another_programme_is_refused() {
    let service = Service::begun().await;
    let other = with(registered(), &["programme"], "other");
    let problem = service
        .post("/events", ONE, other.to_string())
        .await
        .expect(422);
    assert_eq!(problem["code"], "OtherProgramme");
    assert_eq!(service.head(), 1);
}

#[tokio::test]
async fn a_companion_is_no_decision() {
    let service = Service::begun().await;
    let filled = with(
        with(registered(), &["type"], "fr.jalon.host.PostFilled.v1"),
        &["data"],
        json!({
            "match": "match:01890000-0000-7000-8000-0000000000b1",
            "candidate": "candidate:01890000-0000-7000-8000-0000000000c1",
        }),
    );
    let problem = service
        .post("/events", ONE, filled.to_string())
        .await
        .expect(422);
    assert_eq!(problem["code"], "NotADecision");
}

#[tokio::test]
async fn plain_json_is_no_cloud_event() {
    let service = Service::begun().await;
    service
        .post("/events", JSON, registered().to_string())
        .await
        .expect(415);
}

#[tokio::test]
async fn a_key_is_for_one_event() {
    let service = Service::begun().await;
    let first = service.send(keyed(&registered())).await.expect(201);
    let second = service.send(keyed(&registered())).await.expect(201);
    assert_eq!(first, second);
    let other = with(
        registered(),
        &["id"],
        "01890000-0000-7000-8000-0000000000e9",
    );
    let problem = service.send(keyed(&other)).await.expect(422);
    assert_eq!(problem["code"], "IdempotencyKeyReused");
    assert_eq!(service.head(), 2);
}

fn keyed(event: &Value) -> Request<Body> {
    let request = Request::post("/v1/programmes/cnfs/events")
        .header("content-type", ONE)
        .header("idempotency-key", "k1");
    request.body(Body::from(event.to_string())).unwrap()
}
