//! An append of an import as a request: the command that its events come from, and all that they must agree on.

use std::sync::Arc;

use domain::cloudevent::Incoming;
use domain::engine::{
    Actor, Channel, CivilDate, CommandId, Decider, EventId, Instant, ProgrammeSlug, Source,
    StreamName,
};
use domain::{Cnfs, Command, Event};
use eventlog::{Environment, ExpectedVersion, Given, Identities, Reacted, Request};
use uuid::Uuid;

use super::super::refused::Reason;
use super::super::{NATIONAL, OPERATOR};

/// Who asks, where the file does not say.
const ACTOR_ID: &str = "cloudevents";

/// Writes the requests of one file.
pub(super) struct Writer {
    pub(super) programme: ProgrammeSlug,
    pub(super) batch: Box<str>,
    pub(super) record_now: bool,
    pub(super) world: Arc<dyn Environment>,
}

impl Writer {
    /// The request of an append whose first line has that number.
    pub(super) fn request(
        &self,
        append: Vec<Incoming>,
        line: u64,
    ) -> Result<Request<Cnfs>, Reason> {
        let is_decided = |event: &Incoming| event.channel != Some(Channel::Reaction);
        let decided: Vec<Incoming> = append
            .iter()
            .filter(|event| is_decided(event))
            .cloned()
            .collect();
        let first = decided.first().cloned().ok_or_else(reaction_alone)?;
        for event in &append {
            self.check_programme(event)?;
            check_agreement(&first, event)?;
        }
        let recorded_at = self.recorded_at(&first)?;
        let (deciding, command) = command(&decided)?;
        let decided = self.given(decided[deciding].clone())?;
        let given = append.into_iter().map(|event| self.given(event));
        let given = given.collect::<Result<_, _>>()?;
        Ok(Request {
            command,
            stream: decided.stream,
            actor: first.actor.clone().unwrap_or_else(operator),
            occurred_on: Some(decided.occurred_on),
            dated: decided.dated,
            expected_version: ExpectedVersion::Any,
            command_id: command_id(&first),
            repeat_of: None,
            recorded_at,
            source: self.source(&first, line),
            causation_id: first.causation_id,
            correlation_id: first.correlation_id,
            corrects: decided.corrects,
            identities: Identities::Exactly(given),
        })
    }

    fn check_programme(&self, event: &Incoming) -> Result<(), Reason> {
        match &event.programme {
            Some(other) if *other != self.programme => {
                let text = format!(
                    "the event is of `{other}`, the import is into `{}`",
                    self.programme
                );
                Err(Reason::of_column("programme", "OtherProgramme", text))
            }
            _ => Ok(()),
        }
    }

    /// `None`: now.
    fn recorded_at(&self, first: &Incoming) -> Result<Option<Instant>, Reason> {
        if self.record_now {
            return Ok(None);
        }
        let refused = |code, text: String| Err(Reason::of_column("time", code, text));
        match first.time {
            None => refused(
                "MissingField",
                "is required, unless --record-now".to_owned(),
            ),
            Some(time) if time > self.world.now() => refused(
                "RecordedInTheFuture",
                format!("{time} is yet to come (see --record-now)"),
            ),
            time => Ok(time),
        }
    }

    fn given(&self, event: Incoming) -> Result<Given<Event>, Reason> {
        Ok(Given {
            event_id: event.event_id,
            occurred_on: event.occurred_on.unwrap_or_else(|| self.day_of(&event)),
            stream: event.stream,
            event: event.event,
            dated: event.dated,
            corrects: event.corrects,
            reaction: reacted(event.channel, event.actor, event.causation_id)?,
        })
    }

    fn day_of(&self, event: &Incoming) -> CivilDate {
        event.time.unwrap_or_else(|| self.world.now()).paris_date()
    }

    /// As the file says it; where it does not, this import is the source.
    fn source(&self, first: &Incoming, line: u64) -> Source {
        let time = first.time.filter(|_| self.record_now);
        let (batch, row) = match first.channel {
            Some(_) => (first.batch.clone(), first.row),
            None => (Some(self.batch.clone()), Some(line)),
        };
        Source {
            channel: first.channel.unwrap_or(Channel::Import),
            batch,
            row,
            emitted_at: first.emitted_at.or(time),
        }
    }
}

/// What the file says of a reaction; it must say what caused it, for the log cannot know.
fn reacted(
    channel: Option<Channel>,
    actor: Option<Actor>,
    causation_id: Option<EventId>,
) -> Result<Option<Reacted>, Reason> {
    if channel != Some(Channel::Reaction) {
        return Ok(None);
    }
    let Some(cause) = causation_id else {
        return Err(Reason::of_column(
            "causationid",
            "MissingField",
            "is required of a reaction",
        ));
    };
    Ok(Some(Reacted {
        actor: actor.unwrap_or_else(Cnfs::engine_actor),
        cause,
    }))
}

fn reaction_alone() -> Reason {
    Reason::of_column(
        "channel",
        "ReactionAlone",
        "a reaction is imported with the events of the append that it belongs to",
    )
}

/// Events of one append are recorded at once; but for reactions, by one actor, from one source.
fn check_agreement(first: &Incoming, event: &Incoming) -> Result<(), Reason> {
    let is_reaction = event.channel == Some(Channel::Reaction);
    let same = [
        ("time", first.time == event.time),
        (
            "correlationid",
            first.correlation_id == event.correlation_id,
        ),
        ("actorid", is_reaction || first.actor == event.actor),
        ("channel", is_reaction || first.channel == event.channel),
        ("batch", is_reaction || first.batch == event.batch),
        ("row", is_reaction || first.row == event.row),
        (
            "emittedat",
            is_reaction || first.emitted_at == event.emitted_at,
        ),
        (
            "causationid",
            is_reaction || first.causation_id == event.causation_id,
        ),
    ];
    match same.iter().find(|(_, is_same)| !is_same) {
        None => Ok(()),
        Some((attribute, _)) => Err(Reason::of_column(
            attribute,
            "AppendDisagrees",
            "differs between the events of one append",
        )),
    }
}

fn command(append: &[Incoming]) -> Result<(usize, Command), Reason> {
    let pair =
        |event: &Incoming| -> (StreamName, Event) { (event.stream.clone(), event.event.clone()) };
    let pairs: Vec<_> = append.iter().map(pair).collect();
    Command::from_append(&pairs).map_err(|why| Reason::of_line("NotADecision", why.to_string()))
}

/// An event that names no command is an append of its own.
fn command_id(first: &Incoming) -> CommandId {
    let derived = || CommandId(Uuid::new_v5(&first.event_id.0, b"command"));
    first.command_id.unwrap_or_else(derived)
}

fn operator() -> Actor {
    Actor {
        role: OPERATOR.into(),
        id: ACTOR_ID.into(),
        scope: NATIONAL.into(),
    }
}

#[cfg(test)]
mod tests {
    use domain::engine::Dated;
    use serde_json::{Value, json};

    use super::*;

    /// The clock of these tests.
    const NOW: &str = "2021-06-14T12:00:00Z";

    struct World;

    impl Environment for World {
        fn now(&self) -> Instant {
            NOW.parse().unwrap()
        }

        fn new_id(&self) -> Uuid {
            Uuid::nil()
        }
    }

    fn writer(record_now: bool) -> Writer {
        Writer {
            programme: "cnfs".parse().unwrap(),
            batch: "cloudevents:abc".into(),
            record_now,
            world: Arc::new(World),
        }
    }

    /// A withdrawal, with some attributes set.
    fn incoming(attributes: Value) -> Incoming {
        let mut event = json!({
            "specversion": "1.0", "id": Uuid::from_u128(1), "source": "/here",
            "type": "fr.jalon.host.HostWithdrawn.v1", "subject": format!("host:{}", Uuid::from_u128(2)),
            "time": "2021-06-13T22:30:00Z", "data": {"reason": "Budget"},
        });
        let Value::Object(attributes) = attributes else {
            panic!("attributes are an object");
        };
        event.as_object_mut().unwrap().extend(attributes);
        Incoming::from_json(&event).unwrap()
    }

    fn code(writer: &Writer, append: Vec<Incoming>) -> (Option<String>, String) {
        let reason = writer.request(append, 1).unwrap_err();
        (reason.column, reason.code)
    }

    #[test]
    fn what_the_file_says_is_kept() {
        let said = incoming(json!({
            "occurredon": "2021-06-01", "dated": "at_latest", "actorrole": "anct", "actorid": "7",
            "actorscope": "national", "channel": "api", "emittedat": "2021-06-12T00:00:00Z",
            "commandid": Uuid::from_u128(9), "correlationid": Uuid::from_u128(8), "causationid": Uuid::from_u128(7),
        }));
        let request = writer(false).request(vec![said.clone()], 5).unwrap();
        assert_eq!(request.recorded_at, said.time);
        assert_eq!(request.occurred_on, said.occurred_on);
        assert_eq!(request.dated, Dated::AtLatest);
        assert_eq!(Some(request.actor), said.actor);
        assert_eq!(request.command_id, CommandId(Uuid::from_u128(9)));
        assert_eq!(request.source.channel, Channel::Api);
        assert_eq!((request.source.batch, request.source.row), (None, None));
        assert_eq!(request.source.emitted_at, said.emitted_at);
        assert_eq!(request.causation_id, said.causation_id);
        assert_eq!(request.correlation_id, said.correlation_id);
    }

    #[test]
    fn what_it_does_not_say_is_the_imports_own() {
        let request = writer(false).request(vec![incoming(json!({}))], 5).unwrap();
        // Half past midnight in Paris: the day after the one in UTC.
        assert_eq!(request.occurred_on, Some(CivilDate::of(2021, 6, 14)));
        assert_eq!(request.source.channel, Channel::Import);
        assert_eq!(request.source.batch.as_deref(), Some("cloudevents:abc"));
        assert_eq!(request.source.row, Some(5));
        assert_eq!(&*request.actor.role, OPERATOR);
        let again = writer(false).request(vec![incoming(json!({}))], 5).unwrap();
        assert_eq!(request.command_id, again.command_id);
    }

    #[test]
    fn recorded_now_the_time_is_when_it_was_emitted() {
        let event = incoming(json!({}));
        let request = writer(true).request(vec![event.clone()], 1).unwrap();
        assert_eq!(request.recorded_at, None);
        assert_eq!(request.source.emitted_at, event.time);
    }

    #[test]
    fn an_instant_to_come_or_none_is_refused_unless_recorded_now() {
        for (time, fault) in [
            (json!("2021-06-14T12:00:01Z"), "RecordedInTheFuture"),
            (Value::Null, "MissingField"),
        ] {
            let event = incoming(json!({"time": time}));
            let refused = code(&writer(false), vec![event.clone()]);
            assert_eq!(refused, (Some("time".to_owned()), fault.to_owned()));
            assert!(writer(true).request(vec![event], 1).is_ok());
        }
    }

    #[test]
    fn another_programmes_event_is_refused() {
        let other = incoming(json!({"programme": "other"}));
        assert_eq!(code(&writer(false), vec![other]).1, "OtherProgramme");
    }

    #[test]
    fn events_of_one_append_agree_on_what_they_share() {
        let first = || incoming(json!({}));
        let differing = [
            ("time", json!("2021-06-13T22:30:01Z")),
            ("channel", json!("api")),
            ("batch", json!("x")),
            ("row", json!(3)),
            ("emittedat", json!(NOW)),
            ("causationid", json!(Uuid::from_u128(5))),
            ("correlationid", json!(Uuid::from_u128(5))),
        ];
        for (attribute, value) in differing {
            let other = incoming(json!({attribute: value}));
            let refused = code(&writer(false), vec![first(), other]);
            assert_eq!(
                refused,
                (Some(attribute.to_owned()), "AppendDisagrees".to_owned())
            );
        }
    }

    /// A withdrawal, and a mail that followed from it by itself.
    fn with_a_reaction(attributes: &Value) -> Vec<Incoming> {
        let mail = incoming(json!({
            "id": Uuid::from_u128(4), "type": "fr.jalon.host.MailRequested.v1",
            "data": {"template": "reminder"}, "channel": "reaction",
            "actorrole": "engine", "actorid": "engine", "actorscope": "national",
        }));
        let mut mail = mail;
        mail.causation_id = attributes["causationid"]
            .as_str()
            .map(|id| EventId(id.parse().unwrap()));
        let decided = json!({
            "channel": "api", "emittedat": NOW,
            "actorrole": "anct", "actorid": "7", "actorscope": "national",
        });
        vec![incoming(decided), mail]
    }

    #[test]
    fn a_reaction_comes_along_with_who_decided_it_and_what_caused_it() {
        let cause = json!({"causationid": Uuid::from_u128(1)});
        for reversed in [false, true] {
            let mut append = with_a_reaction(&cause);
            if reversed {
                append.reverse();
            }
            let request = writer(false).request(append, 1).unwrap();
            assert_eq!(&*request.actor.role, "anct");
            assert_eq!(request.source.channel, Channel::Api);
            assert!(matches!(request.command, Command::WithdrawHost(_)));
            let Identities::Exactly(mut given) = request.identities else {
                panic!("an import says all that its append holds");
            };
            if reversed {
                given.reverse();
            }
            assert_eq!(given[0].reaction, None);
            let reacted = Reacted {
                actor: Cnfs::engine_actor(),
                cause: EventId(Uuid::from_u128(1)),
            };
            assert_eq!(given[1].reaction, Some(reacted));
        }
    }

    #[test]
    fn a_reaction_without_its_cause_or_its_append_is_refused() {
        let append = with_a_reaction(&json!({}));
        let mail = append[1].clone();
        assert_eq!(code(&writer(false), append).1, "MissingField");
        assert_eq!(code(&writer(false), vec![mail]).1, "ReactionAlone");
    }

    #[test]
    fn a_companion_alone_decides_nothing() {
        let filled = incoming(json!({
            "type": "fr.jalon.host.PostVacated.v1",
            "data": {"match": format!("match:{}", Uuid::from_u128(3)), "reason": "Fin"},
        }));
        assert_eq!(code(&writer(false), vec![filled]).1, "NotADecision");
    }
}
