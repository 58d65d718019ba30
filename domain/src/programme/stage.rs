//! Where a programme stands: it is opened, and stays so.

use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr, VariantArray};

use super::ProgrammeEvent;

/// Where a programme stands.
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
pub enum ProgrammeStage {
    /// Everything may be decided in it.
    Opened,
}

/// What moves a programme.
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
pub enum ProgrammeStep {
    /// It begins.
    Opened,
}

impl ProgrammeStage {
    /// Every stage, in the order of the path.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Where a programme stands after a step.
    #[must_use]
    pub fn after(self, step: ProgrammeStep) -> Self {
        match step {
            ProgrammeStep::Opened => Self::Opened,
        }
    }
}

impl ProgrammeStep {
    /// The step that an event takes, `None` where it moves nothing.
    pub fn of(event: &ProgrammeEvent) -> Option<Self> {
        matches!(event, ProgrammeEvent::ProgrammeOpened(_)).then_some(Self::Opened)
    }
}
