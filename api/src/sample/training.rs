//! Training in the sample: enrolment, course, exams, certificates, and those who stop on the way.

use domain::Command;
use domain::candidate::{
    Certificate, CertificationAwarded, ExamSat, TrainingDropped, TrainingWaived, WaiverBasis,
};
use domain::command::{CompleteTraining, EnrolInTraining, StartTraining};
use domain::engine::{CivilDate, Instant, StreamName};
use domain::programme::Delivery;
use domain::territory::Region;

use super::actors;
use super::calendar::{Days, closing_before, last_closing, monday_after};
use super::chance::Chance;
use super::diary::Diary;
use super::names;
use super::programme::{LOTS, Lot};

/// Until the last closing rooms were shut but for so many places.
const EARLY_PLACES_ON_SITE: u32 = 28;
/// Later, so many in a hundred train on site.
const ON_SITE: usize = 35;
/// Paths: hours, weeks, and how often they are advised.
const PATHS: [((u16, i32), usize); 4] = [
    ((420, 13), 45),
    ((280, 9), 25),
    ((320, 10), 15),
    ((105, 3), 15),
];

fn enrolment_opens() -> CivilDate {
    CivilDate::of(2021, 4, 19)
}

fn first_course() -> CivilDate {
    CivilDate::of(2021, 5, 3)
}

/// Those who train, and the places that they have left.
pub(super) struct Trainers {
    chance: Chance,
    early_places: u32,
}

/// A person who was hired.
pub(super) struct Trainee<'a> {
    pub(super) stream: &'a StreamName,
    /// Where the host is.
    pub(super) region: Region,
    /// When the hire was recorded.
    pub(super) hired_at: Instant,
}

impl Trainers {
    pub(super) fn new() -> Self {
        Self {
            chance: Chance::of("training"),
            early_places: EARLY_PLACES_ON_SITE,
        }
    }

    /// Trains a person. Tells when the last of it was recorded.
    pub(super) fn train(&mut self, diary: &mut Diary, trainee: &Trainee<'_>) -> Instant {
        // What was published of the end of May is that everybody was in training.
        let is_early = trainee.hired_at.paris_date() <= closing_before(last_closing());
        if !is_early && self.chance.percent(3) {
            return self.waive(diary, trainee);
        }
        let (lag, latest) = if is_early {
            (1, 0)
        } else {
            (self.chance.between(1, 12), 4)
        };
        let enrolled_on = trainee.hired_at.paris_date().plus_days(lag);
        let enrolled_on = enrolled_on.max(enrolment_opens());
        let (lot, enrolment) = self.place(trainee.region, enrolled_on);
        let mut course = Course {
            diary,
            stream: trainee.stream,
            lot: lot.label,
            last: trainee.hired_at,
        };
        let (starts_on, ends_on) = (enrolment.starts_on, enrolment.ends_on);
        let days = Days::before_closing(enrolled_on, self.chance.between(0, latest));
        course.write(Command::EnrolInTraining(enrolment), days);
        if is_early || !self.chance.percent(1) {
            self.attend(&mut course, starts_on, ends_on);
        }
        course.last
    }

    fn attend(&mut self, course: &mut Course<'_>, starts_on: CivilDate, ends_on: CivilDate) {
        let days = Days::before_closing(starts_on, self.chance.between(0, 4));
        course.write(Command::StartTraining(StartTraining {}), days);
        if self.chance.percent(4) {
            self.drop_out(course, starts_on, ends_on);
        } else {
            self.finish(course, ends_on);
        }
    }

    fn waive(&mut self, diary: &mut Diary, trainee: &Trainee<'_>) -> Instant {
        let day = trainee.hired_at.paris_date();
        let basis = self
            .chance
            .weighted(&[(WaiverBasis::HoldsTitle, 60), (WaiverBasis::HoldsCcp1, 40)]);
        diary.write(
            actors::trainer("1"),
            trainee.stream,
            Command::WaiveTraining(TrainingWaived { basis }),
            Days::on(day.plus_days(self.chance.between(2, 15))),
            trainee.hired_at,
        )
    }

    fn place(&mut self, region: Region, enrolled_on: CivilDate) -> (&'static Lot, EnrolInTraining) {
        let delivery = if self.is_on_site(enrolled_on) {
            Delivery::OnSite
        } else {
            Delivery::Remote
        };
        let fits = |lot: &&Lot| lot.delivery == delivery && lot.serves(region);
        let lots: Vec<&'static Lot> = LOTS.iter().filter(fits).collect();
        let lot = self.chance.pick(&lots);
        let starts_on = monday_after(enrolled_on.plus_days(1)).max(first_course());
        // The short path is given from the summer of 2021 on.
        let advised = if starts_on <= last_closing() { 3 } else { 4 };
        let (path_hours, weeks) = self.chance.weighted(&PATHS[..advised]);
        let enrolment = EnrolInTraining {
            lot: lot.label.to_owned(),
            provider: self.chance.pick(lot.providers).to_owned(),
            path_hours,
            delivery: None,
            starts_on,
            ends_on: starts_on.plus_days(7 * weeks - 3),
        };
        (lot, enrolment)
    }

    fn is_on_site(&mut self, enrolled_on: CivilDate) -> bool {
        if enrolled_on > last_closing() {
            return self.chance.percent(ON_SITE);
        }
        let takes_place = self.early_places > 0 && self.chance.percent(20);
        self.early_places -= u32::from(takes_place);
        takes_place
    }

    fn drop_out(&mut self, course: &mut Course<'_>, starts_on: CivilDate, ends_on: CivilDate) {
        let after = starts_on.plus_days(5).max(last_closing());
        let reason = names::said("Motif personnel (texte fictif).");
        course.write(
            Command::DropTraining(TrainingDropped { reason }),
            Days::late(
                self.chance.workday(after, ends_on.max(after.plus_days(10))),
                3,
            ),
        );
    }

    fn finish(&mut self, course: &mut Course<'_>, ends_on: CivilDate) {
        let delay = if self.chance.percent(25) {
            self.chance.between(10, 45)
        } else {
            self.chance.between(0, 6)
        };
        course.write(
            Command::CompleteTraining(CompleteTraining {}),
            Days::late(ends_on, delay),
        );
        if self.chance.percent(50) {
            self.examine(course, Certificate::Pix, ends_on);
        }
        self.examine(course, Certificate::Ccp1, ends_on);
    }

    /// An exam, once more for most of those who fail, and the certificate.
    fn examine(&mut self, course: &mut Course<'_>, exam: Certificate, completed_on: CivilDate) {
        let mut sat_on = completed_on.plus_days(self.chance.between(5, 80));
        for pass_rate in [88, 80] {
            let passed = self.chance.percent(pass_rate);
            let delay = self.chance.between(2, 40);
            course.write(
                Command::RecordExam(ExamSat { exam, passed }),
                Days::late(sat_on, delay),
            );
            if passed {
                let awarded_on = sat_on.plus_days(self.chance.between(10, 50));
                let award = CertificationAwarded { certificate: exam };
                let delay = self.chance.between(0, 30);
                course.write(
                    Command::AwardCertification(award),
                    Days::late(awarded_on, delay),
                );
                return;
            }
            sat_on = sat_on.plus_days(self.chance.between(25, 70));
        }
    }
}

/// One person's course, in being written down.
struct Course<'a> {
    diary: &'a mut Diary,
    stream: &'a StreamName,
    lot: &'a str,
    last: Instant,
}

impl Course<'_> {
    fn write(&mut self, command: Command, days: Days) {
        let actor = actors::trainer(self.lot);
        self.last = self
            .diary
            .write(actor, self.stream, command, days, self.last);
    }
}
