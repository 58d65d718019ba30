//! The document describes what there is: every route, every command, every event.

use domain::{Command, Event};
use serde_json::{Value, json};

use crate::schema::conforms;
use crate::service::{NDJSON, Service, host, with};

const STREAM_KINDS: [&str; 5] = ["programme", "session", "host", "candidate", "match"];

async fn document() -> Value {
    Service::empty()
        .await
        .get("//openapi.json")
        .await
        .expect(200)
}

#[tokio::test]
async fn every_route_is_described() {
    let document = document().await;
    assert_eq!(document["openapi"], "3.1.0");
    for (method, route) in [
        ("post", "commands"),
        ("post", "commands/batch"),
        ("post", "events"),
        ("get", "events"),
        ("get", "files/{stream}"),
        ("get", "funnel"),
        ("get", "recruitments"),
        ("get", "territories"),
        ("get", "trajectory"),
        ("get", "training"),
        ("get", "quality"),
        ("get", "sessions"),
        ("get", "activity"),
        ("get", "tasks"),
        ("get", "tasks/calendar.ics"),
        ("get", "workflow/counts"),
    ] {
        let path = format!("/v1/programmes/{{programme}}/{route}");
        let operation = &document["paths"][&path][method];
        assert!(operation["summary"].is_string(), "{method} {path}");
        assert!(operation["operationId"].is_string(), "{method} {path}");
    }
}

#[tokio::test]
async fn what_a_decision_may_be_answered_with_is_described() {
    let document = document().await;
    for route in ["commands", "events"] {
        let path = format!("/v1/programmes/{{programme}}/{route}");
        let answers = &document["paths"][&path]["post"]["responses"];
        for status in ["201", "400", "403", "408", "413", "415", "422", "503"] {
            let described = &answers[status]["description"];
            assert!(described.is_string(), "{route} {status}");
        }
    }
}

#[tokio::test]
async fn every_command_has_a_schema() {
    let schemas = &document().await["components"]["schemas"];
    for (name, _) in Command::TYPES {
        let schema = &schemas[format!("{name}Command")];
        assert_eq!(schema["properties"]["type"]["const"], *name);
    }
}

#[tokio::test]
async fn every_event_type_is_named() {
    let schemas = &document().await["components"]["schemas"];
    let types = schemas["CloudEvent"]["properties"]["type"]["enum"]
        .as_array()
        .unwrap();
    for (kind, name, schema) in Event::catalogue() {
        // What any stream may hold has a type in each kind of stream.
        for kind in kind.map_or(STREAM_KINDS.to_vec(), |kind| vec![kind]) {
            let expected = json!(format!("fr.jalon.{kind}.{name}.v{schema}"));
            assert!(types.contains(&expected), "{expected}");
        }
    }
}

#[tokio::test]
async fn no_reference_leads_nowhere() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members
                    .values()
                    .for_each(|member| references(member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let document = document().await;
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 100);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap_or_default();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}

#[tokio::test]
async fn no_operation_has_the_name_of_another() {
    let document = document().await;
    let mut names: Vec<_> = document["paths"]
        .as_object()
        .unwrap()
        .values()
        .flat_map(|path| path.as_object().unwrap().values())
        .map(|operation| operation["operationId"].as_str().unwrap())
        .collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[tokio::test]
async fn every_success_has_a_schema() {
    let document = document().await;
    let mut seen = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (method, operation) in operations.as_object().unwrap() {
            let responses = operation["responses"].as_object().unwrap();
            for (status, response) in responses
                .iter()
                .filter(|(status, _)| status.starts_with('2'))
            {
                let content = response["content"].as_object();
                let place = format!("{method} {path} {status}");
                let content = content.unwrap_or_else(|| panic!("{place} holds nothing"));
                assert!(
                    content.values().all(|shape| shape["schema"].is_object()),
                    "{place}"
                );
                seen += content.len();
            }
        }
    }
    assert!(seen > 20, "{seen}");
}

#[tokio::test]
async fn read_models_are_what_is_described() {
    let document = document().await;
    let service = Service::begun().await;
    let host = service.decide(&host()).await.expect(201);
    for (route, component) in [
        ("tasks", "TasksAnswer"),
        ("activity", "ActivityAnswer"),
        ("funnel", "FunnelAnswer"),
        ("recruitments", "RecruitmentsAnswer"),
        ("territories", "TerritoriesAnswer"),
        ("trajectory", "TrajectoryAnswer"),
        ("training", "TrainingAnswer"),
        ("quality", "QualityAnswer"),
        ("sessions", "SessionsAnswer"),
        ("workflow/counts", "WorkflowCountsAnswer"),
    ] {
        let path = format!("/{route}?at_least={}", host["position"]);
        let answer = service.get(&path).await.expect(200);
        conforms(&document, component, &answer);
    }
    let machines = service.get("//v1/workflow").await.expect(200);
    let machines = machines["machines"].as_array().unwrap().clone();
    assert!(machines.len() > 4);
    for machine in &machines {
        conforms(&document, "Machine", machine);
    }
}

#[tokio::test]
async fn what_is_answered_is_what_is_described() {
    let document = document().await;
    let service = Service::begun().await;
    let (good, bad) = (host(), with(host(), &["data", "region"], "11"));
    let batch = format!("{good}\n{bad}\n");
    let lines = service.post("/commands/batch", NDJSON, batch).await.lines();
    conforms(&document, "BatchLine", &lines[0]);
    conforms(&document, "BatchLine", &lines[1]);

    let history = service.get("/events").await.expect(200);
    conforms(&document, "HistoryPage", &history);
    let file = format!(
        "/files/{}",
        history["events"][1]["subject"].as_str().unwrap()
    );
    conforms(
        &document,
        "FileTimeline",
        &service.get(&file).await.expect(200),
    );
    conforms(
        &document,
        "Liveness",
        &service.get("//health/live").await.expect(200),
    );
    conforms(
        &document,
        "Readiness",
        &service.get("//health/ready").await.expect(200),
    );

    let sent = json!([history["events"][1], {"specversion": "0.3"}]);
    let media_type = "application/cloudevents-batch+json";
    let outcomes = service
        .post("/events", media_type, sent.to_string())
        .await
        .expect(200);
    conforms(&document, "EventOutcome", &outcomes[0]);
    conforms(&document, "EventOutcome", &outcomes[1]);
}
