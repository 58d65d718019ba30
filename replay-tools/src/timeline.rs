//! `timeline`: what happened to one file, event by event, with the state before and after, and what is pending.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::bail;
use domain::Event;
use domain::engine::{CivilDate, Dated, Instant, Position, Recorded, StreamName};
use domain::timeline::{Entry, Timeline};
use eventlog::{Environment, EventLog};
use projections::views::{TaskRow, tasks_of};
use projections::{Cell, Column, Known, Lens, Table};
use serde::Serialize;

use crate::cli::{Format, Personal, TimelineArguments};
use crate::known_at::known;
use crate::output;
use crate::place::{PAGE_EVENTS_MAX, events_of};
use crate::show::rows;

/// The most events of one file that are shown.
const TIMELINE_EVENTS_MAX: usize = 100_000;

/// The timeline with what it must be read with.
#[derive(Serialize)]
struct Answer<'a> {
    programme: &'a str,
    /// The log's head.
    position: u64,
    as_of: CivilDate,
    known_at: Option<Instant>,
    /// Always: a file with more events than are shown is an error here.
    complete: bool,
    #[serde(flatten)]
    timeline: Timeline,
    /// What waits in the file at the two times.
    pending: Vec<TaskRow>,
}

pub(crate) async fn run(
    arguments: &TimelineArguments,
    world: &Arc<dyn Environment>,
) -> anyhow::Result<ExitCode> {
    let log = arguments.place.follower()?;
    let stream = &arguments.stream;
    let known = known(&log, arguments.times.known_at).await?;
    let mut events = events(&log, stream, known).await?;
    if arguments.personal == Personal::Clear {
        let vault = arguments.place.vault()?;
        for event in &mut events {
            vault.unseal(event)?;
        }
    }
    let as_of = arguments
        .times
        .as_of
        .unwrap_or_else(|| world.now().paris_date());
    let timeline = Timeline::of(stream.clone(), &events, as_of);
    if timeline.events.is_empty() {
        bail!("{stream} has no event that had happened and was recorded by then");
    }
    let lens = Lens {
        known,
        ..Lens::as_of(as_of)
    };
    let pending = tasks_of(&rows(&log, world).await?, &lens, stream);
    let answer = Answer {
        programme: arguments.place.programme.as_str(),
        position: log.head().borrow().map_or(0, Position::get),
        as_of,
        known_at: arguments.times.known_at.map(|known_at| known_at.0),
        complete: true,
        timeline,
        pending,
    };
    let table = table(&answer.timeline);
    output::print(arguments.format, &answer, &table)?;
    if arguments.format == Format::Table {
        for task in &answer.pending {
            output::line(&waiting(task))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// A task for people, on a line below the table.
fn waiting(task: &TaskRow) -> String {
    let TaskRow {
        task: kind,
        role,
        since,
        ..
    } = task;
    let due = task.due.map_or(String::new(), |due| format!(", due {due}"));
    let late = task.late_days;
    let late = late.map_or(String::new(), |days| format!(", {days} days late"));
    format!("pending: {kind} for {role} since {since}{due}{late}")
}

async fn events(
    log: &dyn EventLog,
    stream: &StreamName,
    known: Known,
) -> anyhow::Result<Vec<Recorded<Event>>> {
    let mut events: Vec<Recorded<Event>> = Vec::new();
    loop {
        let after = events.last().map(|event| event.meta.version);
        let page = log.read_stream(stream, after, PAGE_EVENTS_MAX).await?;
        let position = events.last().map(|event| event.meta.position);
        let read = events_of(&page, position)?;
        let is_last = page.is_last || read.is_empty();
        events.extend(read.into_iter().filter(|event| is_known(event, known)));
        if events.len() > TIMELINE_EVENTS_MAX {
            bail!("{stream} has more than {TIMELINE_EVENTS_MAX} events");
        }
        if is_last || events.last().map(|event| event.meta.version) == after {
            return Ok(events);
        }
    }
}

fn is_known(event: &Recorded<Event>, known: Known) -> bool {
    match known {
        Known::All => true,
        Known::Through(last) => event.meta.position <= last,
        Known::Nothing => false,
    }
}

const COLUMNS: [(&str, &str); 9] = [
    ("position", "Position"),
    ("version", "Version"),
    ("occurred_on", "Survenu le"),
    ("recorded_at", "Enregistré le"),
    ("type", "Événement"),
    ("actor", "Auteur"),
    ("before", "État avant"),
    ("after", "État après"),
    ("data", "Contenu"),
];

fn table(timeline: &Timeline) -> Table {
    let header = COLUMNS.map(|(id, label)| Column { id, label });
    Table {
        header: header.into(),
        rows: timeline.events.iter().map(row).collect(),
    }
}

fn row(entry: &Entry) -> Vec<Cell> {
    let bound = match entry.dated {
        Dated::Exact => "",
        Dated::AtLatest => "≤ ",
    };
    let actor = format!("{} {}", entry.actor.role, entry.actor.id);
    let stage = |stage: Option<&'static str>| stage.map_or(Cell::Empty, Cell::from);
    vec![
        count(entry.position),
        count(entry.version),
        Cell::Text(format!("{bound}{}", entry.occurred_on)),
        Cell::Text(entry.recorded_at.to_string()),
        Cell::from(entry.type_name),
        Cell::Text(actor),
        stage(entry.before),
        stage(entry.after),
        Cell::Text(entry.data.to_string()),
    ]
}

/// Counts of events lie far below the bounds of the cell's type.
fn count(count: u64) -> Cell {
    Cell::Count(i64::try_from(count).unwrap_or(i64::MAX))
}
