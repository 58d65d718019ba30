//! `repairs FOLDER [PORT]`: the repairs of a housing association over HTTP, on a log of their own.
//!
//! `POST /commands` → ledger → log → overview → `GET /repairs`

mod programme;
mod read_model;

use std::{net::Ipv4Addr, sync::Arc, time::Duration};

use anyhow::Context;
use axum::http::{StatusCode, header::CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, body::Bytes, extract::State};
use domain::engine::{Actor, CivilDate, CommandId, Refusal, StreamName, Version};
use eventlog::{
    DataFolder, DecideError, EmbeddedLog, EmbeddedOptions, Environment, EventLog, ExpectedVersion,
    Ledger, LedgerLimits, Request, SystemEnvironment, Vault,
};
use programme::{Command, Refused, Repairs};
use projections::{Options, ReadModel};
use read_model::{Overview, table};
use serde::Deserialize;
use serde_json::{Value, json};

/// How long an answer waits at most until readers see what it tells.
const SEEN_WITHIN: Duration = Duration::from_secs(2);

/// Both halves: what decides, and what is read.
type Office = State<(Ledger<Repairs>, ReadModel<Overview>)>;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().context("usage: repairs FOLDER [PORT]")?;
    let port = arguments.next().map_or(Ok(8090), |port| port.parse())?;
    let folder = DataFolder::open_exclusive(folder)?; // Held to the end: one process writes here.
    let (slug, world) = ("repairs".parse()?, Arc::new(SystemEnvironment));
    // The log is the truth; the vault has the keys of what is sealed there; rows can be rebuilt.
    let vault = Arc::new(Vault::open(&folder.vault_dir(&slug))?);
    let rows = folder.read_models_dir(&slug);
    let (dir, options) = (folder.log_dir(&slug), EmbeddedOptions::default());
    let log: Arc<dyn EventLog> = Arc::new(EmbeddedLog::open(&dir, slug, world.clone(), options)?);
    let overview = ReadModel::start(log.clone(), Some(rows), Options::default()).await?;
    let ledger = Ledger::open(log, vault, world, LedgerLimits::default()).await?;
    let routes = Router::new()
        .route("/commands", post(decide))
        .route("/repairs", get(repairs))
        .with_state((ledger.clone(), overview.clone()));
    let listener = tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
    println!("listening on http://{}", listener.local_addr()?);
    let ended = async { tokio::signal::ctrl_c().await.unwrap_or_default() };
    let server = axum::serve(listener, routes);
    server.with_graceful_shutdown(ended).await?;
    overview.stop().await;
    Ok(ledger.close().await?)
}

/// What is posted: of today, and whatever the stream's version is, where nothing else is said.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Posted {
    stream: StreamName,
    command: Command,
    occurred_on: Option<CivilDate>,
    expected_version: Option<Version>,
}

async fn decide(State((ledger, rows)): Office, body: Bytes) -> Result<Response, Response> {
    let posted: Posted = serde_json::from_slice(&body)
        .map_err(|why| problem(StatusCode::BAD_REQUEST, "Unreadable", &why))?;
    let (role, id, scope) = ("office".into(), "desk".into(), "association".into());
    let actor = Actor { role, id, scope };
    let command_id = CommandId(SystemEnvironment.new_id());
    let version = posted.expected_version;
    let request = Request {
        occurred_on: posted.occurred_on,
        expected_version: version.map_or(ExpectedVersion::Any, ExpectedVersion::Exactly),
        ..Request::new(posted.stream, posted.command, actor, command_id)
    };
    let decided = ledger.decide(request).await;
    let decided = decided.map_err(|why| not_decided(&why))?;
    let _seen_or_late = rows.wait_for(decided.position, SEEN_WITHIN).await;
    let events = decided.events.iter().map(|of| {
        json!({ "position": of.position, "type": of.type_name, "stream": of.stream, "version": of.version })
    });
    let told = json!({ "position": decided.position, "events": events.collect::<Vec<_>>() });
    Ok((StatusCode::CREATED, Json(told)).into_response())
}

fn not_decided(why: &DecideError<Refused>) -> Response {
    let (status, code) = match why {
        DecideError::Refused(refused) => (StatusCode::UNPROCESSABLE_ENTITY, refused.code()),
        DecideError::Conflict { .. } => (StatusCode::CONFLICT, "VersionConflict"),
        _ if why.is_retryable() => (StatusCode::SERVICE_UNAVAILABLE, "TryAgain"),
        _ => (StatusCode::INTERNAL_SERVER_ERROR, "Failed"),
    };
    problem(status, code, why)
}

/// An answer of RFC 9457: a status, a stable code, and what happened in words.
fn problem(status: StatusCode, code: &str, why: &impl ToString) -> Response {
    let body = json!({ "status": status.as_u16(), "code": code, "detail": why.to_string() });
    let media_type = [(CONTENT_TYPE, "application/problem+json")];
    (status, media_type, body.to_string()).into_response()
}

async fn repairs(State((_, overview)): Office) -> Json<Value> {
    Json(overview.view(table))
}
