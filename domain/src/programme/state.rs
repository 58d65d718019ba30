//! What the programme remembers of itself: its targets, its training lots, its days, its deadlines.

use std::collections::{BTreeMap, BTreeSet};

use super::{Delivery, Metric, ProgrammeEvent, ProgrammeStage, TrainingLotDefined};
use crate::engine::CivilDate;
use crate::task::{Deadlines, Within};
use crate::territory::Region;

/// The programme's own stream.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ProgrammeState {
    /// Before its first event.
    #[default]
    NotOpened,
    /// From then on.
    Opened(ProgrammeFile),
}

/// What decisions on the programme rest on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProgrammeFile {
    /// The targets that were set, by what they measure and when they are due.
    pub milestones: BTreeSet<(Metric, CivilDate)>,
    /// The training lots, by label.
    pub lots: BTreeMap<Box<str>, Lot>,
    /// The last day that was told to have come.
    pub last_tick: Option<CivilDate>,
    /// The imports that were revoked.
    pub revoked: BTreeSet<Box<str>>,
    /// Within which time things are to be done.
    pub deadlines: Deadlines,
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
            *self = Self::Opened(ProgrammeFile::default());
        }
        if let Self::Opened(file) = self {
            file.evolve(event);
        }
    }

    /// Where it stands, `None` before its first event.
    pub fn stage(&self) -> Option<ProgrammeStage> {
        self.file().map(|_| ProgrammeStage::Opened)
    }

    /// The programme's file, `None` before its first event.
    pub fn file(&self) -> Option<&ProgrammeFile> {
        match self {
            Self::NotOpened => None,
            Self::Opened(file) => Some(file),
        }
    }

    /// The lot of that label.
    pub fn lot(&self, label: &str) -> Option<&Lot> {
        self.file()?.lots.get(label)
    }

    /// Whether a target is set for that day.
    pub fn has_milestone(&self, metric: Metric, due_on: CivilDate) -> bool {
        self.file()
            .is_some_and(|file| file.milestones.contains(&(metric, due_on)))
    }

    /// Whether that import was revoked.
    pub fn has_revoked(&self, batch: &str) -> bool {
        self.file().is_some_and(|file| file.revoked.contains(batch))
    }

    /// The last day that was told to have come.
    pub fn last_tick(&self) -> Option<CivilDate> {
        self.file()?.last_tick
    }
}

impl ProgrammeFile {
    fn evolve(&mut self, event: &ProgrammeEvent) {
        match event {
            ProgrammeEvent::MilestoneSet(set) => {
                self.milestones.insert((set.metric, set.due_on));
            }
            ProgrammeEvent::TrainingLotDefined(defined) => {
                self.lots
                    .insert(defined.lot.as_str().into(), defined.into());
            }
            ProgrammeEvent::DayTicked(ticked) => {
                self.last_tick = self.last_tick.max(Some(ticked.date));
            }
            ProgrammeEvent::ImportBatchRevoked(revoked) => {
                self.revoked.insert(revoked.batch.as_str().into());
            }
            ProgrammeEvent::DeadlineSet(set) => {
                let within = Within::of(set.months, set.days);
                self.deadlines.set(set.task, set.applies_from, within);
            }
            ProgrammeEvent::ProgrammeOpened(_)
            | ProgrammeEvent::MilestoneRevised(_)
            | ProgrammeEvent::TrainingLotAllotted(_)
            | ProgrammeEvent::FigurePublished(_) => {}
        }
    }
}
