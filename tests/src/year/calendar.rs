//! The year's calendar: its days, the meetings of the COSELEC, and how many files have come by a day.

use domain::engine::{CivilDate, Instant};

/// A day of the year, from 0.
pub(super) type Day = i32;

/// How many days there are.
pub(super) const DAYS: Day = 365;
/// Meetings of the COSELEC: one a week.
pub(super) const SESSIONS: i32 = 40;
/// Hosts register until then.
pub(super) const LAST_HOST: Day = 240;
/// Candidates register until then.
pub(super) const LAST_CANDIDATE: Day = 340;

/// That day's date; day 0 is a Monday.
pub(super) fn date(day: Day) -> CivilDate {
    CivilDate::of(2021, 1, 4).plus_days(day)
}

/// Offices are closed on two days a week.
pub(super) fn is_workday(day: Day) -> bool {
    day % 7 < 5
}

/// That day, or the Monday after it.
pub(super) fn workday(day: Day) -> Day {
    if is_workday(day) { day } else { monday(day) }
}

/// The first Monday after that day.
pub(super) fn monday(day: Day) -> Day {
    day - day % 7 + 7
}

/// The day of a meeting, from 0.
pub(super) fn session(number: i32) -> Day {
    15 + 7 * number
}

/// When the `number`th thing of a day is recorded: ten a second, from 8 o'clock on.
pub(super) fn moment(day: Day, number: u32) -> Instant {
    const MICROS_BETWEEN: i64 = 100_000;
    const MORNING: i64 = 4 * 3_600 * 1_000_000;
    let noon = date(day).noon_in_paris().micros();
    Instant::from_micros(noon - MORNING + i64::from(number) * MICROS_BETWEEN)
}

/// How many of `all` have come by that day, when most come early and none after `last`.
pub(super) fn come_by(day: Day, last: Day, all: usize) -> usize {
    let (last, left) = (i64::from(last), i64::from((last - day - 1).max(0)));
    let share = i64::try_from(all).unwrap_or(0) * (last * last - left * left) / (last * last);
    usize::try_from(share).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_have_come_on_the_last_day_and_none_before_the_first() {
        assert_eq!(come_by(-1, LAST_HOST, 9_000), 0);
        assert_eq!(come_by(LAST_HOST - 1, LAST_HOST, 9_000), 9_000);
        assert_eq!(come_by(DAYS, LAST_HOST, 9_000), 9_000);
    }

    #[test]
    fn a_weekend_leads_to_its_monday() {
        assert_eq!([4, 5, 6, 7].map(workday), [4, 7, 7, 7]);
        assert_eq!(monday(7), 14);
    }
}
