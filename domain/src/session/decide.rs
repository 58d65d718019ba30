//! Decisions on a session: convening it, tabling files, sealing its minutes.

use std::fmt::Write as _;

use super::{FileTabled, MinutesSealed, SessionConvened, SessionEvent, SessionState, VoteSums};
use crate::case::{Case, Decision};
use crate::engine::{CivilDate, StreamName};
use crate::event::Event;
use crate::refusal::{ProgrammeRefusal, require};

pub(crate) fn convene(case: &Case<'_>, command: &SessionConvened) -> Decision {
    require(case.label() == Some(&command.label), || {
        ProgrammeRefusal::LabelIsNotTheKey {
            label: command.label.clone(),
            stream: case.stream().clone(),
        }
    })?;
    require(matches!(command.phase, 1 | 2), || {
        ProgrammeRefusal::PhaseUnknown {
            phase: command.phase,
        }
    })?;
    case.is_new(|| ProgrammeRefusal::SessionAlreadyConvened)?;
    case.decided(Event::Session(SessionEvent::SessionConvened(
        command.clone(),
    )))
}

/// Tabling is optional, and asks nothing of the file but that it exists.
pub(crate) fn table_file(case: &Case<'_>, command: &FileTabled) -> Decision {
    case.session(case.stream())?.votable(case.stream())?;
    case.host("host", &command.host)?;
    case.decided(Event::Session(SessionEvent::FileTabled(command.clone())))
}

pub(crate) fn seal_minutes(case: &Case<'_>) -> Decision {
    let (_, sums) = case.session(case.stream())?.votable(case.stream())?;
    case.decided(Event::Session(SessionEvent::MinutesSealed(minutes(sums))))
}

fn minutes(sums: &VoteSums) -> MinutesSealed {
    let mut digest = String::with_capacity(2 * sums.digest.len());
    for byte in sums.digest {
        write!(digest, "{byte:02x}").expect("a string takes all that is written");
    }
    MinutesSealed {
        votes: sums.votes,
        favourable: sums.favourable,
        posts: sums.posts,
        digest,
    }
}

impl SessionState {
    /// The day and the sums of a session that is convened and not sealed.
    pub(crate) fn votable(
        &self,
        stream: &StreamName,
    ) -> Result<(CivilDate, &VoteSums), ProgrammeRefusal> {
        let session = || stream.clone();
        match self {
            Self::Convened { held_on, votes } => Ok((*held_on, votes.sums())),
            Self::NotConvened => Err(ProgrammeRefusal::SessionNotConvened { session: session() }),
            Self::Sealed { .. } => {
                Err(ProgrammeRefusal::MinutesAlreadySealed { session: session() })
            }
        }
    }
    /// The day of a session that is convened, sealed or not.
    pub(crate) fn held_on(&self, stream: &StreamName) -> Result<CivilDate, ProgrammeRefusal> {
        match self {
            Self::Convened { held_on, .. } | Self::Sealed { held_on } => Ok(*held_on),
            Self::NotConvened => Err(ProgrammeRefusal::SessionNotConvened {
                session: stream.clone(),
            }),
        }
    }
}
