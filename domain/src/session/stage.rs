//! Where a session stands, and what moves it.

use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr, VariantArray};

use super::SessionEvent;

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
    /// Its minutes are closed.
    MinutesSealed,
}

impl SessionStage {
    /// Every stage, in the order of the path.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Where a session stands after a step.
    #[must_use]
    pub fn after(self, step: SessionStep) -> Self {
        match (self, step) {
            (Self::Convened, SessionStep::MinutesSealed) => Self::Sealed,
            (stays, _) => stays,
        }
    }
}

impl SessionStep {
    /// The step that an event takes, `None` where it moves nothing.
    pub fn of(event: &SessionEvent) -> Option<Self> {
        match event {
            SessionEvent::SessionConvened(_) => Some(Self::Convened),
            SessionEvent::MinutesSealed(_) => Some(Self::MinutesSealed),
            SessionEvent::VoteTallied(_) => None,
        }
    }
}
