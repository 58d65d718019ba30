//! Who may decide what, and where: what an actor may not ask is 403, before any rule.

use serde_json::{Value, json};

use crate::service::{Service, actor, host, stream, with};

async fn host_in(service: &Service, department: &str, region: &str) -> String {
    let host = with(host(), &["data", "department"], department);
    let host = with(host, &["data", "region"], region);
    stream(&service.decide(&host).await.expect(201))
}

fn opinion(host: &str, by: &Value) -> Value {
    json!({
        "type": "RecordPrefectOpinion",
        "stream": host,
        "data": {"opinion": "favourable"},
        "occurred_on": "2021-03-10",
        "actor": by,
    })
}

async fn forbidden(service: &Service, command: &Value, code: &str) {
    let before = service.head();
    let problem = service.decide(command).await.expect(403);
    assert_eq!(problem["code"], code, "{problem}");
    assert_eq!(problem["type"], format!("urn:jalon:problem:{code}"));
    assert_eq!(service.head(), before, "nothing was appended");
}

#[tokio::test]
async fn a_prefecture_decides_in_its_department_only() {
    let service = Service::begun().await;
    for (department, region, other) in [("2B", "94", "2A"), ("971", "01", "978")] {
        let host = host_in(&service, department, region).await;
        let by_other = opinion(&host, &actor("prefecture", other));
        forbidden(&service, &by_other, "OutsideTerritory").await;
        let by_own = opinion(&host, &actor("prefecture", department));
        service.decide(&by_own).await.expect(201);
    }
}

#[tokio::test]
async fn a_region_is_no_department() {
    let service = Service::begun().await;
    let host = host_in(&service, "59", "32").await;
    let by_region = opinion(&host, &actor("prefecture", "32"));
    forbidden(&service, &by_region, "OutsideTerritory").await;
    let nowhere = "host:01890000-0000-7000-8000-00000000ffff";
    let unknown = opinion(nowhere, &actor("prefecture", "59"));
    forbidden(&service, &unknown, "OutsideTerritory").await;
}

#[tokio::test]
async fn an_auditor_decides_nothing() {
    let service = Service::begun().await;
    let host = host_in(&service, "59", "32").await;
    for role in ["auditor", "analyst", "data_protection_officer"] {
        let command = opinion(&host, &actor(role, "national"));
        forbidden(&service, &command, "RoleMayNot").await;
    }
    let opening = with(
        crate::service::opening(),
        &["actor"],
        actor("auditor", "national"),
    );
    forbidden(&service, &opening, "RoleMayNot").await;
}

#[tokio::test]
async fn a_provider_decides_in_its_lots_only() {
    let service = Service::begun().await;
    let lot = json!({
        "type": "DefineTrainingLot",
        "stream": "programme:cnfs",
        "data": {"lot": "1", "delivery": "on_site", "providers": ["Provider A"], "regions": ["32"]},
        "occurred_on": "2021-01-01",
    });
    service.decide(&lot).await.expect(201);
    let candidate = json!({
        "type": "RegisterCandidate",
        "data": {"mobility_km": 20, "available_from": "2021-06-01", "department": "59", "region": "32"},
        "occurred_on": "2021-05-10",
    });
    let candidate = stream(&service.decide(&candidate).await.expect(201));
    let enrol = json!({
        "type": "EnrolInTraining",
        "stream": candidate,
        "data": {
            "lot": "1", "provider": "Provider A", "path_hours": 420, "delivery": "on_site",
            "starts_on": "2021-07-05", "ends_on": "2021-10-05",
        },
        "occurred_on": "2021-06-15",
    });
    for scope in ["lot:2", "Provider B", "national"] {
        let by_other = with(enrol.clone(), &["actor"], actor("training_provider", scope));
        forbidden(&service, &by_other, "OutsideTerritory").await;
    }
    let by_own = with(enrol, &["actor"], actor("training_provider", "lot:1"));
    let reply = service.decide(&by_own).await;
    assert_ne!(reply.status.as_u16(), 403, "{}", reply.text);
}

#[tokio::test]
async fn a_line_of_a_batch_is_held_to_it_too() {
    let service = Service::begun().await;
    let host = host_in(&service, "2B", "94").await;
    let line = opinion(&host, &actor("prefecture", "2A")).to_string();
    let reply = service
        .post("/commands/batch", crate::service::NDJSON, line)
        .await;
    let outcome = &reply.lines()[0];
    assert_eq!(
        (&outcome["status"], &outcome["code"]),
        (&json!(403), &json!("OutsideTerritory"))
    );
}
