//! Bodies in: bounded, UTF-8, of the media type that the route takes.

use axum::body::Body;
use axum::http::{HeaderMap, StatusCode, header};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::Value;

use crate::limits::Limits;
use crate::problem::Problem;

/// The media type of the request without its parameters, lower-case; empty where none is said.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .map(|value| value.trim().to_ascii_lowercase())
        .unwrap_or_default()
}

/// Refuses a body of another media type than the route's.
pub(crate) fn expect_media_type(headers: &HeaderMap, accepted: &[&str]) -> Result<(), Problem> {
    let given = media_type(headers);
    if accepted.contains(&given.as_str()) {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "UnsupportedMediaType",
        format!(
            "the content type is `{given}`; this route takes {}",
            accepted.join(", ")
        ),
    ))
}

/// The whole body, at most as many bytes and as long as the limits say.
pub(crate) async fn whole(body: Body, limits: &Limits) -> Result<Bytes, Problem> {
    let limit = limits.body_bytes_max;
    let collected = in_time(limits, Limited::new(body, limit).collect()).await?;
    let bytes = collected
        .map_err(|why| {
            if why.downcast_ref::<LengthLimitError>().is_some() {
                too_large("body_bytes_max", limit)
            } else {
                interrupted()
            }
        })?
        .to_bytes();
    if bytes.is_empty() {
        return Err(empty());
    }
    Ok(bytes)
}

/// What becomes of `reading`, if it ends within the time that a body may take.
pub(crate) async fn in_time<T>(
    limits: &Limits,
    reading: impl Future<Output = T>,
) -> Result<T, Problem> {
    let read = tokio::time::timeout(limits.body_timeout(), reading).await;
    read.map_err(|_| {
        let wait = limits.body_timeout_ms;
        timed_out(format!(
            "the body did not come within {wait} ms, the limit `body_timeout_ms`; nothing was decided"
        ))
    })
}

/// A body that does not come.
pub(crate) fn timed_out(detail: String) -> Problem {
    Problem::new(StatusCode::REQUEST_TIMEOUT, "BodyTimedOut", detail)
}

/// A body above the named limit.
pub(crate) fn too_large(name: &str, limit: usize) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "BodyTooLarge",
        format!("the body is larger than {limit} bytes, the limit `{name}`"),
    )
}

/// A body with nothing in it.
pub(crate) fn empty() -> Problem {
    Problem::new(StatusCode::BAD_REQUEST, "EmptyBody", "the body is empty")
}

/// A body that ended before its end.
pub(crate) fn interrupted() -> Problem {
    Problem::new(
        StatusCode::BAD_REQUEST,
        "BodyInterrupted",
        "the body ended before its end",
    )
}

/// JSON, or where it stops being JSON.
pub(crate) fn json(bytes: &[u8]) -> Result<Value, Problem> {
    let text = std::str::from_utf8(bytes).map_err(|why| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "NotUtf8",
            format!(
                "the text is not UTF-8: the byte at offset {} does not belong to it",
                why.valid_up_to()
            ),
        )
    })?;
    serde_json::from_str(text).map_err(|why| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "MalformedJson",
            format!("this is not JSON: {why}"),
        )
    })
}
