//! The schemas that the domain and the read models declare, as components of the document.

use std::collections::BTreeMap;

use domain::permission::Role;
use domain::{Command, Event, cloudevent};
use projections::cnfs::{Answer, views};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde_json::{Map, Value, json};

use crate::command_request::{ACTOR_ID_BYTES_MAX, IDEMPOTENCY_KEY_BYTES_MAX};

/// The kinds of streams.
const STREAM_KINDS: [&str; 5] = ["programme", "session", "host", "candidate", "match"];

/// What was generated.
pub(crate) struct Generated {
    /// By name.
    pub(crate) components: Map<String, Value>,
    /// The schema of each read model's answer, by path.
    pub(crate) answers: BTreeMap<String, Value>,
}

/// Everything that the domain declares.
pub(crate) fn generate() -> Generated {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.definitions_path = "/components/schemas".into();
    });
    let mut generator = settings.into_generator();
    let commands = Command::schemas(&mut generator);
    let events = Event::schemas(&mut generator);
    let answers = answers(&mut generator);
    let mut components = generator.take_definitions(true);
    let answers = named(answers, &mut components);
    components.insert("Actor".to_owned(), actor());
    components.insert("CommandRequest".to_owned(), any_command(&commands));
    for (name, payload) in &commands {
        components.insert(format!("{name}Command"), command(name, payload));
    }
    components.insert("CloudEvent".to_owned(), cloud_event(&events));
    Generated {
        components,
        answers,
    }
}

/// The generated schema of each read model's answer, with the name it is to have.
fn answers(generator: &mut SchemaGenerator) -> Vec<(&'static str, &'static str, Schema)> {
    fn of<V: JsonSchema>(generator: &mut SchemaGenerator) -> Schema {
        generator.subschema_for::<Answer<V>>()
    }
    vec![
        ("funnel", "FunnelAnswer", of::<views::Funnel>(generator)),
        (
            "recruitments",
            "RecruitmentsAnswer",
            of::<views::Recruitments>(generator),
        ),
        (
            "territories",
            "TerritoriesAnswer",
            of::<views::Territories>(generator),
        ),
        (
            "trajectory",
            "TrajectoryAnswer",
            of::<views::Trajectory>(generator),
        ),
        (
            "training",
            "TrainingAnswer",
            of::<views::Training>(generator),
        ),
        ("quality", "QualityAnswer", of::<views::Quality>(generator)),
        (
            "sessions",
            "SessionsAnswer",
            of::<views::Sessions>(generator),
        ),
        (
            "activity",
            "ActivityAnswer",
            of::<views::Activities>(generator),
        ),
        ("tasks", "TasksAnswer", of::<views::Tasks>(generator)),
        (
            "workflow/counts",
            "WorkflowCountsAnswer",
            of::<views::WorkflowCounts>(generator),
        ),
    ]
}

/// The generator numbers the answers; readers of the document want names.
fn named(
    answers: Vec<(&'static str, &'static str, Schema)>,
    components: &mut Map<String, Value>,
) -> BTreeMap<String, Value> {
    let mut references = BTreeMap::new();
    for (route, name, schema) in answers {
        let generated = schema.get("$ref").and_then(Value::as_str);
        let generated = generated.and_then(|reference| reference.rsplit('/').next());
        let component = generated.and_then(|generated| components.remove(generated));
        components.insert(name.to_owned(), component.unwrap_or(schema.into()));
        references.insert(
            format!("/v1/programmes/{{programme}}/{route}"),
            json!({"$ref": format!("#/components/schemas/{name}")}),
        );
    }
    references
}

fn any_command(commands: &[(&'static str, Schema)]) -> Value {
    let reference = |name: &str| format!("#/components/schemas/{name}Command");
    let one_of: Vec<_> = commands
        .iter()
        .map(|(name, _)| json!({"$ref": reference(name)}))
        .collect();
    let mapping: Map<String, Value> = commands
        .iter()
        .map(|(name, _)| ((*name).to_owned(), reference(name).into()))
        .collect();
    json!({
        "oneOf": one_of,
        "discriminator": {"propertyName": "type", "mapping": mapping},
    })
}

fn command(name: &str, payload: &Schema) -> Value {
    let kind = Command::TYPES
        .iter()
        .find(|(known, _)| *known == name)
        .map_or("", |(_, kind)| kind.unwrap_or("…"));
    let date = json!({"type": "string", "format": "date"});
    let uuid = json!({"type": "string", "format": "uuid"});
    let stream =
        format!("`{kind}:…`; a new one is made where it is left out and the command creates it");
    json!({
        "type": "object",
        "description": format!("Decided on a stream `{kind}:…`."),
        "required": ["type"],
        "additionalProperties": false,
        "properties": {
            "type": {"const": name},
            "data": payload,
            "stream": {"type": "string", "pattern": format!("^{kind}:"), "description": stream},
            "occurred_on": date,
            "dated": {"enum": ["exact", "at_latest"]},
            "expected_version": {"type": "integer", "minimum": 0, "description": "0: no event yet"},
            "actor": {"$ref": "#/components/schemas/Actor"},
            "corrects": uuid,
            "causation_id": uuid,
            "correlation_id": uuid,
            "idempotency_key": {"type": "string", "minLength": 1, "maxLength": IDEMPOTENCY_KEY_BYTES_MAX},
        },
    })
}

fn actor() -> Value {
    json!({
        "type": "object",
        "description": "Who decides; the operator, who may do all, where it is left out",
        "required": ["role", "id", "scope"],
        "additionalProperties": false,
        "properties": {
            "role": {"enum": Role::names().collect::<Vec<_>>()},
            "id": {"type": "string", "minLength": 1, "maxLength": ACTOR_ID_BYTES_MAX},
            "scope": {"type": "string", "examples": ["national", "75", "host:01890000-0000-7000-8000-000000000000"]},
        },
    })
}

/// The `type` of an event in each kind of stream that may hold it.
fn types_of((kind, name, schema): (Option<&str>, &str, u16)) -> Vec<String> {
    let of_kind = |kind| format!("fr.jalon.{kind}.{name}.v{schema}");
    match kind {
        Some(kind) => vec![of_kind(kind)],
        None => STREAM_KINDS.map(of_kind).to_vec(),
    }
}

fn cloud_event(events: &[(&'static str, Schema)]) -> Value {
    let types: Vec<_> = Event::catalogue().flat_map(types_of).collect();
    let payloads: Vec<_> = events.iter().map(|(_, payload)| payload).collect();
    json!({
        "type": "object",
        "description": format!("A CloudEvent 1.0 in JSON (`{}`); the extension attributes carry what an event carries here", cloudevent::MEDIA_TYPE),
        "required": ["specversion", "id", "source", "type", "subject", "data"],
        "properties": {
            "specversion": {"const": "1.0"},
            "id": {"type": "string", "format": "uuid"},
            "source": {"type": "string"},
            "type": {"enum": types},
            "subject": {"type": "string", "description": "The stream"},
            "time": {"type": "string", "format": "date-time"},
            "occurredon": {"type": "string", "format": "date"},
            "dated": {"enum": ["exact", "at_latest"]},
            "commandid": {"type": "string", "format": "uuid"},
            "causationid": {"type": "string", "format": "uuid"},
            "correlationid": {"type": "string", "format": "uuid"},
            "corrects": {"type": "string", "format": "uuid"},
            "actorrole": {"enum": Role::names().collect::<Vec<_>>()},
            "actorid": {"type": "string"},
            "actorscope": {"type": "string"},
            "data": {"anyOf": payloads},
        },
    })
}
