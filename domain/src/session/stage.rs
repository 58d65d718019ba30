//! Where a session stands, and what moves it.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr, VariantArray};

use super::SessionEvent;
use crate::workflow::{Arrow, Machine, Stage};

// convened ──minutes_sealed──► sealed

/// Where a session stands.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    Display,
    IntoStaticStr,
    VariantArray,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum SessionStage {
    /// It may be voted in.
    Convened,
    /// Its minutes are closed: corrections only.
    Sealed,
}

/// What moves a session.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    Display,
    IntoStaticStr,
    VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum SessionStep {
    /// It is called.
    Convened,
    /// A verdict is counted.
    VoteTallied,
    /// Its minutes are closed.
    MinutesSealed,
    /// A file is put on the agenda.
    FileTabled,
}

static MACHINE: LazyLock<Machine<SessionStage>> = LazyLock::new(Machine::new);

impl Stage for SessionStage {
    type Step = SessionStep;

    const KIND: &'static str = "session";

    const ARROWS: &'static [Arrow<Self, SessionStep>] = &{
        use SessionStep as P;
        [
            Arrow::begins(
                P::Convened,
                "SessionConvened",
                &["ConveneSession"],
                Self::Convened,
            ),
            Arrow::stays(
                P::VoteTallied,
                "VoteTallied",
                &["RecordCoselecVote", "CorrectCoselecVote"],
                &[Self::Convened],
            ),
            Arrow::stays(
                P::VoteTallied,
                "VoteTallied",
                &["CorrectCoselecVote"],
                &[Self::Sealed],
            ),
            Arrow::stays(
                P::FileTabled,
                "FileTabled",
                &["TableFile"],
                &[Self::Convened],
            ),
            Arrow::moves(
                P::MinutesSealed,
                "MinutesSealed",
                &["SealMinutes"],
                &[Self::Convened],
                Self::Sealed,
            ),
        ]
    };
}

impl SessionStage {
    /// Every stage, in the order of the path.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Where a session stands after a step; what no arrow says moves nothing.
    #[must_use]
    pub fn after(self, step: SessionStep) -> Self {
        MACHINE.after(self, step)
    }

    /// Where an arrow of the table leads; `None` where there is none.
    pub(crate) fn listed(from: Option<Self>, step: SessionStep) -> Option<Self> {
        MACHINE.listed(from, step)
    }
}

impl SessionStep {
    /// The step that an event takes.
    pub fn of(event: &SessionEvent) -> Self {
        match event {
            SessionEvent::SessionConvened(_) => Self::Convened,
            SessionEvent::VoteTallied(_) => Self::VoteTallied,
            SessionEvent::MinutesSealed(_) => Self::MinutesSealed,
            SessionEvent::FileTabled(_) => Self::FileTabled,
        }
    }
}
