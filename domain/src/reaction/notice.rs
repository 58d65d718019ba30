//! Notices of what was not done in time, when a day has come.

use super::Cause;
use crate::common::{CommonEvent, NoticeIssued};
use crate::engine::{CivilDate, Dated, Draft};
use crate::event::Event;
use crate::tally::Late;

/// At most so many notices are issued for one day, the earliest deadlines first; the others are
/// issued when the next day comes.
pub const NOTICES_PER_TICK_MAX: usize = 200;

/// On each stream, one notice of what was due before that day.
pub(super) fn issue(cause: &Cause<'_>, day: CivilDate) -> Vec<Draft<Event>> {
    let late = cause.tally.late_on(day).take(NOTICES_PER_TICK_MAX);
    late.map(|late| notice(late, day)).collect()
}

fn notice(late: Late, day: CivilDate) -> Draft<Event> {
    Draft {
        event: Event::Common(CommonEvent::NoticeIssued(NoticeIssued {
            task: late.task,
            deadline: late.deadline,
        })),
        occurred_on: day,
        dated: Dated::Exact,
        corrects: None,
        subject: late.stream.clone(),
        stream: late.stream,
    }
}
