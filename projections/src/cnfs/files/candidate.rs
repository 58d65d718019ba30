//! A person's file: what counts of it, and how the person stands at a lens.

use domain::candidate::{
    ActivityReported, CandidateEvent, CandidateStage, CandidateStep, Certificate, MERGE_LINKS_MAX,
};
use domain::engine::{CivilDate, Dated, Meta, Position, StreamName};
use domain::programme::Delivery;
use domain::task::TaskStep;
use serde::{Deserialize, Serialize};

use super::facts::{Fact, Facts};
use super::{FileRow, Files};
use crate::Rows;
use crate::cnfs::figure::{Figure, Seen};
use crate::cnfs::lens::{Lens, Place};

/// The facts of a person.
pub(crate) type CandidateFacts = Facts<CandidateFact, CandidateStep>;

type FactAt = Fact<CandidateFact, CandidateStep>;

/// A person's file: what happened to the person, and the activities that the person reported.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct CandidateFile {
    pub(crate) facts: CandidateFacts,
    /// In the order of record. Apart from the facts: a counsellor reports thousands, which no
    /// other figure is to walk over.
    activities: Vec<Activity>,
}

/// One reported activity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Activity {
    position: Position,
    pub(crate) occurred_on: CivilDate,
    pub(crate) participants: u32,
    dated: Dated,
}

/// What an event says of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum CandidateFact {
    /// The person applied.
    Registered {
        /// Where the person counts until hired.
        place: Place,
    },
    /// A host declared a hire. Boxed: it is larger than the others, and rare among them.
    Hired {
        /// The host.
        host: Box<StreamName>,
    },
    /// The last declaration was void.
    HireCancelled,
    /// The contract ended, at its term or before.
    HireEnded,
    /// A place in a training.
    Enrolled(Box<Enrolment>),
    /// The training began.
    TrainingStarted,
    /// It was followed to its end.
    TrainingCompleted,
    /// It was left.
    TrainingDropped,
    /// The CCP1 was awarded.
    Certified,
    /// The person's other file goes on.
    Merged {
        /// That file.
        into: Box<StreamName>,
    },
    /// What no indicator counts.
    #[default]
    Other,
}

/// A place in a training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Enrolment {
    /// The lot's label.
    pub(crate) lot: String,
    /// Who gives it.
    pub(crate) provider: String,
    /// The path's length.
    pub(crate) path_hours: u16,
    /// How it is given.
    pub(crate) delivery: Delivery,
}

impl CandidateFact {
    fn of(event: &CandidateEvent) -> Self {
        match event {
            CandidateEvent::CandidateRegistered(registered) => Self::Registered {
                place: Place {
                    department: registered.department,
                    region: registered.region,
                },
            },
            CandidateEvent::CandidateHired(hired) => Self::Hired {
                host: Box::new(hired.host.clone()),
            },
            CandidateEvent::HireCancelled(_) => Self::HireCancelled,
            CandidateEvent::ContractEnded(_) | CandidateEvent::TerminationValidated(_) => {
                Self::HireEnded
            }
            CandidateEvent::TrainingEnrolled(enrolled) => Self::Enrolled(Box::new(Enrolment {
                lot: enrolled.lot.clone(),
                provider: enrolled.provider.clone(),
                path_hours: enrolled.path_hours,
                delivery: enrolled.delivery,
            })),
            CandidateEvent::TrainingStarted(_) => Self::TrainingStarted,
            CandidateEvent::TrainingCompleted(_) => Self::TrainingCompleted,
            CandidateEvent::TrainingDropped(_) => Self::TrainingDropped,
            CandidateEvent::CertificationAwarded(awarded)
                if awarded.certificate == Certificate::Ccp1 =>
            {
                Self::Certified
            }
            CandidateEvent::CandidateMerged(merged) => Self::Merged {
                into: Box::new(merged.into.clone()),
            },
            _ => Self::Other,
        }
    }
}

impl CandidateFile {
    /// Adds an event to the file.
    pub(crate) fn record(&mut self, meta: &Meta, event: &CandidateEvent, task: Option<TaskStep>) {
        if let CandidateEvent::ActivityReported(reported) = event {
            self.activities.push(Activity::of(meta, reported));
        } else {
            let (fact, step) = (CandidateFact::of(event), CandidateStep::of(event));
            self.facts.add::<CandidateStage>(meta, fact, step, task);
        }
    }

    /// The activities that had taken place, and were known.
    pub(crate) fn activities(&self, lens: &Lens) -> impl Iterator<Item = &Activity> {
        let (as_of, known) = (lens.as_of, lens.known);
        let recorded = self.activities.iter();
        recorded
            .take_while(move |activity| known.holds(activity.position))
            .filter(move |activity| activity.occurred_on <= as_of)
    }

    /// The host that declared the last hire, be it cancelled or over since.
    pub(crate) fn last_host(&self, lens: &Lens) -> Option<&StreamName> {
        let hosts = self.facts.at(lens).filter_map(|fact| match &fact.what {
            CandidateFact::Hired { host } => Some(host.as_ref()),
            _ => None,
        });
        hosts.last()
    }

    /// The place in a training that was given last.
    pub(crate) fn last_enrolment(&self, lens: &Lens) -> Option<&Enrolment> {
        let enrolments = self.facts.at(lens).filter_map(|fact| match &fact.what {
            CandidateFact::Enrolled(enrolment) => Some(enrolment.as_ref()),
            _ => None,
        });
        enrolments.last()
    }

    /// Where the person lives.
    pub(crate) fn home(&self, lens: &Lens) -> Option<Place> {
        let homes = self.facts.at(lens).filter_map(|fact| match fact.what {
            CandidateFact::Registered { place } => Some(place),
            _ => None,
        });
        homes.last()
    }
}

impl Activity {
    fn of(meta: &Meta, reported: &ActivityReported) -> Self {
        Self {
            position: meta.position,
            occurred_on: meta.occurred_on,
            participants: reported.participants.get(),
            dated: meta.dated,
        }
    }

    /// The people that were helped.
    pub(crate) fn figure(&self) -> Figure {
        let in_doubt = self.dated == Dated::AtLatest;
        Figure::of(i64::from(self.participants), in_doubt)
    }
}

/// How a person stands at a lens.
#[derive(Debug, Default)]
pub(crate) struct PersonStanding<'a> {
    /// Where the person lives.
    pub(crate) home: Option<Place>,
    /// The first declaration that was not cancelled.
    pub(crate) hire: Option<Hire>,
    /// The host of that declaration, also where it counts with another file of the person.
    pub(crate) employer: Option<&'a StreamName>,
    /// The person's other file, which goes on.
    merged_into: Option<&'a StreamName>,
    /// Whether hires were declared, and all of them cancelled.
    pub(crate) hire_cancelled: bool,
    /// Whether a contract runs.
    pub(crate) in_post: bool,
    /// The last training.
    pub(crate) training: TrainingStanding<'a>,
    /// Whether the CCP1 was awarded.
    pub(crate) certified: Seen,
}

/// A declared hire.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Hire {
    pub(crate) declared_on: CivilDate,
    pub(crate) in_doubt: bool,
}

/// How far the training of the last enrolment went.
#[derive(Debug, Default)]
pub(crate) struct TrainingStanding<'a> {
    pub(crate) enrolment: Option<&'a Enrolment>,
    pub(crate) enrolled: Seen,
    pub(crate) started: Seen,
    pub(crate) completed: Seen,
    /// Started, not completed nor dropped, by whatever enrolment.
    pub(crate) under_way: Seen,
}

impl<'a> PersonStanding<'a> {
    /// How the person stands by this file, less what counts with the files that it was merged
    /// into: a person counts once.
    pub(crate) fn counted(file: &'a CandidateFile, rows: &'a Rows<Files>, lens: &Lens) -> Self {
        let mut standing = Self::of(file, lens);
        let mut into = standing.merged_into;
        for _ in 0..MERGE_LINKS_MAX {
            let Some(FileRow::Candidate(file)) = into.and_then(|stream| rows.get(stream)) else {
                break;
            };
            let other = Self::of(file, lens);
            standing.leave_to(&other);
            into = other.merged_into;
        }
        standing
    }

    /// By this file alone.
    pub(crate) fn of(file: &'a CandidateFile, lens: &Lens) -> Self {
        let facts = &file.facts;
        let mut standing = Self::default();
        for fact in facts.at(lens) {
            match &fact.what {
                CandidateFact::Registered { place } => standing.home = Some(*place),
                CandidateFact::Hired { host } => {
                    standing.take_hire(fact, host, Outcome::of(fact, facts, lens));
                }
                CandidateFact::Merged { into } => standing.merged_into = Some(into),
                CandidateFact::Certified => standing.certified.see(fact.is_in_doubt()),
                _ => standing.training.take(fact),
            }
        }
        standing
    }

    fn take_hire(&mut self, fact: &FactAt, host: &'a StreamName, outcome: Outcome) {
        if outcome == Outcome::Cancelled {
            self.hire_cancelled = self.hire.is_none();
            return;
        }
        self.hire_cancelled = false;
        self.in_post |= outcome == Outcome::Running;
        self.employer.get_or_insert(host);
        self.hire.get_or_insert(Hire {
            declared_on: fact.occurred_on,
            in_doubt: fact.is_in_doubt(),
        });
    }

    /// Does not count what the person's other file counts.
    fn leave_to(&mut self, other: &Self) {
        if other.hire.is_some() {
            self.hire = None;
        }
        self.in_post &= !other.in_post;
        self.certified.leave_to(other.certified.figure());
        let (mine, its) = (&mut self.training, &other.training);
        for (mine, its) in [
            (&mut mine.enrolled, its.enrolled),
            (&mut mine.started, its.started),
            (&mut mine.completed, its.completed),
            (&mut mine.under_way, its.under_way),
        ] {
            mine.leave_to(other.unless_cancelled(its));
        }
    }

    /// What the training counts for: nothing, once the hire is cancelled.
    pub(crate) fn unless_cancelled(&self, seen: Seen) -> Figure {
        if self.hire_cancelled {
            Figure::default()
        } else {
            seen.figure()
        }
    }
}

/// What became of a declared hire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Running,
    Ended,
    Cancelled,
}

impl Outcome {
    /// A cancellation or an end belongs to the declaration recorded last before it: a person has one
    /// active hire at most. So it is the order of record that pairs them, not that of the dates.
    fn of(hire: &FactAt, facts: &CandidateFacts, lens: &Lens) -> Self {
        let next = facts
            .at(lens)
            .filter(|fact| matches!(fact.what, CandidateFact::Hired { .. }))
            .map(|fact| fact.position)
            .filter(|&position| position > hire.position)
            .min();
        let is_its_own = |position: Position| {
            position > hire.position && next.is_none_or(|next| position < next)
        };
        let mut outcome = Self::Running;
        for fact in facts.at(lens).filter(|fact| is_its_own(fact.position)) {
            match fact.what {
                CandidateFact::HireCancelled => return Self::Cancelled,
                CandidateFact::HireEnded => outcome = Self::Ended,
                _ => {}
            }
        }
        outcome
    }
}

impl<'a> TrainingStanding<'a> {
    fn take(&mut self, fact: &'a FactAt) {
        let in_doubt = fact.is_in_doubt();
        match &fact.what {
            CandidateFact::Enrolled(enrolment) => {
                self.enrolment = Some(enrolment);
                self.enrolled.see(in_doubt);
                self.started = Seen::Never;
                self.completed = Seen::Never;
            }
            CandidateFact::TrainingStarted => {
                self.started.see(in_doubt);
                self.under_way.see(in_doubt);
            }
            CandidateFact::TrainingCompleted => {
                self.completed.see(in_doubt);
                self.under_way = Seen::Never;
            }
            CandidateFact::TrainingDropped => self.under_way = Seen::Never,
            _ => {}
        }
    }
}
