//! Hires: confirmed, taken up, prolonged, cancelled, ended, and what then becomes of the post.

use domain::Command;
use domain::candidate::{
    Contract, ContractEnded, ContractExtended, Equipment, EquipmentSent, HireConfirmed,
    TerminationNoticeCancelled, TerminationNotified, TerminationReason, TerminationValidated,
};
use domain::command::TakeUpPost;
use domain::engine::Personal;
use domain::matching::HireDeclarationCancelled;

use super::agenda::{ConventionTask, HireTask, Hired, HostTask, Task, TrainingTask};
use super::calendar::date;
use super::files::{self, Convention, Hire};
use super::{Year, actors, said};

const RESIGNATION: Personal<TerminationReason> = Personal::Clear(TerminationReason::Resignation);

impl Year {
    /// A few declarations are void soon; all others lead to work and training.
    pub(super) fn plan_hire(&mut self, hired: Hired, is_short: bool) {
        let task = |task| Task::Hire(hired, task);
        if self.chance.percent(4) {
            self.between(2, 12, task(HireTask::Cancel));
            return;
        }
        if self.chance.percent(96) {
            self.between(2, 20, task(HireTask::Confirm));
        }
        self.between(16, 25, task(HireTask::TakeUpPost));
        self.between(20, 50, task(HireTask::SendEquipment));
        if self.chance.percent(6) {
            self.between(50, 180, task(HireTask::Notify));
        }
        if is_short && self.chance.percent(60) {
            self.between(90, 110, task(HireTask::Extend));
        } else if is_short {
            self.between(136, 145, task(HireTask::EndContract));
        }
        self.plan_training(hired);
    }

    fn plan_training(&mut self, hired: Hired) {
        let task = |task| Task::Training(hired, task);
        let is_new = self.people[hired.person].course.is_none();
        if is_new && self.chance.percent(3) {
            self.between(2, 10, task(TrainingTask::Waive));
        } else if is_new {
            self.between(1, 4, task(TrainingTask::Test));
            self.between(5, 14, task(TrainingTask::Enrol));
        }
    }

    pub(super) fn attend_hire(&mut self, hired: Hired, task: HireTask) {
        let Some(hire) = self.active(hired) else {
            return;
        };
        let person = hired.person;
        match task {
            HireTask::Confirm => self.confirm(person, hire),
            HireTask::Cancel => self.cancel_hire(person, hire),
            HireTask::TakeUpPost => self.take_up_post(person, hire),
            HireTask::SendEquipment => {
                let items = vec![Equipment::Clothing, Equipment::Laptop];
                self.of_person(person, Command::SendEquipment(EquipmentSent { items }));
            }
            HireTask::Notify => self.notify(hired, hire),
            HireTask::TakeBack => {
                let cancelled = TerminationNoticeCancelled {
                    on: date(self.today),
                    reason: RESIGNATION,
                };
                let command = Command::CancelTerminationNotice(cancelled);
                self.by_employer(person, hire, command);
            }
            HireTask::Validate => {
                let on = date(self.today + 10);
                let reason = RESIGNATION;
                let validated = TerminationValidated { on, reason };
                self.of_person(person, Command::ValidateTermination(validated));
                self.free_post(person, hire);
            }
            HireTask::Extend => {
                let ends_on = date(hire.ends + 365);
                let extended = ContractExtended { ends_on };
                self.by_employer(person, hire, Command::ExtendContract(extended));
            }
            HireTask::EndContract => {
                let ends_on = date(hire.ends);
                let ended = ContractEnded { ends_on };
                self.by_employer(person, hire, Command::EndContract(ended));
                self.free_post(person, hire);
            }
        }
    }

    /// The agency, on the person's file.
    fn of_person(&mut self, person: usize, command: Command) {
        self.ask(actors::agency(), &files::person(person), command);
    }

    fn by_employer(&mut self, person: usize, hire: Hire, command: Command) {
        let host = files::host(hire.host);
        self.ask(actors::owner(&host), &files::person(person), command);
    }

    fn confirm(&mut self, person: usize, hire: Hire) {
        let confirmed = HireConfirmed {
            contract: Contract::Cdd,
            starts_on: date(hire.starts),
            ends_on: Some(date(hire.ends)),
            gross_salary_cents: Some(Personal::Clear(180_000)),
        };
        self.of_person(person, Command::ConfirmHire(confirmed));
    }

    fn cancel_hire(&mut self, person: usize, hire: Hire) {
        let host = files::host(hire.host);
        let reason = said("The person went elsewhere");
        let cancelled = HireDeclarationCancelled { reason };
        let command = Command::CancelHireDeclaration(cancelled);
        self.ask(
            actors::owner(&host),
            &files::matched(hire.in_match),
            command,
        );
        let file = &mut self.people[person];
        file.uncancelled -= 1;
        if file.uncancelled == 0 {
            self.counts.hired -= 1;
        }
        self.vacate(person, hire);
        self.seek(person);
        self.between(3, 15, Task::Host(hire.host, HostTask::Recruit));
    }

    fn take_up_post(&mut self, person: usize, hire: Hire) {
        self.by_employer(person, hire, Command::TakeUpPost(TakeUpPost {}));
        self.people[person].at_work = Some(self.at_work.len());
        self.at_work.push(person);
    }

    fn notify(&mut self, hired: Hired, hire: Hire) {
        let notified = TerminationNotified {
            on: date(self.today + 30),
            reason: RESIGNATION,
        };
        let command = Command::NotifyTermination(notified);
        self.by_employer(hired.person, hire, command);
        let next = if self.chance.percent(12) {
            HireTask::TakeBack
        } else {
            HireTask::Validate
        };
        self.between(4, 20, Task::Hire(hired, next));
    }

    fn vacate(&mut self, person: usize, hire: Hire) {
        self.hosts[hire.host].posts_filled -= 1;
        self.counts.posts_filled -= 1;
        let file = &mut self.people[person];
        file.hire = None;
        if let Some(place) = file.at_work.take() {
            self.at_work.swap_remove(place);
            if let Some(&moved) = self.at_work.get(place) {
                self.people[moved].at_work = Some(place);
            }
        }
    }

    /// Most hosts look for somebody else; some small ones stop.
    fn free_post(&mut self, person: usize, hire: Hire) {
        self.vacate(person, hire);
        let host = &self.hosts[hire.host];
        let may_stop = host.posts_open == 1 && matches!(host.convention, Convention::Signed(_));
        if may_stop && self.chance.percent(15) {
            let task = Task::Convention(hire.host, ConventionTask::Terminate);
            self.between(5, 20, task);
        } else {
            self.between(4, 15, Task::Host(hire.host, HostTask::Recruit));
        }
    }
}
