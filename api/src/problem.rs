//! Problems as RFC 9457 tells them: a status, a stable code, and the fields at fault.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::BadInput;
use serde::Serialize;
use utoipa::ToSchema;

use crate::plain::told;

/// The media type of every error answer.
pub(crate) const MEDIA_TYPE: &str = "application/problem+json";

/// After how many seconds an overloaded or undecided request may be repeated.
pub(crate) const RETRY_AFTER_SECONDS: u64 = 1;

/// An error answer. Boxed, so that the way of success does not carry its weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Problem(Box<ProblemDetails>);

/// What an error answer tells.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemDetails {
    /// The problem's type: `urn:jalon:problem:` and the code.
    #[serde(rename = "type")]
    #[schema(rename = "type", example = "urn:jalon:problem:NoFreePost")]
    pub type_uri: String,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what would be right.
    pub detail: String,
    /// The stable code that programs read: `NoFreePost`.
    pub code: String,
    /// The fields at fault, where it is fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// At a version conflict: what was expected; 0 stands for no event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_version: Option<u64>,
    /// At a version conflict: what the stream has; 0 stands for no event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actual_version: Option<u64>,
    /// `Retry-After`, or the methods that a path takes.
    #[serde(skip)]
    headers: Vec<(header::HeaderName, HeaderValue)>,
}

/// One field at fault.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Its path: `data.department`, or a query parameter's name.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

impl Problem {
    /// A problem that says no more than its code and what happened.
    pub fn new(status: StatusCode, code: &str, detail: impl Into<String>) -> Self {
        Self(Box::new(ProblemDetails {
            type_uri: format!("urn:jalon:problem:{code}"),
            title: status.canonical_reason().unwrap_or("Error").to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            code: code.to_owned(),
            errors: Vec::new(),
            expected_version: None,
            actual_version: None,
            headers: Vec::new(),
        }))
    }

    /// What it tells.
    pub fn details(&self) -> &ProblemDetails {
        &self.0
    }

    /// A field that does not have the shape asked for: 400.
    pub fn field(field: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self::new(
            StatusCode::BAD_REQUEST,
            "InvalidField",
            told_of(field, &message),
        )
        .at(field, message)
    }

    /// Overload, or a state that passes: 503 with `Retry-After`.
    pub fn unavailable(code: &str, detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from(RETRY_AFTER_SECONDS))
    }

    /// The same problem, naming one more field; the whole body has no name.
    #[must_use]
    pub fn at(mut self, field: &str, message: impl Into<String>) -> Self {
        if field.is_empty() {
            return self;
        }
        self.0.errors.push(FieldProblem {
            field: field.to_owned(),
            message: message.into(),
        });
        self
    }

    /// The same problem with a header.
    #[must_use]
    pub fn with_header(mut self, name: header::HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// The same problem, with the versions that met; 0 stands for no event.
    #[must_use]
    pub fn with_versions(mut self, expected: u64, actual: u64) -> Self {
        self.0.expected_version = Some(expected);
        self.0.actual_version = Some(actual);
        self
    }

    /// The HTTP status.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Input that has not the shape asked for; `prefix` is where it stood: `data`.
    pub fn bad_input(input: &BadInput, prefix: &str) -> Self {
        let field = if input.code == "UnknownType" {
            input.field.clone()
        } else {
            path_of(prefix, &input.field, &input.message)
        };
        let message = told(&input.message);
        let detail = told_of(&field, &message);
        Self::new(StatusCode::BAD_REQUEST, input.code, detail).at(&field, message)
    }

    /// A fault of the server itself; what it was stands in the log, not in the answer.
    pub fn internal(why: &dyn std::fmt::Display) -> Self {
        tracing::error!(%why, "request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalError",
            "the server met a fault of its own; it is in its log under the id of this request",
        )
    }
}

/// What is wrong, after the field's name where it has one.
fn told_of(field: &str, message: &str) -> String {
    if field.is_empty() {
        return message.to_owned();
    }
    format!("`{field}`: {message}")
}

/// The full path of a field. A missing or unknown one is named in the message only: its path
/// as read ends at what should hold it.
fn path_of(prefix: &str, field: &str, message: &str) -> String {
    let named = message
        .strip_prefix("missing field `")
        .or_else(|| message.strip_prefix("unknown field `"))
        .and_then(|rest| rest.split('`').next())
        .filter(|name| !field.ends_with(name));
    [Some(prefix), Some(field), named]
        .into_iter()
        .flatten()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join(".")
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = serde_json::to_vec(&self).unwrap_or_default();
        let mut response = (self.status(), body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.extend(self.0.headers);
        response
    }
}
