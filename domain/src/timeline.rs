//! One file's timeline: its events in the order of record, each with the state before and after.

use serde::Serialize;
use serde_json::Value;

use crate::engine::{
    Actor, CivilDate, CommandId, Dated, Decider, EventId, Happened, Instant, Position, Recorded,
    Source, StoredEvent, StreamName, Version,
};
use crate::{Cnfs, Event};

/// What happened to one file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Timeline {
    /// The file.
    pub stream: StreamName,
    /// What the state of the file is called after the last of the events; `None` without any.
    pub state: Option<&'static str>,
    /// Its events, in the order of record.
    pub events: Vec<Entry>,
}

/// One event of a file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Entry {
    /// Its place in the programme.
    pub position: u64,
    /// Its place in the file.
    pub version: u64,
    /// Its type: `HostRegistered`.
    #[serde(rename = "type")]
    pub type_name: &'static str,
    /// Its identity.
    pub event_id: EventId,
    /// When it became true.
    pub occurred_on: CivilDate,
    /// How well that is known.
    pub dated: Dated,
    /// When it became known.
    pub recorded_at: Instant,
    /// Who decided.
    pub actor: Actor,
    /// By which way it came in.
    pub source: Source,
    /// The command; events that share it were decided together.
    pub command_id: CommandId,
    /// The event that it corrects.
    pub corrects: Option<EventId>,
    /// What the state was called before; `None` at the file's beginning.
    pub before: Option<&'static str>,
    /// What the state is called after.
    pub after: Option<&'static str>,
    /// The payload. Personal fields stand in it as they stand in the event.
    pub data: Value,
}

impl Timeline {
    /// Of a stream's events in order of version, as far as they had become true by `as_of`. The
    /// states are those of the events shown: with a bound, what the file would be without the rest.
    pub fn of(stream: StreamName, events: &[Recorded<Event>], as_of: CivilDate) -> Self {
        let mut state = Cnfs::initial(&stream);
        let shown = events
            .iter()
            .filter(|event| event.meta.occurred_on <= as_of);
        let entries = shown
            .map(|recorded| {
                let before = state.stage();
                Cnfs::evolve(&mut state, &happened(recorded));
                entry(recorded, before, state.stage())
            })
            .collect();
        Self {
            state: state.stage(),
            stream,
            events: entries,
        }
    }
}

fn happened(recorded: &Recorded<Event>) -> Happened<'_, Event> {
    Happened {
        event: &recorded.event,
        event_id: recorded.meta.event_id,
        occurred_on: recorded.meta.occurred_on,
    }
}

fn entry(
    recorded: &Recorded<Event>,
    before: Option<&'static str>,
    after: Option<&'static str>,
) -> Entry {
    let Recorded { meta, event } = recorded;
    Entry {
        position: Position::get(meta.position),
        version: Version::get(meta.version),
        type_name: event.type_name(),
        event_id: meta.event_id,
        occurred_on: meta.occurred_on,
        dated: meta.dated,
        recorded_at: meta.recorded_at,
        actor: meta.actor.clone(),
        source: meta.source.clone(),
        command_id: meta.command_id,
        corrects: meta.corrects,
        before,
        after,
        data: event.data(),
    }
}
