//! The counsellors' daily work: most of the year's events.

use std::num::NonZeroU32;

use domain::Command;
use domain::candidate::{ActivityKind, ActivityReported};

use super::Year;
use super::calendar::{date, is_workday};

/// Days in a hundred on which a counsellor reports a first and a second activity.
const FIRST: usize = 94;
const SECOND: usize = 30;
const THEMES: [&str; 5] = [
    "equipment",
    "internet",
    "messages",
    "public services",
    "smartphone",
];

impl Year {
    /// Has the next counsellor report; whether there was one.
    pub(super) fn report_next(&mut self) -> bool {
        let next = self.at_work.get(self.reported).copied();
        let Some(person) = next.filter(|_| is_workday(self.today)) else {
            return false;
        };
        self.reported += 1;
        for cases in [FIRST, SECOND] {
            if self.chance.percent(cases) {
                self.report(person);
            }
        }
        true
    }

    fn report(&mut self, person: usize) {
        let (kind, participants) = match self.chance.below(10) {
            0..=5 => (ActivityKind::Individual, 1),
            6..=7 => (ActivityKind::DropIn, 2),
            _ => (ActivityKind::Collective, 6),
        };
        let minutes = self.chance.one_of(&[30, 45, 60, 90, 120]);
        let command = Command::ReportActivity(ActivityReported {
            on: date(self.today),
            kind,
            theme: self.chance.one_of(&THEMES).to_owned(),
            participants: NonZeroU32::new(participants).unwrap_or(NonZeroU32::MIN),
            minutes: NonZeroU32::new(minutes).unwrap_or(NonZeroU32::MIN),
            postal_code: None,
        });
        self.by_person(person, command);
        self.counts.reports += 1;
        self.counts.participants += i64::from(participants);
    }
}
