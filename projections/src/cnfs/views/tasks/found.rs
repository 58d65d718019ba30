//! Open tasks as they are found, before they are written out for a page, and where they belong.

use std::cmp::Ordering;

use domain::engine::{CivilDate, StreamName};
use domain::permission::Role;
use domain::task::{Deadlines, OpenTask, TaskKind};

use super::title::title;
use super::{TaskRow, TaskScope};
use crate::Rows;
use crate::cnfs::files::candidate::Enrolment;
use crate::cnfs::files::{FileRow, Files, host, matching};
use crate::cnfs::lens::{self, Lens};
use crate::cnfs::standing::place_of_host;

/// An open task of a file.
pub(super) struct Found<'a> {
    pub(super) stream: &'a StreamName,
    row: &'a FileRow,
    open: OpenTask,
    due: Option<CivilDate>,
    late_days: Option<u32>,
    pub(super) in_doubt: bool,
}

/// Where a file belongs, looked up when it is asked for.
pub(super) struct Place<'a> {
    stream: &'a StreamName,
    row: &'a FileRow,
    rows: &'a Rows<Files>,
    lens: &'a Lens,
}

impl<'a> Found<'a> {
    /// All of a file. What waits from a day to come (the minutes of a session that is not held
    /// yet) does not wait yet.
    pub(super) fn all(
        stream: &'a StreamName,
        row: &'a FileRow,
        lens: &Lens,
        deadlines: &Deadlines,
    ) -> impl Iterator<Item = Self> {
        let (waiting, in_doubt) = row.waiting(lens);
        let as_of = lens.as_of;
        let open = waiting.open().filter(move |open| open.since <= as_of);
        open.map(move |open| {
            let due = open.due(|task, since| deadlines.due(task, since));
            Self {
                stream,
                row,
                open,
                due,
                late_days: due.and_then(|due| days_after(due, as_of)),
                in_doubt,
            }
        })
    }

    /// A page of them, in order. Only what the page needs is sorted.
    pub(super) fn page(
        found: &mut Vec<Self>,
        offset: usize,
        limit: usize,
    ) -> impl Iterator<Item = &Self> {
        let end = offset.saturating_add(limit);
        if end < found.len() {
            found.select_nth_unstable_by(end, Self::cmp);
            found.truncate(end);
        }
        found.sort_unstable_by(Self::cmp);
        found.iter().skip(offset)
    }

    fn cmp(&self, other: &Self) -> Ordering {
        let order = |open: &Self| (open.due.is_none(), open.due, open.open.since);
        let by_day = order(self).cmp(&order(other));
        by_day
            .then_with(|| self.stream.cmp(other.stream))
            .then_with(|| self.task().cmp(&other.task()))
    }

    pub(super) fn task(&self) -> TaskKind {
        self.open.task
    }

    pub(super) fn role(&self) -> &'static str {
        self.task().rule().role
    }

    pub(super) fn is_late(&self) -> bool {
        self.late_days.is_some()
    }

    /// The training that it is about, where a provider must act.
    pub(super) fn is_in_training<'p>(&self, place: &Place<'p>) -> Option<&'p Enrolment> {
        let provider: &str = Role::TrainingProvider.into();
        place.enrolment().filter(|_| self.role() == provider)
    }

    pub(super) fn row(&self, rows: &Rows<Files>, lens: &Lens) -> TaskRow {
        let place = Place::new(self.stream, self.row, rows, lens);
        let training = self.is_in_training(&place);
        let scope = TaskScope {
            department: place.place().map(|place| place.department),
            host: place.host().cloned(),
            lot: training.map(|training| training.lot.clone()),
            provider: training.map(|training| training.provider.clone()),
        };
        TaskRow {
            stream: self.stream.clone(),
            task: self.task(),
            role: self.role(),
            title: title(self.task()),
            scope,
            since: self.open.since,
            due: self.due,
            late_days: self.late_days,
            approximate: self.in_doubt,
        }
    }
}

/// By how many days a day is past.
fn days_after(due: CivilDate, as_of: CivilDate) -> Option<u32> {
    let days = u32::try_from(as_of.days().saturating_sub(due.days())).ok()?;
    (days > 0).then_some(days)
}

impl<'a> Place<'a> {
    pub(super) fn new(
        stream: &'a StreamName,
        row: &'a FileRow,
        rows: &'a Rows<Files>,
        lens: &'a Lens,
    ) -> Self {
        Self {
            stream,
            row,
            rows,
            lens,
        }
    }

    /// Whether it lies in the territory asked for.
    pub(super) fn is_covered(&self) -> bool {
        self.lens.covers(|| self.place())
    }

    /// Where the host counts; a person without one is at home.
    pub(super) fn place(&self) -> Option<lens::Place> {
        match (self.row, self.host()) {
            (FileRow::Host(facts), _) => host::place(facts, self.lens),
            (_, Some(host)) => place_of_host(host, self.rows, self.lens),
            (FileRow::Candidate(file), None) => file.home(self.lens),
            _ => None,
        }
    }

    /// The host's own file, the match's host, the host that hired last.
    pub(super) fn host(&self) -> Option<&'a StreamName> {
        match self.row {
            FileRow::Host(_) => Some(self.stream),
            FileRow::Match(facts) => matching::host(facts, self.lens),
            FileRow::Candidate(file) => file.last_host(self.lens),
            FileRow::Empty | FileRow::Programme(_) | FileRow::Session(_) => None,
        }
    }

    fn enrolment(&self) -> Option<&'a Enrolment> {
        match self.row {
            FileRow::Candidate(file) => file.last_enrolment(self.lens),
            _ => None,
        }
    }
}
