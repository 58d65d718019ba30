//! What waits in one stream: a pure fold of its steps, and the open tasks that follow from it.

use super::candidate::CandidateWaiting;
use super::host::HostWaiting;
use super::{CountsFrom, TaskKind, TaskStep};
use crate::engine::CivilDate;

/// A task that waits to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenTask {
    /// What is to be done.
    pub task: TaskKind,
    /// Since when; a session's minutes wait from the day on which it is held, be it to come.
    pub since: CivilDate,
    /// Where its deadline counts from; `None`: it has none, whatever was set for its kind.
    pub counts_from: Option<CivilDate>,
    /// Its last day, where the event that opened it named one.
    pub due_fixed: Option<CivilDate>,
}

impl OpenTask {
    /// Its deadline counts from the day of its opening.
    pub(super) fn since(task: TaskKind, since: CivilDate) -> Self {
        Self::counted(task, since, Some(since))
    }

    /// Its deadline counts from another day, or not at all.
    pub(super) fn counted(
        task: TaskKind,
        since: CivilDate,
        counts_from: Option<CivilDate>,
    ) -> Self {
        Self {
            task,
            since,
            counts_from,
            due_fixed: None,
        }
    }

    /// The event that opened it names its last day.
    pub(super) fn until(task: TaskKind, since: CivilDate, due: CivilDate) -> Self {
        debug_assert_eq!(task.rule().counts_from, CountsFrom::LastDayInTheEvent);
        Self {
            task,
            since,
            counts_from: None,
            due_fixed: Some(due),
        }
    }

    /// Its last day in time, by the programme's deadlines; `None`: it is never late.
    pub fn due(
        &self,
        deadline: impl FnOnce(TaskKind, CivilDate) -> Option<CivilDate>,
    ) -> Option<CivilDate> {
        let counted = || deadline(self.task, self.counts_from?);
        self.due_fixed.or_else(counted)
    }
}

/// What waits in one stream.
///
/// It keeps what happened and derives the tasks from it, instead of opening and closing them: so
/// any step may follow any other, and what closes a task that was never open does no harm.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Waiting {
    file: FileWaiting,
    /// When the mails that nothing was reported of were requested, the oldest first. A step does
    /// not name its mail: a report is taken to be of the oldest.
    mails: Vec<CivilDate>,
}

/// The same by the stream's kind: boxed, for most streams are matches.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
enum FileWaiting {
    #[default]
    Nothing,
    Session(SessionWaiting),
    Host(Box<HostWaiting>),
    Candidate(Box<CandidateWaiting>),
    Match(MatchWaiting),
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct SessionWaiting {
    held_on: Option<CivilDate>,
    is_sealed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum MatchWaiting {
    AskedOn(CivilDate),
    Answered,
    Closed,
}

impl Waiting {
    /// What waits after a step. Total.
    pub fn apply(&mut self, step: TaskStep, occurred_on: CivilDate) {
        match step {
            TaskStep::MailRequested => self.mails.push(occurred_on),
            TaskStep::MailReported => {
                if !self.mails.is_empty() {
                    self.mails.remove(0);
                }
            }
            TaskStep::Convened { .. } | TaskStep::MinutesSealed => self.file.of_session(step),
            TaskStep::Asked | TaskStep::Answered | TaskStep::Closed => {
                self.file.of_match(step, occurred_on);
            }
            TaskStep::Hired { .. }
            | TaskStep::HireConfirmed { .. }
            | TaskStep::HireOver
            | TaskStep::TerminationNotified
            | TaskStep::NoticeCancelled
            | TaskStep::TrainingWaived
            | TaskStep::TrainingStarted
            | TaskStep::TrainingCompleted
            | TaskStep::TrainingDropped
            | TaskStep::ExamPassed(_)
            | TaskStep::Certified(_)
            | TaskStep::Merged => self.file.of_candidate(step, occurred_on),
            _ => self.file.of_host(step, occurred_on),
        }
    }

    /// The open tasks, in the order of [`TaskKind`]: of each kind at most one.
    pub fn open(&self) -> impl Iterator<Item = OpenTask> + use<> {
        let mut open = match &self.file {
            FileWaiting::Session(session) => session.open().into_iter().collect(),
            FileWaiting::Host(host) => host.open(),
            FileWaiting::Candidate(candidate) => candidate.open(),
            FileWaiting::Match(MatchWaiting::AskedOn(since)) => {
                vec![OpenTask::since(TaskKind::AnswerMatch, *since)]
            }
            FileWaiting::Nothing | FileWaiting::Match(_) => Vec::new(),
        };
        let oldest = self.mails.iter().min();
        open.extend(oldest.map(|&since| OpenTask::since(TaskKind::DeliverMail, since)));
        open.into_iter()
    }

    /// Whether nothing that follows in the order of record depends on it any more: a match that
    /// was answered waits again from the day of the next question, and a closed one never.
    pub(crate) fn may_be_forgotten(&self) -> bool {
        let file = match &self.file {
            FileWaiting::Nothing => true,
            FileWaiting::Match(waiting) => !matches!(waiting, MatchWaiting::AskedOn(_)),
            FileWaiting::Session(_) | FileWaiting::Host(_) | FileWaiting::Candidate(_) => false,
        };
        file && self.mails.is_empty()
    }
}

// A step of another kind of stream than the file's changes nothing.
impl FileWaiting {
    fn of_session(&mut self, step: TaskStep) {
        if matches!(self, Self::Nothing) {
            *self = Self::Session(SessionWaiting::default());
        }
        let Self::Session(session) = self else { return };
        match step {
            TaskStep::Convened { held_on } => session.held_on = Some(held_on),
            _ => session.is_sealed = true,
        }
    }

    fn of_match(&mut self, step: TaskStep, on: CivilDate) {
        match (&self, step) {
            (Self::Nothing | Self::Match(_), TaskStep::Closed) => {
                *self = Self::Match(MatchWaiting::Closed);
            }
            (Self::Nothing | Self::Match(MatchWaiting::Answered), TaskStep::Asked) => {
                *self = Self::Match(MatchWaiting::AskedOn(on));
            }
            (Self::Nothing | Self::Match(MatchWaiting::AskedOn(_)), TaskStep::Answered) => {
                *self = Self::Match(MatchWaiting::Answered);
            }
            _ => {}
        }
    }

    fn of_candidate(&mut self, step: TaskStep, on: CivilDate) {
        if matches!(self, Self::Nothing) {
            *self = Self::Candidate(Box::default());
        }
        if let Self::Candidate(candidate) = self {
            candidate.apply(step, on);
        }
    }

    fn of_host(&mut self, step: TaskStep, on: CivilDate) {
        if matches!(self, Self::Nothing) {
            *self = Self::Host(Box::default());
        }
        if let Self::Host(host) = self {
            host.apply(step, on);
        }
    }
}

impl SessionWaiting {
    fn open(self) -> Option<OpenTask> {
        let held_on = self.held_on.filter(|_| !self.is_sealed)?;
        Some(OpenTask::since(TaskKind::SealMinutes, held_on))
    }
}
