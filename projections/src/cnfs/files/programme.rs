//! The programme's file: targets, training lots, published figures and deadlines.

use domain::engine::{CivilDate, Meta};
use domain::programme::{
    Delivery, FigurePublished, Metric, ProgrammeEvent, ProgrammeStage, ProgrammeStep,
};
use domain::task::{TaskKind, TaskStep, Within};
use domain::territory::Region;
use serde::{Deserialize, Serialize};

use super::facts::Facts;

/// The facts of a programme.
pub(crate) type ProgrammeFacts = Facts<ProgrammeFact, ProgrammeStep>;

/// What an event says of the programme as a whole.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ProgrammeFact {
    /// It began.
    Opened,
    /// A target was set, or revised: then it keeps its label.
    Milestone {
        /// What is measured.
        metric: Metric,
        /// By the end of that day.
        due_on: CivilDate,
        /// The target.
        target: u32,
        /// How it is called.
        label: Option<String>,
    },
    /// A training lot was awarded.
    LotDefined {
        /// The lot's label.
        lot: String,
        /// How it is given.
        delivery: Delivery,
        /// Who gives it.
        providers: Vec<String>,
        /// Where; empty where everywhere.
        regions: Vec<Region>,
    },
    /// Counsellors were attributed to it.
    LotAllotted {
        /// The lot's label.
        lot: String,
        /// How many.
        counsellors: u32,
    },
    /// An official figure.
    Published {
        /// The indicator, or a text.
        metric: String,
        /// The figure.
        value: i64,
        /// The day it speaks of.
        as_of: CivilDate,
        /// The office that published it.
        published_by: String,
    },
    /// Within which time something is to be done, for what waits from a day on.
    Deadline {
        /// What is to be done.
        task: TaskKind,
        /// From which day on.
        applies_from: CivilDate,
        /// Calendar months, which come first.
        months: Option<u16>,
        /// Days.
        days: Option<u16>,
    },
    /// What no view needs.
    #[default]
    Other,
}

impl ProgrammeFact {
    fn of(event: &ProgrammeEvent) -> Self {
        match event {
            ProgrammeEvent::ProgrammeOpened(_) => Self::Opened,
            ProgrammeEvent::MilestoneSet(set) => Self::Milestone {
                metric: set.metric,
                due_on: set.due_on,
                target: set.value,
                label: Some(set.label.clone()),
            },
            ProgrammeEvent::MilestoneRevised(revised) => Self::Milestone {
                metric: revised.metric,
                due_on: revised.due_on,
                target: revised.value,
                label: None,
            },
            ProgrammeEvent::TrainingLotDefined(defined) => Self::LotDefined {
                lot: defined.lot.clone(),
                delivery: defined.delivery,
                providers: defined.providers.clone(),
                regions: defined.regions.clone(),
            },
            ProgrammeEvent::TrainingLotAllotted(allotted) => Self::LotAllotted {
                lot: allotted.lot.clone(),
                counsellors: allotted.counsellors,
            },
            ProgrammeEvent::FigurePublished(published) => published.into(),
            ProgrammeEvent::DeadlineSet(set) => Self::Deadline {
                task: set.task,
                applies_from: set.applies_from,
                months: set.months,
                days: set.days,
            },
            ProgrammeEvent::DayTicked(_) | ProgrammeEvent::ImportBatchRevoked(_) => Self::Other,
        }
    }

    /// The deadline that it sets.
    pub(crate) fn deadline(&self) -> Option<(TaskKind, CivilDate, Within)> {
        match *self {
            Self::Deadline {
                task,
                applies_from,
                months,
                days,
            } => Some((task, applies_from, Within::of(months, days))),
            _ => None,
        }
    }
}

impl From<&FigurePublished> for ProgrammeFact {
    fn from(published: &FigurePublished) -> Self {
        Self::Published {
            metric: published.metric.clone(),
            value: published.value,
            as_of: published.as_of,
            published_by: published.published_by.clone(),
        }
    }
}

/// Adds an event to the programme's facts.
pub(crate) fn record(
    facts: &mut ProgrammeFacts,
    meta: &Meta,
    event: &ProgrammeEvent,
    task: Option<TaskStep>,
) {
    let (fact, step) = (ProgrammeFact::of(event), ProgrammeStep::of(event));
    facts.add::<ProgrammeStage>(meta, fact, step, task);
}
