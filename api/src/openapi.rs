//! The `OpenAPI` 3.1 document: the routes as they stand in the code, the commands and events as the domain declares them.

mod answers;
mod parameters;
mod schemas;

use serde_json::{Map, Value, json};
use utoipa::openapi::{ComponentsBuilder, InfoBuilder, OpenApi, OpenApiBuilder};

use crate::problem::{FieldProblem, ProblemDetails};

/// The document before any route.
pub(crate) fn frame() -> OpenApi {
    let info = InfoBuilder::new()
        .title("Jalon")
        .version(env!("CARGO_PKG_VERSION"))
        .description(Some(
            "An event-sourced workflow engine: commands are decided and recorded as events, and every figure is computed from them, for any pair of times.",
        ))
        .build();
    let components = ComponentsBuilder::new()
        .schema_from::<ProblemDetails>()
        .schema_from::<FieldProblem>()
        .build();
    OpenApiBuilder::new()
        .info(info)
        .components(Some(components))
        .build()
}

/// The document with what the routes' own descriptions leave out: parameters, bodies, answers,
/// and a schema for every command and event.
pub(crate) fn complete(document: &OpenApi) -> Value {
    let mut document = json!(document);
    let generated = schemas::generate();
    if let Some(paths) = document["paths"].as_object_mut() {
        for (path, operations) in paths {
            complete_path(path, operations, &generated);
        }
    }
    for success in answers::successes() {
        let operation = &mut document["paths"][success.path][success.method];
        operation["responses"][success.status]["content"] = success.content;
    }
    let known = &mut document["components"]["schemas"];
    for (name, schema) in generated.components {
        known[name] = schema;
    }
    for (name, schema) in answers::components() {
        known[name] = schema;
    }
    document
}

fn complete_path(path: &str, operations: &mut Value, generated: &schemas::Generated) {
    for (method, operation) in operations.as_object_mut().into_iter().flatten() {
        let parameters = parameters::of(method, path);
        if !parameters.is_empty() {
            operation["parameters"] = Value::Array(parameters);
        }
        if method == "post" {
            operation["requestBody"] = request_body(path);
        }
        if let Some(schema) = generated.answers.get(path).filter(|_| method == "get") {
            operation["responses"]["200"]["content"] = json!({
                "application/json": {"schema": schema},
                "text/csv": {"schema": {"type": "string"}},
            });
        }
        describe_problems(operation);
    }
}

fn request_body(path: &str) -> Value {
    let reference = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let content = if path.ends_with("/batch") {
        json!({"application/x-ndjson": {"schema": {"type": "string", "description": "One command on each line"}}})
    } else if path.ends_with("/events") {
        json!({
            "application/cloudevents+json": {"schema": reference("CloudEvent")},
            "application/cloudevents-batch+json": {"schema": {"type": "array", "items": reference("CloudEvent")}},
        })
    } else {
        json!({"application/json": {"schema": reference("CommandRequest")}})
    };
    json!({"required": true, "content": content})
}

/// Every error answer is a problem of the media type of problems.
fn describe_problems(operation: &mut Value) {
    let responses = operation["responses"].as_object_mut();
    for (status, response) in responses.into_iter().flatten() {
        if status.starts_with(['4', '5']) {
            let problem = json!({"schema": {"$ref": "#/components/schemas/Problem"}});
            response["content"] = Value::Object(Map::from_iter([(
                crate::problem::MEDIA_TYPE.to_owned(),
                problem,
            )]));
        }
    }
}
