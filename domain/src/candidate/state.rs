//! What a candidate's file remembers: the hires, the training, the exams.

use super::{
    CandidateEvent, CandidateHired, CandidateStage, CandidateStep, Certificate, Contract,
    HireConfirmed, TrainingEnrolled, TrainingRescheduled,
};
use crate::engine::{CivilDate, Happened, StreamName};

/// A person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum CandidateState {
    /// Before the first event.
    #[default]
    NotRegistered,
    /// From then on. Boxed: it is much larger than nothing.
    Registered(Box<CandidateFile>),
}

/// What decisions on a person rest on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CandidateFile {
    /// Where the file stands.
    pub stage: CandidateStage,
    /// The active hire: at most one (rule 3).
    pub hire: Option<Hire>,
    /// The hires that are over; a cancelled one was void, and is not among them.
    pub past_hires: Vec<PastHire>,
    /// The training now.
    pub training: Training,
    /// The place of the last enrolment, also when that training is over: its provider examines.
    pub place: Option<TrainingPlace>,
    /// The day of the first training that was followed to its end.
    pub completed_on: Option<CivilDate>,
    /// The exam and certificate CCP1.
    pub ccp1: Examined,
    /// The exam and certificate Pix.
    pub pix: Examined,
    /// The file that goes on, once this one repeats it.
    pub merged_into: Option<StreamName>,
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
    /// The last day as declared or confirmed, where it is known: without extensions and renewals.
    pub ends_on: Option<CivilDate>,
    /// The last extension or renewal.
    pub prolonged: Option<Prolonged>,
    /// The `occurred_on` of the confirmation, once there is one.
    pub confirmed_on: Option<CivilDate>,
    /// The `occurred_on` of the first day with the public, once there was one.
    pub took_up_on: Option<CivilDate>,
    /// The last day that an open notice of termination announces.
    pub notice: Option<CivilDate>,
}

/// An extension or a renewal of a contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prolonged {
    /// Its `occurred_on`.
    pub on: CivilDate,
    /// The last day from then on.
    pub ends_on: CivilDate,
}

/// A hire that is over: the days that it covered, if any.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PastHire {
    /// The first day.
    pub starts_on: CivilDate,
    /// The last day.
    pub last_day: CivilDate,
}

/// A place in a training.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingPlace {
    /// The lot's label.
    pub lot: String,
    /// Who gives it.
    pub provider: String,
    /// The first day that is planned.
    pub starts_on: CivilDate,
    /// The last day that is planned.
    pub ends_on: CivilDate,
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
                *self = Self::Registered(Box::new(CandidateFile::new()));
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
            past_hires: Vec::new(),
            training: Training::Open,
            place: None,
            completed_on: None,
            ccp1: Examined::default(),
            pix: Examined::default(),
            merged_into: None,
        }
    }

    /// The last day of the contracts that are over: a new one starts after it.
    pub fn last_day(&self) -> Option<CivilDate> {
        self.past_hires.iter().map(|hire| hire.last_day).max()
    }

    /// Whether a hire is active, or covered that day.
    pub fn is_or_was_in_post(&self, day: CivilDate) -> bool {
        let covers = |hire: &PastHire| hire.starts_on <= day && day <= hire.last_day;
        self.hire.is_some() || self.past_hires.iter().any(covers)
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
    pub fn training_place(&self) -> Option<&TrainingPlace> {
        self.place.as_ref()
    }

    fn examined_mut(&mut self, certificate: Certificate) -> &mut Examined {
        match certificate {
            Certificate::Ccp1 => &mut self.ccp1,
            Certificate::Pix => &mut self.pix,
        }
    }

    fn evolve(&mut self, happened: &Happened<'_, CandidateEvent>) {
        self.evolve_hire(happened);
        self.evolve_training(happened);
        if let CandidateEvent::CandidateMerged(merged) = happened.event {
            self.merged_into = Some(merged.into.clone());
        }
        self.stage = self.stage.after(CandidateStep::of(happened.event));
    }

    fn evolve_hire(&mut self, happened: &Happened<'_, CandidateEvent>) {
        match happened.event {
            CandidateEvent::CandidateHired(hired) => self.hire = Some(hired.into()),
            CandidateEvent::HireCancelled(_) => self.hire = None,
            CandidateEvent::ContractEnded(ended) => self.end_hire(ended.ends_on),
            CandidateEvent::TerminationValidated(validated) => self.end_hire(validated.on),
            _ => {
                if let Some(hire) = &mut self.hire {
                    hire.evolve(happened);
                }
            }
        }
    }

    fn evolve_training(&mut self, happened: &Happened<'_, CandidateEvent>) {
        let on = happened.occurred_on;
        match happened.event {
            CandidateEvent::TrainingWaived(_) => self.training = Training::Waived,
            CandidateEvent::TrainingEnrolled(enrolled) => {
                self.training = Training::Enrolled { on };
                self.place = Some(enrolled.into());
            }
            CandidateEvent::TrainingRescheduled(rescheduled) => self.reschedule(rescheduled),
            CandidateEvent::TrainingStarted(_) => self.training = Training::Started { on },
            CandidateEvent::TrainingCompleted(_) => self.complete_training(on),
            CandidateEvent::TrainingDropped(_) => self.training = Training::Dropped,
            CandidateEvent::ExamSat(exam) if exam.passed => self.pass(exam.exam, on),
            CandidateEvent::CertificationAwarded(awarded) => {
                self.examined_mut(awarded.certificate).awarded = true;
            }
            _ => {}
        }
    }

    fn end_hire(&mut self, last_day: CivilDate) {
        if let Some(Hire { starts_on, .. }) = self.hire.take() {
            self.past_hires.push(PastHire {
                starts_on,
                last_day,
            });
        }
    }

    fn reschedule(&mut self, rescheduled: &TrainingRescheduled) {
        if let Some(place) = &mut self.place {
            place.starts_on = rescheduled.starts_on;
            place.ends_on = rescheduled.ends_on;
        }
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

impl Hire {
    /// The contract's last day, where it has one that is known.
    pub fn current_end(&self) -> Option<CivilDate> {
        self.prolonged
            .map_or(self.ends_on, |last| Some(last.ends_on))
    }

    /// The same as it stood on that day: facts come late, so the last extension may lie after it.
    pub fn end_as_of(&self, day: CivilDate) -> Option<CivilDate> {
        match self.prolonged {
            Some(last) if last.on <= day => Some(last.ends_on),
            _ => self.ends_on,
        }
    }

    fn evolve(&mut self, happened: &Happened<'_, CandidateEvent>) {
        let on = happened.occurred_on;
        match happened.event {
            CandidateEvent::HireConfirmed(confirmed) => self.confirm(confirmed, on),
            CandidateEvent::ContractExtended(extended) => self.prolong(on, extended.ends_on),
            CandidateEvent::ContractRenewed(renewed) => self.prolong(on, renewed.ends_on),
            CandidateEvent::TerminationNotified(notified) => self.notice = Some(notified.on),
            CandidateEvent::TerminationNoticeCancelled(_) => self.notice = None,
            CandidateEvent::TookUpPost(_) => self.took_up_on = Some(on),
            _ => {}
        }
    }

    fn confirm(&mut self, confirmed: &HireConfirmed, on: CivilDate) {
        self.contract = Some(confirmed.contract);
        self.starts_on = confirmed.starts_on;
        self.ends_on = confirmed.ends_on;
        self.confirmed_on = Some(on);
        // Rule 5: what ends no later than the contract that was seen does not prolong it.
        let seen_end = confirmed.ends_on;
        let prolongs = |last: &Prolonged| seen_end.is_some_and(|end| last.ends_on > end);
        self.prolonged = self.prolonged.filter(prolongs);
    }

    fn prolong(&mut self, on: CivilDate, ends_on: CivilDate) {
        if self.prolonged.is_none_or(|last| last.on <= on) {
            self.prolonged = Some(Prolonged { on, ends_on });
        }
    }
}

impl From<&CandidateHired> for Hire {
    fn from(hired: &CandidateHired) -> Self {
        Self {
            match_: hired.match_.clone(),
            host: hired.host.clone(),
            contract: hired.contract,
            starts_on: hired.starts_on,
            ends_on: hired.ends_on,
            prolonged: None,
            confirmed_on: None,
            took_up_on: None,
            notice: None,
        }
    }
}

impl From<&TrainingEnrolled> for TrainingPlace {
    fn from(enrolled: &TrainingEnrolled) -> Self {
        Self {
            lot: enrolled.lot.clone(),
            provider: enrolled.provider.clone(),
            starts_on: enrolled.starts_on,
            ends_on: enrolled.ends_on,
        }
    }
}
