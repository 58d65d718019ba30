//! The data that commands carry in the tests, each as an object in the clear.

use serde_json::{Value, json};
use uuid::Uuid;

/// The same object with some of its fields replaced.
pub(crate) fn with(mut object: Value, changes: Value) -> Value {
    let Value::Object(changes) = changes else {
        panic!("changes are an object");
    };
    object.as_object_mut().unwrap().extend(changes);
    object
}

pub(crate) fn host_in(department: &str, region: &str) -> Value {
    json!({"kind": "commune", "legal_name": "Commune d'essai", "department": department, "region": region})
}

pub(crate) fn person() -> Value {
    json!({"mobility_km": 20, "available_from": "2021-03-01", "department": "59", "region": "32"})
}

pub(crate) fn opinion() -> Value {
    json!({"opinion": "favourable"})
}

pub(crate) fn favourable(session: &str, posts: u32) -> Value {
    json!({"session": format!("session:{session}"), "verdict": "favourable", "posts_granted": posts})
}

pub(crate) fn unfavourable(session: &str) -> Value {
    json!({"session": format!("session:{session}"), "verdict": "unfavourable"})
}

pub(crate) fn terms(posts: u32) -> Value {
    json!({"posts": posts, "amount_cents": 5_000_000, "months": 24})
}

pub(crate) fn one_year() -> Value {
    json!({"starts_on": "2021-07-01", "contract": "cdd", "ends_on": "2022-06-30"})
}

pub(crate) fn place() -> Value {
    json!({"lot": "1", "provider": "AFPA", "path_hours": 420, "starts_on": "2021-07-05", "ends_on": "2021-09-30"})
}

/// Other dates for that place.
pub(crate) fn autumn() -> Value {
    json!({"starts_on": "2021-09-06", "ends_on": "2021-12-17"})
}

pub(crate) fn until(ends_on: &str) -> Value {
    json!({"ends_on": ends_on})
}

pub(crate) fn resignation() -> Value {
    json!({"on": "2022-01-31", "reason": "resignation"})
}

pub(crate) fn activity(on: &str) -> Value {
    json!({"on": on, "kind": "collective", "theme": "messagerie", "participants": 8, "minutes": 90})
}

pub(crate) fn reason() -> Value {
    json!({"reason": "Motif d'essai"})
}

pub(crate) fn returned(posts: u32) -> Value {
    json!({"posts": posts, "reason": "Motif d'essai"})
}

pub(crate) fn corrected(session: &str, verdict: &str, posts_delta: i32) -> Value {
    json!({"session": format!("session:{session}"), "verdict": verdict, "posts_delta": posts_delta, "reason": "Motif d'essai"})
}

/// A request for more posts; its id is the number.
pub(crate) fn requested(number: u128, posts: u32) -> Value {
    json!({"request": Uuid::from_u128(number), "posts": posts, "motive": "Motif d'essai"})
}

pub(crate) fn added(request: u128, posts: u32) -> Value {
    json!({"request": Uuid::from_u128(request), "posts": posts})
}

pub(crate) fn amended(field: &str, after: impl Into<Value>) -> Value {
    json!({"field": field, "after": after.into(), "reason": "Motif d'essai"})
}
