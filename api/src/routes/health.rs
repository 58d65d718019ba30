//! Health: whether the process lives, and whether it can answer with the newest figures.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use domain::engine::Position;
use projections::Status;
use serde::Serialize;
use serde_json::json;

use crate::app::App;
use crate::problem::Problem;
use crate::programmes::Programme;

/// The condition of one programme.
#[derive(Debug, Serialize)]
struct Condition {
    programme: String,
    /// The log's head.
    position: Option<u64>,
    read_model: Status,
    /// Why it is not ready.
    reason: Option<String>,
}

/// Whether the process lives.
#[utoipa::path(
    get,
    path = "/health/live",
    tag = "operation",
    responses((status = 200, description = "It does"))
)]
pub(crate) async fn live() -> Response {
    Json(json!({"status": "live"})).into_response()
}

/// Whether every programme can be decided on and read: the position of its log and of its read
/// model, how far this lags, and the reason where the answer is no.
#[utoipa::path(
    get,
    path = "/health/ready",
    tag = "operation",
    responses(
        (status = 200, description = "`{status, programmes}`"),
        (status = 503, description = "A problem that gives the reason"),
    )
)]
pub(crate) async fn ready(State(app): State<Arc<App>>) -> Response {
    let lag_max = app.limits.ready_lag_max;
    let programmes = app.programmes.all();
    let conditions: Vec<_> = programmes
        .iter()
        .map(|programme| condition(programme, lag_max))
        .collect();
    let reasons: Vec<_> = conditions
        .iter()
        .filter_map(|condition| condition.reason.clone())
        .collect();
    if !reasons.is_empty() {
        return Problem::unavailable("NotReady", reasons.join("; ")).into_response();
    }
    let body = json!({"status": "ready", "programmes": conditions});
    (StatusCode::OK, Json(body)).into_response()
}

fn condition(programme: &Programme, lag_max: u64) -> Condition {
    let status = programme.files.status();
    let slug = &programme.slug;
    let reason = match &status.stopped {
        Some(stopped) => Some(format!(
            "the read model of `{slug}` stands still: {}",
            stopped.reason
        )),
        None if status.lag > lag_max => Some(format!(
            "the read model of `{slug}` is {} events behind its log, the limit `ready_lag_max` is {lag_max}",
            status.lag
        )),
        None => None,
    };
    Condition {
        programme: slug.to_string(),
        position: programme.log().head().borrow().map(Position::get),
        read_model: status,
        reason,
    }
}
