//! The programme's deadlines as they were when nobody had set any.

use crate::engine::CivilDate;
use crate::task::TaskKind;

/// Within which time a task is to be done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Deadlines;

impl Deadlines {
    /// The last day in time, by the day from which it counts; `None`: there is no deadline.
    #[expect(clippy::unused_self, reason = "deadlines can be set later on")]
    pub(super) fn due(&self, task: TaskKind, counts_from: CivilDate) -> Option<CivilDate> {
        // From votes after 2022-03-12 on, a month is enough.
        let is_second_phase = counts_from > CivilDate::of(2022, 3, 12);
        match task {
            TaskKind::Recruit if is_second_phase => Some(counts_from.plus_months(1)),
            TaskKind::Recruit => Some(counts_from.plus_months(3)),
            TaskKind::EnterTraining => Some(counts_from.plus_days(15)),
            TaskKind::SitExam => Some(counts_from.plus_months(6)),
            _ => None,
        }
    }
}
