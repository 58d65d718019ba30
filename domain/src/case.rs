//! What is before a decider: the question, the states it may look up, and the drafts it answers with.

use crate::candidate::{CandidateFile, CandidateState};
use crate::command::Command;
use crate::decider::{FileState, State};
use crate::engine::{Asked, CivilDate, Draft, EventId, StreamKey, StreamName, Streams, Undecided};
use crate::event::Event;
use crate::host::{HostFile, HostState};
use crate::matching::{MatchState, Parties};
use crate::permission;
use crate::programme::ProgrammeState;
use crate::refusal::{
    FileRefusal, HireRefusal, ProgrammeRefusal, Refusal, RequestRefusal, require,
};
use crate::session::SessionState;
use crate::tally::CnfsTally;

/// A decider's answer.
pub(crate) type Decision = Result<Vec<Draft<Event>>, Undecided<Refusal>>;

/// A question and what may be looked up to answer it.
#[derive(Clone, Copy)]
pub(crate) struct Case<'a> {
    /// What is asked beside the command.
    pub(crate) asked: &'a Asked,
    /// When it became true.
    pub(crate) occurred_on: CivilDate,
    /// The programme-wide sums.
    pub(crate) tally: &'a CnfsTally,
    streams: &'a Streams<'a, State>,
}

impl<'a> Case<'a> {
    pub(crate) fn new(
        asked: &'a Asked,
        streams: &'a Streams<'a, State>,
        tally: &'a CnfsTally,
    ) -> Self {
        Self {
            asked,
            occurred_on: asked.occurred_on(),
            tally,
            streams,
        }
    }

    /// The same, dated otherwise than asked.
    pub(crate) fn on(self, occurred_on: CivilDate) -> Self {
        Self {
            occurred_on,
            ..self
        }
    }

    /// What holds for every command.
    pub(crate) fn admit(&self, command: &Command) -> Result<(), Undecided<Refusal>> {
        let opens = matches!(command, Command::OpenProgramme(_));
        require(opens || self.tally.programme().is_some(), || {
            RequestRefusal::ProgrammeNotOpened
        })?;
        self.on_its_kind(command)?;
        permission::require(self, command)?;
        Ok(self.not_in_the_future()?)
    }

    fn on_its_kind(&self, command: &Command) -> Result<(), Refusal> {
        let Some(expected) = command.kind() else {
            return Ok(());
        };
        require(self.stream().kind() == expected, || {
            RequestRefusal::WrongStreamKind {
                command: command.type_name(),
                expected,
                found: self.stream().clone(),
            }
        })
    }

    pub(crate) fn not_in_the_future(&self) -> Result<(), Refusal> {
        require(self.occurred_on <= self.asked.today, || {
            RequestRefusal::OccurredInTheFuture {
                occurred_on: self.occurred_on,
                today: self.asked.today,
            }
        })
    }

    /// For the few facts that come in the order of their dates.
    pub(crate) fn not_before(
        &self,
        earlier: &'static str,
        not_before: CivilDate,
        later: &'static str,
    ) -> Result<(), Refusal> {
        require(self.occurred_on >= not_before, || {
            RequestRefusal::OccurredTooEarly {
                occurred_on: self.occurred_on,
                earlier,
                not_before,
                later,
            }
        })
    }

    /// A correction names what it corrects: one of these events.
    pub(crate) fn corrects_one_of(&self, events: &[EventId]) -> Result<(), Refusal> {
        let corrects = self.asked.corrects.ok_or(RequestRefusal::CorrectsLeftOut)?;
        require(events.contains(&corrects), || {
            RequestRefusal::CorrectsAnotherEvent { corrects }
        })
    }

    /// The stream that is decided on.
    pub(crate) fn stream(&self) -> &'a StreamName {
        &self.asked.stream
    }

    /// The key of that stream, as text where it is a label.
    pub(crate) fn label(&self) -> Option<&'a str> {
        match self.stream().key() {
            StreamKey::Text(label) => Some(label),
            StreamKey::Uuid(_) => None,
        }
    }

    /// The programme's own stream.
    pub(crate) fn programme(&self) -> Result<&'a ProgrammeState, Undecided<Refusal>> {
        let stream = self
            .tally
            .programme()
            .ok_or(RequestRefusal::ProgrammeNotOpened)?;
        match &self.streams.get(stream)?.file {
            FileState::Programme(state) => Ok(state),
            _ => Err(RequestRefusal::ProgrammeNotOpened.into()),
        }
    }

    /// Refused where the stream that is decided on has events already.
    pub(crate) fn is_new<R: Into<Refusal>>(
        &self,
        otherwise: impl FnOnce() -> R,
    ) -> Result<(), Undecided<Refusal>> {
        Ok(require(self.own_state()?.stage().is_none(), otherwise)?)
    }

    /// A stream's state, of whatever kind.
    pub(crate) fn state(&self, stream: &StreamName) -> Result<&'a State, Undecided<Refusal>> {
        Ok(self.streams.get(stream)?)
    }

    /// The state of the stream that is decided on.
    pub(crate) fn own_state(&self) -> Result<&'a State, Undecided<Refusal>> {
        self.state(self.stream())
    }

    /// A session's state, convened or not.
    pub(crate) fn session(
        &self,
        session: &StreamName,
    ) -> Result<&'a SessionState, Undecided<Refusal>> {
        refers("session", "session", session)?;
        match &self.streams.get(session)?.file {
            FileState::Session(state) => Ok(state),
            _ => Err(ProgrammeRefusal::SessionNotConvened {
                session: session.clone(),
            }
            .into()),
        }
    }

    /// A registered host, named by a field.
    pub(crate) fn host(
        &self,
        field: &'static str,
        host: &StreamName,
    ) -> Result<&'a HostFile, Undecided<Refusal>> {
        refers(field, "host", host)?;
        match &self.streams.get(host)?.file {
            FileState::Host(HostState::Registered(file)) => Ok(file),
            _ => Err(FileRefusal::HostNotRegistered { host: host.clone() }.into()),
        }
    }

    /// The host that is decided on.
    pub(crate) fn own_host(&self) -> Result<&'a HostFile, Undecided<Refusal>> {
        self.host("stream", self.stream())
    }

    /// A registered candidate, named by a field.
    pub(crate) fn candidate(
        &self,
        field: &'static str,
        candidate: &StreamName,
    ) -> Result<&'a CandidateFile, Undecided<Refusal>> {
        refers(field, "candidate", candidate)?;
        match &self.streams.get(candidate)?.file {
            FileState::Candidate(CandidateState::Registered(file)) => Ok(file),
            _ => Err(FileRefusal::CandidateNotRegistered {
                candidate: candidate.clone(),
            }
            .into()),
        }
    }

    /// The candidate that is decided on.
    pub(crate) fn own_candidate(&self) -> Result<&'a CandidateFile, Undecided<Refusal>> {
        self.candidate("stream", self.stream())
    }

    /// The match that is decided on.
    pub(crate) fn own_match(&self) -> Result<&'a Parties, Undecided<Refusal>> {
        match &self.streams.get(self.stream())?.file {
            FileState::Match(MatchState::Proposed(parties)) => Ok(parties),
            _ => Err(HireRefusal::MatchNotProposed {
                match_: self.stream().clone(),
            }
            .into()),
        }
    }

    /// The decision is this one event, on the stream that is decided on.
    #[expect(
        clippy::unnecessary_wraps,
        reason = "most decisions end with this call, and are a Result"
    )]
    pub(crate) fn decided(&self, event: Event) -> Decision {
        Ok(vec![self.draft(event, self.stream())])
    }

    /// The decision itself; `subject` is whose key seals its personal fields.
    pub(crate) fn draft(&self, event: Event, subject: &StreamName) -> Draft<Event> {
        Draft {
            corrects: self.asked.corrects,
            ..self.companion(self.stream(), event, subject)
        }
    }

    /// What the decision entails on a stream.
    pub(crate) fn companion(
        &self,
        stream: &StreamName,
        event: Event,
        subject: &StreamName,
    ) -> Draft<Event> {
        Draft {
            stream: stream.clone(),
            event,
            occurred_on: self.occurred_on,
            dated: self.asked.dated,
            corrects: None,
            subject: subject.clone(),
        }
    }
}

fn refers(field: &'static str, expected: &'static str, found: &StreamName) -> Result<(), Refusal> {
    require(found.kind() == expected, || {
        RequestRefusal::WrongReferenceKind {
            field,
            expected,
            found: found.clone(),
        }
    })
}
