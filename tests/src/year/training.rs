//! Training: placement, waiver, enrolment, the course, exams and certificates.

use domain::Command;
use domain::candidate::{
    Certificate, CertificationAwarded, ExamSat, PlacementTestTaken, TrainingDropped,
    TrainingRescheduled, TrainingWaived, WaiverBasis,
};
use domain::command::{CompleteTraining, EnrolInTraining, StartTraining};

use super::agenda::{Hired, Task, TrainingTask};
use super::calendar::{date, monday};
use super::files::{self, Course};
use super::frame::{LOTS, Lot};
use super::{Year, actors, said};

/// Hours of a path, and its weeks.
const PATHS: [(u16, i32); 4] = [(105, 3), (280, 9), (320, 10), (420, 13)];

impl Year {
    pub(super) fn train(&mut self, hired: Hired, task: TrainingTask) {
        if self.active(hired).is_none() {
            return;
        }
        let person = hired.person;
        match task {
            TrainingTask::Test => {
                let (recommended_path_hours, _) = self.chance.one_of(&PATHS);
                let test = PlacementTestTaken {
                    recommended_path_hours,
                };
                self.by_trainer(person, Command::RecordPlacementTest(test));
            }
            TrainingTask::Waive => {
                let basis = WaiverBasis::HoldsTitle;
                self.by_trainer(person, Command::WaiveTraining(TrainingWaived { basis }));
            }
            TrainingTask::Enrol => self.enrol(hired),
            TrainingTask::Reschedule => self.reschedule(hired),
            TrainingTask::Start => self.start(hired),
            TrainingTask::Drop => {
                let reason = said("Moved away");
                self.by_trainer(person, Command::DropTraining(TrainingDropped { reason }));
            }
            TrainingTask::Complete => {
                self.by_trainer(person, Command::CompleteTraining(CompleteTraining {}));
                self.between(5, 30, Task::Training(hired, TrainingTask::Exam));
            }
            TrainingTask::Exam => self.examine(hired, 88),
            TrainingTask::ExamAgain => self.examine(hired, 100),
            TrainingTask::Award => {
                self.award(person, Certificate::Ccp1);
                self.counts.certified += 1;
            }
            TrainingTask::Pix => {
                self.sit(person, Certificate::Pix, true);
                self.award(person, Certificate::Pix);
            }
        }
    }

    /// Whoever trains the person; before that, whoever may.
    fn by_trainer(&mut self, person: usize, command: Command) {
        let lot = self.people[person]
            .course
            .map_or(LOTS[0].label, |of| of.lot);
        self.ask(actors::trainer(lot), &files::person(person), command);
    }

    fn enrol(&mut self, hired: Hired) {
        let Some(hire) = self.active(hired) else {
            return;
        };
        let region = self.hosts[hire.host].department.region();
        let lot = if self.chance.percent(60) {
            &LOTS[0]
        } else {
            Lot::on_site(region)
        };
        let (path_hours, weeks) = self.chance.one_of(&PATHS);
        let starts = monday(self.today) + 7 * self.chance.days(0, 2);
        let ends = starts + 7 * weeks - 3;
        self.people[hired.person].course = Some(Course {
            lot: lot.label,
            starts,
            ends,
        });
        let command = Command::EnrolInTraining(EnrolInTraining {
            lot: lot.label.to_owned(),
            provider: lot.provider.to_owned(),
            path_hours,
            delivery: None,
            starts_on: date(starts),
            ends_on: date(ends),
        });
        self.by_trainer(hired.person, command);
        let next = if self.chance.percent(5) {
            TrainingTask::Reschedule
        } else {
            TrainingTask::Start
        };
        self.later(starts - self.today, Task::Training(hired, next));
    }

    /// By two weeks, on the very day of the beginning.
    fn reschedule(&mut self, hired: Hired) {
        const DAYS_LATER: i32 = 14;
        let Some(course) = &mut self.people[hired.person].course else {
            return;
        };
        course.starts += DAYS_LATER;
        course.ends += DAYS_LATER;
        let rescheduled = TrainingRescheduled {
            starts_on: date(course.starts),
            ends_on: date(course.ends),
        };
        self.by_trainer(hired.person, Command::RescheduleTraining(rescheduled));
        self.later(DAYS_LATER, Task::Training(hired, TrainingTask::Start));
    }

    fn start(&mut self, hired: Hired) {
        let Some(course) = self.people[hired.person].course else {
            return;
        };
        self.by_trainer(hired.person, Command::StartTraining(StartTraining {}));
        let days = course.ends - self.today;
        let next = if self.chance.percent(3) {
            TrainingTask::Drop
        } else {
            TrainingTask::Complete
        };
        self.later(days, Task::Training(hired, next));
    }

    fn sit(&mut self, person: usize, exam: Certificate, passed: bool) {
        self.by_trainer(person, Command::RecordExam(ExamSat { exam, passed }));
    }

    fn award(&mut self, person: usize, certificate: Certificate) {
        let awarded = CertificationAwarded { certificate };
        self.by_trainer(person, Command::AwardCertification(awarded));
    }

    fn examine(&mut self, hired: Hired, passing: usize) {
        let passed = self.chance.percent(passing);
        self.sit(hired.person, Certificate::Ccp1, passed);
        if !passed {
            self.between(10, 30, Task::Training(hired, TrainingTask::ExamAgain));
            return;
        }
        self.between(5, 20, Task::Training(hired, TrainingTask::Award));
        if self.chance.percent(40) {
            self.between(10, 40, Task::Training(hired, TrainingTask::Pix));
        }
    }
}
