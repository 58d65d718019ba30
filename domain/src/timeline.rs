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

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::engine::Meta;

    fn host() -> StreamName {
        StreamName::of_uuid("host", Uuid::from_u128(1))
    }

    /// The host's event of that version, on that day of June 2021.
    fn recorded(version: u64, day: i8, type_name: &str, data: &Value) -> Recorded<Event> {
        let event = Event::from_json(type_name, data).unwrap();
        let meta = Meta {
            event_id: EventId(Uuid::from_u128(u128::from(version))),
            programme: "cnfs".parse().unwrap(),
            stream: host(),
            version: Version::new(version).unwrap(),
            position: Position::new(10 * version).unwrap(),
            previous: None,
            occurred_on: CivilDate::of(2021, 6, day),
            dated: Dated::Exact,
            recorded_at: CivilDate::of(2021, 6, 30).noon_in_paris(),
            appended_at: CivilDate::of(2021, 6, 30).noon_in_paris(),
            actor: Actor {
                role: "operator".into(),
                id: "1".into(),
                scope: "national".into(),
            },
            source: Source::api(),
            command_id: CommandId(Uuid::nil()),
            causation_id: None,
            correlation_id: Uuid::nil(),
            schema: event.schema(),
            corrects: None,
        };
        Recorded { meta, event }
    }

    /// Registered on the 2nd, voted on the 9th; the prefect's opinion of the 5th is recorded last.
    fn events() -> Vec<Recorded<Event>> {
        let registered = json!({
            "kind": "public", "legal_name": "Médiathèque", "department": "01", "region": "84",
        });
        let vote = json!({
            "session": "session:1", "verdict": "favourable", "posts_granted": 1, "priority": false,
            "without_opinion": true,
        });
        vec![
            recorded(1, 2, "HostRegistered", &registered),
            recorded(2, 9, "CoselecVoteRecorded", &vote),
            recorded(
                3,
                5,
                "PrefectOpinionGiven",
                &json!({"opinion": "favourable"}),
            ),
        ]
    }

    fn states(as_of: CivilDate) -> Vec<(Option<&'static str>, Option<&'static str>)> {
        let timeline = Timeline::of(host(), &events(), as_of);
        let entries = timeline.events.iter();
        entries.map(|entry| (entry.before, entry.after)).collect()
    }

    #[test]
    fn each_event_stands_between_the_state_before_and_after() {
        let expected = [
            (None, Some("registered")),
            (Some("registered"), Some("validated")),
            (Some("validated"), Some("validated")),
        ];
        assert_eq!(states(CivilDate::of(2021, 6, 30)), expected);
    }

    #[test]
    fn what_had_not_become_true_is_left_out() {
        let expected = [
            (None, Some("registered")),
            (Some("registered"), Some("opined")),
        ];
        assert_eq!(states(CivilDate::of(2021, 6, 8)), expected);
        assert_eq!(states(CivilDate::of(2021, 6, 1)), []);
    }
}
