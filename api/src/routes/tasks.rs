//! `GET /tasks`: what waits for whom, since when and until when, a page at a time.

use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use projections::cnfs::views::{self, InScope, Lateness, TASKS_PAGE_MAX, TaskFilter, task_roles};

use super::read_models::one_of;
use super::reading::{Reading, TABLES};
use crate::app::App;
use crate::http::parameters::Parameters;
use crate::problem::Problem;

/// The parameters of the tasks.
pub(crate) const PARAMETERS: [&str; 12] = [
    "role",
    "scope",
    "late",
    "as_of",
    "known_at",
    "region",
    "department",
    "at_least",
    "timeout_ms",
    "limit",
    "offset",
    "locale",
];

/// What waits for whom: what has been due the longest comes first, with the counts of all that
/// the filter lets through.
#[utoipa::path(
    get,
    path = "/v1/programmes/{programme}/tasks",
    tag = "read models",
    responses(
        (status = 200, description = "One page of the open tasks, with the position and the times they hold for; as CSV where `Accept: text/csv` asks for it"),
        (status = 304, description = "The reader holds it already"),
        (status = 400, description = "A parameter is unknown or wrong"),
        (status = 404, description = "No such programme"),
        (status = 503, description = "The position waited for was not reached"),
    )
)]
pub(crate) async fn tasks(
    State(app): State<Arc<App>>,
    Path(programme): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Problem> {
    let parameters = Parameters::of(&uri, &PARAMETERS)?;
    let filter = page_of(&parameters)?;
    let reading = Reading::of(&app, &programme, (headers, uri), &parameters, &TABLES).await?;
    reading
        .show(move |rows, lens| views::tasks(rows, lens, &filter))
        .await
}

fn page_of(parameters: &Parameters) -> Result<TaskFilter, Problem> {
    let filter = filter(parameters)?;
    let limit = parameters.number("limit", 1..=TASKS_PAGE_MAX as u64)?;
    let offset = parameters.count("offset")?;
    Ok(TaskFilter {
        limit: limit.map_or(filter.limit, whole),
        offset: offset.map_or(0, whole),
        ..filter
    })
}

/// Which tasks are asked for, by `role`, `scope` and `late`.
pub(super) fn filter(parameters: &Parameters) -> Result<TaskFilter, Problem> {
    let lateness = match one_of(parameters, "late", &["false", "true"])? {
        "true" => Lateness::Late,
        _ => Lateness::Any,
    };
    let role = role(parameters)?;
    Ok(TaskFilter {
        scope: scope(parameters, role.as_deref())?,
        role,
        lateness,
        ..TaskFilter::default()
    })
}

/// A role that no task waits for is answered with none; a word that is no role is refused.
fn role(parameters: &Parameters) -> Result<Option<String>, Problem> {
    match parameters.text("role") {
        None => Ok(None),
        Some(_) => one_of(parameters, "role", &task_roles()).map(|role| Some(role.to_owned())),
    }
}

fn scope(parameters: &Parameters, role: Option<&str>) -> Result<InScope, Problem> {
    let read = |text: &str| -> Result<InScope, Infallible> { text.parse() };
    let scope = parameters.text("scope").map(read);
    let scope = scope.map_or(InScope::default(), |Ok(scope)| scope);
    if scope.may_be_of(role) {
        return Ok(scope);
    }
    let message = "is `national`, a department's code or a stream's name; only a training provider has a lot or a name";
    Err(Problem::field("scope", message))
}

/// What no machine counts to lies behind every page.
fn whole(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
