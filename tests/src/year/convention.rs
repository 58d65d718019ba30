//! Conventions: the file with its defects, the sending, the signature, amendments, instalments, the end.

use std::num::NonZeroU32;

use domain::Command;
use domain::command::{CorrectConventionFile, MoveConventionFile};
use domain::host::{
    ConventionAmended, ConventionFileFoundNonCompliant, ConventionFileOpened, ConventionSent,
    ConventionSigned, ConventionTerminated, DossierState, Procedure, SubsidyPaid,
};

use super::agenda::{ConventionTask, PostsTask, Task};
use super::files::{self, Convention};
use super::{Year, actors, said};

const CENTS_PER_POST: u64 = 5_000_000;
const MONTHS: u8 = 24;

impl Year {
    pub(super) fn conclude_convention(&mut self, host: usize, task: ConventionTask) {
        if !self.hosts[host].is_live {
            return;
        }
        match task {
            ConventionTask::Open => self.open_file(host),
            ConventionTask::Construct => {
                self.move_file(host, DossierState::UnderConstruction);
                self.then(host, ConventionTask::Instruct, 4, 20);
            }
            ConventionTask::FindDefects => self.find_defects(host),
            ConventionTask::Correct => {
                let command = Command::CorrectConventionFile(CorrectConventionFile {});
                self.by_host(host, command);
                self.then(host, ConventionTask::Construct, 1, 5);
            }
            ConventionTask::Instruct => self.instruct(host),
            ConventionTask::SendBack => {
                self.move_file(host, DossierState::UnderConstruction);
                self.then(host, ConventionTask::Instruct, 3, 15);
            }
            ConventionTask::Accept => {
                self.move_file(host, DossierState::Accepted);
                self.then(host, ConventionTask::Send, 1, 10);
            }
            ConventionTask::Send => self.send_convention(host),
            ConventionTask::Sign => self.sign(host),
            ConventionTask::Amend => self.amend_convention(host),
            ConventionTask::Pay(instalment) => self.pay(host, instalment),
            ConventionTask::Terminate => self.terminate(host),
        }
    }

    fn then(&mut self, host: usize, task: ConventionTask, low: i32, high: i32) {
        self.between(low, high, Task::Convention(host, task));
    }

    fn by_bank(&mut self, host: usize, command: Command) {
        self.ask(actors::bank(), &files::host(host), command);
    }

    fn open_file(&mut self, host: usize) {
        let command = Command::OpenConventionFile(ConventionFileOpened {
            dossier_number: 9_000_000 + host as u64,
            procedure: Procedure::Public,
        });
        self.by_bank(host, command);
        if self.chance.percent(4) {
            self.then(host, ConventionTask::FindDefects, 1, 5);
        } else {
            self.then(host, ConventionTask::Construct, 2, 12);
        }
    }

    fn find_defects(&mut self, host: usize) {
        let defects = vec!["no deliberation".to_owned()];
        let found = ConventionFileFoundNonCompliant { defects };
        self.by_bank(host, Command::FindConventionFileNonCompliant(found));
        self.then(host, ConventionTask::Correct, 8, 40);
    }

    fn move_file(&mut self, host: usize, to: DossierState) {
        let command = MoveConventionFile { from: None, to };
        self.by_bank(host, Command::MoveConventionFile(command));
    }

    fn instruct(&mut self, host: usize) {
        self.move_file(host, DossierState::UnderInstruction);
        if self.chance.percent(6) {
            self.then(host, ConventionTask::SendBack, 2, 10);
        } else {
            self.then(host, ConventionTask::Accept, 4, 20);
        }
    }

    fn send_convention(&mut self, host: usize) {
        let Some(posts) = NonZeroU32::new(self.hosts[host].posts_open) else {
            return;
        };
        let sent = ConventionSent {
            posts,
            amount_cents: u64::from(posts.get()) * CENTS_PER_POST,
            months: MONTHS,
        };
        self.by_bank(host, Command::SendConvention(sent));
        self.hosts[host].convention = Convention::Sent(posts.get());
        self.then(host, ConventionTask::Sign, 4, 25);
    }

    fn sign(&mut self, host: usize) {
        let Convention::Sent(sent) = self.hosts[host].convention else {
            return;
        };
        let Some(posts) = NonZeroU32::new(sent) else {
            return;
        };
        let signed = ConventionSigned {
            posts,
            amount_cents: u64::from(sent) * CENTS_PER_POST,
            months: MONTHS,
        };
        self.by_bank(host, Command::SignConvention(signed));
        self.hosts[host].convention = Convention::Signed(sent);
        self.cover(host);
        self.then(host, ConventionTask::Pay(1), 10, 25);
        self.then(host, ConventionTask::Pay(2), 100, 140);
    }

    /// A convention in force is amended to cover posts that came to the host.
    pub(super) fn cover(&mut self, host: usize) {
        let file = &self.hosts[host];
        if matches!(file.convention, Convention::Signed(covered) if covered < file.posts_open) {
            self.then(host, ConventionTask::Amend, 2, 10);
        }
    }

    fn amend_convention(&mut self, host: usize) {
        let open = self.hosts[host].posts_open;
        let Convention::Signed(covered) = self.hosts[host].convention else {
            return;
        };
        let more = open.saturating_sub(covered);
        if more == 0 {
            return;
        }
        let cents = i64::try_from(u64::from(more) * CENTS_PER_POST).unwrap_or(i64::MAX);
        let amended = ConventionAmended {
            posts_delta: i32::try_from(more).unwrap_or(i32::MAX),
            amount_delta_cents: cents,
        };
        self.by_bank(host, Command::AmendConvention(amended));
        self.hosts[host].convention = Convention::Signed(open);
    }

    /// Half of it, then a third.
    fn pay(&mut self, host: usize, number: u32) {
        let Convention::Signed(posts) = self.hosts[host].convention else {
            return;
        };
        let Some(instalment) = NonZeroU32::new(number) else {
            return;
        };
        let paid = SubsidyPaid {
            instalment,
            amount_cents: u64::from(posts) * CENTS_PER_POST / u64::from(number + 1),
        };
        self.by_bank(host, Command::PaySubsidy(paid));
    }

    /// The host stops: what is free goes back.
    fn terminate(&mut self, host: usize) {
        if !matches!(self.hosts[host].convention, Convention::Signed(_)) {
            return;
        }
        let command = Command::TerminateConvention(ConventionTerminated {
            by: "host".to_owned(),
            reason: said("The host stops"),
        });
        self.by_bank(host, command);
        self.hosts[host].convention = Convention::Terminated;
        self.between(2, 10, Task::Posts(host, PostsTask::Return));
    }
}
