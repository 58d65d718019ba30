//! The sample's calendar: how far the fictional programme had come by which day, when its committee met, and when its books were closed.
//!
//! The paces are what the planning functions steer by. No event and no read model holds one of
//! their numbers: what a read model shows is counted from the decisions.

use domain::engine::CivilDate;

/// The programme begins.
pub(super) fn opening() -> CivilDate {
    CivilDate::of(2020, 11, 17)
}

/// The history ends.
pub(super) fn ending() -> CivilDate {
    CivilDate::of(2022, 12, 31)
}

/// The days whose figures were published. The offices recorded all that such a figure counts
/// before they published it, so that it holds in both times: as it was known on that day, and as
/// it is known today.
const CLOSINGS: [(i16, i8, i8); 4] = [(2021, 3, 31), (2021, 4, 30), (2021, 5, 31), (2021, 6, 14)];

/// The last of them.
pub(super) fn last_closing() -> CivilDate {
    day(CLOSINGS[CLOSINGS.len() - 1])
}

/// The last day on which what became true on `occurred` is recorded, if a published figure counts it.
pub(super) fn closing_after(occurred: CivilDate) -> CivilDate {
    let mut closings = CLOSINGS.into_iter().map(day);
    closings
        .find(|closing| occurred <= *closing)
        .unwrap_or_else(|| occurred.plus_months(24))
}

/// The last closing before that day.
pub(super) fn closing_before(today: CivilDate) -> CivilDate {
    let mut closings = CLOSINGS.into_iter().rev().map(day);
    closings
        .find(|closing| *closing < today)
        .unwrap_or_else(opening)
}

/// When a fact became true, and when it was recorded.
#[derive(Clone, Copy)]
pub(super) struct Days {
    pub(super) occurred: CivilDate,
    pub(super) recorded: CivilDate,
}

impl Days {
    /// Recorded on the day itself.
    pub(super) fn on(occurred: CivilDate) -> Self {
        Self::late(occurred, 0)
    }

    /// Recorded so many days later, whatever was published meanwhile.
    pub(super) fn late(occurred: CivilDate, delay: i32) -> Self {
        Self {
            occurred,
            recorded: occurred.plus_days(delay),
        }
    }

    /// Recorded so many days later, but before the next figures were published.
    pub(super) fn before_closing(occurred: CivilDate, delay: i32) -> Self {
        Self {
            occurred,
            recorded: occurred
                .plus_days(delay)
                .min(closing_after(occurred))
                .max(occurred),
        }
    }
}

/// A quantity that grows, by day: known at its rows, even between them.
pub(super) struct Pace(&'static [((i16, i8, i8), u32)]);

impl Pace {
    /// What had been reached by the end of that day.
    pub(super) fn by(&self, today: CivilDate) -> u32 {
        let mut from = (opening(), 0);
        for (on, value) in self.rows() {
            if today < on {
                return between(from, (on, value), today);
            }
            from = (on, value);
        }
        from.1
    }

    /// Each stretch between two rows: after which day, through which day, and what it reaches.
    pub(super) fn stretches(&self) -> impl Iterator<Item = (CivilDate, CivilDate, u32)> {
        let starts = std::iter::once(opening()).chain(self.rows().map(|(on, _)| on));
        starts
            .zip(self.rows())
            .map(|(after, (through, reached))| (after, through, reached))
    }

    fn rows(&self) -> impl Iterator<Item = (CivilDate, u32)> {
        self.0.iter().map(|(on, value)| (day(*on), *value))
    }
}

fn between(from: (CivilDate, u32), to: (CivilDate, u32), today: CivilDate) -> u32 {
    let passed = u32::try_from(today.days() - from.0.days()).unwrap_or(0);
    let whole = u32::try_from(to.0.days() - from.0.days())
        .unwrap_or(1)
        .max(1);
    from.1 + (to.1 - from.1) * passed.min(whole) / whole
}

fn day((year, month, day): (i16, i8, i8)) -> CivilDate {
    CivilDate::of(year, month, day)
}

/// Hosts registered.
pub(super) const REGISTRATIONS: Pace = Pace(&[
    ((2020, 12, 31), 1_350),
    ((2021, 1, 31), 3_100),
    ((2021, 2, 28), 4_750),
    ((2021, 3, 31), 6_250),
    ((2021, 4, 30), 7_450),
    ((2021, 5, 31), 8_420),
    ((2021, 6, 14), 8_900),
    ((2021, 9, 30), 9_700),
    ((2021, 12, 31), 10_250),
    ((2022, 12, 31), 11_200),
]);

/// Posts open at public hosts, at the committee's meetings.
pub(super) const PUBLIC_POSTS: Pace = Pace(&[
    ((2021, 1, 5), 0),
    ((2021, 3, 30), 528),
    ((2021, 4, 27), 880),
    ((2021, 5, 25), 1_760),
    ((2021, 6, 8), 2_127),
    ((2021, 9, 28), 2_620),
    ((2021, 12, 14), 3_075),
    ((2022, 4, 12), 3_350),
    ((2022, 12, 13), 3_470),
]);

/// Posts open at private hosts, at the committee's meetings.
pub(super) const PRIVATE_POSTS: Pace = Pace(&[
    ((2021, 1, 5), 0),
    ((2021, 3, 30), 72),
    ((2021, 4, 27), 120),
    ((2021, 5, 25), 240),
    ((2021, 6, 8), 290),
    ((2021, 9, 28), 357),
    ((2021, 12, 14), 420),
    ((2022, 4, 12), 460),
    ((2022, 12, 13), 475),
]);

/// Public hosts with a post, at the committee's meetings.
pub(super) const PUBLIC_HOSTS: Pace = Pace(&[
    ((2021, 1, 5), 0),
    ((2021, 3, 30), 342),
    ((2021, 4, 27), 571),
    ((2021, 5, 25), 1_140),
    ((2021, 6, 8), 1_388),
    ((2021, 9, 28), 1_740),
    ((2021, 12, 14), 2_050),
    ((2022, 4, 12), 2_240),
    ((2022, 12, 13), 2_320),
]);

/// Private hosts with a post, at the committee's meetings.
pub(super) const PRIVATE_HOSTS: Pace = Pace(&[
    ((2021, 1, 5), 0),
    ((2021, 3, 30), 53),
    ((2021, 4, 27), 89),
    ((2021, 5, 25), 178),
    ((2021, 6, 8), 215),
    ((2021, 9, 28), 265),
    ((2021, 12, 14), 310),
    ((2022, 4, 12), 340),
    ((2022, 12, 13), 352),
]);

/// People hired. The first trainings begin on 31 May, so the last hires before it are declared by the 26th.
pub(super) const HIRES: Pace = Pace(&[
    ((2021, 3, 15), 0),
    ((2021, 3, 31), 3),
    ((2021, 4, 15), 8),
    ((2021, 4, 30), 16),
    ((2021, 5, 15), 27),
    ((2021, 5, 26), 45),
    ((2021, 5, 31), 45),
    ((2021, 6, 14), 447),
    ((2021, 6, 30), 560),
    ((2021, 7, 31), 700),
    ((2021, 8, 31), 775),
    ((2021, 9, 30), 968),
    ((2021, 10, 31), 1_340),
    ((2021, 11, 30), 1_810),
    ((2021, 12, 31), 2_290),
    ((2022, 1, 31), 2_630),
    ((2022, 2, 28), 2_900),
    ((2022, 4, 30), 3_320),
    ((2022, 6, 30), 3_560),
    ((2022, 9, 30), 3_730),
    ((2022, 12, 23), 3_870),
]);

/// Monday is 0. 1970-01-01 was a Thursday.
fn weekday(today: CivilDate) -> i32 {
    (today.days() + 3).rem_euclid(7)
}

/// Whether offices are open: public holidays are left out of this fiction.
pub(super) fn is_workday(today: CivilDate) -> bool {
    weekday(today) < 5
}

/// The first Monday after that day.
pub(super) fn monday_after(today: CivilDate) -> CivilDate {
    today.plus_days(7 - weekday(today))
}

/// The days on which the committee meets: Tuesdays, every other week, weekly in spring 2021.
pub(super) fn meeting_days() -> Vec<CivilDate> {
    let fortnightly = |from: CivilDate, through| every(14, from, through);
    let spring = every(7, CivilDate::of(2021, 3, 16), CivilDate::of(2021, 7, 13));
    fortnightly(CivilDate::of(2021, 1, 19), CivilDate::of(2021, 3, 9))
        .chain(spring)
        .chain(fortnightly(
            CivilDate::of(2021, 8, 31),
            CivilDate::of(2022, 7, 19),
        ))
        .chain(fortnightly(
            CivilDate::of(2022, 9, 6),
            CivilDate::of(2022, 12, 13),
        ))
        .collect()
}

fn every(days: i32, from: CivilDate, through: CivilDate) -> impl Iterator<Item = CivilDate> {
    (0..)
        .map(move |turn| from.plus_days(turn * days))
        .take_while(move |held_on| *held_on <= through)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pace_holds_at_its_rows_and_grows_evenly_between_them() {
        assert_eq!(PUBLIC_POSTS.by(CivilDate::of(2021, 3, 30)), 528);
        assert_eq!(PUBLIC_POSTS.by(CivilDate::of(2021, 4, 13)), 704);
        assert_eq!(PUBLIC_POSTS.by(ending()), 3_470);
    }

    #[test]
    fn a_fact_behind_a_published_figure_is_recorded_before_its_books_close() {
        let days = Days::before_closing(CivilDate::of(2021, 5, 27), 20);
        assert_eq!(days.recorded, CivilDate::of(2021, 5, 31));
    }

    #[test]
    fn the_committee_meets_on_tuesdays() {
        assert!(meeting_days().into_iter().all(|day| weekday(day) == 1));
    }
}
