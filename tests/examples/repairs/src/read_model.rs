//! The read model: what is kept of each repair, and the table of all of them.

use domain::engine::{CivilDate, Fold, Recorded, RowKey, StreamName};
use projections::Rows;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::programme::{Event, Report};

/// A repair's facts with their days, each from the event that tells it. What follows from them,
/// where it stands and how long it took, is found when somebody reads.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Repair {
    report: Option<Report>,
    contractor: Option<StreamName>,
    reported_on: Option<CivilDate>,
    done_on: Option<CivilDate>,
    cancelled_on: Option<CivilDate>,
}

/// One row for each repair.
pub(crate) struct Overview;

impl Fold for Overview {
    type Event = Event;
    type Row = Repair;

    const NAME: &'static str = "overview";
    const VERSION: u32 = 1;

    fn key(event: &Recorded<Event>) -> Option<RowKey> {
        let stream = &event.meta.stream;
        (stream.kind() == "repair").then(|| stream.clone())
    }

    fn apply(row: &mut Repair, event: &Recorded<Event>) {
        let day = Some(event.meta.occurred_on);
        match &event.event {
            Event::RepairReported(of) => (row.report, row.reported_on) = (Some(of.clone()), day),
            Event::RepairAssigned(to) => row.contractor = Some(to.clone()),
            Event::RepairDone => row.done_on = day,
            Event::RepairCancelled => row.cancelled_on = day,
            _ => {}
        }
    }
}

/// All repairs by state and contractor, with the days from report to done.
pub(crate) fn table(rows: &Rows<Overview>) -> Value {
    let mut table = json!({ "position": rows.position() });
    for (stream, row) in rows.iter() {
        let state = match (&row.contractor, row.done_on, row.cancelled_on) {
            (_, Some(_), _) => "done",
            (_, _, Some(_)) => "cancelled",
            (Some(_), ..) => "assigned",
            (None, ..) => "reported",
        };
        let by = row.contractor.as_ref();
        let by = by.map_or("nobody".into(), StreamName::to_string);
        table[state][by][stream.to_string()] = json!({
            "report": row.report,
            "reported_on": row.reported_on,
            "days_to_done": row.reported_on.zip(row.done_on).map(|(from, to)| to.days() - from.days()),
        });
    }
    table
}
