//! The programme's decider: hands each command to the kind of stream that it is decided on.

use crate::candidate::CandidateState;
use crate::command::Command;
use crate::engine::{Asked, Decider, Draft, Happened, StreamName, Streams, Undecided};
use crate::envelope::EnvelopeTally;
use crate::event::Event;
use crate::host::HostState;
use crate::matching::MatchState;
use crate::programme::ProgrammeState;
use crate::refusal::Refusal;
use crate::session::SessionState;

/// Conseiller numérique France Services: the programme that this engine runs.
#[derive(Debug, Clone, Copy)]
pub struct Cnfs;

/// A stream's state, by the stream's kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum State {
    /// Of `programme:<slug>`.
    Programme(ProgrammeState),
    /// Of `session:<label>`.
    Session(SessionState),
    /// Of `host:<uuid>`.
    Host(HostState),
    /// Of `candidate:<uuid>`.
    Candidate(CandidateState),
    /// Of `match:<uuid>`.
    Match(MatchState),
    /// Of a kind that the programme does not have: nothing happens in it.
    Foreign,
}

impl State {
    /// What the file's state is called, `None` before its first event.
    pub fn stage(&self) -> Option<&'static str> {
        match self {
            Self::Programme(state) => state.stage().map(Into::into),
            Self::Session(state) => state.stage().map(Into::into),
            Self::Host(state) => state.stage().map(Into::into),
            Self::Candidate(state) => state.stage().map(Into::into),
            Self::Match(state) => state.stage().map(Into::into),
            Self::Foreign => None,
        }
    }
}

impl Decider for Cnfs {
    type Command = Command;
    type Event = Event;
    type State = State;
    type Tally = EnvelopeTally;
    type Refusal = Refusal;

    fn initial(stream: &StreamName) -> State {
        match stream.kind() {
            "programme" => State::Programme(ProgrammeState::default()),
            "session" => State::Session(SessionState::default()),
            "host" => State::Host(HostState::default()),
            "candidate" => State::Candidate(CandidateState::default()),
            "match" => State::Match(MatchState::default()),
            _ => State::Foreign,
        }
    }

    fn evolve(state: &mut State, happened: &Happened<'_, Event>) {
        match (state, happened.event) {
            (State::Programme(state), Event::Programme(event)) => state.evolve(event),
            (State::Session(state), Event::Session(event)) => state.evolve(event),
            (State::Host(state), Event::Host(event)) => state.evolve(event),
            (State::Candidate(state), Event::Candidate(event)) => {
                state.evolve(&happened.of(event));
            }
            (State::Match(state), Event::Match(event)) => state.evolve(&happened.of(event)),
            _ => {}
        }
    }

    fn decide(
        _command: &Command,
        _asked: &Asked,
        _streams: &Streams<'_, State>,
        _tally: &EnvelopeTally,
    ) -> Result<Vec<Draft<Event>>, Undecided<Refusal>> {
        Err(Refusal::ProgrammeNotOpened.into())
    }
}
