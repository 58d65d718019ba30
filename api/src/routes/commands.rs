//! `POST /commands`: one decision.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use eventlog::{Appended, Decided};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::{App, slug};
use crate::command_request::CommandRequest;
use crate::http::parameters::Parameters;
use crate::http::{body, representation};
use crate::problem::Problem;
use crate::refused::problem_of;

/// The header that makes a write repeatable.
pub(crate) const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// Set to `true` on an answer that was given before, when nothing was appended.
pub(crate) const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// What was decided, once it is durable.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct Decision {
    /// The events of the atomic append, in order of position.
    pub(crate) events: Vec<DecidedEvent>,
    /// The position of the last one: what `at_least` of a read waits for.
    pub(crate) position: u64,
}

/// Where one event of a decision went.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct DecidedEvent {
    /// Its stream.
    pub(crate) stream: String,
    /// Its place there, from 1.
    pub(crate) version: u64,
    /// Its place in the programme, from 1.
    pub(crate) position: u64,
    /// Its type.
    #[serde(rename = "type")]
    #[schema(rename = "type")]
    pub(crate) type_name: String,
    /// Its identity.
    pub(crate) event_id: String,
}

impl From<&Decided> for Decision {
    fn from(decided: &Decided) -> Self {
        Self {
            events: decided.events.iter().map(DecidedEvent::from).collect(),
            position: decided.position.get(),
        }
    }
}

impl From<&Appended> for DecidedEvent {
    fn from(appended: &Appended) -> Self {
        Self {
            stream: appended.stream.to_string(),
            version: appended.version.get(),
            position: appended.position.get(),
            type_name: appended.type_name.to_string(),
            event_id: appended.event_id.to_string(),
        }
    }
}

/// Decides one command.
///
/// Answered once its events are durable. The same `Idempotency-Key` of the same actor with the
/// same body gives the same answer, for ever; refusals are not remembered.
#[utoipa::path(
    post,
    path = "/v1/programmes/{programme}/commands",
    tag = "decisions",
    responses(
        (status = 201, description = "Decided, and durable", body = Decision),
        (status = 400, description = "The body has not the shape asked for"),
        (status = 403, description = "The actor's role may not decide this, or not there; `code` says which"),
        (status = 404, description = "No such programme"),
        (status = 408, description = "The body did not come in time; nothing was decided"),
        (status = 409, description = "The stream is not at the expected version"),
        (status = 413, description = "The body is above the named limit"),
        (status = 415, description = "The body is not `application/json`"),
        (status = 422, description = "A rule refuses; `code` names it"),
        (status = 503, description = "Busy, or the outcome is unknown: repeat with the same key"),
    )
)]
pub(crate) async fn decide(
    State(app): State<Arc<App>>,
    Path(programme): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let (head, content) = request.into_parts();
    Parameters::of(&head.uri, &[])?;
    body::expect_media_type(&head.headers, &[representation::JSON])?;
    let bytes = body::whole(content, &app.limits).await?;
    let command = CommandRequest::read(body::json(&bytes)?, idempotency_key(&head.headers)?)?;
    let slug = slug(&programme)?;
    let request = command.into_request(&slug, app.programmes.world().as_ref())?;
    let pending = app.submit(&slug, request, Some(bytes.len())).await?;
    let decided = pending.outcome().await.map_err(problem_of)?;
    Ok(answer(&decided))
}

/// The key of a request, where it has one.
pub(crate) fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    headers
        .get(IDEMPOTENCY_KEY)
        .map(HeaderValue::to_str)
        .transpose()
        .map_err(|_| Problem::field("Idempotency-Key", "holds visible ASCII characters only"))
}

/// 201, and whether it was said before.
pub(crate) fn answer(decided: &Decided) -> Response {
    let mut response = (StatusCode::CREATED, Json(Decision::from(decided))).into_response();
    if decided.repeated {
        let said_before = HeaderValue::from_static("true");
        response.headers_mut().insert(REPLAYED, said_before);
    }
    response
}
