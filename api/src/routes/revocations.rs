//! `GET /revocations`: what became of each revoked import, and what could not be taken back.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::Uri;
use domain::engine::EventId;
use serde::Serialize;

use crate::app::App;
use crate::http::parameters::Parameters;
use crate::problem::Problem;
use crate::revocation::Progress;

/// One revoked import.
#[derive(Debug, Serialize)]
pub(crate) struct Revocation {
    /// The revocation's event.
    revocation: EventId,
    #[serde(flatten)]
    progress: Progress,
}

/// Each revoked import since the server's start: how many of its events were taken back, which
/// compensations were refused, by code, and which events no decision takes back, by type.
#[utoipa::path(
    get,
    path = "/v1/programmes/{programme}/revocations",
    tag = "operation",
    responses(
        (status = 200, description = "The revoked imports"),
        (status = 400, description = "A parameter is unknown"),
        (status = 404, description = "No such programme"),
    )
)]
pub(crate) async fn revocations(
    State(app): State<Arc<App>>,
    Path(programme): Path<String>,
    uri: Uri,
) -> Result<Json<Vec<Revocation>>, Problem> {
    Parameters::of(&uri, &[])?;
    let board = app.programme(&programme)?.revocations.all().into_iter();
    let shown = board.map(|(revocation, progress)| Revocation {
        revocation,
        progress,
    });
    Ok(Json(shown.collect()))
}
