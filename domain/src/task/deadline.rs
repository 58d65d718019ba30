//! Deadlines: within which time a task is to be done, by the day since which it waits.

use std::collections::BTreeMap;

use super::TaskKind;
use crate::engine::CivilDate;

/// The programme's deadlines. They make tasks late, and never change a state.
///
/// A task's deadline is the one that applies from the latest day that is not after the day since
/// which the task waits: a change of the rules leaves what waited before under the old one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadlines {
    by_task_and_day: BTreeMap<(TaskKind, CivilDate), Within>,
}

/// The time for a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// There is no deadline.
    Unlimited,
    /// So many calendar months, and then so many days.
    Time {
        /// The months, which come first.
        months: u16,
        /// The days.
        days: u16,
    },
}

impl Within {
    /// From a deadline's two numbers: neither of them is no deadline.
    pub fn of(months: Option<u16>, days: Option<u16>) -> Self {
        match (months, days) {
            (None, None) => Self::Unlimited,
            (months, days) => Self::Time {
                months: months.unwrap_or(0),
                days: days.unwrap_or(0),
            },
        }
    }

    const fn months(months: u16) -> Self {
        Self::Time { months, days: 0 }
    }

    const fn days(days: u16) -> Self {
        Self::Time { months: 0, days }
    }

    /// The last day in time, counted from the day since which the task waits.
    fn after(self, since: CivilDate) -> Option<CivilDate> {
        match self {
            Self::Unlimited => None,
            Self::Time { months, days } => {
                let since = since.plus_months(i32::from(months));
                Some(since.plus_days(i32::from(days)))
            }
        }
    }
}

impl Default for Deadlines {
    /// As they were in the real programme. No legal delay is known for the prefect's opinion.
    fn default() -> Self {
        let ever = CivilDate::of(1900, 1, 1);
        // A month only, for votes after 2022-03-12.
        let second_phase = CivilDate::of(2022, 3, 13);
        Self {
            by_task_and_day: BTreeMap::from([
                ((TaskKind::GiveOpinion, ever), Within::Unlimited),
                ((TaskKind::ActivateAccount, ever), Within::days(28)),
                ((TaskKind::Recruit, ever), Within::months(3)),
                ((TaskKind::Recruit, second_phase), Within::months(1)),
                ((TaskKind::EnterTraining, ever), Within::days(15)),
                ((TaskKind::SitExam, ever), Within::months(6)),
            ]),
        }
    }
}

impl Deadlines {
    /// Sets a task's deadline from a day on; the later setting holds where two name the same day.
    pub fn set(&mut self, task: TaskKind, applies_from: CivilDate, within: Within) {
        self.by_task_and_day.insert((task, applies_from), within);
    }

    /// The last day on which a task is done in time that waits since a day: the vote for a
    /// recruitment, the contract's first day for a training, the training's end for an exam.
    /// `None` where there is no deadline.
    pub fn due(&self, task: TaskKind, since: CivilDate) -> Option<CivilDate> {
        let earlier = self.by_task_and_day.range(..=(task, since)).next_back();
        let (_, within) = earlier.filter(|((of, _), _)| *of == task)?;
        within.after(since)
    }
}

#[cfg(test)]
mod tests {
    use strum::VariantArray;

    use super::*;

    fn day(text: &str) -> CivilDate {
        text.parse().unwrap()
    }

    fn due(deadlines: &Deadlines, task: TaskKind, since: &str) -> Option<CivilDate> {
        deadlines.due(task, day(since))
    }

    #[test]
    fn the_real_programmes_deadlines_hold_where_nothing_was_set() {
        let deadlines = &Deadlines::default();
        for (task, since, last_day) in [
            (TaskKind::Recruit, "2021-03-24", "2021-06-24"),
            (TaskKind::Recruit, "2022-03-12", "2022-06-12"),
            (TaskKind::Recruit, "2022-03-13", "2022-04-13"),
            (TaskKind::EnterTraining, "2021-07-01", "2021-07-16"),
            (TaskKind::SitExam, "2021-08-31", "2022-02-28"),
            (TaskKind::ActivateAccount, "2021-04-05", "2021-05-03"),
        ] {
            assert_eq!(due(deadlines, task, since), Some(day(last_day)), "{task}");
        }
        assert_eq!(due(deadlines, TaskKind::GiveOpinion, "2021-07-01"), None);
        assert_eq!(due(deadlines, TaskKind::Vote, "2021-07-01"), None);
    }

    #[test]
    fn a_deadline_that_is_set_holds_from_its_day_on_and_the_later_setting_replaces_the_earlier() {
        let deadlines = &mut Deadlines::default();
        let from = day("2021-06-01");
        deadlines.set(TaskKind::GiveOpinion, from, Within::of(None, Some(10)));
        deadlines.set(TaskKind::GiveOpinion, from, Within::of(Some(1), Some(2)));
        assert_eq!(due(deadlines, TaskKind::GiveOpinion, "2021-05-31"), None);
        let expected = Some(day("2021-07-03"));
        assert_eq!(
            due(deadlines, TaskKind::GiveOpinion, "2021-06-01"),
            expected
        );
    }

    #[test]
    fn a_deadline_of_neither_months_nor_days_is_none() {
        let deadlines = &mut Deadlines::default();
        deadlines.set(TaskKind::Recruit, day("2023-01-01"), Within::of(None, None));
        assert_eq!(due(deadlines, TaskKind::Recruit, "2023-01-01"), None);
        assert!(due(deadlines, TaskKind::Recruit, "2022-12-31").is_some());
        let none_at_all = Within::of(Some(0), None);
        deadlines.set(TaskKind::Recruit, day("2023-01-01"), none_at_all);
        let same_day = Some(day("2023-01-01"));
        assert_eq!(due(deadlines, TaskKind::Recruit, "2023-01-01"), same_day);
    }

    #[test]
    fn no_deadline_lies_outside_the_calendar() {
        let deadlines = &mut Deadlines::default();
        for &task in TaskKind::VARIANTS {
            let ever = day("1900-01-01");
            deadlines.set(task, ever, Within::of(Some(u16::MAX), Some(u16::MAX)));
            let last_day = day("2199-12-31");
            assert_eq!(deadlines.due(task, last_day), Some(last_day));
            assert_eq!(deadlines.due(task, ever), Some(last_day));
        }
    }
}
