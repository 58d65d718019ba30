//! `POST /events`: `CloudEvents` from services that emit domain events; each becomes its command and is decided.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Request as HttpRequest, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use domain::cloudevent::{BATCH_MEDIA_TYPE, Incoming, MEDIA_TYPE};
use domain::engine::{Channel, CivilDate, CommandId, EventId, ProgrammeSlug, Source};
use domain::{Cnfs, Command, Event};
use eventlog::{ExpectedVersion, Given, Identities, PendingDecision, Request};
use futures_util::stream::{self, StreamExt};
use serde_json::{Value, json};

use super::batch::outcome_json;
use super::commands::{answer, idempotency_key};
use crate::app::{App, slug};
use crate::command_request::{checked_actor, checked_key, derived_id, keyed_command, operator};
use crate::http::body;
use crate::http::parameters::Parameters;
use crate::problem::Problem;
use crate::refused::problem_of;

/// Decides domain events that a service emits.
///
/// One `CloudEvent` as `application/cloudevents+json`, or several as
/// `application/cloudevents-batch+json`: consecutive ones with the same `commandid` are one atomic
/// append. Each event becomes its command and is decided; companions that are missing are added.
/// An event id seen before is answered as before; with other content it is refused.
#[utoipa::path(
    post,
    path = "/v1/programmes/{programme}/events",
    tag = "decisions",
    responses(
        (status = 200, description = "For a batch: one answer for each event, in order: `{index, status, events, position}`, or `{index}` and a problem"),
        (status = 201, description = "For one event: decided, and durable", body = super::commands::Decision),
        (status = 400, description = "The body has not the shape asked for"),
        (status = 403, description = "The actor's role may not decide this, or not there; `code` says which"),
        (status = 408, description = "The body did not come in time; nothing was decided"),
        (status = 413, description = "The body, or a batch's count of events, is above the named limit"),
        (status = 415, description = "The body is no CloudEvent in structured or batch mode"),
        (status = 422, description = "A rule refuses; `code` names it"),
        (status = 503, description = "Busy, or the outcome is unknown: send the same event again"),
    )
)]
pub(crate) async fn receive(
    State(app): State<Arc<App>>,
    Path(programme): Path<String>,
    request: HttpRequest,
) -> Result<Response, Problem> {
    let (head, content) = request.into_parts();
    Parameters::of(&head.uri, &[])?;
    body::expect_media_type(&head.headers, &[MEDIA_TYPE, BATCH_MEDIA_TYPE])?;
    let slug = slug(&programme)?;
    let bytes = body::whole(content, &app.limits).await?;
    let json = body::json(&bytes)?;
    let key = idempotency_key(&head.headers)?.map(str::to_owned);
    if body::media_type(&head.headers) == MEDIA_TYPE {
        let incoming = incoming(&json)?;
        let pending = submit(&app, &slug, vec![incoming], key).await?;
        let decided = pending.outcome().await.map_err(problem_of)?;
        return Ok(answer(&decided));
    }
    let events = batch(json, app.limits.cloudevents_max)?;
    let answers = decide_all(app, slug, events, key).await;
    Ok((StatusCode::OK, Json(answers)).into_response())
}

fn incoming(json: &Value) -> Result<Incoming, Problem> {
    Incoming::from_json(json).map_err(|input| Problem::bad_input(&input, ""))
}

fn batch(json: Value, most: usize) -> Result<Vec<Value>, Problem> {
    match json {
        Value::Array(events) if events.is_empty() => Err(body::empty()),
        Value::Array(events) if events.len() > most => Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "BatchTooLarge",
            format!(
                "{} events; the limit `cloudevents_max` is {most}",
                events.len()
            ),
        )),
        Value::Array(events) => Ok(events),
        _ => Err(Problem::field("", "a batch is a JSON array of CloudEvents")),
    }
}

/// Events that are one append, or what stands in their place and cannot be read.
type Append = (usize, Result<Vec<Incoming>, Problem>);

/// One answer for each event; all of an append have the same.
async fn decide_all(
    app: Arc<App>,
    slug: ProgrammeSlug,
    events: Vec<Value>,
    key: Option<String>,
) -> Vec<Value> {
    let window = app.limits.batch_window;
    let answers = stream::iter(appends(&events).into_iter().enumerate())
        .then(move |(place, (count, append))| {
            let (app, slug) = (app.clone(), slug.clone());
            let key = key.as_ref().map(|key| format!("{key}:{place}"));
            async move {
                let pending = match append {
                    Ok(append) => submit(&app, &slug, append, key).await,
                    Err(problem) => Err(problem),
                };
                (count, pending)
            }
        })
        .map(|(count, pending)| answered(count, pending))
        .buffered(window)
        .collect::<Vec<_>>()
        .await;
    let numbered = answers.into_iter().flatten().enumerate();
    numbered
        .map(|(index, mut answer)| {
            answer["index"] = index.into();
            answer
        })
        .collect()
}

/// The answer to each event of an append, once it is decided.
async fn answered(count: usize, pending: Result<PendingDecision<Cnfs>, Problem>) -> Vec<Value> {
    let outcome = match pending {
        Ok(pending) => pending.outcome().await.map_err(problem_of),
        Err(problem) => Err(problem),
    };
    vec![outcome_json(&outcome); count]
}

/// Consecutive events with the same command are one append; how many they are, and what they say.
fn appends(events: &[Value]) -> Vec<Append> {
    let same_command = |one: &Value, other: &Value| {
        let command = one.get("commandid");
        command.is_some() && command == other.get("commandid")
    };
    events
        .chunk_by(same_command)
        .map(|append| (append.len(), append.iter().map(incoming).collect()))
        .collect()
}

async fn submit(
    app: &App,
    slug: &ProgrammeSlug,
    append: Vec<Incoming>,
    key: Option<String>,
) -> Result<PendingDecision<Cnfs>, Problem> {
    let mut request = request_of(append, slug, app.today())?;
    if let Some(key) = key {
        repeatable(&mut request, slug, &key)?;
    }
    app.submit(slug, request, None).await
}

/// What the ledger is asked. The event's id makes the command's, so that an event that is sent
/// again is recognised for ever.
fn request_of(
    append: Vec<Incoming>,
    slug: &ProgrammeSlug,
    today: CivilDate,
) -> Result<Request<Cnfs>, Problem> {
    append
        .iter()
        .try_for_each(|incoming| belongs(incoming, slug))?;
    let events: Vec<_> = append
        .iter()
        .map(|incoming| (incoming.stream.clone(), incoming.event.clone()))
        .collect();
    let (place, command) = Command::from_append(&events).map_err(|why| {
        let detail = why.to_string();
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "NotADecision", detail)
    })?;
    let deciding = append[place].clone();
    let command_id = deciding
        .command_id
        .unwrap_or_else(|| derived_command(slug, deciding.event_id));
    Ok(Request {
        command,
        actor: deciding
            .actor
            .map_or_else(|| Ok(operator()), checked_actor)?,
        stream: deciding.stream,
        occurred_on: deciding.occurred_on,
        dated: deciding.dated,
        expected_version: ExpectedVersion::Any,
        command_id,
        repeat_of: None,
        recorded_at: None,
        source: Source {
            channel: Channel::Api,
            batch: None,
            row: None,
            emitted_at: deciding.time,
        },
        causation_id: deciding.causation_id,
        correlation_id: deciding.correlation_id,
        corrects: deciding.corrects,
        identities: identities(append, place, today),
    })
}

/// An event that names another programme was sent to the wrong address.
fn belongs(incoming: &Incoming, slug: &ProgrammeSlug) -> Result<(), Problem> {
    match &incoming.programme {
        Some(other) if other != slug => {
            let message = format!("the event is of `{other}`, and was sent to `{slug}`");
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            Err(Problem::new(status, "OtherProgramme", message.as_str()).at("programme", message))
        }
        _ => Ok(()),
    }
}

/// Puts a request under a key, unless its events name their command: then this is its identity.
fn repeatable(request: &mut Request<Cnfs>, slug: &ProgrammeSlug, key: &str) -> Result<(), Problem> {
    checked_key(key)?;
    if let [given] = request.identities.given()
        && request.command_id == derived_command(slug, given.event_id)
    {
        let said = json!([given.event_id, given.stream, given.event, given.occurred_on]);
        request.repeat_of = Some(Bytes::from(said.to_string()));
        request.command_id = keyed_command(slug, &request.actor, key);
    }
    Ok(())
}

/// The command of an event that names none.
fn derived_command(slug: &ProgrammeSlug, event_id: EventId) -> CommandId {
    CommandId(derived_id(slug, &["event", &event_id.to_string()]))
}

/// The deciding event comes first. Companions that are missing are added, and what follows is
/// decided here, as for any decision.
fn identities(mut append: Vec<Incoming>, deciding: usize, today: CivilDate) -> Identities<Event> {
    append.swap(0, deciding);
    let given = append
        .into_iter()
        .map(|incoming| Given {
            event_id: incoming.event_id,
            stream: incoming.stream,
            event: incoming.event,
            occurred_on: incoming.occurred_on.unwrap_or(today),
            dated: incoming.dated,
            corrects: incoming.corrects,
            // What follows here is decided here: nobody says it to the programme from outside.
            reaction: None,
        })
        .collect();
    Identities::Emitted(given)
}
