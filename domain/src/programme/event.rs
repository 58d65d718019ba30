//! Events of the programme's stream: targets, training lots, published figures.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};

use crate::engine::{CivilDate, Personal, PersonalField};
use crate::event::{events, nothing_to_lift};
use crate::task::TaskKind;
use crate::territory::Region;

events! {
    /// What happens to the programme as a whole.
    pub enum ProgrammeEvent {
        /// The programme begins, with its envelope of posts.
        ProgrammeOpened = 1,
        /// A target is set.
        MilestoneSet = 1,
        /// A target is changed.
        MilestoneRevised = 1,
        /// A training lot is awarded to providers for regions.
        TrainingLotDefined = 1,
        /// Counsellors are attributed to a lot.
        TrainingLotAllotted = 1,
        /// An official figure, kept to be reconciled with the read models.
        FigurePublished = 1,
        /// A day has come: lateness is told up to it.
        DayTicked = 1,
        /// A wrong import is revoked as a whole; compensating events follow.
        ImportBatchRevoked = 1,
        /// Within which time something is to be done, from a day on.
        DeadlineSet = 1,
    }
    lift = nothing_to_lift;
}

/// See [`ProgrammeEvent::ProgrammeOpened`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgrammeOpened {
    /// The programme's full name.
    pub name: String,
    /// How many posts may be open at once.
    pub posts_envelope: u32,
    /// The first day.
    pub opened_on: CivilDate,
}

/// What a milestone measures. Frozen in this order.
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
    JsonSchema,
    Display,
    EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Metric {
    /// Posts open.
    PostsOpen,
    /// Counsellors hired.
    CounsellorsHired,
}

/// See [`ProgrammeEvent::MilestoneSet`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MilestoneSet {
    /// What is measured.
    pub metric: Metric,
    /// By the end of that day.
    pub due_on: CivilDate,
    /// The target.
    pub value: u32,
    /// How it is called.
    pub label: String,
}

/// See [`ProgrammeEvent::MilestoneRevised`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MilestoneRevised {
    /// What is measured.
    pub metric: Metric,
    /// By the end of that day.
    pub due_on: CivilDate,
    /// The new target.
    pub value: u32,
    /// Why.
    pub reason: Personal<String>,
}

/// How a training is given. Frozen in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Delivery {
    /// At a distance: serves every region.
    Remote,
    /// On site: serves the lot's regions.
    OnSite,
}

/// See [`ProgrammeEvent::TrainingLotDefined`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainingLotDefined {
    /// The lot's label: `1`.
    pub lot: String,
    /// How it is given.
    pub delivery: Delivery,
    /// Who gives it.
    pub providers: Vec<String>,
    /// Where; empty for a remote lot that serves all.
    pub regions: Vec<Region>,
}

/// See [`ProgrammeEvent::TrainingLotAllotted`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TrainingLotAllotted {
    /// The lot's label.
    pub lot: String,
    /// How many counsellors.
    pub counsellors: u32,
    /// The day of the count.
    pub as_of: CivilDate,
}

/// See [`ProgrammeEvent::FigurePublished`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FigurePublished {
    /// The indicator, by its id, or a text where no indicator has it.
    pub metric: String,
    /// The figure.
    pub value: i64,
    /// The day it speaks of.
    pub as_of: CivilDate,
    /// The office that published it.
    pub published_by: String,
}

/// See [`ProgrammeEvent::DayTicked`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DayTicked {
    /// The day.
    pub date: CivilDate,
}

/// See [`ProgrammeEvent::ImportBatchRevoked`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportBatchRevoked {
    /// The import's name.
    pub batch: String,
    /// Why.
    pub reason: Personal<String>,
}

/// See [`ProgrammeEvent::DeadlineSet`]. Neither months nor days: there is no deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeadlineSet {
    /// What is to be done.
    pub task: TaskKind,
    /// Within so many calendar months; before the days, where both are given.
    pub months: Option<u16>,
    /// Within so many days.
    pub days: Option<u16>,
    /// For what waits since that day or later, until another deadline applies.
    pub applies_from: CivilDate,
}

impl ProgrammeEvent {
    pub(crate) fn personal_fields(
        &mut self,
        visit: &mut dyn FnMut(&'static str, &mut dyn PersonalField),
    ) {
        match self {
            Self::MilestoneRevised(MilestoneRevised { reason, .. })
            | Self::ImportBatchRevoked(ImportBatchRevoked { reason, .. }) => {
                visit("reason", reason);
            }
            _ => {}
        }
    }
}
