//! Training: counsellors enrolled, started, completed and certified, by lot, path and delivery.

use std::collections::BTreeMap;

use domain::engine::CivilDate;
use domain::programme::Delivery;
use domain::territory::Region;
use schemars::JsonSchema;
use serde::Serialize;

use super::figures::figures;
use crate::Rows;
use crate::cnfs::answer::View;
use crate::cnfs::files::candidate::PersonStanding;
use crate::cnfs::files::programme::{ProgrammeFact, ProgrammeFacts};
use crate::cnfs::files::{FileRow, Files};
use crate::cnfs::lens::Lens;
use crate::cnfs::standing::place_of_person;
use crate::cnfs::table::{Cell, Table, columns};

/// Counsellors in each lot, path and delivery: those of the last enrolment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Training {
    /// Everybody, also those certified without a training here.
    pub total: TrainingFigures,
    /// By lot, every lot that was defined or enrolled in.
    pub lots: Vec<LotRow>,
    /// By the length of the path.
    pub paths: Vec<PathRow>,
    /// By how it is given.
    pub deliveries: Vec<DeliveryRow>,
    /// Official figures, kept to be held against these.
    pub published: Vec<PublishedFigure>,
}

figures! {
    /// How far people got.
    pub struct TrainingFigures {
        /// See the definition `training_enrolled`.
        enrolled,
        /// See the definition `training_started`.
        started,
        /// See the definition `counsellors_in_training`.
        in_training,
        /// See the definition `training_completed`.
        completed,
        /// See the definition `counsellors_certified`.
        certified,
    }
}

/// One lot.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct LotRow {
    /// Its label.
    pub lot: String,
    /// How it is given, where it was defined within the two times.
    pub delivery: Option<Delivery>,
    /// Who gives it.
    pub providers: Vec<String>,
    /// Where; empty where everywhere.
    pub regions: Vec<Region>,
    /// The counsellors last attributed to it.
    pub allotted: Option<i64>,
    /// How far people got.
    #[serde(flatten)]
    pub figures: TrainingFigures,
}

/// One length of path.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PathRow {
    /// In hours.
    pub path_hours: u16,
    /// How far people got.
    #[serde(flatten)]
    pub figures: TrainingFigures,
}

/// One way of giving it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct DeliveryRow {
    /// Which.
    pub delivery: Delivery,
    /// How far people got.
    #[serde(flatten)]
    pub figures: TrainingFigures,
}

/// An official figure as it was published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PublishedFigure {
    /// The indicator, by its id, or a text where no indicator has it.
    pub metric: String,
    /// The figure.
    pub value: i64,
    /// The day it speaks of.
    pub as_of: CivilDate,
    /// The office that published it.
    pub published_by: String,
}

/// The training under way in being counted.
#[derive(Default)]
struct Rolls {
    total: TrainingFigures,
    lots: BTreeMap<String, LotRow>,
    paths: BTreeMap<u16, TrainingFigures>,
    remote: TrainingFigures,
    on_site: TrainingFigures,
    published: Vec<PublishedFigure>,
}

/// The training at a lens.
pub fn training(rows: &Rows<Files>, lens: &Lens) -> Training {
    let mut rolls = Rolls::default();
    for (_, row) in rows.iter() {
        match row {
            FileRow::Candidate(file) => {
                let person = PersonStanding::counted(file, rows, lens);
                if lens.covers(|| place_of_person(&person, rows, lens)) {
                    rolls.take(&person);
                }
            }
            FileRow::Programme(facts) => rolls.take_lots(facts, lens),
            _ => {}
        }
    }
    rolls.into_training()
}

impl TrainingFigures {
    fn of(person: &PersonStanding<'_>) -> Self {
        let training = &person.training;
        Self {
            enrolled: person.unless_cancelled(training.enrolled),
            started: person.unless_cancelled(training.started),
            in_training: person.unless_cancelled(training.under_way),
            completed: person.unless_cancelled(training.completed),
            certified: person.certified.figure(),
        }
    }
}

impl Rolls {
    fn take(&mut self, person: &PersonStanding<'_>) {
        let figures = TrainingFigures::of(person);
        self.total += &figures;
        let Some(enrolment) = person.training.enrolment else {
            return;
        };
        self.lot(&enrolment.lot).figures += &figures;
        *self.paths.entry(enrolment.path_hours).or_default() += &figures;
        match enrolment.delivery {
            Delivery::Remote => self.remote += &figures,
            Delivery::OnSite => self.on_site += &figures,
        }
    }

    fn take_lots(&mut self, facts: &ProgrammeFacts, lens: &Lens) {
        for fact in facts.at(lens) {
            match &fact.what {
                ProgrammeFact::LotDefined {
                    lot,
                    delivery,
                    providers,
                    regions,
                } => {
                    let row = self.lot(lot);
                    row.delivery = Some(*delivery);
                    row.providers.clone_from(providers);
                    row.regions.clone_from(regions);
                }
                ProgrammeFact::LotAllotted { lot, counsellors } => {
                    self.lot(lot).allotted = Some(i64::from(*counsellors));
                }
                ProgrammeFact::Published {
                    metric,
                    value,
                    as_of,
                    published_by,
                } => self.published.push(PublishedFigure {
                    metric: metric.clone(),
                    value: *value,
                    as_of: *as_of,
                    published_by: published_by.clone(),
                }),
                _ => {}
            }
        }
    }

    fn lot(&mut self, label: &str) -> &mut LotRow {
        self.lots.entry(label.to_owned()).or_insert_with(|| LotRow {
            lot: label.to_owned(),
            ..LotRow::default()
        })
    }

    fn into_training(self) -> Training {
        let path = |(path_hours, figures)| PathRow {
            path_hours,
            figures,
        };
        let delivery = |delivery, figures| DeliveryRow { delivery, figures };
        Training {
            total: self.total,
            lots: self.lots.into_values().collect(),
            paths: self.paths.into_iter().map(path).collect(),
            deliveries: vec![
                delivery(Delivery::Remote, self.remote),
                delivery(Delivery::OnSite, self.on_site),
            ],
            published: self.published,
        }
    }
}

impl View for Training {
    const INDICATORS: &'static [&'static str] = &[
        "training_enrolled",
        "training_started",
        "counsellors_in_training",
        "training_completed",
        "counsellors_certified",
    ];

    fn is_approximate(&self) -> bool {
        self.total.is_approximate()
    }

    fn table(&self) -> Table {
        let lots = self.lots.iter().map(LotRow::cells);
        let paths = self.paths.iter().map(|path| {
            let hours = format!("{} h", path.path_hours);
            line("path", hours.as_str().into(), Cell::Empty, &path.figures)
        });
        let deliveries = self.deliveries.iter().map(|row| {
            let delivery = row.delivery.to_string();
            line(
                "delivery",
                delivery.as_str().into(),
                Cell::Empty,
                &row.figures,
            )
        });
        let total = line("total", Cell::Empty, Cell::Empty, &self.total);
        Table {
            header: columns([
                ("by", "Ventilation"),
                ("key", "Valeur"),
                ("allotted", "Attribués"),
                ("enrolled", "Inscrits"),
                ("started", "Commencés"),
                ("in_training", "En formation"),
                ("completed", "Achevés"),
                ("certified", "Certifiés"),
            ]),
            rows: lots.chain(paths).chain(deliveries).chain([total]).collect(),
        }
    }
}

impl LotRow {
    fn cells(&self) -> Vec<Cell> {
        let lot = self.lot.as_str().into();
        line("lot", lot, self.allotted.into(), &self.figures)
    }
}

fn line(by: &str, key: Cell, allotted: Cell, figures: &TrainingFigures) -> Vec<Cell> {
    vec![
        by.into(),
        key,
        allotted,
        figures.enrolled.into(),
        figures.started.into(),
        figures.in_training.into(),
        figures.completed.into(),
        figures.certified.into(),
    ]
}
