//! What each route takes beside its body, out of the same lists that the routes refuse unknown parameters by.

use projections::cnfs::views::task_roles;
use serde_json::{Value, json};

use crate::routes::{calendar, files, history, read_models, tasks};

/// The parameters of one operation.
pub(crate) fn of(method: &str, path: &str) -> Vec<Value> {
    let in_path = path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| parameter(name, "path"));
    let in_query = queries(method, path)
        .iter()
        .map(|name| parameter(name, "query"));
    let key = (method == "post").then(|| parameter("Idempotency-Key", "header"));
    in_path.chain(in_query).chain(key).collect()
}

fn queries(method: &str, path: &str) -> &'static [&'static str] {
    let within = path.strip_prefix("/v1/programmes/{programme}/");
    match (method, within) {
        ("get", Some("events")) => &history::PARAMETERS,
        ("get", Some("files/{stream}")) => &files::PARAMETERS,
        ("get", Some("recruitments")) => &read_models::PARAMETERS_BY,
        ("get", Some("territories")) => &read_models::PARAMETERS_LEVEL,
        ("get", Some("tasks")) => &tasks::PARAMETERS,
        ("get", Some("tasks/calendar.ics")) => &calendar::PARAMETERS,
        ("get", Some("revocations")) => &[],
        ("get", Some(_)) => &read_models::PARAMETERS,
        _ => &[],
    }
}

fn parameter(name: &str, place: &str) -> Value {
    let (schema, description) = described(name, place);
    json!({
        "name": name,
        "in": place,
        "required": place == "path",
        "schema": schema,
        "description": description,
    })
}

fn described(name: &str, place: &str) -> (Value, &'static str) {
    let text = json!({"type": "string"});
    let count = json!({"type": "integer", "minimum": 0});
    match (name, place) {
        ("programme", _) => (
            json!({"type": "string", "example": "cnfs"}),
            "The programme's name",
        ),
        ("stream", "path") => (
            text,
            "The file: `host:…`, `candidate:…`, `match:…`, `session:…`, `programme:…`",
        ),
        ("stream", _) => (text, "Only events of this stream"),
        ("type", _) => (
            text,
            "Only events of this type: `HostRegistered`, or `fr.jalon.host.HostRegistered.v1`",
        ),
        ("as_of", _) => (
            json!({"type": "string", "format": "date"}),
            "Only what had become true by that day (`occurred_on`); today in Paris where it is left out",
        ),
        ("known_at", _) => (
            text,
            "Only what had been recorded by then: a date (through the end of that day in Paris) or an instant (RFC 3339)",
        ),
        ("region", _) => (text, "Only what counts in that region, by its INSEE code"),
        ("department", _) => (
            text,
            "Only what counts in that department, by its INSEE code",
        ),
        ("at_least", _) => (count, "Waits until this position is reached"),
        ("timeout_ms", _) => (count, "How long to wait for it"),
        ("after", _) => (count, "Only events after this position"),
        ("limit", _) => (
            json!({"type": "integer", "minimum": 1}),
            "The most events or tasks of one page",
        ),
        ("offset", _) => (count, "How many tasks come before the page"),
        ("role", _) => (json!({"enum": task_roles()}), "Only what that role must do"),
        ("scope", _) => (
            text,
            "Only what lies within an actor's scope: `national`, a department's code, `host:…` or another stream, `lot:…`, a training provider's name",
        ),
        ("late", _) => (
            json!({"enum": ["false", "true"]}),
            "`true`: only what is past its last day in time",
        ),
        ("locale", _) => (
            json!({"enum": ["fr"]}),
            "For CSV: `fr` writes decimal commas and French headers",
        ),
        ("personal", _) => (
            json!({"enum": ["sealed", "clear"]}),
            "Whether personal fields are shown to those entitled to them",
        ),
        ("by", _) => (json!({"enum": ["half_month"]}), "The period"),
        ("level", _) => (json!({"enum": ["region", "department"]}), "The rows"),
        ("Idempotency-Key", _) => (
            json!({"type": "string", "minLength": 1, "maxLength": crate::command_request::IDEMPOTENCY_KEY_BYTES_MAX}),
            "The same key of the same actor with the same body gives the same answer, for ever",
        ),
        _ => (text, ""),
    }
}
