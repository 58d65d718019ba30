//! JSON at the edges: input read strictly, with errors that name the field and the rule.

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Path;

use crate::engine::UNKNOWN_INSIDE;

/// An input that does not have the shape that its type asks for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}{message}", if field.is_empty() { String::new() } else { format!("`{field}`: ") })]
pub struct BadInput {
    /// The stable code: `UnknownType`, `InvalidField`.
    pub code: &'static str,
    /// The path of the field at fault, empty where it is the whole.
    pub field: String,
    /// What is wrong with it, and what would be right.
    pub message: String,
}

impl BadInput {
    /// No command or event has that name.
    pub fn unknown_type(type_name: &str) -> Self {
        let name: String = type_name.chars().take(80).collect();
        Self {
            code: "UnknownType",
            field: "type".to_owned(),
            message: format!("`{name}` is not a type of this programme"),
        }
    }
}

/// Reads a payload strictly: unknown fields and missing ones are refused.
pub(crate) fn payload<T: DeserializeOwned>(data: &Value) -> Result<T, BadInput> {
    // An array would be read field by field, by position.
    if !data.is_object() {
        return Err(BadInput {
            code: "InvalidField",
            field: String::new(),
            message: "the payload must be an object".to_owned(),
        });
    }
    serde_path_to_error::deserialize(data).map_err(|error| {
        let message = error.inner().to_string();
        BadInput {
            code: "InvalidField",
            field: path_of_fault(error.path(), message == UNKNOWN_INSIDE),
            message,
        }
    })
}

/// The path, without its last key where that one was made up inside a personal field: it may be
/// somebody's name.
fn path_of_fault(path: &Path, ends_in_a_made_up_key: bool) -> String {
    let whole = path.to_string();
    match path.iter().next_back() {
        None => String::new(),
        Some(key) if ends_in_a_made_up_key => {
            let known = whole.strip_suffix(&format!(".{key}"));
            known.unwrap_or_default().to_owned()
        }
        Some(_) => whole,
    }
}
