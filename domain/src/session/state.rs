//! What a session remembers: its day, and its votes as they were tallied.

use super::{SessionEvent, SessionStage, Votes};
use crate::engine::CivilDate;

/// One COSELEC meeting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum SessionState {
    /// Before its first event.
    #[default]
    NotConvened,
    /// It may be voted in.
    Convened {
        /// The day of the meeting.
        held_on: CivilDate,
        /// What was voted so far.
        votes: Votes,
    },
    /// Its minutes are closed.
    Sealed {
        /// The day of the meeting.
        held_on: CivilDate,
    },
}

impl SessionState {
    /// The state after an event. Total.
    pub fn evolve(&mut self, event: &SessionEvent) {
        match (&mut *self, event) {
            (Self::NotConvened, SessionEvent::SessionConvened(convened)) => {
                *self = Self::Convened {
                    held_on: convened.held_on,
                    votes: Votes::default(),
                };
            }
            (Self::Convened { votes, .. }, SessionEvent::VoteTallied(vote)) => votes.tally(vote),
            (&mut Self::Convened { held_on, .. }, SessionEvent::MinutesSealed(_)) => {
                *self = Self::Sealed { held_on };
            }
            _ => {}
        }
    }

    /// Where it stands, `None` before its first event.
    pub fn stage(&self) -> Option<SessionStage> {
        match self {
            Self::NotConvened => None,
            Self::Convened { .. } => Some(SessionStage::Convened),
            Self::Sealed { .. } => Some(SessionStage::Sealed),
        }
    }
}
