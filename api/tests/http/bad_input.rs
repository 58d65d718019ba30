//! Bad input: each has a clear answer, and changes nothing.

use std::convert::Infallible;

use axum::body::Body;
use axum::http::Request;
use futures_util::stream::{self, StreamExt as _};
use serde_json::{Value, json};

use crate::service::{JSON, NDJSON, Reply, Service, host, opening, with};
use api::Limits;

#[track_caller]
fn assert_problem(reply: &Reply, status: u16, code: &str, field: Option<&str>) {
    let problem = reply.json();
    assert_eq!(reply.status.as_u16(), status, "{problem}");
    assert_eq!(reply.header("content-type"), "application/problem+json");
    assert_eq!(problem["code"], code, "{problem}");
    assert_eq!(problem["status"], status, "{problem}");
    assert!(
        problem["detail"]
            .as_str()
            .is_some_and(|detail| !detail.is_empty())
    );
    if let Some(field) = field {
        assert_eq!(problem["errors"][0]["field"], field, "{problem}");
    }
}

async fn refused(command: &Value, status: u16, code: &str, field: Option<&str>) {
    let service = Service::begun().await;
    let before = service.head();
    let reply = service.decide(command).await;
    assert_problem(&reply, status, code, field);
    assert_eq!(service.head(), before, "nothing was appended");
}

async fn refused_body(body: impl Into<Body>, status: u16, code: &str) {
    let service = Service::begun().await;
    let before = service.head();
    let reply = service.post("/commands", JSON, body).await;
    assert_problem(&reply, status, code, None);
    assert_eq!(service.head(), before, "nothing was appended");
}

#[tokio::test]
async fn text_that_is_no_json() {
    refused_body("{\"type\":", 400, "MalformedJson").await;
}

#[tokio::test]
async fn bytes_that_are_no_utf8() {
    refused_body(vec![b'{', 0xff, b'}'], 400, "NotUtf8").await;
}

#[tokio::test]
async fn a_body_without_anything() {
    refused_body("", 400, "EmptyBody").await;
}

#[tokio::test]
async fn json_that_is_no_object() {
    refused_body("[1]", 400, "InvalidField").await;
}

#[tokio::test]
async fn members_in_a_list_are_no_object() {
    let data = host()["data"].clone();
    let nulls = vec![Value::Null; 6];
    let listed = [
        vec![json!("RegisterHost"), data, json!(null), json!(null)],
        vec![json!("exact")],
        nulls,
    ];
    refused(&json!(listed.concat()), 400, "InvalidField", None).await;
    let actor = json!(["operator", "desk", "national"]);
    let command = with(host(), &["actor"], actor);
    refused(&command, 400, "InvalidField", Some("actor")).await;
}

#[tokio::test]
async fn a_body_above_the_limit() {
    let body_bytes_max = 1_000;
    let limits = Limits {
        body_bytes_max,
        ..Limits::default()
    };
    let service = Service::with_limits(limits).await;
    let reply = service
        .post("/commands", JSON, vec![b' '; body_bytes_max + 1])
        .await;
    assert_problem(&reply, 413, "BodyTooLarge", None);
    assert!(reply.text.contains("body_bytes_max"));
}

#[tokio::test]
async fn a_body_that_does_not_come() {
    let limits = Limits {
        body_timeout_ms: 20,
        ..Limits::default()
    };
    let service = Service::with_limits(limits).await;
    for (path, media_type) in [
        ("/commands", JSON),
        ("/commands/batch", NDJSON),
        ("/events", "application/cloudevents+json"),
    ] {
        let begun = stream::once(async { Ok::<_, Infallible>("{\"type\":") });
        let body = Body::from_stream(begun.chain(stream::pending()));
        let reply = service.post(path, media_type, body).await;
        assert_problem(&reply, 408, "BodyTimedOut", None);
        assert!(reply.text.contains("body_timeout_ms"), "{}", reply.text);
    }
}

#[tokio::test]
async fn another_media_type() {
    let service = Service::begun().await;
    let reply = service
        .post("/commands", "text/plain", host().to_string())
        .await;
    assert_problem(&reply, 415, "UnsupportedMediaType", None);
    assert_eq!(service.head(), 1);
}

#[tokio::test]
async fn a_command_that_nobody_knows() {
    let command = with(host(), &["type"], "RegisterCastle");
    refused(&command, 400, "UnknownType", Some("type")).await;
}

#[tokio::test]
async fn a_member_that_nobody_knows() {
    let command = with(host(), &["ocurred_on"], "2021-03-01");
    refused(&command, 400, "InvalidField", Some("ocurred_on")).await;
}

#[tokio::test]
async fn a_field_that_nobody_knows() {
    let command = with(host(), &["data", "colour"], "blue");
    refused(&command, 400, "InvalidField", Some("data.colour")).await;
}

#[tokio::test]
async fn a_field_that_is_missing() {
    let mut command = host();
    command["data"]
        .as_object_mut()
        .unwrap()
        .remove("legal_name");
    refused(&command, 400, "InvalidField", Some("data.legal_name")).await;
}

#[tokio::test]
async fn a_value_of_another_kind() {
    let command = with(host(), &["data", "requested_posts"], "two");
    refused(&command, 400, "InvalidField", Some("data.requested_posts")).await;
}

#[tokio::test]
async fn a_day_that_the_calendar_lacks() {
    let command = with(host(), &["occurred_on"], "2021-02-30");
    refused(&command, 400, "InvalidField", Some("occurred_on")).await;
}

#[tokio::test]
async fn a_role_that_nobody_has() {
    let actor = json!({"role": "king", "id": "1", "scope": "national"});
    let command = with(host(), &["actor"], actor);
    refused(&command, 400, "InvalidField", Some("actor.role")).await;
}

#[tokio::test]
async fn a_department_outside_of_its_region() {
    let command = with(host(), &["data", "region"], "11");
    refused(&command, 422, "RegionDisagrees", Some("data.region")).await;
}

#[tokio::test]
async fn a_siret_that_fails_its_checksum() {
    let command = with(host(), &["data", "siret"], "12345678901234");
    refused(&command, 422, "SiretChecksum", Some("data.siret")).await;
}

#[tokio::test]
async fn la_poste_has_a_checksum_of_its_own() {
    let service = Service::begun().await;
    let command = with(host(), &["data", "siret"], "35600000000001");
    service.decide(&command).await.expect(201);
}

#[tokio::test]
async fn a_day_that_lies_ahead() {
    let command = with(host(), &["occurred_on"], "2021-07-02");
    refused(&command, 422, "OccurredInTheFuture", Some("occurred_on")).await;
}

#[tokio::test]
async fn a_stream_of_another_kind() {
    let command = with(host(), &["stream"], "session:12");
    refused(&command, 400, "InvalidField", Some("stream")).await;
}

#[tokio::test]
async fn a_stream_that_is_left_out_and_cannot_be_guessed() {
    let command = json!({"type": "ActivateHostAccount"});
    refused(&command, 400, "InvalidField", Some("stream")).await;
}

#[tokio::test]
async fn another_programmes_stream() {
    let command = with(opening(), &["stream"], "programme:other");
    refused(&command, 400, "InvalidField", Some("stream")).await;
}

#[tokio::test]
async fn a_programme_that_there_is_not() {
    let service = Service::empty().await;
    assert_problem(
        &service.decide(&host()).await,
        404,
        "UnknownProgramme",
        None,
    );
    assert_problem(&service.get("/funnel").await, 404, "UnknownProgramme", None);
    assert!(service.app.programmes.all().is_empty());
}

#[tokio::test]
async fn a_beginning_that_is_refused_leaves_no_programme() {
    let service = Service::empty().await;
    let command = with(opening(), &["occurred_on"], "2031-01-01");
    assert_problem(
        &service.decide(&command).await,
        422,
        "OccurredInTheFuture",
        None,
    );
    assert!(service.app.programmes.all().is_empty());
}

#[tokio::test]
async fn a_parameter_that_nobody_knows() {
    let service = Service::begun().await;
    for path in [
        "/funnel",
        "/events",
        "/files/programme:cnfs",
        "/territories",
    ] {
        let reply = service.get(&format!("{path}?as_off=2021-01-01")).await;
        assert_problem(&reply, 400, "UnknownParameter", Some("as_off"));
    }
}

#[tokio::test]
async fn parameters_with_values_that_mean_nothing() {
    let service = Service::begun().await;
    for (query, field) in [
        ("/funnel?as_of=yesterday", "as_of"),
        ("/funnel?known_at=2021-13-01", "known_at"),
        ("/funnel?region=99", "region"),
        ("/funnel?department=20", "department"),
        ("/funnel?at_least=-1", "at_least"),
        ("/funnel?timeout_ms=999999999", "timeout_ms"),
        ("/funnel?locale=de", "locale"),
        ("/funnel?as_of=2021-01-01&as_of=2021-01-02", "as_of"),
        ("/recruitments?by=week", "by"),
        ("/territories?level=commune", "level"),
        ("/events?limit=0", "limit"),
        ("/events?type=CastleRegistered", "type"),
        ("/events?stream=castle", "stream"),
        ("/events?personal=all", "personal"),
    ] {
        assert_problem(&service.get(query).await, 400, "InvalidField", Some(field));
    }
}

#[tokio::test]
async fn a_bad_parameter_is_told_by_its_name_and_its_rule() {
    let service = Service::begun().await;
    for (query, message) in [
        (
            "/funnel?at_least=-1",
            "`at_least`: is a whole number from 0 on, got `-1`",
        ),
        (
            "/events?after=x",
            "`after`: is a whole number from 0 on, got `x`",
        ),
        (
            "/events?limit=0",
            "`limit`: is a whole number from 1 to 1000, got 0",
        ),
        (
            "/events?limit=1.5",
            "`limit`: is a whole number from 1 to 1000, got `1.5`",
        ),
    ] {
        let problem = service.get(query).await.expect(400);
        assert_eq!(problem["detail"], message);
    }
}

#[tokio::test]
async fn a_bad_field_is_told_by_its_name_and_its_rule() {
    let service = Service::begun().await;
    let posts = "is a whole number from 1 to 4294967295, got \"two\"";
    for (path, given, message) in [
        (
            &["data", "requested_posts"][..],
            "two",
            format!("`data.requested_posts`: {posts}"),
        ),
        (
            &["correlation_id"],
            "one",
            "`correlation_id`: is a UUID".to_owned(),
        ),
        (
            &["dated"],
            "soon",
            "`dated`: is one of `exact` or `at_latest`, got `soon`".to_owned(),
        ),
    ] {
        let problem = service.decide(&with(host(), path, given)).await.expect(400);
        let detail = problem["detail"].as_str().unwrap();
        assert!(detail.starts_with(&message), "{detail}");
    }
}

#[tokio::test]
async fn paths_and_methods_that_there_are_not() {
    let service = Service::begun().await;
    assert_problem(&service.get("/castles").await, 404, "UnknownPath", None);
    assert_problem(&service.get("//nothing").await, 404, "UnknownPath", None);
    let reply = service.get("/commands").await;
    assert_problem(&reply, 405, "MethodNotAllowed", None);
    assert_eq!(reply.header("allow"), "POST");
}

#[tokio::test]
async fn a_representation_that_there_is_not() {
    let service = Service::begun().await;
    let reply = service
        .get_with("/funnel", &[("accept", "image/png")])
        .await;
    assert_problem(&reply, 406, "NotAcceptable", None);
}

#[tokio::test]
async fn a_name_from_elsewhere() {
    let service = Service::begun().await;
    let request = Request::get("/v1/programmes/cnfs/funnel")
        .header("host", "jalon.example.org")
        .body(Body::empty());
    assert_problem(
        &service.send(request.unwrap()).await,
        421,
        "NotLoopback",
        None,
    );
}

#[tokio::test]
async fn more_requests_at_once_than_the_limit() {
    let limits = Limits {
        requests_max: 0,
        ..Limits::default()
    };
    let service = Service::with_limits(limits).await;
    let reply = service.get("/funnel").await;
    assert_problem(&reply, 503, "TooManyRequests", None);
    assert_eq!(reply.header("retry-after"), "1");
    assert_eq!(service.get("//health/live").await.status.as_u16(), 200);
}

#[tokio::test]
async fn the_message_of_a_refused_field_does_not_repeat_its_name() {
    let service = Service::begun().await;
    let refused = service
        .decide(&with(host(), &["data", "region"], "94"))
        .await;
    let problem = refused.expect(422);
    let expected = json!([{
        "field": "data.region",
        "message": "department 59 lies in region 32, got 94 (rule 10)",
    }]);
    assert_eq!(problem["errors"], expected);
}
