//! The sample's frame: its opening, the milestones, the training lots and the published figures.

use domain::Command;
use domain::engine::{CivilDate, StreamName};
use domain::programme::{
    Delivery, FigurePublished, Metric, MilestoneSet, ProgrammeOpened, TrainingLotDefined,
};
use domain::territory::Region;

use super::actors;
use super::calendar::{Days, last_closing, opening};
use super::diary::Diary;

/// The posts that the programme may open.
const ENVELOPE: u32 = 4_000;

/// The milestones: what is measured, by when, and how much.
fn milestones() -> [(Metric, CivilDate, u32); 5] {
    let september = CivilDate::of(2021, 9, 30);
    let december = CivilDate::of(2021, 12, 31);
    [
        (Metric::PostsOpen, september, 3_000),
        (Metric::CounsellorsHired, september, 1_000),
        (Metric::PostsOpen, december, 3_500),
        (Metric::CounsellorsHired, december, 2_500),
        (Metric::CounsellorsHired, CivilDate::of(2022, 4, 30), 4_000),
    ]
}

/// A training lot, as it was awarded.
pub(super) struct Lot {
    pub(super) label: &'static str,
    pub(super) delivery: Delivery,
    pub(super) providers: &'static [&'static str],
    regions: &'static [&'static str],
}

impl Lot {
    /// Whether it may train people of that region.
    pub(super) fn serves(&self, region: Region) -> bool {
        self.delivery == Delivery::Remote || self.regions.contains(&region.code())
    }
}

const CONSORTIUM: &[&str] = &["AFPA", "Simplon", "UNPIMMS"];
/// Lots 5 and 6 share these; which of them belongs to which lot was not published, so that each
/// of the two is defined over all.
const WEST_SOUTH_AND_OVERSEAS: &[&str] = &[
    "93", "76", "94", "75", "52", "53", "01", "02", "03", "04", "06", "975", "977", "978", "986",
    "987", "988",
];

/// The lots, the remote one first.
pub(super) const LOTS: [Lot; 6] = [
    Lot {
        label: "1",
        delivery: Delivery::Remote,
        providers: &["WebForce3", "L'Académie des héro·ïne·s du numérique"],
        regions: &[],
    },
    Lot {
        label: "2",
        delivery: Delivery::OnSite,
        providers: &["Le PôleS"],
        regions: &["11"],
    },
    Lot {
        label: "3",
        delivery: Delivery::OnSite,
        providers: &["Les Assembleurs"],
        regions: &["32", "28", "44"],
    },
    Lot {
        label: "4",
        delivery: Delivery::OnSite,
        providers: CONSORTIUM,
        regions: &["27", "24", "84"],
    },
    Lot {
        label: "5",
        delivery: Delivery::OnSite,
        providers: CONSORTIUM,
        regions: WEST_SOUTH_AND_OVERSEAS,
    },
    Lot {
        label: "6",
        delivery: Delivery::OnSite,
        providers: CONSORTIUM,
        regions: WEST_SOUTH_AND_OVERSEAS,
    },
];

/// Counsellors attributed to training lots, as published. Which count belongs to which lot was
/// not published, so they are figures of the programme, and no lot's.
const ATTRIBUTED: [i64; 4] = [537, 549, 437, 569];

/// Opens the programme and sets its frame, step by step.
pub(super) fn frame(diary: &mut Diary, programme: &StreamName) {
    let targets = CivilDate::of(2021, 1, 12);
    let awards = CivilDate::of(2021, 3, 9);
    let attributed = ATTRIBUTED.into_iter().enumerate().map(publish_attributed);
    let steps = std::iter::once((opening(), open()))
        .chain(milestones().map(|milestone| (targets, set_milestone(milestone))))
        .chain(LOTS.iter().map(|lot| (awards, define_lot(lot))))
        .chain(attributed.map(|figure| (last_closing(), figure)));
    let mut last = opening().plus_days(-1).noon_in_paris();
    for (day, command) in steps {
        last = diary.write(actors::steering(), programme, command, Days::on(day), last);
    }
}

fn open() -> Command {
    Command::OpenProgramme(ProgrammeOpened {
        name: "Conseillers numériques France Services (programme fictif)".to_owned(),
        posts_envelope: ENVELOPE,
        opened_on: opening(),
    })
}

fn set_milestone((metric, due_on, value): (Metric, CivilDate, u32)) -> Command {
    let what = match metric {
        Metric::PostsOpen => "postes ouverts",
        Metric::CounsellorsHired => "conseillers recrutés",
    };
    Command::SetMilestone(MilestoneSet {
        metric,
        due_on,
        value,
        label: format!("{value} {what} au {due_on}"),
    })
}

fn define_lot(lot: &Lot) -> Command {
    Command::DefineTrainingLot(TrainingLotDefined {
        lot: lot.label.to_owned(),
        delivery: lot.delivery,
        providers: lot.providers.iter().map(|&name| name.to_owned()).collect(),
        regions: Region::all()
            .filter(|region| lot.regions.contains(&region.code()))
            .collect(),
    })
}

fn publish_attributed((place, value): (usize, i64)) -> Command {
    Command::PublishFigure(FigurePublished {
        metric: format!("counsellors_of_unnamed_training_lot_{}", place + 1),
        value,
        as_of: last_closing(),
        published_by: "ANCT".to_owned(),
    })
}
