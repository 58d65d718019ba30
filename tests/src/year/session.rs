//! Meetings of the COSELEC: convened, tabled, voted in, sealed.

use domain::Command;
use domain::command::SealMinutes;
use domain::engine::StreamName;
use domain::session::{FileTabled, SessionConvened};

use super::agenda::{SessionTask, Task};
use super::calendar::{self, SESSIONS, date};
use super::{Year, actors, files};

/// A meeting's stream.
pub(super) fn stream(number: i32) -> StreamName {
    StreamName::of_text("session", &label(number)).expect("a number is a label")
}

fn label(number: i32) -> String {
    (number + 1).to_string()
}

impl Year {
    pub(super) fn plan_sessions(&mut self) {
        for number in 0..SESSIONS {
            let held = calendar::session(number);
            for (task, day) in [
                (SessionTask::Convene, held - 10),
                (SessionTask::Table, held - 1),
                (SessionTask::Vote, held),
                (SessionTask::Seal, held + 2),
            ] {
                self.agenda.add(day, Task::Session(number, task));
            }
        }
    }

    pub(super) fn hold_session(&mut self, number: i32, task: SessionTask) {
        match task {
            SessionTask::Convene => self.convene(number),
            SessionTask::Table => self.table(number),
            SessionTask::Vote => {
                for host in std::mem::take(&mut self.tabled) {
                    self.vote(host, number);
                }
            }
            SessionTask::Seal => {
                let command = Command::SealMinutes(SealMinutes {});
                self.ask(actors::agency(), &stream(number), command);
            }
        }
    }

    fn convene(&mut self, number: i32) {
        let command = Command::ConveneSession(SessionConvened {
            label: label(number),
            ordinal: number.unsigned_abs() + 1,
            held_on: date(calendar::session(number)),
            phase: 1,
        });
        self.ask(actors::agency(), &stream(number), command);
    }

    fn table(&mut self, number: i32) {
        self.tabled = std::mem::take(&mut self.opined);
        for place in 0..self.tabled.len() {
            let host = files::host(self.tabled[place]);
            let command = Command::TableFile(FileTabled { host });
            self.ask(actors::agency(), &stream(number), command);
        }
    }
}
