//! What a candidate's file remembers: the hire, the training, the exams.

use super::{
    CandidateEvent, CandidateHired, CandidateStage, CandidateStep, Certificate, Contract,
    TrainingEnrolled,
};
use crate::engine::{CivilDate, Happened, StreamName};

/// A person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum CandidateState {
    /// Before the first event.
    #[default]
    NotRegistered,
    /// From then on.
    Registered(CandidateFile),
}

/// What decisions on a person rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateFile {
    /// Where the file stands.
    pub stage: CandidateStage,
    /// The active hire: at most one (rule 3).
    pub hire: Option<Hire>,
    /// The last day of the contracts that are over: a new one starts after it.
    pub last_day: Option<CivilDate>,
    /// The training now.
    pub training: Training,
    /// The last place that was taken in a training, whatever became of it.
    pub place: Option<Place>,
    /// The day of the first training that was followed to its end.
    pub completed_on: Option<CivilDate>,
    /// The exam and certificate CCP1.
    pub ccp1: Examined,
    /// The exam and certificate Pix.
    pub pix: Examined,
}

/// A hire that is neither cancelled nor over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hire {
    /// The match that led to it.
    pub match_: StreamName,
    /// The host.
    pub host: StreamName,
    /// The form of the contract, where it is known.
    pub contract: Option<Contract>,
    /// The first day.
    pub starts_on: CivilDate,
}

/// A place in a training: whose territory a person's training is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The lot's label.
    pub lot: Box<str>,
    /// Who gives it.
    pub provider: Box<str>,
}

/// Where a person stands with the training.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Training {
    /// Neither enrolled nor waived.
    Open,
    /// Not needed.
    Waived,
    /// A place is taken.
    Enrolled {
        /// The `occurred_on` of the enrolment.
        on: CivilDate,
    },
    /// Under way.
    Started {
        /// The `occurred_on` of the start.
        on: CivilDate,
    },
    /// Followed to its end.
    Completed,
    /// Left.
    Dropped,
}

/// Where a person stands with one exam and its certificate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Examined {
    /// The first day on which it was passed.
    pub passed_on: Option<CivilDate>,
    /// Whether the certificate was awarded.
    pub awarded: bool,
}

impl CandidateState {
    /// The state after an event. Total.
    pub fn evolve(&mut self, happened: &Happened<'_, CandidateEvent>) {
        match (&mut *self, happened.event) {
            (Self::NotRegistered, CandidateEvent::CandidateRegistered(_)) => {
                *self = Self::Registered(CandidateFile::new());
            }
            (Self::NotRegistered, _) => {}
            (Self::Registered(file), _) => file.evolve(happened),
        }
    }

    /// Where the file stands, `None` before its first event.
    pub fn stage(&self) -> Option<CandidateStage> {
        match self {
            Self::NotRegistered => None,
            Self::Registered(file) => Some(file.stage),
        }
    }
}

impl CandidateFile {
    fn new() -> Self {
        Self {
            stage: CandidateStage::Registered,
            hire: None,
            last_day: None,
            training: Training::Open,
            place: None,
            completed_on: None,
            ccp1: Examined::default(),
            pix: Examined::default(),
        }
    }

    /// Where the person stands with an exam and its certificate.
    pub fn examined(&self, certificate: Certificate) -> Examined {
        match certificate {
            Certificate::Ccp1 => self.ccp1,
            Certificate::Pix => self.pix,
        }
    }

    /// The place in the training that permissions rest on: the last one taken, also after it was
    /// started, completed or dropped; `None` before the first.
    pub fn training_place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    fn examined_mut(&mut self, certificate: Certificate) -> &mut Examined {
        match certificate {
            Certificate::Ccp1 => &mut self.ccp1,
            Certificate::Pix => &mut self.pix,
        }
    }

    fn evolve(&mut self, happened: &Happened<'_, CandidateEvent>) {
        let on = happened.occurred_on;
        match happened.event {
            CandidateEvent::CandidateHired(hired) => self.hire = Some(hired.into()),
            CandidateEvent::HireCancelled(_) => self.hire = None,
            CandidateEvent::ContractEnded(ended) => self.end_hire(ended.ends_on),
            CandidateEvent::TerminationValidated(validated) => self.end_hire(validated.on),
            CandidateEvent::TrainingWaived(_) => self.training = Training::Waived,
            CandidateEvent::TrainingEnrolled(enrolled) => {
                self.training = Training::Enrolled { on };
                self.place = Some(enrolled.into());
            }
            CandidateEvent::TrainingStarted(_) => self.training = Training::Started { on },
            CandidateEvent::TrainingCompleted(_) => self.complete_training(on),
            CandidateEvent::TrainingDropped(_) => self.training = Training::Dropped,
            CandidateEvent::ExamSat(exam) if exam.passed => self.pass(exam.exam, on),
            CandidateEvent::CertificationAwarded(awarded) => {
                self.examined_mut(awarded.certificate).awarded = true;
            }
            _ => {}
        }
        self.stage = self.stage.after(CandidateStep::of(happened.event));
    }

    fn end_hire(&mut self, last_day: CivilDate) {
        self.hire = None;
        self.last_day = self.last_day.max(Some(last_day));
    }

    fn complete_training(&mut self, on: CivilDate) {
        self.training = Training::Completed;
        self.completed_on = Some(self.completed_on.map_or(on, |first| first.min(on)));
    }

    fn pass(&mut self, exam: Certificate, on: CivilDate) {
        let examined = self.examined_mut(exam);
        examined.passed_on = Some(examined.passed_on.map_or(on, |first| first.min(on)));
    }
}

impl From<&CandidateHired> for Hire {
    fn from(hired: &CandidateHired) -> Self {
        Self {
            match_: hired.match_.clone(),
            host: hired.host.clone(),
            contract: hired.contract,
            starts_on: hired.starts_on,
        }
    }
}

impl From<&TrainingEnrolled> for Place {
    fn from(enrolled: &TrainingEnrolled) -> Self {
        Self {
            lot: enrolled.lot.as_str().into(),
            provider: enrolled.provider.as_str().into(),
        }
    }
}
