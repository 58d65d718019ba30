//! A person's file: what counts of it, and how the person stands at a lens.

use domain::candidate::{CandidateEvent, CandidateStep, Certificate};
use domain::engine::{CivilDate, Meta, Position, StreamName};
use domain::programme::Delivery;
use serde::{Deserialize, Serialize};

use super::facts::{Fact, Facts};
use crate::cnfs::figure::{Figure, Seen};
use crate::cnfs::lens::{Lens, Place};

/// The facts of a person.
pub(crate) type CandidateFacts = Facts<CandidateFact, CandidateStep>;

type FactAt = Fact<CandidateFact, CandidateStep>;

/// What an event says of a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum CandidateFact {
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
    /// What no indicator counts.
    Other,
}

/// A place in a training.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrolment {
    /// The lot's label.
    pub(crate) lot: String,
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
            _ => Self::Other,
        }
    }
}

/// Adds an event to a person's facts.
pub(crate) fn record(facts: &mut CandidateFacts, meta: &Meta, event: &CandidateEvent) {
    facts.add(meta, CandidateFact::of(event), CandidateStep::of(event));
}

/// How a person stands at a lens.
#[derive(Debug, Default)]
pub(crate) struct PersonStanding<'a> {
    /// Where the person lives.
    pub(crate) home: Option<Place>,
    /// The first declaration that was not cancelled.
    pub(crate) hire: Option<Hire<'a>>,
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
pub(crate) struct Hire<'a> {
    pub(crate) host: &'a StreamName,
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
    pub(crate) fn of(facts: &'a CandidateFacts, lens: &Lens) -> Self {
        let mut standing = Self::default();
        for fact in facts.at(lens) {
            match &fact.what {
                CandidateFact::Registered { place } => standing.home = Some(*place),
                CandidateFact::Hired { host } => {
                    standing.take_hire(fact, host, Outcome::of(fact, facts, lens));
                }
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
        self.hire.get_or_insert(Hire {
            host,
            declared_on: fact.occurred_on,
            in_doubt: fact.is_in_doubt(),
        });
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
