//! What is to be done, by day: the year is simulated from one day to the next, never planned ahead as a whole.

use std::collections::{BTreeMap, VecDeque};

use super::calendar::Day;
use super::step::Mark;

/// Something that will be done, if its file still stands as it did when it was written down.
#[derive(Debug, Clone, Copy)]
pub(super) enum Task {
    Session(i32, SessionTask),
    Host(usize, HostTask),
    Convention(usize, ConventionTask),
    Posts(usize, PostsTask),
    /// Of the proposals of one round, which have numbers in a row.
    Round(Round, RoundTask),
    Person(usize, PersonTask),
    /// Of a person's hire of that number.
    Hire(Hired, HireTask),
    Training(Hired, TrainingTask),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum SessionTask {
    Convene,
    Table,
    Vote,
    Seal,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum HostTask {
    ConfirmEmail,
    Opine,
    ReviseOpinion(Mark),
    Amend,
    MarkDuplicate,
    Cancel,
    Reopen,
    /// Of the mails that the vote of that mark asked for.
    DeliverMails(Mark),
    CorrectVote(Mark, i32),
    Activate,
    FollowUp,
    /// Looks for somebody for one post.
    Recruit,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum ConventionTask {
    Open,
    Construct,
    FindDefects,
    Correct,
    Instruct,
    SendBack,
    Accept,
    Send,
    Sign,
    Amend,
    Pay(u32),
    Terminate,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum PostsTask {
    Request,
    Opine,
    Answer,
    Return,
    Transfer,
}

/// Proposals to one host, made on one day.
#[derive(Debug, Clone, Copy)]
pub(super) struct Round {
    pub(super) first: usize,
    pub(super) count: usize,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum RoundTask {
    Answer,
    Rethink,
    Hire,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum PersonTask {
    SharePix,
    ChangeMobility,
    BecomeUnavailable,
    BecomeAvailable,
    Merge,
}

/// A hire: what belongs to one that is over is not done any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hired {
    pub(super) person: usize,
    pub(super) number: u32,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum HireTask {
    Confirm,
    Cancel,
    TakeUpPost,
    SendEquipment,
    Notify,
    TakeBack,
    Validate,
    Extend,
    EndContract,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum TrainingTask {
    Test,
    Waive,
    Enrol,
    Reschedule,
    Start,
    Drop,
    Complete,
    Exam,
    ExamAgain,
    Award,
    Pix,
}

/// The tasks of the days to come.
#[derive(Debug, Default)]
pub(super) struct Agenda(BTreeMap<Day, VecDeque<Task>>);

impl Agenda {
    pub(super) fn add(&mut self, day: Day, task: Task) {
        self.0.entry(day).or_default().push_back(task);
    }

    /// The next task of that day, or of one before it.
    pub(super) fn next(&mut self, day: Day) -> Option<Task> {
        let mut first = self.0.first_entry().filter(|first| *first.key() <= day)?;
        let task = first.get_mut().pop_front();
        if first.get().is_empty() {
            first.remove();
        }
        task
    }
}
