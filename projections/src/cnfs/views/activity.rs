//! The counsellors' activity: the people that they helped, by half-month.

use std::collections::BTreeMap;

use domain::HalfMonth;
use domain::engine::CivilDate;
use schemars::JsonSchema;
use serde::Serialize;

use super::recruitments::half_months;
use crate::Rows;
use crate::cnfs::answer::View;
use crate::cnfs::figure::Figure;
use crate::cnfs::files::candidate::{CandidateFile, PersonStanding};
use crate::cnfs::files::{FileRow, Files};
use crate::cnfs::lens::Lens;
use crate::cnfs::standing::place_of_person;
use crate::cnfs::table::{Cell, Table, columns};

/// Participants of the activities reported in the territory where their counsellor counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Activities {
    /// See the definition of that name.
    pub people_supported: Figure,
    /// From the first half-month with an activity to that of `as_of`.
    pub points: Vec<ActivityPoint>,
}

/// One half-month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ActivityPoint {
    /// `2021-06-H1`.
    pub period: String,
    /// Its first day.
    pub starts_on: CivilDate,
    /// Its last day.
    pub ends_on: CivilDate,
    /// Participants of its activities.
    pub participants: Figure,
    /// Those of it and before.
    pub cumulative: i64,
}

/// The activities at a lens.
pub fn activities(rows: &Rows<Files>, lens: &Lens) -> Activities {
    let mut by_half_month = BTreeMap::new();
    for (_, row) in rows.iter() {
        if let FileRow::Candidate(file) = row {
            take(&mut by_half_month, file, rows, lens);
        }
    }
    Activities::of(&by_half_month, lens.as_of)
}

fn take(
    by_half_month: &mut BTreeMap<HalfMonth, Figure>,
    file: &CandidateFile,
    rows: &Rows<Files>,
    lens: &Lens,
) {
    let mut activities = file.activities(lens).peekable();
    let place = || place_of_person(&PersonStanding::of(file, lens), rows, lens);
    if activities.peek().is_none() || !lens.covers(place) {
        return;
    }
    for activity in activities {
        let half_month = HalfMonth::of(activity.occurred_on);
        *by_half_month.entry(half_month).or_default() += activity.figure();
    }
}

impl Activities {
    fn of(by_half_month: &BTreeMap<HalfMonth, Figure>, as_of: CivilDate) -> Self {
        let first = by_half_month.keys().next();
        let first = first.map(|half_month| half_month.starts_on());
        let mut activities = Self::default();
        for half_month in half_months(first, as_of) {
            let participants = by_half_month.get(&half_month).copied();
            let participants = participants.unwrap_or_default();
            activities.people_supported += participants;
            activities.points.push(ActivityPoint {
                period: half_month.to_string(),
                starts_on: half_month.starts_on(),
                ends_on: half_month.ends_on(),
                participants,
                cumulative: activities.people_supported.value,
            });
        }
        activities
    }
}

impl View for Activities {
    const INDICATORS: &'static [&'static str] = &["people_supported"];

    fn is_approximate(&self) -> bool {
        self.people_supported.approximate
    }

    fn table(&self) -> Table {
        Table {
            header: columns([
                ("period", "Quinzaine"),
                ("starts_on", "Du"),
                ("ends_on", "Au"),
                ("participants", "Personnes accompagnées"),
                ("cumulative", "Personnes accompagnées, cumul"),
            ]),
            rows: self.points.iter().map(ActivityPoint::cells).collect(),
        }
    }
}

impl ActivityPoint {
    fn cells(&self) -> Vec<Cell> {
        vec![
            self.period.as_str().into(),
            self.starts_on.into(),
            self.ends_on.into(),
            self.participants.into(),
            self.cumulative.into(),
        ]
    }
}
