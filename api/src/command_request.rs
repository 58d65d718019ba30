//! A command as a request brings it: read strictly, given its identity, its stream and its actor.

use bytes::Bytes;
use domain::engine::{
    Actor, CivilDate, CommandId, Dated, EventId, ProgrammeSlug, Source, StreamKey, StreamName,
    Version,
};
use domain::permission::Role;
use domain::{BadInput, Cnfs, Command};
use eventlog::{Environment, ExpectedVersion, Identities, Request};
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use crate::problem::Problem;

/// The longest idempotency key, in bytes.
pub(crate) const IDEMPOTENCY_KEY_BYTES_MAX: usize = 255;
/// The longest identifier of an actor, in bytes.
pub(crate) const ACTOR_ID_BYTES_MAX: usize = 64;

/// The most bytes that an actor's scope may have.
const ACTOR_SCOPE_BYTES_MAX: usize = 256;

/// The namespace of every id that is derived from an idempotency key or a foreign event's id.
const DERIVED_IDS: Uuid = Uuid::from_u128(0x6a61_6c6f_6e00_5a00_8000_6465_7269_7665);

/// A command, checked as far as its shape goes.
#[derive(Debug)]
pub(crate) struct CommandRequest {
    command: Command,
    stream: Option<StreamName>,
    occurred_on: Option<CivilDate>,
    dated: Dated,
    expected_version: ExpectedVersion,
    actor: Actor,
    corrects: Option<EventId>,
    causation_id: Option<EventId>,
    correlation_id: Option<Uuid>,
    key: Option<String>,
    canonical: Bytes,
}

/// The JSON of a command.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body {
    r#type: String,
    #[serde(default)]
    data: Option<Value>,
    stream: Option<StreamName>,
    occurred_on: Option<CivilDate>,
    #[serde(default)]
    dated: Dated,
    expected_version: Option<u64>,
    actor: Option<GivenActor>,
    corrects: Option<EventId>,
    causation_id: Option<EventId>,
    correlation_id: Option<Uuid>,
    idempotency_key: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenActor {
    role: String,
    id: String,
    scope: String,
}

impl From<GivenActor> for Actor {
    fn from(given: GivenActor) -> Self {
        Self {
            role: given.role.into(),
            id: given.id.into(),
            scope: given.scope.into(),
        }
    }
}

impl CommandRequest {
    /// From a request's JSON; `header_key` is the `Idempotency-Key` it came with.
    pub(crate) fn read(mut json: Value, header_key: Option<&str>) -> Result<Self, Problem> {
        are_objects(&json)?;
        let body: Body = serde_path_to_error::deserialize(&json).map_err(|why| misshapen(&why))?;
        if let Some(members) = json.as_object_mut() {
            members.remove("idempotency_key");
        }
        let data = body
            .data
            .unwrap_or_else(|| Value::Object(serde_json::Map::new()));
        let command = Command::from_json(&body.r#type, &data)
            .map_err(|input| Problem::bad_input(&input, "data"))?;
        let key = body
            .idempotency_key
            .or_else(|| header_key.map(str::to_owned));
        key.as_deref().map(checked_key).transpose()?;
        Ok(Self {
            stream: checked_stream(body.stream, &command)?,
            command,
            occurred_on: body.occurred_on,
            dated: body.dated,
            expected_version: expected(body.expected_version),
            actor: body
                .actor
                .map_or_else(|| Ok(operator()), |given| checked_actor(given.into()))?,
            corrects: body.corrects,
            causation_id: body.causation_id,
            correlation_id: body.correlation_id,
            key,
            // Members stand in the order of their names: two spellings of one request are one text.
            canonical: Bytes::from(json.to_string()),
        })
    }

    /// What the ledger is asked. A key makes the command's id, so that a repeat is recognised
    /// for ever, and the id makes the id of a stream that the command creates.
    pub(crate) fn into_request(
        self,
        programme: &ProgrammeSlug,
        world: &dyn Environment,
    ) -> Result<Request<Cnfs>, Problem> {
        let command_id = match &self.key {
            Some(key) => keyed_command(programme, &self.actor, key),
            None => CommandId(world.new_id()),
        };
        let stream = match self.stream {
            Some(stream) => own_programme(stream, programme)?,
            None => implied_stream(&self.command, programme, command_id)?,
        };
        Ok(Request {
            command: self.command,
            stream,
            actor: self.actor,
            occurred_on: self.occurred_on,
            dated: self.dated,
            expected_version: self.expected_version,
            command_id,
            repeat_of: self.key.is_some().then_some(self.canonical),
            recorded_at: None,
            source: Source::api(),
            causation_id: self.causation_id,
            correlation_id: self.correlation_id,
            corrects: self.corrects,
            identities: Identities::Fresh,
        })
    }
}

/// Who decides where a request does not say: the operator, who may do all.
pub(crate) fn operator() -> Actor {
    Actor {
        role: "operator".into(),
        id: "operator".into(),
        scope: "national".into(),
    }
}

/// An id derived from a programme and what is said of it.
pub(crate) fn derived_id(programme: &ProgrammeSlug, parts: &[&str]) -> Uuid {
    // JSON keeps the parts apart whatever characters they hold.
    let name = serde_json::json!([programme.as_str(), parts]).to_string();
    Uuid::new_v5(&DERIVED_IDS, name.as_bytes())
}

/// The command of a request under an idempotency key: the key belongs to its actor.
pub(crate) fn keyed_command(programme: &ProgrammeSlug, actor: &Actor, key: &str) -> CommandId {
    CommandId(derived_id(programme, &["key", &actor.role, &actor.id, key]))
}

fn expected(version: Option<u64>) -> ExpectedVersion {
    match version.map(Version::new) {
        None => ExpectedVersion::Any,
        Some(None) => ExpectedVersion::NoStream,
        Some(Some(version)) => ExpectedVersion::Exactly(version),
    }
}

fn checked_stream(
    stream: Option<StreamName>,
    command: &Command,
) -> Result<Option<StreamName>, Problem> {
    let Some(stream) = stream else {
        return Ok(None);
    };
    if let Some(kind) = command.kind().filter(|kind| *kind != stream.kind()) {
        let name = command.type_name();
        let message = format!("`{name}` is decided on a stream `{kind}:…`, got `{stream}`");
        return Err(Problem::field("stream", message));
    }
    let by_id = matches!(stream.kind(), "host" | "candidate" | "match");
    if by_id && !matches!(stream.key(), StreamKey::Uuid(_)) {
        let message = format!("`{}:` is followed by a UUID, got `{stream}`", stream.kind());
        return Err(Problem::field("stream", message));
    }
    Ok(Some(stream))
}

fn own_programme(stream: StreamName, programme: &ProgrammeSlug) -> Result<StreamName, Problem> {
    if stream.kind() == "programme" && stream != programme_stream(programme) {
        let own = programme_stream(programme);
        let message = format!("this programme's stream is `{own}`, got `{stream}`");
        return Err(Problem::field("stream", message));
    }
    Ok(stream)
}

/// # Panics
/// Never: the letters of slugs are letters of keys.
fn programme_stream(programme: &ProgrammeSlug) -> StreamName {
    StreamName::of_text("programme", programme.as_str()).expect("a slug is a key")
}

fn new_stream(kind: &str, command_id: CommandId) -> StreamName {
    let id = Uuid::new_v5(&command_id.0, kind.as_bytes());
    StreamName::of_uuid(kind, id)
}

/// The stream of a command that names none: the one that it can only mean, or the one it creates.
fn implied_stream(
    command: &Command,
    programme: &ProgrammeSlug,
    command_id: CommandId,
) -> Result<StreamName, Problem> {
    match command {
        Command::RegisterHost(_) => Ok(new_stream("host", command_id)),
        Command::RegisterCandidate(_) => Ok(new_stream("candidate", command_id)),
        Command::ProposeMatch(_) => Ok(new_stream("match", command_id)),
        Command::ConveneSession(session) => StreamName::of_text("session", &session.label)
            .map_err(|why| Problem::field("data.label", why.to_string())),
        command if command.kind() == Some("programme") => Ok(programme_stream(programme)),
        command => {
            let (name, kind) = (command.type_name(), command.kind().unwrap_or("…"));
            let message = format!("is needed: `{name}` is decided on a stream `{kind}:…`");
            Err(Problem::field("stream", message))
        }
    }
}

/// An actor with a role of the catalogue, an opaque identifier, and a scope that is one.
pub(crate) fn checked_actor(actor: Actor) -> Result<Actor, Problem> {
    let role = actor.role.parse::<Role>().map_err(|_| {
        let known: Vec<_> = Role::names().collect();
        Problem::field("actor.role", format!("is one of {}", known.join(", ")))
    })?;
    let id_fits = (1..=ACTOR_ID_BYTES_MAX).contains(&actor.id.len());
    if !id_fits || actor.id.chars().any(char::is_control) {
        let message = format!("is 1 to {ACTOR_ID_BYTES_MAX} bytes without control characters");
        return Err(Problem::field("actor.id", message));
    }
    if !is_scope(role, &actor.scope) {
        let message = "is `national`, a department's or region's code, a stream's name, or for a training provider its name or `lot:` and a lot's label";
        return Err(Problem::field("actor.scope", message));
    }
    Ok(actor)
}

fn is_scope(role: Role, text: &str) -> bool {
    use domain::territory::{Department, Region};
    // A provider is named as its lot names it: any text.
    let names_a_provider = role == Role::TrainingProvider
        && (1..=ACTOR_SCOPE_BYTES_MAX).contains(&text.len())
        && !text.chars().any(char::is_control);
    names_a_provider
        || text == "national"
        || text.parse::<Department>().is_ok()
        || text.parse::<Region>().is_ok()
        || text.parse::<StreamName>().is_ok()
}

/// A key within its bounds.
pub(crate) fn checked_key(key: &str) -> Result<(), Problem> {
    if (1..=IDEMPOTENCY_KEY_BYTES_MAX).contains(&key.len()) {
        return Ok(());
    }
    let message = format!(
        "is 1 to {IDEMPOTENCY_KEY_BYTES_MAX} bytes, got {}",
        key.len()
    );
    Err(Problem::field("idempotency_key", message))
}

/// A list would be read as the members in their order, which nobody is told.
fn are_objects(command: &Value) -> Result<(), Problem> {
    if !command.is_object() {
        return Err(Problem::field("", "is an object with `type` and `data`"));
    }
    match command.get("actor") {
        None | Some(Value::Null | Value::Object(_)) => Ok(()),
        Some(_) => Err(Problem::field(
            "actor",
            "is an object with `role`, `id` and `scope`",
        )),
    }
}

fn misshapen(why: &serde_path_to_error::Error<serde_json::Error>) -> Problem {
    let path = why.path().to_string();
    let input = BadInput {
        code: "InvalidField",
        field: if path == "." { String::new() } else { path },
        message: why.inner().to_string(),
    };
    Problem::bad_input(&input, "")
}
