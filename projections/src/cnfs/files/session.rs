//! A session's file: when it met, and each verdict it tallied.

use domain::engine::{CivilDate, Meta, StreamName};
use domain::host::Verdict;
use domain::session::{SessionConvened, SessionEvent, SessionStage, SessionStep};
use domain::task::TaskStep;
use serde::{Deserialize, Serialize};

use super::facts::Facts;

/// The facts of a session.
pub(crate) type SessionFacts = Facts<SessionFact, SessionStep>;

/// What an event says of a session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SessionFact {
    /// It was called.
    Convened {
        /// `12`, `62BIS`.
        label: String,
        /// Its place among the sessions.
        ordinal: u32,
        /// The day of the meeting.
        held_on: CivilDate,
        /// 1 or 2.
        phase: u8,
    },
    /// A verdict was counted; a later one on the same file corrects it.
    Tallied {
        /// The file.
        host: StreamName,
        /// Whether it was favourable.
        favourable: bool,
        /// What it granted in all.
        posts: u32,
    },
    /// The minutes were closed.
    Sealed,
    /// What no indicator counts.
    #[default]
    Other,
}

impl From<&SessionConvened> for SessionFact {
    fn from(convened: &SessionConvened) -> Self {
        Self::Convened {
            label: convened.label.clone(),
            ordinal: convened.ordinal,
            held_on: convened.held_on,
            phase: convened.phase,
        }
    }
}

/// Adds an event to a session's facts.
pub(crate) fn record(
    facts: &mut SessionFacts,
    meta: &Meta,
    event: &SessionEvent,
    task: Option<TaskStep>,
) {
    let fact = match event {
        SessionEvent::SessionConvened(convened) => convened.into(),
        SessionEvent::VoteTallied(tallied) => SessionFact::Tallied {
            host: tallied.host.clone(),
            favourable: tallied.verdict == Verdict::Favourable,
            posts: tallied.posts,
        },
        SessionEvent::MinutesSealed(_) => SessionFact::Sealed,
        SessionEvent::FileTabled(_) => SessionFact::Other,
    };
    facts.add::<SessionStage>(meta, fact, SessionStep::of(event), task);
}
