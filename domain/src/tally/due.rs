//! What is due, by day: the open tasks that have a deadline and of which no notice was issued.

use std::collections::{BTreeMap, BTreeSet};

use super::Late;
use crate::engine::{CivilDate, StreamName};
use crate::task::{OpenTask, TaskKind, TaskStep, Waiting};

/// What waits in each stream, and when it is due.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Due {
    /// Streams on whose past or open tasks a deadline may still depend.
    streams: BTreeMap<StreamName, Watched>,
    by_day: BTreeSet<(CivilDate, StreamName, TaskKind)>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Watched {
    waiting: Waiting,
    /// The notices that were issued: each once.
    noticed: Vec<(TaskKind, CivilDate)>,
}

impl Due {
    pub(super) fn apply(&mut self, stream: &StreamName, step: TaskStep, occurred_on: CivilDate) {
        self.change(stream, |watched| watched.waiting.apply(step, occurred_on));
    }

    pub(super) fn notice(&mut self, stream: &StreamName, task: TaskKind, deadline: CivilDate) {
        self.change(stream, |watched| {
            if !watched.noticed.contains(&(task, deadline)) {
                watched.noticed.push((task, deadline));
            }
        });
    }

    pub(super) fn open_tasks(&self, stream: &StreamName) -> impl Iterator<Item = OpenTask> {
        let watched = self.streams.get(stream).into_iter();
        watched.flat_map(|watched| watched.waiting.open())
    }

    pub(super) fn before(&self, day: CivilDate) -> impl Iterator<Item = Late> {
        let earlier = self.by_day.iter().take_while(move |(due, ..)| *due < day);
        earlier.map(|(deadline, stream, task)| Late {
            stream: stream.clone(),
            task: *task,
            deadline: *deadline,
        })
    }

    fn change(&mut self, stream: &StreamName, change: impl FnOnce(&mut Watched)) {
        let watched = match self.streams.get_mut(stream) {
            Some(watched) => watched,
            None => self.streams.entry(stream.clone()).or_default(),
        };
        let before = watched.due();
        change(watched);
        let after = watched.due();
        if watched.noticed.is_empty() && watched.waiting.may_be_forgotten() {
            self.streams.remove(stream);
        }
        for &(day, task) in before.iter().filter(|due| !after.contains(due)) {
            self.by_day.remove(&(day, stream.clone(), task));
        }
        for &(day, task) in after.iter().filter(|due| !before.contains(due)) {
            self.by_day.insert((day, stream.clone(), task));
        }
    }
}

impl Watched {
    fn due(&self) -> Vec<(CivilDate, TaskKind)> {
        let due = |open: OpenTask| Some((open.due(last_day)?, open.task));
        let is_new = |&(day, task): &_| !self.noticed.contains(&(task, day));
        self.waiting.open().filter_map(due).filter(is_new).collect()
    }
}

/// From this vote on a month is enough to recruit.
fn one_month_from() -> CivilDate {
    CivilDate::of(2022, 3, 12)
}

/// The one place where a deadline is looked up. Once deadlines can be set, they stand here: kept in
/// [`Due`], and every stream's days counted again when one is set.
fn last_day(task: TaskKind, counts_from: CivilDate) -> Option<CivilDate> {
    match task {
        TaskKind::Recruit if counts_from > one_month_from() => Some(counts_from.plus_months(1)),
        TaskKind::Recruit => Some(counts_from.plus_months(3)),
        TaskKind::EnterTraining => Some(counts_from.plus_days(15)),
        TaskKind::SitExam => Some(counts_from.plus_months(6)),
        _ => None,
    }
}
