//! `POST /commands/batch`: lines of commands in, lines of answers out, in order, while both are under way.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::Cnfs;
use domain::engine::ProgrammeSlug;
use eventlog::{Decided, PendingDecision};
use futures_util::stream::{self, StreamExt};
use serde_json::{Value, json};

use super::commands::{Decision, idempotency_key};
use super::lines::{Line, Lines};
use crate::app::{App, slug};
use crate::command_request::CommandRequest;
use crate::http::layers::UnderWay;
use crate::http::parameters::Parameters;
use crate::http::{body, representation};
use crate::problem::Problem;
use crate::refused::problem_of;

/// What the lines of one batch have in common.
struct Batch {
    app: Arc<App>,
    slug: ProgrammeSlug,
    /// The batch's own key: line n without a key of its own then has the key `<key>:<n>`.
    key: Option<String>,
    /// Held until the last line is answered.
    _under_way: Option<UnderWay>,
}

/// Decides many commands, one on each line.
///
/// Each line is a command as `POST /commands` takes it, and may carry `idempotency_key`. Lines
/// are decided in order and answered in order, each with its number and status; a refused line
/// does not stop the others.
#[utoipa::path(
    post,
    path = "/v1/programmes/{programme}/commands/batch",
    tag = "decisions",
    responses(
        (status = 200, description = "One line for each: `{line, status, events, position}`, or `{line}` and a problem", content_type = "application/x-ndjson", body = String),
        (status = 400, description = "The body is empty"),
        (status = 408, description = "The first line did not come in time; nothing was decided"),
        (status = 415, description = "The body is not `application/x-ndjson`"),
    )
)]
pub(crate) async fn decide_lines(
    State(app): State<Arc<App>>,
    Path(programme): Path<String>,
    mut request: Request,
) -> Result<Response, Problem> {
    let under_way = request.extensions_mut().remove::<UnderWay>();
    let (head, content) = request.into_parts();
    Parameters::of(&head.uri, &[])?;
    body::expect_media_type(
        &head.headers,
        &[representation::NDJSON, "application/jsonl"],
    )?;
    let batch = Arc::new(Batch {
        slug: slug(&programme)?,
        key: idempotency_key(&head.headers)?.map(str::to_owned),
        _under_way: under_way,
        app,
    });
    let mut lines = Lines::of(content, &batch.app.limits);
    let first = body::in_time(&batch.app.limits, lines.next()).await?;
    let first = first.ok_or_else(body::empty)?;
    Ok(streamed(batch, first, lines))
}

/// The window bounds how many lines are decided and not yet answered; a reader that does not
/// read its answers stops the reading of its lines.
fn streamed(batch: Arc<Batch>, first: Line, lines: Lines) -> Response {
    let window = batch.app.limits.batch_window;
    let rest = stream::unfold(lines, |mut lines| async {
        lines.next().await.map(|line| (line, lines))
    });
    let answers = stream::once(async { first })
        .chain(rest)
        .then(move |line| {
            let batch = batch.clone();
            async move { (line.number, batch.submit(line).await) }
        })
        .map(|(number, submitted)| answered(number, submitted))
        .buffered(window)
        .map(Ok::<_, std::convert::Infallible>);
    let content_type = [(header::CONTENT_TYPE, representation::NDJSON)];
    (StatusCode::OK, content_type, Body::from_stream(answers)).into_response()
}

impl Batch {
    async fn submit(&self, line: Line) -> Result<PendingDecision<Cnfs>, Problem> {
        let content = line.content?;
        let json = body::json(&content)?;
        let key = self
            .key
            .as_ref()
            .map(|key| format!("{key}:{}", line.number));
        let command = CommandRequest::read(json, key.as_deref())?;
        let world = self.app.programmes.world().as_ref();
        let request = command.into_request(&self.slug, world)?;
        self.app
            .submit(&self.slug, request, Some(content.len()))
            .await
    }
}

async fn answered(number: u64, submitted: Result<PendingDecision<Cnfs>, Problem>) -> Bytes {
    let outcome = match submitted {
        Ok(pending) => pending.outcome().await.map_err(problem_of),
        Err(problem) => Err(problem),
    };
    let mut line = outcome_json(&outcome);
    line["line"] = number.into();
    Bytes::from(format!("{line}\n"))
}

/// One outcome among several: the answer to it alone, with its status.
pub(crate) fn outcome_json(outcome: &Result<Decided, Problem>) -> Value {
    match outcome {
        Ok(decided) => {
            let mut answer = json!(Decision::from(decided));
            answer["status"] = StatusCode::CREATED.as_u16().into();
            if decided.repeated {
                answer["repeated"] = true.into();
            }
            answer
        }
        Err(problem) => json!(problem),
    }
}
