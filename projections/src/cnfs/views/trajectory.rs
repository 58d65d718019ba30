//! The trajectory: each milestone's target against what is reached, and the pace still needed.

use std::collections::BTreeMap;

use domain::HalfMonth;
use domain::engine::CivilDate;
use domain::programme::Metric;
use schemars::JsonSchema;
use serde::Serialize;

use super::recruitments::{Recruitments, RecruitmentsPoint, recruitments};
use crate::Rows;
use crate::cnfs::answer::View;
use crate::cnfs::files::programme::{ProgrammeFact, ProgrammeFacts};
use crate::cnfs::files::{FileRow, Files};
use crate::cnfs::lens::Lens;
use crate::cnfs::table::{Cell, Table, columns};

/// Targets of the whole programme, and the figures that they are held against.
///
/// Where a territory is asked for, the figures are the territory's, the targets remain the programme's.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Trajectory {
    /// In order of their days.
    pub milestones: Vec<Milestone>,
    /// What was reached at the end of each half-month, or on the day of `as_of` in the last.
    pub series: Vec<TrajectoryPoint>,
    #[serde(skip)]
    approximate: bool,
}

/// One target.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
pub struct Milestone {
    /// What is measured.
    pub metric: Metric,
    /// How it is called, where it was set within the two times.
    pub label: Option<String>,
    /// By the end of that day.
    pub due_on: CivilDate,
    /// As last set or revised.
    pub target: i64,
    /// What is reached on `as_of`.
    pub actual: i64,
    /// Target less actual: negative once it is passed.
    pub gap: i64,
    /// The gap over the half-months that begin after `as_of` and end by `due_on`; absent where there
    /// is none left.
    pub required_per_half_month: Option<f64>,
}

/// What was reached by the end of a half-month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TrajectoryPoint {
    /// `2021-06-H1`.
    pub period: String,
    /// Its first day.
    pub starts_on: CivilDate,
    /// Its last day.
    pub ends_on: CivilDate,
    /// Posts open.
    pub posts_open: i64,
    /// Counsellors hired.
    pub counsellors_hired: i64,
}

/// A target by what it measures and when: setting or revising it again replaces it.
type Targets = BTreeMap<(CivilDate, Metric), Target>;

#[derive(Default)]
struct Target {
    value: i64,
    label: Option<String>,
}

/// The trajectory at a lens.
pub fn trajectory(rows: &Rows<Files>, lens: &Lens) -> Trajectory {
    let Recruitments {
        points,
        approximate,
    } = recruitments(rows, lens);
    let reached = points.last();
    let milestones = targets(rows, lens)
        .into_iter()
        .map(|((due_on, metric), target)| {
            Milestone::of(
                metric,
                due_on,
                target,
                reached_of(metric, reached),
                lens.as_of,
            )
        })
        .collect();
    Trajectory {
        milestones,
        series: points.iter().map(TrajectoryPoint::of).collect(),
        approximate,
    }
}

/// The last point stands at `as_of`; without any event nothing is reached.
fn reached_of(metric: Metric, last: Option<&RecruitmentsPoint>) -> i64 {
    last.map_or(0, |point| match metric {
        Metric::PostsOpen => point.posts_cumulative,
        Metric::CounsellorsHired => point.cumulative,
    })
}

fn targets(rows: &Rows<Files>, lens: &Lens) -> Targets {
    let mut targets = Targets::new();
    for (_, row) in rows.iter() {
        if let FileRow::Programme(facts) = row {
            take_targets(&mut targets, facts, lens);
        }
    }
    targets
}

fn take_targets(targets: &mut Targets, facts: &ProgrammeFacts, lens: &Lens) {
    for fact in facts.at(lens) {
        if let ProgrammeFact::Milestone {
            metric,
            due_on,
            target,
            label,
        } = &fact.what
        {
            let entry = targets.entry((*due_on, *metric)).or_default();
            entry.value = i64::from(*target);
            entry.label = label.clone().or(entry.label.take());
        }
    }
}

impl Milestone {
    fn of(
        metric: Metric,
        due_on: CivilDate,
        target: Target,
        actual: i64,
        as_of: CivilDate,
    ) -> Self {
        let gap = target.value - actual;
        Self {
            metric,
            label: target.label,
            due_on,
            target: target.value,
            actual,
            gap,
            required_per_half_month: pace(gap, HalfMonth::count(as_of, due_on)),
        }
    }
}

/// Gap over half-months, to two decimals: a pace is not known more exactly.
fn pace(gap: i64, half_months: u32) -> Option<f64> {
    let gap = i32::try_from(gap).ok()?;
    (half_months > 0).then(|| (f64::from(gap) / f64::from(half_months) * 100.0).round() / 100.0)
}

impl TrajectoryPoint {
    fn of(point: &RecruitmentsPoint) -> Self {
        Self {
            period: point.period.clone(),
            starts_on: point.starts_on,
            ends_on: point.ends_on,
            posts_open: point.posts_cumulative,
            counsellors_hired: point.cumulative,
        }
    }
}

impl View for Trajectory {
    const INDICATORS: &'static [&'static str] = &["posts_open", "counsellors_hired"];

    fn is_approximate(&self) -> bool {
        self.approximate
    }

    fn table(&self) -> Table {
        Table {
            header: columns([
                ("metric", "Indicateur"),
                ("label", "Jalon"),
                ("due_on", "Échéance"),
                ("target", "Cible"),
                ("actual", "Réalisé"),
                ("gap", "Écart"),
                ("required_per_half_month", "À faire par quinzaine"),
            ]),
            rows: self.milestones.iter().map(Milestone::cells).collect(),
        }
    }
}

impl Milestone {
    fn cells(&self) -> Vec<Cell> {
        vec![
            Cell::Text(self.metric.to_string()),
            self.label.as_deref().into(),
            self.due_on.into(),
            self.target.into(),
            self.actual.into(),
            self.gap.into(),
            self.required_per_half_month.into(),
        ]
    }
}
