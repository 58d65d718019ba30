//! Recruitments by half-month: people hired and posts opened, each with its running sum.

use std::collections::BTreeMap;

use domain::HalfMonth;
use domain::engine::CivilDate;
use schemars::JsonSchema;
use serde::Serialize;

use crate::Rows;
use crate::cnfs::answer::View;
use crate::cnfs::figure::Figure;
use crate::cnfs::files::candidate::{CandidateFile, PersonStanding};
use crate::cnfs::files::host::{self, HostFacts};
use crate::cnfs::files::{FileRow, Files};
use crate::cnfs::lens::Lens;
use crate::cnfs::standing::place_of_person;
use crate::cnfs::table::{Cell, Table, columns};

/// One point for every half-month from the first with an event to that of `as_of`, empty ones
/// included. The half-months are those of the whole programme, whatever territory is asked for, so
/// that the curves of two territories lie over each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Recruitments {
    /// From the first half-month to the last.
    pub points: Vec<RecruitmentsPoint>,
    #[serde(skip)]
    pub(super) approximate: bool,
}

/// One half-month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct RecruitmentsPoint {
    /// `2021-06-H1`.
    pub period: String,
    /// Its first day.
    pub starts_on: CivilDate,
    /// Its last day.
    pub ends_on: CivilDate,
    /// People whose first uncancelled declaration lies in it.
    pub hired: i64,
    /// Hired in it and before.
    pub cumulative: i64,
    /// Posts opened in it, less those given back in it: may be negative.
    pub posts_opened: i64,
    /// Posts open at its end.
    pub posts_cumulative: i64,
}

/// What moved, by the day on which it became true.
#[derive(Default)]
struct Moves {
    by_day: BTreeMap<CivilDate, DayMoves>,
    first_event: Option<CivilDate>,
}

#[derive(Default)]
struct DayMoves {
    hired: Figure,
    posts: Figure,
}

/// The recruitments at a lens.
pub fn recruitments(rows: &Rows<Files>, lens: &Lens) -> Recruitments {
    let mut moves = Moves::default();
    for (_, row) in rows.iter() {
        moves.note_first_event(row.first_day(lens));
        match row {
            FileRow::Host(facts) => moves.take_host(facts, lens),
            FileRow::Candidate(file) => moves.take_person(file, rows, lens),
            _ => {}
        }
    }
    moves.into_points(lens.as_of)
}

impl Moves {
    fn note_first_event(&mut self, day: Option<CivilDate>) {
        self.first_event = match (self.first_event, day) {
            (Some(first), Some(day)) => Some(first.min(day)),
            (first, day) => first.or(day),
        };
    }

    fn take_host(&mut self, facts: &HostFacts, lens: &Lens) {
        if !lens.covers(|| host::place(facts, lens)) {
            return;
        }
        for fact in facts.at(lens) {
            let delta = fact.what.posts_delta();
            if delta != 0 {
                self.on(fact.occurred_on).posts += Figure::of(delta, fact.is_in_doubt());
            }
        }
    }

    fn take_person(&mut self, file: &CandidateFile, rows: &Rows<Files>, lens: &Lens) {
        let person = PersonStanding::counted(file, rows, lens);
        let Some(hire) = person.hire else { return };
        if lens.covers(|| place_of_person(&person, rows, lens)) {
            self.on(hire.declared_on).hired += Figure::of(1, hire.in_doubt);
        }
    }

    fn on(&mut self, day: CivilDate) -> &mut DayMoves {
        self.by_day.entry(day).or_default()
    }

    fn into_points(self, as_of: CivilDate) -> Recruitments {
        let approximate = self
            .by_day
            .values()
            .any(|moves| moves.hired.approximate || moves.posts.approximate);
        let mut points = Vec::new();
        for half_month in half_months(self.first_event, as_of) {
            let before = points.last();
            points.push(self.point(half_month, before));
        }
        Recruitments {
            points,
            approximate,
        }
    }

    fn point(
        &self,
        half_month: HalfMonth,
        before: Option<&RecruitmentsPoint>,
    ) -> RecruitmentsPoint {
        let (starts_on, ends_on) = (half_month.starts_on(), half_month.ends_on());
        let moved = self
            .by_day
            .range(starts_on..=ends_on)
            .map(|(_, moves)| moves);
        let (hired, posts_opened) = moved.fold((0, 0), |(hired, posts), moves| {
            (hired + moves.hired.value, posts + moves.posts.value)
        });
        RecruitmentsPoint {
            period: half_month.to_string(),
            starts_on,
            ends_on,
            hired,
            cumulative: hired + before.map_or(0, |before| before.cumulative),
            posts_opened,
            posts_cumulative: posts_opened + before.map_or(0, |before| before.posts_cumulative),
        }
    }
}

/// Every half-month from the first event's to that of `as_of`.
pub(super) fn half_months(
    first: Option<CivilDate>,
    as_of: CivilDate,
) -> impl Iterator<Item = HalfMonth> {
    let last = HalfMonth::of(as_of);
    std::iter::successors(first.map(HalfMonth::of), move |&half_month| {
        (half_month < last).then(|| half_month.next())
    })
}

impl View for Recruitments {
    const INDICATORS: &'static [&'static str] = &["counsellors_hired", "posts_open"];

    fn is_approximate(&self) -> bool {
        self.approximate
    }

    fn table(&self) -> Table {
        Table {
            header: columns([
                ("period", "Quinzaine"),
                ("starts_on", "Du"),
                ("ends_on", "Au"),
                ("hired", "Recrutés"),
                ("cumulative", "Recrutés, cumul"),
                ("posts_opened", "Postes ouverts, net"),
                ("posts_cumulative", "Postes ouverts, cumul"),
            ]),
            rows: self.points.iter().map(RecruitmentsPoint::cells).collect(),
        }
    }
}

impl RecruitmentsPoint {
    fn cells(&self) -> Vec<Cell> {
        vec![
            self.period.as_str().into(),
            self.starts_on.into(),
            self.ends_on.into(),
            self.hired.into(),
            self.cumulative.into(),
            self.posts_opened.into(),
            self.posts_cumulative.into(),
        ]
    }
}
