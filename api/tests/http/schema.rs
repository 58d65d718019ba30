//! Whether a value is what a schema of the document describes: the words that the document uses.

use serde_json::Value;

/// The value is what the component describes, and has no member that it does not.
#[track_caller]
pub(crate) fn conforms(document: &Value, component: &str, value: &Value) {
    let schema = &document["components"]["schemas"][component];
    assert!(schema.is_object(), "no schema {component}");
    if let Err(why) = check(document, schema, value, Part::Whole) {
        panic!("{component}: {why}\n{value:#}");
    }
}

/// Whether a schema describes an object alone, or together with others.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Whole,
    Shared,
}

fn check(document: &Value, schema: &Value, value: &Value, part: Part) -> Result<(), String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#'));
        return check(document, target.ok_or("no such schema")?, value, part);
    }
    for one in list(&schema["allOf"]) {
        check(document, one, value, Part::Shared)?;
    }
    for choice in ["anyOf", "oneOf"] {
        let choices = list(&schema[choice]);
        let fits = choices
            .iter()
            .any(|one| check(document, one, value, part).is_ok());
        if !choices.is_empty() && !fits {
            return Err(format!("none of {choice} fits {value}"));
        }
    }
    check_words(schema, value)?;
    check_members(document, schema, value, part)?;
    let items = value.as_array().into_iter().flatten();
    items
        .filter(|_| schema["items"].is_object())
        .try_for_each(|item| check(document, &schema["items"], item, Part::Whole))
}

fn check_words(schema: &Value, value: &Value) -> Result<(), String> {
    let constant = &schema["const"];
    if !constant.is_null() && constant != value {
        return Err(format!("{value} is not {constant}"));
    }
    let words = list(&schema["enum"]);
    if !words.is_empty() && !words.contains(value) {
        return Err(format!("{value} is none of {words:?}"));
    }
    let types = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        several => list(several).iter().filter_map(Value::as_str).collect(),
    };
    if types.is_empty() || types.contains(&type_of(value)) {
        return Ok(());
    }
    Err(format!("{value} is not of {types:?}"))
}

fn check_members(
    document: &Value,
    schema: &Value,
    value: &Value,
    part: Part,
) -> Result<(), String> {
    let Some(members) = value.as_object() else {
        return Ok(());
    };
    for name in list(&schema["required"]).iter().filter_map(Value::as_str) {
        members.get(name).ok_or(format!("`{name}` is missing"))?;
    }
    let Some(described) = schema["properties"].as_object() else {
        return Ok(());
    };
    for (name, member) in members {
        match described.get(name) {
            Some(schema) => check(document, schema, member, Part::Whole)
                .map_err(|why| format!("{name}: {why}"))?,
            None if part == Part::Whole => return Err(format!("`{name}` is not described")),
            None => {}
        }
    }
    Ok(())
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
