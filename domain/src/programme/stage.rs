//! Where a programme stands: it is opened, and stays so.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use strum::{Display, IntoStaticStr, VariantArray};

use super::ProgrammeEvent;
use crate::workflow::{Arrow, Machine, Stage};

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
    /// A target is set.
    MilestoneSet,
    /// A target is changed.
    MilestoneRevised,
    /// A training lot is awarded.
    LotDefined,
    /// Counsellors are attributed to a lot.
    LotAllotted,
    /// An official figure is kept.
    FigurePublished,
    /// A day has come.
    DayTicked,
    /// A wrong import is revoked.
    BatchRevoked,
    /// The time for something is set.
    DeadlineSet,
}

static MACHINE: LazyLock<Machine<ProgrammeStage>> = LazyLock::new(Machine::new);

impl Stage for ProgrammeStage {
    type Step = ProgrammeStep;

    const KIND: &'static str = "programme";

    const ARROWS: &'static [Arrow<Self, ProgrammeStep>] = &{
        use ProgrammeStep as P;
        [
            Arrow::begins(
                P::Opened,
                "ProgrammeOpened",
                &["OpenProgramme"],
                Self::Opened,
            ),
            Arrow::stays(P::MilestoneSet, "MilestoneSet", &["SetMilestone"], OPENED),
            Arrow::stays(
                P::MilestoneRevised,
                "MilestoneRevised",
                &["ReviseMilestone"],
                OPENED,
            ),
            Arrow::stays(
                P::LotDefined,
                "TrainingLotDefined",
                &["DefineTrainingLot"],
                OPENED,
            ),
            Arrow::stays(
                P::LotAllotted,
                "TrainingLotAllotted",
                &["AllotTrainingLot"],
                OPENED,
            ),
            Arrow::stays(
                P::FigurePublished,
                "FigurePublished",
                &["PublishFigure"],
                OPENED,
            ),
            Arrow::stays(P::DeadlineSet, "DeadlineSet", &["SetDeadline"], OPENED),
            Arrow::stays(P::DayTicked, "DayTicked", &["TickDay"], OPENED),
            Arrow::stays(
                P::BatchRevoked,
                "ImportBatchRevoked",
                &["RevokeImportBatch"],
                OPENED,
            ),
        ]
    };
}

impl ProgrammeStage {
    /// Every stage, in the order of the path.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// Where a programme stands after a step; what no arrow says moves nothing.
    #[must_use]
    pub fn after(self, step: ProgrammeStep) -> Self {
        MACHINE.after(self, step)
    }

    /// Where an arrow of the table leads; `None` where there is none.
    pub(crate) fn listed(from: Option<Self>, step: ProgrammeStep) -> Option<Self> {
        MACHINE.listed(from, step)
    }
}

impl ProgrammeStep {
    /// The step that an event takes.
    pub fn of(event: &ProgrammeEvent) -> Self {
        match event {
            ProgrammeEvent::ProgrammeOpened(_) => Self::Opened,
            ProgrammeEvent::MilestoneSet(_) => Self::MilestoneSet,
            ProgrammeEvent::MilestoneRevised(_) => Self::MilestoneRevised,
            ProgrammeEvent::TrainingLotDefined(_) => Self::LotDefined,
            ProgrammeEvent::TrainingLotAllotted(_) => Self::LotAllotted,
            ProgrammeEvent::FigurePublished(_) => Self::FigurePublished,
            ProgrammeEvent::DayTicked(_) => Self::DayTicked,
            ProgrammeEvent::ImportBatchRevoked(_) => Self::BatchRevoked,
            ProgrammeEvent::DeadlineSet(_) => Self::DeadlineSet,
        }
    }
}

/// From where everything but the opening is decided.
const OPENED: &[ProgrammeStage] = ProgrammeStage::VARIANTS;
