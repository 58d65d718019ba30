//! The funnel: from registered hosts to counsellors in training.

use schemars::JsonSchema;
use serde::Serialize;

use super::figures::Figures;
use crate::Rows;
use crate::cnfs::answer::View;
use crate::cnfs::definitions::definition;
use crate::cnfs::figure::Figure;
use crate::cnfs::files::Files;
use crate::cnfs::lens::Lens;
use crate::cnfs::standing::standings;
use crate::cnfs::table::{Cell, Table, columns};

/// The stages, in the order of the way through the programme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Funnel {
    /// From the first to the last.
    pub stages: Vec<Stage>,
}

/// One stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Stage {
    /// The indicator.
    pub id: &'static str,
    /// Its name in French.
    pub label: &'static str,
    /// How many stand there or further on.
    pub value: i64,
    /// What is counted.
    pub unit: &'static str,
    /// The posts open, beside the applications validated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posts: Option<i64>,
    /// Present where the figure rests on facts of which only the latest day is known.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    #[schemars(default)]
    pub approximate: bool,
}

/// The funnel at a lens.
pub fn funnel(rows: &Rows<Files>, lens: &Lens) -> Funnel {
    let mut total = Figures::default();
    for standing in standings(rows, lens) {
        total += &Figures::of(&standing);
    }
    Funnel::of(&total)
}

impl Funnel {
    fn of(total: &Figures) -> Self {
        let mut validated = stage("applications_validated", total.applications_validated);
        validated.posts = Some(total.posts_open.value);
        validated.approximate |= total.posts_open.approximate;
        Self {
            stages: vec![
                stage("hosts_registered", total.hosts_registered),
                stage("hosts_opined", total.hosts_opined),
                validated,
                stage("posts_in_recruitment", total.posts_in_recruitment),
                stage("conventions_signed", total.conventions_signed),
                stage("counsellors_hired", total.counsellors_hired),
                stage("counsellors_in_training", total.counsellors_in_training),
            ],
        }
    }
}

fn stage(id: &str, figure: Figure) -> Stage {
    let definition = definition(id).expect("a test holds every stage against the definitions");
    Stage {
        id: definition.id,
        label: definition.label,
        value: figure.value,
        unit: definition.unit,
        posts: None,
        approximate: figure.approximate,
    }
}

impl View for Funnel {
    const INDICATORS: &'static [&'static str] = &[
        "hosts_registered",
        "hosts_opined",
        "applications_validated",
        "posts_open",
        "posts_in_recruitment",
        "conventions_signed",
        "counsellors_hired",
        "counsellors_in_training",
    ];

    fn is_approximate(&self) -> bool {
        self.stages.iter().any(|stage| stage.approximate)
    }

    fn table(&self) -> Table {
        Table {
            header: columns([
                ("id", "Indicateur"),
                ("label", "Étape"),
                ("value", "Valeur"),
                ("unit", "Unité"),
                ("posts", "Postes"),
            ]),
            rows: self.stages.iter().map(Stage::cells).collect(),
        }
    }
}

impl Stage {
    fn cells(&self) -> Vec<Cell> {
        vec![
            self.id.into(),
            self.label.into(),
            self.value.into(),
            self.unit.into(),
            self.posts.into(),
        ]
    }
}
