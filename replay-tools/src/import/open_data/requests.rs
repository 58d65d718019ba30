//! What the lines of the open-data file ask of the ledger, under ids that derive from the lines.

use domain::command::RecordCoselecVote;
use domain::engine::{Actor, Channel, CivilDate, CommandId, Dated, EventId, Source, StreamName};
use domain::host::{CoselecVoteRecorded, HostEvent, Verdict};
use domain::programme::{ProgrammeEvent, ProgrammeOpened};
use domain::session::{SessionConvened, SessionEvent};
use domain::{Cnfs, Command, Event};
use eventlog::{ExpectedVersion, Given, Identities, Request};
use uuid::Uuid;

use super::super::{NATIONAL, OPERATOR};
use super::row::HostRow;
use super::{derived, namespace};

/// The name of the programme whose list this is.
const PROGRAMME_NAME: &str = "Conseiller numérique France Services";
/// Its envelope of posts.
const POSTS_ENVELOPE: u32 = 4_000;
/// The phase that every line's rates of subsidy belong to.
const PHASE: u8 = 1;
/// Who asks, within the role.
const ACTOR_ID: &str = "open-data";

/// Writes the requests of one file.
pub(super) struct Writer {
    batch: Box<str>,
}

/// When a thing became true, and which line says so.
#[derive(Clone, Copy)]
struct Said {
    occurred_on: CivilDate,
    dated: Dated,
    row: Option<u64>,
}

impl Said {
    fn at_latest(occurred_on: CivilDate, row: Option<u64>) -> Self {
        Self {
            occurred_on,
            dated: Dated::AtLatest,
            row,
        }
    }
}

impl Writer {
    pub(super) fn of(batch: Box<str>) -> Self {
        Self { batch }
    }

    pub(super) fn open_programme(
        &self,
        stream: StreamName,
        first_vote: CivilDate,
    ) -> Request<Cnfs> {
        let opened = ProgrammeOpened {
            name: PROGRAMME_NAME.to_owned(),
            posts_envelope: POSTS_ENVELOPE,
            opened_on: first_vote,
        };
        let id = derived(namespace(), &stream.to_string());
        let event = Event::Programme(ProgrammeEvent::ProgrammeOpened(opened.clone()));
        let command = Command::OpenProgramme(opened);
        self.request(
            id,
            stream,
            Said::at_latest(first_vote, None),
            command,
            event,
        )
    }

    pub(super) fn convene(&self, held_on: CivilDate, rank: u32) -> Request<Cnfs> {
        let convened = SessionConvened {
            label: held_on.to_string(),
            ordinal: rank,
            held_on,
            phase: PHASE,
        };
        let stream = session(held_on);
        let id = derived(namespace(), &stream.to_string());
        let event = Event::Session(SessionEvent::SessionConvened(convened.clone()));
        let command = Command::ConveneSession(convened);
        self.request(id, stream, Said::at_latest(held_on, None), command, event)
    }

    /// The host's registration and its vote.
    pub(super) fn host(&self, host: Uuid, line: u64, row: HostRow) -> Vec<Request<Cnfs>> {
        let stream = StreamName::of_uuid("host", host);
        let registered = Said::at_latest(row.voted_on, Some(line));
        let voted = Said {
            dated: Dated::Exact,
            ..registered
        };
        let event = Event::Host(HostEvent::HostRegistered(row.host.clone()));
        let register = Command::RegisterHost(row.host);
        let vote = vote(session(row.voted_on), row.posts.get());
        vec![
            self.request(
                derived(host, "register"),
                stream.clone(),
                registered,
                register,
                event,
            ),
            self.request(derived(host, "vote"), stream, voted, vote.0, vote.1),
        ]
    }

    fn request(
        &self,
        id: Uuid,
        stream: StreamName,
        said: Said,
        command: Command,
        event: Event,
    ) -> Request<Cnfs> {
        let given = Given {
            event_id: EventId(derived(id, "event")),
            stream: stream.clone(),
            event,
            occurred_on: said.occurred_on,
            dated: said.dated,
            corrects: None,
            reaction: None,
        };
        Request {
            command,
            stream,
            actor: Actor {
                role: OPERATOR.into(),
                id: ACTOR_ID.into(),
                scope: NATIONAL.into(),
            },
            occurred_on: Some(said.occurred_on),
            dated: said.dated,
            expected_version: ExpectedVersion::Any,
            command_id: CommandId(id),
            repeat_of: None,
            recorded_at: None,
            source: Source {
                channel: Channel::Import,
                batch: Some(self.batch.clone()),
                row: said.row,
                emitted_at: None,
            },
            causation_id: None,
            correlation_id: None,
            corrects: None,
            identities: Identities::Emitted(vec![given]),
        }
    }
}

/// The command, and the event it comes to. The file knows of no prefect's opinion.
fn vote(session: StreamName, posts_granted: u32) -> (Command, Event) {
    let command = RecordCoselecVote {
        session: session.clone(),
        verdict: Verdict::Favourable,
        posts_granted,
        priority: false,
        remarks: None,
    };
    let event = CoselecVoteRecorded {
        session,
        verdict: Verdict::Favourable,
        posts_granted,
        priority: false,
        remarks: None,
        without_opinion: true,
    };
    let event = Event::Host(HostEvent::CoselecVoteRecorded(event));
    (Command::RecordCoselecVote(command), event)
}

fn session(held_on: CivilDate) -> StreamName {
    StreamName::of_text("session", &held_on.to_string())
        .expect("a date is ten digits and hyphens, which a stream's key may hold")
}
