//! Tasks: what waits for whom at a lens, since when and until when, a page at a time.

mod filter;
mod found;
mod title;

use domain::engine::{CivilDate, StreamName};
use domain::task::{Deadlines, TaskKind};
use domain::territory::Department;
use schemars::JsonSchema;
use serde::Serialize;

use crate::Rows;
use crate::cnfs::answer::View;
use crate::cnfs::files::{FileRow, Files};
use crate::cnfs::lens::Lens;
use crate::cnfs::table::{Cell, Table, columns};
pub use filter::{InScope, Lateness, TASKS_PAGE_MAX, TaskFilter, task_roles};
use found::{Found, Place};
use title::title;

/// One page of the open tasks, and how many there are in all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Tasks {
    /// The page: what has been due the longest comes first, what has no deadline last; then by the
    /// day since which it waits, then by the file.
    pub tasks: Vec<TaskRow>,
    /// How many tasks the filter lets through.
    pub total: u64,
    /// How many of them are late.
    pub late: u64,
    /// The same by task, in the order of the path; tasks that nobody has are left out.
    pub by_task: Vec<TaskCount>,
    #[serde(skip)]
    approximate: bool,
}

/// A task that waits to be done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TaskRow {
    /// The file in which it waits.
    pub stream: StreamName,
    /// What is to be done.
    pub task: TaskKind,
    /// The role that must act, as actors are named.
    pub role: &'static str,
    /// The same for people, in French.
    pub title: &'static str,
    /// Whose it is within the role.
    pub scope: TaskScope,
    /// Since when it waits.
    pub since: CivilDate,
    /// Its last day in time; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<CivilDate>,
    /// By how many days it is late on `as_of`; absent where it is not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late_days: Option<u32>,
    /// Present where it follows from facts of which only the latest day is known.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(default)]
    pub approximate: bool,
}

/// Where a task belongs: as much of it as is known at the lens.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TaskScope {
    /// The department of the host; of a person: of the host that hired last, or else of the home.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department: Option<Department>,
    /// The host: the file's own, that of the match, that of the last hire.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<StreamName>,
    /// The lot of the training, for what a provider must do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lot: Option<String>,
    /// The training's provider, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
}

/// How often a task waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TaskCount {
    /// What is to be done.
    pub task: TaskKind,
    /// The role that must act.
    pub role: &'static str,
    /// The task for people, in French.
    pub title: &'static str,
    /// How many wait.
    pub open: u64,
    /// How many of them are late.
    pub late: u64,
}

/// The open tasks at a lens that a filter lets through.
///
/// A task that lies in no territory (a session's, the programme's) is shown only where none is
/// asked for.
pub fn tasks(rows: &Rows<Files>, lens: &Lens, filter: &TaskFilter) -> Tasks {
    let deadlines = deadlines(rows, lens);
    let mut found = Vec::new();
    for (stream, row) in rows.iter() {
        let place = Place::new(stream, row, rows, lens);
        let open = Found::all(stream, row, lens, &deadlines);
        found.extend(open.filter(|open| filter.takes(open, &place)));
    }
    let mut tasks = Tasks {
        total: found.len() as u64,
        late: found.iter().filter(|open| open.is_late()).count() as u64,
        by_task: counts(&found),
        approximate: found.iter().any(|open| open.in_doubt),
        ..Tasks::default()
    };
    let page = Found::page(&mut found, filter.offset, filter.limit.min(TASKS_PAGE_MAX));
    tasks.tasks = page.map(|open| open.row(rows, lens)).collect();
    tasks
}

/// The open tasks of one file at a lens, in the order of a page.
pub fn tasks_of(rows: &Rows<Files>, lens: &Lens, stream: &StreamName) -> Vec<TaskRow> {
    let Some(row) = rows.get(stream) else {
        return Vec::new();
    };
    let deadlines = deadlines(rows, lens);
    let mut found: Vec<_> = Found::all(stream, row, lens, &deadlines).collect();
    let page = Found::page(&mut found, 0, TASKS_PAGE_MAX);
    page.map(|open| open.row(rows, lens)).collect()
}

/// Whether a file counts in the territory asked for; any does where none is.
pub fn counts_in_territory(rows: &Rows<Files>, lens: &Lens, stream: &StreamName) -> bool {
    let row = rows.get(stream);
    row.is_some_and(|row| Place::new(stream, row, rows, lens).is_covered())
}

/// The deadlines as they were set at the lens: of two for one day the later word holds.
fn deadlines(rows: &Rows<Files>, lens: &Lens) -> Deadlines {
    let mut deadlines = Deadlines::default();
    for (_, row) in rows.iter() {
        if let FileRow::Programme(facts) = row {
            let set = facts.at(lens).filter_map(|fact| fact.what.deadline());
            set.for_each(|(task, from, within)| deadlines.set(task, from, within));
        }
    }
    deadlines
}

fn counts(found: &[Found<'_>]) -> Vec<TaskCount> {
    let mut counts: Vec<TaskCount> = Vec::new();
    for open in found {
        let place = counts.binary_search_by_key(&open.task(), |count| count.task);
        let place = place.unwrap_or_else(|place| {
            counts.insert(place, TaskCount::none(open.task()));
            place
        });
        let count = &mut counts[place];
        count.open += 1;
        count.late += u64::from(open.is_late());
    }
    counts
}

impl TaskCount {
    fn none(task: TaskKind) -> Self {
        Self {
            task,
            role: task.rule().role,
            title: title(task),
            open: 0,
            late: 0,
        }
    }
}

impl View for Tasks {
    const INDICATORS: &'static [&'static str] = &["open_tasks"];

    fn is_approximate(&self) -> bool {
        self.approximate
    }

    fn table(&self) -> Table {
        Table {
            header: columns([
                ("stream", "Dossier"),
                ("task", "Tâche"),
                ("title", "Libellé"),
                ("role", "Rôle"),
                ("department", "Département"),
                ("since", "Depuis"),
                ("due", "Échéance"),
                ("late_days", "Jours de retard"),
            ]),
            rows: self.tasks.iter().map(TaskRow::cells).collect(),
        }
    }
}

impl TaskRow {
    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Text(self.stream.to_string()),
            Cell::Text(self.task.to_string()),
            self.title.into(),
            self.role.into(),
            self.scope.department.map(Department::code).into(),
            self.since.into(),
            self.due.map_or(Cell::Empty, Cell::Date),
            self.late_days.map(i64::from).into(),
        ]
    }
}
