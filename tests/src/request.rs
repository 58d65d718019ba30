//! The commands that the tests send, as JSON: a small programme of May 2021.

use serde_json::{Value, json};

/// The day of every session here.
const HELD_ON: &str = "2021-05-12";

/// Opens the programme with an envelope of posts.
pub fn open_programme(posts_envelope: u32) -> Value {
    json!({
        "type": "OpenProgramme",
        "stream": "programme:cnfs",
        "occurred_on": "2020-11-17",
        "data": {"name": "Test programme", "posts_envelope": posts_envelope, "opened_on": "2020-11-17"},
    })
}

/// Calls a session.
pub fn convene(label: &str, ordinal: u64) -> Value {
    json!({
        "type": "ConveneSession",
        "stream": format!("session:{label}"),
        "occurred_on": "2021-05-03",
        "data": {"label": label, "ordinal": ordinal, "held_on": HELD_ON, "phase": 1},
    })
}

/// Registers a host; its stream is the engine's choice.
pub fn register_host(legal_name: &str) -> Value {
    json!({
        "type": "RegisterHost",
        "occurred_on": "2021-05-03",
        "data": {
            "kind": "commune", "legal_name": legal_name, "department": "59", "region": "32",
            "requested_posts": 2,
            "contact": {"name": "Contact of a test", "email": "contact@example.org"},
        },
    })
}

/// A favourable vote: on the host and on the session.
pub fn vote(host: &str, session: &str, posts: u32) -> Value {
    json!({
        "type": "RecordCoselecVote",
        "stream": host,
        "occurred_on": HELD_ON,
        "data": {"session": session, "verdict": "favourable", "posts_granted": posts},
    })
}

/// A prefect's opinion.
pub fn opinion(host: &str) -> Value {
    json!({
        "type": "RecordPrefectOpinion",
        "stream": host,
        "occurred_on": "2021-05-10",
        "data": {"opinion": "favourable"},
    })
}

/// Registers a candidate; the stream is the engine's choice.
pub fn register_candidate(legacy_id: &str) -> Value {
    json!({
        "type": "RegisterCandidate",
        "occurred_on": "2021-05-10",
        "data": {
            "mobility_km": 20, "available_from": "2021-06-01", "department": "59", "region": "32",
            "legacy_id": legacy_id,
        },
    })
}

/// Brings a candidate and a host together; the stream is the engine's choice.
pub fn propose_match(host: &str, candidate: &str) -> Value {
    json!({
        "type": "ProposeMatch",
        "occurred_on": "2021-05-13",
        "data": {"host": host, "candidate": candidate, "origin": "manual"},
    })
}

/// The host is interested.
pub fn shortlist(matched: &str) -> Value {
    json!({"type": "ShortlistMatch", "stream": matched, "occurred_on": "2021-05-14", "data": {}})
}

/// The hire: on the match, the candidate and the host.
pub fn declare_hire(matched: &str) -> Value {
    json!({
        "type": "DeclareHire",
        "stream": matched,
        "occurred_on": "2021-05-20",
        "data": {"starts_on": "2021-06-01"},
    })
}
