//! Decisions: their answers, their repeats, their conflicts.

use serde_json::json;

use crate::service::{Service, host, with};

#[tokio::test]
async fn a_decision_says_where_its_events_went() {
    let service = Service::begun().await;
    let answer = service.decide(&host()).await.expect(201);
    let event = &answer["events"][0];
    assert_eq!(event["type"], "HostRegistered");
    assert_eq!(
        (&event["version"], &event["position"]),
        (&json!(1), &json!(2))
    );
    assert!(event["stream"].as_str().unwrap().starts_with("host:"));
    assert_eq!(answer["position"], 2);
    assert_eq!(service.head(), 2);
}

#[tokio::test]
async fn a_repeat_under_its_key_is_answered_as_before() {
    let service = Service::begun().await;
    let first = service.decide_once("k1", &host()).await;
    let second = service.decide_once("k1", &host()).await;
    assert_eq!(second.header("idempotency-replayed"), "true");
    assert_eq!(first.header("idempotency-replayed"), "");
    assert_eq!(first.expect(201), second.expect(201));
    assert_eq!(service.head(), 2);
}

#[tokio::test]
async fn a_key_is_not_for_another_request() {
    let service = Service::begun().await;
    service.decide_once("k1", &host()).await.expect(201);
    let other = with(host(), &["data", "legal_name"], "Commune voisine");
    let problem = service.decide_once("k1", &other).await.expect(422);
    assert_eq!(problem["code"], "IdempotencyKeyReused");
    assert_eq!(service.head(), 2);
}

#[tokio::test]
async fn a_key_belongs_to_its_actor() {
    let service = Service::begun().await;
    service.decide_once("k1", &host()).await.expect(201);
    let actor = json!({"role": "anonymous", "id": "form-1", "scope": "national"});
    let of_another = with(host(), &["actor"], actor);
    service.decide_once("k1", &of_another).await.expect(201);
    assert_eq!(service.head(), 3);
}

#[tokio::test]
async fn a_refusal_is_not_remembered() {
    let service = Service::begun().await;
    let early = with(host(), &["occurred_on"], "2031-01-01");
    service.decide_once("k1", &early).await.expect(422);
    service.decide_once("k1", &host()).await.expect(201);
}

#[tokio::test]
async fn a_version_conflict_names_both_versions() {
    let service = Service::begun().await;
    let answer = service.decide(&host()).await.expect(201);
    let opinion = json!({
        "type": "RecordPrefectOpinion",
        "stream": answer["events"][0]["stream"],
        "data": {"opinion": "favourable"},
        "occurred_on": "2021-03-10",
        "expected_version": 4,
    });
    let problem = service.decide(&opinion).await.expect(409);
    assert_eq!(problem["code"], "VersionConflict");
    assert_eq!(problem["expected_version"], 4);
    assert_eq!(problem["actual_version"], 1);
    assert_eq!(service.head(), 2);
    service
        .decide(&with(opinion, &["expected_version"], 1))
        .await
        .expect(201);
}

#[tokio::test]
async fn version_zero_means_no_event_yet() {
    let service = Service::begun().await;
    let stream = "host:01890000-0000-7000-8000-000000000001";
    let command = with(with(host(), &["stream"], stream), &["expected_version"], 0);
    service.decide(&command).await.expect(201);
    let problem = service.decide(&command).await.expect(409);
    assert_eq!(problem["actual_version"], 1);
}

#[tokio::test]
async fn a_refusal_names_its_rule() {
    let service = Service::begun().await;
    let answer = service.decide(&host()).await.expect(201);
    let activation = json!({
        "type": "ActivateHostAccount",
        "stream": answer["events"][0]["stream"],
        "occurred_on": "2021-03-10",
    });
    let problem = service.decide(&activation).await.expect(422);
    let code = problem["code"].as_str().unwrap();
    assert_eq!(problem["type"], format!("urn:jalon:problem:{code}"));
    assert_eq!(service.head(), 2);
}

#[tokio::test]
async fn every_answer_names_its_request() {
    let service = Service::begun().await;
    assert!(
        !service
            .decide(&host())
            .await
            .header("x-request-id")
            .is_empty()
    );
    let reply = service
        .get_with("/funnel", &[("x-request-id", "mine")])
        .await;
    assert_eq!(reply.header("x-request-id"), "mine");
}
