//! A whole path over HTTP, with what follows automatically in the answers.

use serde_json::{Value, json};

use crate::service::{Service, actor, host, stream, with};

fn types(answer: &Value) -> Vec<&str> {
    let events = answer["events"].as_array().unwrap();
    events
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect()
}

fn on(stream: &str, type_name: &str, day: &str, data: &Value) -> Value {
    json!({"type": type_name, "stream": stream, "data": data, "occurred_on": day})
}

/// A host with one free post, after its vote; and what the vote was answered with.
async fn voted(service: &Service) -> (String, Value) {
    let session = json!({"label": "1", "ordinal": 1, "held_on": "2021-05-12", "phase": 1});
    let convene = on("session:1", "ConveneSession", "2021-05-03", &session);
    service.decide(&convene).await.expect(201);
    let host = stream(&service.decide(&host()).await.expect(201));
    let opinion = on(
        &host,
        "RecordPrefectOpinion",
        "2021-03-10",
        &json!({"opinion": "favourable"}),
    );
    let opinion = with(opinion, &["actor"], actor("prefecture", "59"));
    service.decide(&opinion).await.expect(201);
    let verdict = json!({"session": "session:1", "verdict": "favourable", "posts_granted": 1});
    let vote = on(&host, "RecordCoselecVote", "2021-05-12", &verdict);
    let vote = with(vote, &["actor"], actor("anct", "national"));
    let answer = service.decide(&vote).await.expect(201);
    (host, answer)
}

/// A person, shortlisted by the host.
async fn shortlisted(service: &Service, host: &str) -> String {
    let person = json!({
        "type": "RegisterCandidate",
        "data": {"mobility_km": 20, "available_from": "2021-05-15", "department": "59", "region": "32"},
        "occurred_on": "2021-05-10",
    });
    let person = stream(&service.decide(&person).await.expect(201));
    let proposed = json!({
        "type": "ProposeMatch",
        "data": {"host": host, "candidate": person, "origin": "manual"},
        "occurred_on": "2021-05-13",
    });
    let matched = stream(&service.decide(&proposed).await.expect(201));
    let shortlist = on(&matched, "ShortlistMatch", "2021-05-14", &json!({}));
    let shortlist = with(shortlist, &["actor"], actor("host", host));
    service.decide(&shortlist).await.expect(201);
    matched
}

#[tokio::test]
async fn a_favourable_vote_asks_for_both_mails_in_the_same_answer() {
    let service = Service::begun().await;
    let (host, answer) = voted(&service).await;
    let expected = [
        "CoselecVoteRecorded",
        "VoteTallied",
        "MailRequested",
        "MailRequested",
    ];
    assert_eq!(types(&answer), expected);
    assert_eq!(answer["position"], service.head());
    let path = format!("/tasks?role=engine&at_least={}", service.head());
    let tasks = service.get(&path).await.expect(200);
    assert_eq!(tasks["tasks"][0]["stream"], host);
    assert_eq!(tasks["tasks"][0]["task"], "deliver_mail");
}

#[tokio::test]
async fn a_vote_that_a_service_emits_with_its_tally_asks_for_both_mails_too() {
    let service = Service::begun().await;
    let session = json!({"label": "1", "ordinal": 1, "held_on": "2021-05-12", "phase": 1});
    let convene = on("session:1", "ConveneSession", "2021-05-03", &session);
    service.decide(&convene).await.expect(201);
    let host = stream(&service.decide(&host()).await.expect(201));
    // The companion comes first: the deciding event is found wherever it stands.
    let tally = json!({"host": host, "verdict": "favourable", "posts": 1});
    let vote = json!({"session": "session:1", "verdict": "favourable", "posts_granted": 1, "priority": false});
    let batch = json!([
        emitted(1, "session.VoteTallied", "session:1", &tally),
        emitted(2, "host.CoselecVoteRecorded", &host, &vote),
    ]);
    let many = "application/cloudevents-batch+json";
    let send = || service.post("/events", many, batch.to_string());
    let answers = send().await.expect(200);
    let answer = &answers[1];
    assert_eq!(
        types(answer),
        [
            "CoselecVoteRecorded",
            "VoteTallied",
            "MailRequested",
            "MailRequested",
        ]
    );
    assert_eq!(answer["events"][0]["event_id"], batch[1]["id"]);
    assert_eq!(answer["events"][1]["event_id"], batch[0]["id"]);
    let again = send().await.expect(200);
    assert_eq!(again[0]["events"], answer["events"]);
}

fn emitted(number: u8, of: &str, subject: &str, data: &Value) -> Value {
    json!({
        "specversion": "1.0",
        "id": format!("01890000-0000-7000-8000-0000000000f{number}"),
        "source": "/services/committee",
        "type": format!("fr.jalon.{of}.v1"),
        "subject": subject,
        "commandid": "01890000-0000-7000-8000-0000000000ff",
        "occurredon": "2021-05-12",
        "data": data,
    })
}

#[tokio::test]
async fn the_last_post_filled_closes_the_other_matches() {
    let service = Service::begun().await;
    let (host, _) = voted(&service).await;
    let hired = shortlisted(&service, &host).await;
    let other = shortlisted(&service, &host).await;
    let declare = on(
        &hired,
        "DeclareHire",
        "2021-05-20",
        &json!({"starts_on": "2021-06-01"}),
    );
    let by_another = actor("host", "host:01890000-0000-7000-8000-00000000ffff");
    let by_another = with(declare.clone(), &["actor"], by_another);
    let problem = service.decide(&by_another).await.expect(403);
    assert_eq!(problem["code"], "OutsideTerritory");
    let declare = with(declare, &["actor"], actor("host", &host));
    let answer = service.decide(&declare).await.expect(201);
    let expected = [
        "HireDeclared",
        "CandidateHired",
        "PostFilled",
        "MatchClosed",
    ];
    assert_eq!(types(&answer), expected);
    assert_eq!(answer["events"][3]["stream"], other);
    let closed = format!("/files/{other}?at_least={}", service.head());
    let closed = service.get(&closed).await.expect(200);
    assert_eq!(closed["pending"], json!([]));
    assert_eq!(closed["events"][2]["source"]["channel"], "reaction");
}
