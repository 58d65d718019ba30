//! Half-months, the French *quinzaines*: the 1st to the 15th, and the 16th to the end of the month.

use std::fmt;

use jiff::civil::{Date, date};

use crate::engine::CivilDate;

/// Half a calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HalfMonth {
    year: i16,
    month: i8,
    second: bool,
}

/// The last day of the first half.
const FIRST_HALF_THROUGH: i8 = 15;

impl HalfMonth {
    /// The one that a day lies in.
    pub fn of(day: CivilDate) -> Self {
        let date = day.date();
        Self {
            year: date.year(),
            month: date.month(),
            second: date.day() > FIRST_HALF_THROUGH,
        }
    }

    /// The 1st or the 16th.
    pub fn starts_on(self) -> CivilDate {
        CivilDate::from_date(self.first_day())
    }

    /// The 15th or the month's last day.
    pub fn ends_on(self) -> CivilDate {
        CivilDate::from_date(if self.second {
            self.first_day().last_of_month()
        } else {
            date(self.year, self.month, FIRST_HALF_THROUGH)
        })
    }

    /// The one after it.
    #[must_use]
    pub fn next(self) -> Self {
        Self::of(self.ends_on().plus_days(1))
    }

    /// How many begin after one day and end by another.
    pub fn count(after: CivilDate, through: CivilDate) -> u32 {
        let first = Self::of(after).ordinal() + 1;
        let last = Self::of(through);
        let complete = i32::from(last.ends_on() == through);
        // Half-months from `first` to the last one that is complete by `through`.
        u32::try_from(last.ordinal() + complete - first).unwrap_or(0)
    }

    fn first_day(self) -> Date {
        let day = if self.second {
            FIRST_HALF_THROUGH + 1
        } else {
            1
        };
        date(self.year, self.month, day)
    }

    fn ordinal(self) -> i32 {
        (i32::from(self.year) * 12 + i32::from(self.month) - 1) * 2 + i32::from(self.second)
    }
}

/// `2021-06-H1`.
impl fmt::Display for HalfMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let half = if self.second { 2 } else { 1 };
        write!(f, "{:04}-{:02}-H{half}", self.year, self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn half_month_of(text: &str) -> HalfMonth {
        HalfMonth::of(text.parse().unwrap())
    }

    #[test]
    fn a_month_is_cut_after_the_fifteenth() {
        for (day, name) in [
            ("2021-06-01", "2021-06-H1"),
            ("2021-06-15", "2021-06-H1"),
            ("2021-06-16", "2021-06-H2"),
            ("2021-06-30", "2021-06-H2"),
            ("2020-02-29", "2020-02-H2"),
            ("2021-12-31", "2021-12-H2"),
        ] {
            assert_eq!(half_month_of(day).to_string(), name);
        }
    }

    #[test]
    fn half_months_follow_each_other_without_a_gap() {
        let mut half_month = half_month_of("2019-11-20");
        for _ in 0..120 {
            let next = half_month.next();
            assert!(half_month < next);
            assert_eq!(half_month.ends_on().plus_days(1), next.starts_on());
            half_month = next;
        }
        assert_eq!(half_month.to_string(), "2024-11-H2");
    }

    #[test]
    fn a_leap_february_ends_on_the_29th() {
        assert_eq!(
            half_month_of("2024-02-20").ends_on(),
            CivilDate::of(2024, 2, 29)
        );
        assert_eq!(
            half_month_of("2023-02-20").ends_on(),
            CivilDate::of(2023, 2, 28)
        );
    }

    #[test]
    fn the_count_is_that_of_the_days_walked_one_by_one() {
        let walked = |after: CivilDate, through: CivilDate| {
            let mut half_month = HalfMonth::of(after).next();
            let mut count = 0;
            while half_month.ends_on() <= through {
                count += 1;
                half_month = half_month.next();
            }
            count
        };
        let base = CivilDate::of(2021, 1, 28);
        for after in 0..40 {
            for through in -20..120 {
                let (after, through) = (base.plus_days(after), base.plus_days(through));
                assert_eq!(
                    HalfMonth::count(after, through),
                    walked(after, through),
                    "after {after} through {through}"
                );
            }
        }
    }

    #[test]
    fn seven_half_months_lie_between_the_steering_committee_and_its_target() {
        let counted = HalfMonth::count(CivilDate::of(2021, 6, 14), CivilDate::of(2021, 9, 30));
        assert_eq!(counted, 7);
    }
}
