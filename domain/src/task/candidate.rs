//! What waits in a person's file.

use super::host::keep_earliest;
use super::{OpenTask, TaskKind, TaskStep};
use crate::candidate::Certificate;
use crate::engine::CivilDate;

/// What happened to a person, as far as tasks follow from it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct CandidateWaiting {
    hire: Option<HireWaiting>,
    notified_on: Option<CivilDate>,
    training: TrainingWaiting,
    /// The first training that was followed to its end.
    completed_on: Option<CivilDate>,
    ccp1: ExamWaiting,
    pix: ExamWaiting,
    is_merged: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct HireWaiting {
    hired_on: CivilDate,
    starts_on: CivilDate,
    is_confirmed: bool,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum TrainingWaiting {
    #[default]
    NotStarted,
    /// Under way, followed to its end, or not needed.
    Provided,
    Dropped(CivilDate),
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct ExamWaiting {
    passed_on: Option<CivilDate>,
    is_certified: bool,
}

impl CandidateWaiting {
    pub(super) fn apply(&mut self, step: TaskStep, on: CivilDate) {
        match step {
            TaskStep::Hired { starts_on } => {
                self.hire = Some(HireWaiting {
                    hired_on: on,
                    starts_on,
                    is_confirmed: false,
                });
            }
            TaskStep::HireConfirmed { starts_on } => {
                if let Some(hire) = &mut self.hire {
                    hire.starts_on = starts_on;
                    hire.is_confirmed = true;
                }
            }
            TaskStep::HireOver => {
                self.hire = None;
                self.notified_on = None;
            }
            TaskStep::TerminationNotified => self.notified_on = Some(on),
            TaskStep::NoticeCancelled => self.notified_on = None,
            TaskStep::Merged => self.is_merged = true,
            _ => self.train(step, on),
        }
    }

    fn train(&mut self, step: TaskStep, on: CivilDate) {
        match step {
            TaskStep::TrainingWaived | TaskStep::TrainingStarted => {
                self.training = TrainingWaiting::Provided;
            }
            TaskStep::TrainingCompleted => {
                self.training = TrainingWaiting::Provided;
                keep_earliest(&mut self.completed_on, on);
            }
            TaskStep::TrainingDropped => self.training = TrainingWaiting::Dropped(on),
            TaskStep::ExamPassed(exam) => keep_earliest(&mut self.exam(exam).passed_on, on),
            TaskStep::Certified(exam) => self.exam(exam).is_certified = true,
            _ => {}
        }
    }

    fn exam(&mut self, exam: Certificate) -> &mut ExamWaiting {
        match exam {
            Certificate::Ccp1 => &mut self.ccp1,
            Certificate::Pix => &mut self.pix,
        }
    }

    /// The open tasks, in the order of their kinds.
    pub(super) fn open(&self) -> Vec<OpenTask> {
        if self.is_merged {
            return Vec::new();
        }
        let tasks = [
            self.confirmation(),
            self.entry(),
            self.examination(),
            self.certification(),
            self.termination(),
        ];
        tasks.into_iter().flatten().collect()
    }

    fn confirmation(&self) -> Option<OpenTask> {
        let hire = self.hire.filter(|hire| !hire.is_confirmed)?;
        Some(OpenTask::since(TaskKind::ConfirmHire, hire.hired_on))
    }

    /// A person trained under an earlier contract is not trained again.
    fn entry(&self) -> Option<OpenTask> {
        let hire = self.hire.filter(|_| self.completed_on.is_none())?;
        let (since, counts_from) = match self.training {
            TrainingWaiting::Provided => return None,
            TrainingWaiting::Dropped(on) if on >= hire.hired_on => (on, None),
            TrainingWaiting::NotStarted | TrainingWaiting::Dropped(_) => {
                (hire.hired_on, Some(hire.starts_on))
            }
        };
        let task = TaskKind::EnterTraining;
        Some(OpenTask::counted(task, since, counts_from))
    }

    fn examination(&self) -> Option<OpenTask> {
        let waits = self.ccp1 == ExamWaiting::default();
        let since = self.completed_on.filter(|_| waits)?;
        Some(OpenTask::since(TaskKind::SitExam, since))
    }

    /// Of two passed exams the one that waits the longest.
    fn certification(&self) -> Option<OpenTask> {
        let exams = [self.ccp1, self.pix].into_iter();
        let waits = exams.filter(|exam| !exam.is_certified);
        let since = waits.filter_map(|exam| exam.passed_on).min()?;
        Some(OpenTask::since(TaskKind::AwardCertificate, since))
    }

    fn termination(&self) -> Option<OpenTask> {
        let since = self.notified_on?;
        Some(OpenTask::since(TaskKind::ValidateTermination, since))
    }
}
