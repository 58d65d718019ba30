//! `GET /tasks/calendar.ics`: the deadlines of an actor's tasks as a calendar to subscribe to.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use domain::engine::{CivilDate, ProgrammeSlug};
use icalendar::{Calendar, Component, Event, EventStatus, Property};
use projections::cnfs::Asked;
use projections::cnfs::views::{self, TaskFilter, TaskRow, Tasks};

use super::reading::Reading;
use super::tasks;
use crate::app::App;
use crate::http::parameters::Parameters;
use crate::http::representation::CALENDAR;
use crate::problem::Problem;

/// The parameters of the calendar.
pub(crate) const PARAMETERS: [&str; 9] = [
    "role",
    "scope",
    "late",
    "as_of",
    "known_at",
    "region",
    "department",
    "at_least",
    "timeout_ms",
];

/// The most octets of a line, its end left out (RFC 5545, 3.1).
const LINE_OCTETS_MAX: usize = 75;
/// What a calendar without deadlines holds: at least one component is asked for (RFC 5545, 3.6),
/// and nothing refers to this one.
const NO_ENTRY: &str = "BEGIN:VTIMEZONE\r\nTZID:UTC\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\n\
    TZOFFSETFROM:+0000\r\nTZOFFSETTO:+0000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
/// The last line of a calendar.
const END: &str = "END:VCALENDAR\r\n";
/// How often a reader is asked to look again.
const REFRESH: &str = "PT1H";

/// The deadlines of an actor's open tasks, as a calendar to subscribe to: an entry that lasts all
/// of the task's last day in time, and stays there once it is late. A task without deadline has none.
#[utoipa::path(
    get,
    path = "/v1/programmes/{programme}/tasks/calendar.ics",
    tag = "read models",
    responses(
        (status = 200, description = "An iCalendar (RFC 5545) of the tasks that have a deadline, at most `calendar_entries_max` of them, the earliest due first"),
        (status = 304, description = "The reader holds it already"),
        (status = 400, description = "A parameter is unknown or wrong"),
        (status = 404, description = "No such programme"),
        (status = 503, description = "The position waited for was not reached"),
    )
)]
pub(crate) async fn calendar(
    State(app): State<Arc<App>>,
    Path(programme): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response, Problem> {
    let parameters = Parameters::of(&uri, &PARAMETERS)?;
    let filter = TaskFilter {
        limit: app.limits.calendar_entries_max,
        ..tasks::filter(&parameters)?
    };
    let offered = [CALENDAR];
    let reading = Reading::of(&app, &programme, (headers, uri), &parameters, &offered).await?;
    reading
        .write(move |rows, asked| {
            let tasks = views::tasks(rows, &asked.lens, &filter);
            Ok(written(&tasks, asked, filter.role.as_deref()).into_bytes())
        })
        .await
}

fn written(tasks: &Tasks, asked: &Asked, role: Option<&str>) -> String {
    let mut calendar = Calendar::empty();
    let whose = role.map_or(String::new(), |role| format!(" ({role})"));
    let name = format!("{} : échéances{whose}", asked.programme);
    calendar
        .append_property(Property::new("VERSION", "2.0"))
        .append_property(Property::new("PRODID", "-//Jalon//Jalon//FR"))
        .append_property(Property::new("CALSCALE", "GREGORIAN"))
        .append_property(Property::new("X-PUBLISHED-TTL", REFRESH))
        .append_property(refresh())
        .name(&name)
        .description(&description(tasks));
    let due = tasks
        .tasks
        .iter()
        .filter_map(|task| Some((task, task.due?)));
    calendar.extend(due.map(|(task, due)| entry(task, due, asked)));
    let text = calendar.to_string();
    if calendar.components.is_empty() {
        return folded(&text.replace(END, &[NO_ENTRY, END].concat()));
    }
    folded(&text)
}

fn refresh() -> Property {
    let mut refresh = Property::new("REFRESH-INTERVAL", REFRESH);
    refresh.add_parameter("VALUE", "DURATION").done()
}

/// What the limit cut off is told. What has no deadline comes last: a page that ends with it holds
/// every deadline.
fn description(tasks: &Tasks) -> String {
    let deadlines = tasks.tasks.iter().filter(|task| task.due.is_some());
    let deadlines = deadlines.count();
    if deadlines == tasks.tasks.len() && (deadlines as u64) < tasks.total {
        return format!("Les {deadlines} premières échéances : la limite est atteinte.");
    }
    format!("Échéances : {deadlines}.")
}

/// Written from the task alone: the same task on the same day is the same entry, byte by byte.
fn entry(task: &TaskRow, due: CivilDate, asked: &Asked) -> Event {
    let mut start = Property::new("DTSTART", day(due));
    let stamp = format!("{}T000000Z", day(asked.lens.as_of));
    let summary = format!("{}: {} — {}", task.role, task.title, task.stream);
    let mut entry = Event::with_uid(&uid(task, due, &asked.programme));
    entry
        .append_property(start.add_parameter("VALUE", "DATE").done())
        .add_property("DTSTAMP", stamp)
        // Nobody is busy all day for it.
        .add_property("TRANSP", "TRANSPARENT")
        .status(EventStatus::Confirmed)
        .summary(&summary)
        .description(&waiting(task, due))
        .done()
}

fn waiting(task: &TaskRow, due: CivilDate) -> String {
    let (since, doubt) = (
        task.since,
        if task.approximate {
            " au plus tard"
        } else {
            ""
        },
    );
    match task.late_days {
        None => format!("En attente depuis le {since}{doubt}, échéance le {due}."),
        Some(days) => format!(
            "En attente depuis le {since}{doubt}, échéance le {due} : en retard de {days} jour{}.",
            if days > 1 { "s" } else { "" }
        ),
    }
}

/// The same for the same deadline of the same task, so that a reader updates its entry.
fn uid(task: &TaskRow, due: CivilDate, programme: &ProgrammeSlug) -> String {
    format!("{}-{}-{due}@{programme}.jalon", task.stream, task.task)
}

/// A day as calendars write it: `20210630`.
fn day(day: CivilDate) -> String {
    day.to_string().replace('-', "")
}

/// The same lines, none longer than allowed: the crate lets a line's last part be one octet longer.
fn folded(calendar: &str) -> String {
    let mut folded = String::with_capacity(calendar.len());
    for line in calendar.replace("\r\n ", "").split_terminator("\r\n") {
        let mut octets = 0;
        for character in line.chars() {
            if octets + character.len_utf8() > LINE_OCTETS_MAX {
                folded.push_str("\r\n ");
                octets = 1;
            }
            folded.push(character);
            octets += character.len_utf8();
        }
        folded.push_str("\r\n");
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_allowed() {
        for length in 1..400 {
            let line = format!("SUMMARY:{}é\r\n", "x".repeat(length));
            let folded = folded(&line);
            assert!(
                folded
                    .split("\r\n")
                    .all(|part| part.len() <= LINE_OCTETS_MAX)
            );
            assert_eq!(folded.replace("\r\n ", ""), line);
        }
    }
}
