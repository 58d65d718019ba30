//! Decisions on a session: convening it, sealing its minutes.

use std::fmt::Write as _;

use super::{MinutesSealed, SessionConvened, SessionEvent, SessionState, VoteSums};
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
            Self::Convened { held_on, sums } => Ok((*held_on, sums)),
            Self::NotConvened => Err(ProgrammeRefusal::SessionNotConvened { session: session() }),
            Self::Sealed { .. } => {
                Err(ProgrammeRefusal::MinutesAlreadySealed { session: session() })
            }
        }
    }
}
