//! What the programme remembers of itself: its targets and its training lots.

use std::collections::{BTreeMap, BTreeSet};

use super::{Delivery, Metric, ProgrammeEvent, ProgrammeStage, TrainingLotDefined};
use crate::engine::CivilDate;
use crate::territory::Region;

/// The programme's own stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ProgrammeState {
    /// Before its first event.
    #[default]
    NotOpened,
    /// From then on.
    Opened {
        /// The targets that were set, by what they measure and when they are due.
        milestones: BTreeSet<(Metric, CivilDate)>,
        /// The training lots, by label.
        lots: BTreeMap<Box<str>, Lot>,
    },
}

/// A training lot: who gives it, how and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lot {
    /// How it is given.
    pub delivery: Delivery,
    /// Who gives it.
    pub providers: Box<[String]>,
    /// Where it is given on site.
    pub regions: Box<[Region]>,
}

impl Lot {
    /// Whether a host of that region may send its counsellors (rule 8).
    pub fn serves(&self, region: Region) -> bool {
        self.delivery == Delivery::Remote || self.regions.contains(&region)
    }

    /// Whether it is given by that provider.
    pub fn is_given_by(&self, provider: &str) -> bool {
        self.providers.iter().any(|name| name == provider)
    }
}

impl From<&TrainingLotDefined> for Lot {
    fn from(defined: &TrainingLotDefined) -> Self {
        Self {
            delivery: defined.delivery,
            providers: defined.providers.as_slice().into(),
            regions: defined.regions.as_slice().into(),
        }
    }
}

impl ProgrammeState {
    /// The state after an event. Total.
    pub fn evolve(&mut self, event: &ProgrammeEvent) {
        if let (Self::NotOpened, ProgrammeEvent::ProgrammeOpened(_)) = (&*self, event) {
            *self = Self::Opened {
                milestones: BTreeSet::new(),
                lots: BTreeMap::new(),
            };
        }
        let Self::Opened { milestones, lots } = self else {
            return;
        };
        match event {
            ProgrammeEvent::MilestoneSet(set) => {
                milestones.insert((set.metric, set.due_on));
            }
            ProgrammeEvent::TrainingLotDefined(defined) => {
                lots.insert(defined.lot.as_str().into(), defined.into());
            }
            _ => {}
        }
    }

    /// Where it stands, `None` before its first event.
    pub fn stage(&self) -> Option<ProgrammeStage> {
        match self {
            Self::NotOpened => None,
            Self::Opened { .. } => Some(ProgrammeStage::Opened),
        }
    }

    /// The lot of that label.
    pub fn lot(&self, label: &str) -> Option<&Lot> {
        match self {
            Self::NotOpened => None,
            Self::Opened { lots, .. } => lots.get(label),
        }
    }

    /// Whether a target is set for that day.
    pub fn has_milestone(&self, metric: Metric, due_on: CivilDate) -> bool {
        match self {
            Self::NotOpened => false,
            Self::Opened { milestones, .. } => milestones.contains(&(metric, due_on)),
        }
    }
}
