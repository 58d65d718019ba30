//! The figures of every region or department, and their sum.

use std::collections::BTreeMap;

use domain::territory::{Department, Region};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::{Display, EnumString};

use super::figures::Figures;
use crate::Rows;
use crate::cnfs::answer::View;
use crate::cnfs::files::Files;
use crate::cnfs::lens::{Lens, Place};
use crate::cnfs::standing::standings;
use crate::cnfs::table::{Cell, Table, columns};

/// By which territories a programme is cut.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    JsonSchema,
    Display,
    EnumString,
)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum Level {
    /// By regions.
    #[default]
    Region,
    /// By departments.
    Department,
}

/// Every territory of a level, in order of the codes, so that a map is complete.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Territories {
    /// By which territories.
    pub level: Level,
    /// One row a territory that the filters allow. Where files count whose registration lies
    /// outside of the two times, a last row holds them.
    pub rows: Vec<TerritoryRow>,
    /// The sum of the rows.
    pub total: Figures,
}

/// One territory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct TerritoryRow {
    /// Its INSEE code.
    pub code: &'static str,
    /// Its name, in French.
    pub name: &'static str,
    /// What is counted there.
    #[serde(flatten)]
    pub figures: Figures,
}

/// The row of files whose place is not known at the lens.
const UNPLACED: (&str, &str) = ("unknown", "Territoire inconnu");

/// The figures of every territory at a lens.
pub fn territories(rows: &Rows<Files>, lens: &Lens, level: Level) -> Territories {
    let mut by_code: BTreeMap<&'static str, Figures> = BTreeMap::new();
    for standing in standings(rows, lens) {
        let place = standing.place(rows, lens);
        let code = place.map_or(UNPLACED.0, |place| level.code(place));
        *by_code.entry(code).or_default() += &Figures::of(&standing);
    }
    Territories::of(level, level.territories(lens), by_code)
}

impl Territories {
    fn of(
        level: Level,
        territories: Vec<(&'static str, &'static str)>,
        mut by_code: BTreeMap<&'static str, Figures>,
    ) -> Self {
        let mut rows: Vec<_> = territories
            .into_iter()
            .map(|(code, name)| TerritoryRow {
                code,
                name,
                figures: by_code.remove(code).unwrap_or_default(),
            })
            .collect();
        let unplaced = by_code.remove(UNPLACED.0).unwrap_or_default();
        if unplaced != Figures::default() {
            let (code, name) = UNPLACED;
            rows.push(TerritoryRow {
                code,
                name,
                figures: unplaced,
            });
        }
        let mut total = Figures::default();
        for row in &rows {
            total += &row.figures;
        }
        Self { level, rows, total }
    }
}

impl Level {
    fn code(self, place: Place) -> &'static str {
        match self {
            Self::Region => place.region.code(),
            Self::Department => place.department.code(),
        }
    }

    /// Code and name of every territory that the lens allows.
    fn territories(self, lens: &Lens) -> Vec<(&'static str, &'static str)> {
        let departments = Department::all().filter(|&department| {
            let region = department.region();
            lens.covers(|| Some(Place { department, region }))
        });
        match self {
            Self::Department => departments.map(|it| (it.code(), it.name())).collect(),
            Self::Region => {
                let covered: Vec<Region> = departments.map(Department::region).collect();
                Region::all()
                    .filter(|region| covered.contains(region))
                    .map(|region| (region.code(), region.name()))
                    .collect()
            }
        }
    }
}

impl View for Territories {
    const INDICATORS: &'static [&'static str] = &[
        "hosts_registered",
        "hosts_opined",
        "applications_validated",
        "posts_open",
        "posts_in_recruitment",
        "conventions_sent",
        "conventions_signed",
        "counsellors_hired",
        "counsellors_in_post",
        "counsellors_in_training",
        "counsellors_certified",
    ];

    fn is_approximate(&self) -> bool {
        self.total.is_approximate()
    }

    fn table(&self) -> Table {
        let total = cells("total", "Total", &self.total);
        let rows = self.rows.iter().map(TerritoryRow::cells);
        Table {
            header: columns([
                ("code", "Code"),
                ("name", "Territoire"),
                ("hosts_registered", "Structures inscrites"),
                ("hosts_opined", "Avis du préfet"),
                ("applications_validated", "Candidatures validées"),
                ("posts_open", "Postes ouverts"),
                ("posts_in_recruitment", "Postes en recrutement"),
                ("conventions_sent", "Conventions envoyées"),
                ("conventions_signed", "Conventions signées"),
                ("counsellors_hired", "Conseillers recrutés"),
                ("counsellors_in_post", "Conseillers en poste"),
                ("counsellors_in_training", "Conseillers en formation"),
                ("counsellors_certified", "Conseillers certifiés"),
            ]),
            rows: rows.chain([total]).collect(),
        }
    }
}

impl TerritoryRow {
    fn cells(&self) -> Vec<Cell> {
        cells(self.code, self.name, &self.figures)
    }
}

fn cells(code: &str, name: &str, figures: &Figures) -> Vec<Cell> {
    vec![
        code.into(),
        name.into(),
        figures.hosts_registered.into(),
        figures.hosts_opined.into(),
        figures.applications_validated.into(),
        figures.posts_open.into(),
        figures.posts_in_recruitment.into(),
        figures.conventions_sent.into(),
        figures.conventions_signed.into(),
        figures.counsellors_hired.into(),
        figures.counsellors_in_post.into(),
        figures.counsellors_in_training.into(),
        figures.counsellors_certified.into(),
    ]
}
