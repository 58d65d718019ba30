//! The published mapping between a recorded event and a `CloudEvent` 1.0 in JSON, both ways.
//!
//! | attribute | holds | read |
//! |---|---|---|
//! | `id`, `type`, `subject`, `data` | event id, `fr.jalon.<kind>.<EventName>.v<schema>`, stream, payload | required |
//! | `source` | the emitter: `/programmes/<slug>` for what this engine writes | required, not kept |
//! | `time` | `recorded_at`; a service that emits says by it when the thing happened | optional |
//! | `occurredon`, `dated`, `corrects` | the business date, how well it is known, the event corrected | optional |
//! | `actorrole`, `actorid`, `actorscope` | who decided | all three or none |
//! | `commandid`, `causationid`, `correlationid` | what it belongs together with | optional |
//! | `channel`, `batch`, `row`, `emittedat` | by which way it came in | optional |
//! | `programme`, `position`, `streamversion`, `appendedat` | what the log assigned | optional, and assigned anew |
//!
//! `type` and `data` always have today's schema: an event stored in an older shape was lifted when
//! it was read. `CloudEvents` leaves room for extension attributes of others, so unknown attributes
//! are ignored; unknown members of `data` are refused.

mod attributes;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::engine::{
    Actor, Channel, CivilDate, CommandId, Dated, EventId, Instant, Meta, Position, ProgrammeSlug,
    Recorded, StoredEvent, StreamName, Version,
};
use crate::{BadInput, Event};
use attributes::{Attributes, bad};

/// The media type of one event.
pub const MEDIA_TYPE: &str = "application/cloudevents+json";
/// The media type of an array of events.
pub const BATCH_MEDIA_TYPE: &str = "application/cloudevents-batch+json";

/// The only version of the specification that is spoken.
const SPECVERSION: &str = "1.0";
/// What every `type` begins with.
const TYPE_PREFIX: &str = "fr.jalon";
/// The media type of `data`.
const DATA_MEDIA_TYPE: &str = "application/json";

/// The `type` attribute of an event in a stream: `fr.jalon.host.HostRegistered.v1`.
pub fn type_of(stream: &StreamName, event: &Event) -> String {
    format!(
        "{TYPE_PREFIX}.{}.{}.v{}",
        stream.kind(),
        event.type_name(),
        event.schema()
    )
}

/// The `CloudEvent` of a recorded event. Personal fields stand in it as they stand in the event:
/// in the clear where the vault opened them, else as sealed or erased.
pub fn to_json(recorded: &Recorded<Event>) -> Value {
    let Recorded { meta, event } = recorded;
    let mut attributes = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            attributes.insert(name.to_owned(), value);
        }
    };
    put("specversion", SPECVERSION.into());
    put("id", shown(meta.event_id));
    put("source", format!("/programmes/{}", meta.programme).into());
    put("type", type_of(&meta.stream, event).into());
    put("subject", shown(&meta.stream));
    put("time", shown(meta.recorded_at));
    put("datacontenttype", DATA_MEDIA_TYPE.into());
    put("data", event.data());
    put_origin(meta, &mut put);
    put_place(meta, &mut put);
    Value::Object(attributes)
}

/// When it became true, who decided, and by which way it came in.
fn put_origin(meta: &Meta, put: &mut impl FnMut(&str, Value)) {
    put("occurredon", shown(meta.occurred_on));
    put("dated", json!(meta.dated));
    put("actorrole", json!(meta.actor.role));
    put("actorid", json!(meta.actor.id));
    put("actorscope", json!(meta.actor.scope));
    put("channel", json!(meta.source.channel));
    put("batch", json!(meta.source.batch));
    put("row", meta.source.row.map_or(Value::Null, counted));
    put("emittedat", json!(meta.source.emitted_at));
}

/// Where it stands, and what it belongs together with.
fn put_place(meta: &Meta, put: &mut impl FnMut(&str, Value)) {
    put("programme", shown(&meta.programme));
    put("position", counted(meta.position.get()));
    put("streamversion", counted(meta.version.get()));
    put("appendedat", shown(meta.appended_at));
    put("commandid", shown(meta.command_id));
    put("causationid", json!(meta.causation_id));
    put("correlationid", shown(meta.correlation_id));
    put("corrects", json!(meta.corrects));
}

fn shown(value: impl std::fmt::Display) -> Value {
    Value::String(value.to_string())
}

/// `CloudEvents` integers end at 2³¹ − 1; a greater count is written as text, and both are read.
fn counted(count: u64) -> Value {
    i32::try_from(count).map_or_else(|_| shown(count), Value::from)
}

/// A `CloudEvent` that was read strictly, from a service that emits or from an export.
#[derive(Debug, Clone, PartialEq)]
pub struct Incoming {
    /// The event's identity.
    pub event_id: EventId,
    /// The emitter.
    pub source: Box<str>,
    /// The stream; of the kind that the event's type says.
    pub stream: StreamName,
    /// What happened; personal fields are in the clear.
    pub event: Event,
    /// When it became known to the emitter.
    pub time: Option<Instant>,
    /// When it became true.
    pub occurred_on: Option<CivilDate>,
    /// How well that is known; exactly, where nothing is said.
    pub dated: Dated,
    /// Who decided.
    pub actor: Option<Actor>,
    /// The command that decided it; consecutive events that share one are one append.
    pub command_id: Option<CommandId>,
    /// The event that caused it.
    pub causation_id: Option<EventId>,
    /// What it belongs together with.
    pub correlation_id: Option<Uuid>,
    /// The event that it corrects.
    pub corrects: Option<EventId>,
    /// By which way it came in where it was recorded before.
    pub channel: Option<Channel>,
    /// The name of the import that brought it there.
    pub batch: Option<Box<str>>,
    /// The line in that import's file.
    pub row: Option<u64>,
    /// When the service that emitted it said that it happened.
    pub emitted_at: Option<Instant>,
    /// The programme that it was recorded in.
    pub programme: Option<ProgrammeSlug>,
    /// Its place there.
    pub position: Option<Position>,
    /// Its place in its stream there.
    pub stream_version: Option<Version>,
    /// The clock of that log at the append.
    pub appended_at: Option<Instant>,
}

impl Incoming {
    /// Reads a `CloudEvent` strictly; the error names the attribute, or the member of `data`, and the rule.
    pub fn from_json(cloud_event: &Value) -> Result<Self, BadInput> {
        let given = Attributes::of(cloud_event)?;
        check_envelope(&given)?;
        let stream: StreamName = given.required("subject")?;
        let event = read_event(&given, &stream)?;
        Ok(Self {
            event_id: EventId(given.required_uuid("id")?),
            source: given.required_text("source")?.into(),
            stream,
            event,
            time: given.parsed("time")?,
            occurred_on: given.parsed("occurredon")?,
            dated: given.named("dated")?.unwrap_or_default(),
            actor: read_actor(&given)?,
            command_id: given.uuid("commandid")?.map(CommandId),
            causation_id: given.uuid("causationid")?.map(EventId),
            correlation_id: given.uuid("correlationid")?,
            corrects: given.uuid("corrects")?.map(EventId),
            channel: given.named("channel")?,
            batch: given.text("batch")?.map(Into::into),
            row: given.count("row")?,
            emitted_at: given.parsed("emittedat")?,
            programme: given.parsed("programme")?,
            position: given.count("position")?.and_then(Position::new),
            stream_version: given.count("streamversion")?.and_then(Version::new),
            appended_at: given.parsed("appendedat")?,
        })
    }
}

fn check_envelope(given: &Attributes<'_>) -> Result<(), BadInput> {
    if given.required_text("specversion")? != SPECVERSION {
        return Err(bad(
            "InvalidField",
            "specversion",
            "only version `1.0` is read",
        ));
    }
    let media_type = given.text("datacontenttype")?.unwrap_or(DATA_MEDIA_TYPE);
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if essence.eq_ignore_ascii_case(DATA_MEDIA_TYPE) {
        Ok(())
    } else {
        Err(bad(
            "InvalidField",
            "datacontenttype",
            "`data` is read as `application/json` only",
        ))
    }
}

fn read_actor(given: &Attributes<'_>) -> Result<Option<Actor>, BadInput> {
    let part = |name| given.text(name);
    match (part("actorrole")?, part("actorid")?, part("actorscope")?) {
        (None, None, None) => Ok(None),
        (Some(role), Some(id), Some(scope)) => Ok(Some(Actor {
            role: role.into(),
            id: id.into(),
            scope: scope.into(),
        })),
        _ => Err(bad(
            "InvalidField",
            "actorrole",
            "`actorrole`, `actorid` and `actorscope` come together",
        )),
    }
}

fn read_event(given: &Attributes<'_>, stream: &StreamName) -> Result<Event, BadInput> {
    let name = event_name(given.required_text("type")?)?;
    let data = given.data()?;
    if let Some(field) = withheld(data) {
        return Err(bad(
            "PersonalFieldWithheld",
            &format!("data.{field}"),
            "a sealed or erased field cannot be taken in: export it as a reader entitled to it, or leave it out where it is optional",
        ));
    }
    let event = Event::from_json(name, data).map_err(within_data)?;
    match event.kind() {
        Some(kind) if kind != stream.kind() => Err(bad(
            "WrongStream",
            "subject",
            &format!("{name} stands in a stream `{kind}:…`, got `{stream}`"),
        )),
        _ => Ok(event),
    }
}

/// The event's name out of `fr.jalon.<kind>.<EventName>.v<schema>`, where this release reads that schema.
fn event_name(type_attribute: &str) -> Result<&str, BadInput> {
    let unknown = || BadInput::unknown_type(type_attribute);
    let (kind, rest) = type_attribute
        .strip_prefix(TYPE_PREFIX)
        .and_then(|rest| rest.strip_prefix('.'))
        .and_then(|rest| rest.split_once('.'))
        .ok_or_else(unknown)?;
    let (name, schema) = rest.split_once(".v").ok_or_else(unknown)?;
    let known = Event::catalogue()
        .find(|entry| entry.0.is_none_or(|only| only == kind) && entry.1 == name)
        .map(|(_, _, known)| known)
        .ok_or_else(unknown)?;
    match schema.parse::<u16>() {
        Ok(given) if given == known && schema == given.to_string() => Ok(name),
        Ok(given) if given > known => Err(bad(
            "NewerSchema",
            "type",
            &format!("{name} has schema {given}; this release reads schemas up to {known}"),
        )),
        _ => Err(unknown()),
    }
}

/// The path of the first field that stands sealed or erased. No payload has members of those names.
fn withheld(data: &Value) -> Option<String> {
    let members = data.as_object()?;
    members.iter().find_map(|(name, value)| {
        let inner = value.as_object()?;
        if inner.contains_key("sealed") || inner.contains_key("erased") {
            Some(name.clone())
        } else {
            withheld(value).map(|path| format!("{name}.{path}"))
        }
    })
}

fn within_data(error: BadInput) -> BadInput {
    let field = match error.field.as_str() {
        "" => "data".to_owned(),
        path => format!("data.{path}"),
    };
    BadInput { field, ..error }
}
