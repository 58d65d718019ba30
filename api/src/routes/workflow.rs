//! `GET /v1/workflow`: the state machines of every kind of stream, as JSON or as a page of diagrams.

use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use domain::workflow::{MachineShown, machines, workflow_markdown};
use serde::Serialize;

use crate::http::parameters::Parameters;
use crate::http::representation::{
    JSON, MARKDOWN, entity_tag, is_fresh, negotiate, not_modified, tagged,
};
use crate::problem::Problem;

/// The state machines.
#[derive(Debug, Serialize)]
pub(crate) struct Workflow {
    /// One for each kind of stream, and one for the file of a convention.
    machines: Vec<MachineShown>,
}

/// Where files may stand and what moves them: the tables that every decision is held to, each with
/// its diagram as Mermaid text; as a page of diagrams where `Accept: text/markdown` asks for it.
#[utoipa::path(
    get,
    path = "/v1/workflow",
    tag = "operation",
    responses(
        (status = 200, description = "The state machines"),
        (status = 304, description = "The reader holds them already"),
        (status = 400, description = "A parameter is unknown"),
        (status = 406, description = "Neither JSON nor Markdown is accepted"),
    )
)]
pub(crate) async fn workflow(headers: HeaderMap, uri: Uri) -> Result<Response, Problem> {
    Parameters::of(&uri, &[])?;
    let media_type = negotiate(&headers, &[JSON, MARKDOWN])?;
    let shown = if media_type == MARKDOWN {
        workflow_markdown().into_bytes()
    } else {
        let machines = machines();
        serde_json::to_vec(&Workflow { machines }).map_err(|why| Problem::internal(&why))?
    };
    let tag = entity_tag(&[media_type, &String::from_utf8_lossy(&shown)]);
    if is_fresh(&headers, &tag) {
        return Ok(not_modified(&tag));
    }
    Ok(tagged(media_type, &tag, shown))
}
