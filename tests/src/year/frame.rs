//! The programme's own steps: its opening, targets and lots, and the tick of every day.

use domain::Command;
use domain::engine::StreamName;
use domain::programme::{
    DayTicked, Delivery, FigurePublished, Metric, MilestoneSet, ProgrammeOpened,
    TrainingLotAllotted, TrainingLotDefined,
};
use domain::territory::Region;

use super::calendar::date;
use super::{Year, actors};

/// A lot: where it trains on site; without a region it trains from afar.
pub(super) struct Lot {
    pub(super) label: &'static str,
    pub(super) provider: &'static str,
    regions: &'static [&'static str],
}

const fn lot(label: &'static str, provider: &'static str, regions: &'static [&'static str]) -> Lot {
    Lot {
        label,
        provider,
        regions,
    }
}

/// The lots; the first one serves all.
pub(super) const LOTS: [Lot; 6] = [
    lot("1", "Provider 1", &[]),
    lot("2", "Provider 2", &["11"]),
    lot("3", "Provider 3", &["32", "28", "44"]),
    lot("4", "Provider 4", &["27", "24", "84"]),
    lot("5", "Provider 5", &["93", "76", "94"]),
    lot("6", "Provider 6", &["75", "52", "53"]),
];

impl Lot {
    /// The lot that trains on site in that region; the first one where none does.
    pub(super) fn on_site(region: Region) -> &'static Self {
        let mut lots = LOTS.iter();
        let serves = |lot: &&Self| lot.regions.contains(&region.code());
        lots.find(serves).unwrap_or(&LOTS[0])
    }

    fn defined(&self) -> Command {
        let regions = Region::all().filter(|region| self.regions.contains(&region.code()));
        let delivery = if self.regions.is_empty() {
            Delivery::Remote
        } else {
            Delivery::OnSite
        };
        Command::DefineTrainingLot(TrainingLotDefined {
            lot: self.label.to_owned(),
            delivery,
            providers: vec![self.provider.to_owned()],
            regions: regions.collect(),
        })
    }
}

/// The programme's stream.
fn programme() -> StreamName {
    StreamName::of_text("programme", "cnfs").expect("a constant of lower-case letters")
}

impl Year {
    pub(super) fn open_programme(&mut self) {
        let posts = u32::try_from(self.scale.posts).unwrap_or(u32::MAX);
        self.steer(Command::OpenProgramme(ProgrammeOpened {
            name: "A year".to_owned(),
            posts_envelope: posts.saturating_add(self.spare_posts),
            opened_on: date(0),
        }));
        for (due, share) in [(120, 4), (240, 2), (360, 1)] {
            self.steer(Command::SetMilestone(MilestoneSet {
                metric: Metric::PostsOpen,
                due_on: date(due),
                value: posts / share,
                label: format!("Milestone {due}"),
            }));
        }
        for lot in &LOTS {
            self.steer(lot.defined());
            self.steer(Command::AllotTrainingLot(TrainingLotAllotted {
                lot: lot.label.to_owned(),
                counsellors: posts / 6,
                as_of: date(0),
            }));
        }
    }

    fn steer(&mut self, command: Command) {
        self.ask(actors::steering(), &programme(), command);
    }

    /// The day has come; twice a month a figure is published.
    pub(super) fn tick(&mut self) {
        let today = date(self.today);
        let tick = Command::TickDay(DayTicked { date: today });
        self.ask(actors::engine(), &programme(), tick);
        if self.today % 15 == 14 {
            self.steer(Command::PublishFigure(FigurePublished {
                metric: "posts_open".to_owned(),
                value: self.counts.posts_open,
                as_of: today,
                published_by: "ANCT".to_owned(),
            }));
        }
    }
}
