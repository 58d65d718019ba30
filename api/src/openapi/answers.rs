//! The answers of success that are not read models: history, files, batches and health.

use serde_json::{Value, json};

/// A route's answer: the method, the path, the status, and what it holds by media type.
pub(crate) struct Success {
    pub(crate) method: &'static str,
    pub(crate) path: &'static str,
    pub(crate) status: &'static str,
    pub(crate) content: Value,
}

/// The answers.
pub(crate) fn successes() -> Vec<Success> {
    let of = |method, path, status, content| Success {
        method,
        path,
        status,
        content,
    };
    let lines = json!({"application/x-ndjson": {"schema": each_line("BatchLine")}});
    vec![
        of(
            "get",
            "/health/live",
            "200",
            as_json(&reference("Liveness")),
        ),
        of(
            "get",
            "/health/ready",
            "200",
            as_json(&reference("Readiness")),
        ),
        of("get", "/v1/programmes/{programme}/events", "200", history()),
        of(
            "post",
            "/v1/programmes/{programme}/events",
            "200",
            as_json(&list(&reference("EventOutcome"))),
        ),
        of(
            "get",
            "/v1/programmes/{programme}/files/{stream}",
            "200",
            timeline(),
        ),
        of(
            "get",
            "/v1/programmes/{programme}/tasks/calendar.ics",
            "200",
            json!({"text/calendar": {"schema": {"type": "string"}}}),
        ),
        of("get", "/v1/workflow", "200", workflow()),
        of(
            "get",
            "/v1/programmes/{programme}/revocations",
            "200",
            as_json(&list(&reference("Revocation"))),
        ),
        of(
            "post",
            "/v1/programmes/{programme}/commands/batch",
            "200",
            lines,
        ),
    ]
}

/// What they refer to.
pub(crate) fn components() -> Vec<(&'static str, Value)> {
    vec![
        ("Liveness", object(json!({"status": {"const": "live"}}))),
        ("Readiness", readiness()),
        ("ReadModelStatus", read_model_status()),
        ("HistoryPage", history_page()),
        ("RecordedEvent", recorded_event()),
        ("FileTimeline", file_timeline()),
        ("TimelineEvent", timeline_event()),
        ("Revocation", revocation()),
        ("Machine", machine()),
        ("BatchLine", outcome("line", 1)),
        ("EventOutcome", outcome("index", 0)),
    ]
}

fn history() -> Value {
    let lines = json!({"schema": each_line("RecordedEvent")});
    let mut content = as_json(&reference("HistoryPage"));
    content["application/x-ndjson"] = lines;
    content
}

fn timeline() -> Value {
    let mut content = as_json(&reference("FileTimeline"));
    content["text/csv"] = json!({"schema": {"type": "string"}});
    content
}

fn workflow() -> Value {
    let machines = object(json!({"machines": list(&reference("Machine"))}));
    let mut content = as_json(&machines);
    content["text/markdown"] = json!({"schema": {"type": "string"}});
    content
}

fn machine() -> Value {
    let arrow = object(json!({
        "from": maybe(&text()),
        "to": text(),
        "step": text(),
        "event": text(),
        "commands": list(&text()),
    }));
    object(json!({
        "kind": text(),
        "states": list(&text()),
        "arrows": list(&arrow),
        "mermaid": text(),
    }))
}

fn readiness() -> Value {
    let programme = object(json!({
        "programme": text(),
        "position": maybe(&count()),
        "read_model": reference("ReadModelStatus"),
        "reason": maybe(&text()),
    }));
    object(json!({"status": {"const": "ready"}, "programmes": list(&programme)}))
}

fn revocation() -> Value {
    let counts = json!({"type": "object", "additionalProperties": count()});
    object(json!({
        "revocation": text(),
        "batch": text(),
        "done": {"type": "boolean"},
        "events": count(),
        "compensated": count(),
        "refused": counts,
        "not_compensable": counts,
    }))
}

fn read_model_status() -> Value {
    let stopped = object(json!({"position": maybe(&count()), "reason": text()}));
    object(json!({
        "name": text(),
        "version": count(),
        "position": maybe(&count()),
        "head": maybe(&count()),
        "lag": count(),
        "set_aside": maybe(&text()),
        "stopped": maybe(&stopped),
    }))
}

fn history_page() -> Value {
    object(json!({
        "programme": text(),
        "position": count(),
        "as_of": maybe(&day()),
        "known_at": maybe(&instant()),
        "events": list(&reference("RecordedEvent")),
        "next_after": maybe(&count()),
    }))
}

/// `CloudEvents` integers end at 2³¹ − 1; a greater count is text.
fn recorded_event() -> Value {
    let counted = json!({"type": ["integer", "string"]});
    let place = json!({
        "type": "object",
        "required": ["programme", "position", "streamversion", "appendedat"],
        "properties": {
            "programme": text(),
            "position": counted,
            "streamversion": counted,
            "appendedat": instant(),
            "channel": channel(),
            "batch": text(),
            "row": counted,
            "emittedat": instant(),
        },
    });
    json!({"allOf": [reference("CloudEvent"), place]})
}

fn file_timeline() -> Value {
    object(json!({
        "programme": text(),
        "position": count(),
        "as_of": day(),
        "known_at": maybe(&instant()),
        "complete": {"type": "boolean", "description": "Whether the limit `timeline_events_max` left no event out"},
        "stream": text(),
        "state": maybe(&text()),
        "events": list(&reference("TimelineEvent")),
        "pending": list(&reference("TaskRow")),
    }))
}

fn timeline_event() -> Value {
    let source = object(json!({
        "channel": channel(),
        "batch": maybe(&text()),
        "row": maybe(&count()),
        "emitted_at": maybe(&instant()),
    }));
    object(json!({
        "position": count(),
        "version": count(),
        "type": text(),
        "event_id": uuid(),
        "occurred_on": day(),
        "dated": {"enum": ["exact", "at_latest"]},
        "recorded_at": instant(),
        "actor": reference("Actor"),
        "source": source,
        "command_id": uuid(),
        "corrects": maybe(&uuid()),
        "before": maybe(&text()),
        "after": maybe(&text()),
        "data": {"type": "object", "description": "The event's fields; personal ones read `{\"sealed\": true}` unless asked for"},
    }))
}

/// One outcome among several, with its number from `first` on.
fn outcome(number: &str, first: u64) -> Value {
    let numbered = json!({"type": "integer", "minimum": first});
    let decided = json!({
        "type": "object",
        "required": [number, "status"],
        "properties": {
            number: numbered,
            "status": {"const": 201},
            "repeated": {"const": true, "description": "It was decided before: nothing was appended"},
        },
    });
    let refused = json!({
        "type": "object",
        "required": [number],
        "properties": {number: numbered},
    });
    json!({"oneOf": [
        {"allOf": [reference("Decision"), decided]},
        {"allOf": [reference("Problem"), refused]},
    ]})
}

fn reference(name: &str) -> Value {
    json!({"$ref": format!("#/components/schemas/{name}")})
}

/// `OpenAPI` 3.1 knows a body as one text; what each of its lines holds is said beside it.
fn each_line(name: &str) -> Value {
    json!({
        "type": "string",
        "contentMediaType": "application/x-ndjson",
        "contentSchema": reference(name),
        "description": format!("`{name}` on each line"),
    })
}

fn as_json(schema: &Value) -> Value {
    json!({"application/json": {"schema": schema}})
}

/// An object that has all of these members, always.
fn object(properties: Value) -> Value {
    let names = properties.as_object().into_iter().flatten();
    let required: Vec<_> = names.map(|(name, _)| name.clone()).collect();
    let mut schema = json!({"type": "object", "required": required});
    schema["properties"] = properties;
    schema
}

fn list(items: &Value) -> Value {
    json!({"type": "array", "items": items})
}

fn maybe(schema: &Value) -> Value {
    json!({"anyOf": [schema, {"type": "null"}]})
}

fn text() -> Value {
    json!({"type": "string"})
}

fn count() -> Value {
    json!({"type": "integer", "minimum": 0})
}

fn day() -> Value {
    json!({"type": "string", "format": "date"})
}

fn instant() -> Value {
    json!({"type": "string", "format": "date-time"})
}

fn uuid() -> Value {
    json!({"type": "string", "format": "uuid"})
}

fn channel() -> Value {
    json!({"enum": ["api", "import", "reaction", "correction"]})
}
