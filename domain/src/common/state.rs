//! What a stream of any kind remembers of its mails and its notices.

use std::collections::BTreeMap;

use super::CommonEvent;
use crate::engine::{CivilDate, EventId, Happened};
use crate::task::TaskKind;

/// A stream's mails that wait for their report at once, and as many reported ones are remembered:
/// a stream's state stays small, however long the programme goes on. Only what a favourable verdict
/// requests by itself comes on top, one mail for each template: it is nobody's to refuse, and it
/// would be lost.
pub const MAILS_OPEN_MAX: usize = 64;

/// What decisions on mails and notices rest on.
///
/// Most streams have neither, and pay a pointer for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CommonState(Option<Box<Remembered>>);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Remembered {
    /// Requested and not reported on, in the order of the requests.
    open: Vec<EventId>,
    /// Reported on, the last of them.
    reported: Vec<EventId>,
    /// The deadline of the last notice, by task.
    noticed: BTreeMap<TaskKind, CivilDate>,
}

/// Where a mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailStands {
    /// It was never requested on this stream, or reported on so long ago that nobody remembers.
    Unknown,
    /// It waits for its report.
    Open,
    /// It was reported on.
    Reported,
}

impl CommonState {
    /// The state after an event. Total.
    pub fn evolve(&mut self, happened: &Happened<'_, CommonEvent>) {
        let remembered = self.0.get_or_insert_default();
        match happened.event {
            CommonEvent::MailRequested(_) => remembered.open.push(happened.event_id),
            CommonEvent::DeliveryReported(reported) => remembered.report(reported.mail),
            CommonEvent::NoticeIssued(issued) => {
                remembered.noticed.insert(issued.task, issued.deadline);
            }
        }
    }

    /// How many mails wait for their report.
    pub fn mails_open(&self) -> usize {
        self.0.as_ref().map_or(0, |it| it.open.len())
    }

    /// The mails that wait for their report, in the order of their requests.
    pub fn open_mails(&self) -> impl Iterator<Item = EventId> {
        self.0.iter().flat_map(|it| it.open.iter().copied())
    }

    /// Where a mail stands.
    pub fn mail(&self, mail: EventId) -> MailStands {
        match &self.0 {
            Some(it) if it.open.contains(&mail) => MailStands::Open,
            Some(it) if it.reported.contains(&mail) => MailStands::Reported,
            _ => MailStands::Unknown,
        }
    }

    /// The deadline of the last notice of a task.
    pub fn noticed(&self, task: TaskKind) -> Option<CivilDate> {
        self.0.as_ref()?.noticed.get(&task).copied()
    }
}

impl Remembered {
    fn report(&mut self, mail: EventId) {
        self.open.retain(|open| *open != mail);
        if self.reported.len() == MAILS_OPEN_MAX {
            self.reported.remove(0);
        }
        self.reported.push(mail);
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::{DeliveryOutcome, DeliveryReported, MailRequested, MailTemplate};
    use super::*;

    fn mail(number: usize) -> EventId {
        EventId(Uuid::from_u128(number as u128))
    }

    fn evolve(state: &mut CommonState, event: &CommonEvent, event_id: EventId) {
        state.evolve(&Happened {
            event,
            event_id,
            occurred_on: CivilDate::of(2021, 6, 14),
        });
    }

    #[test]
    fn a_mail_is_remembered_a_while_after_its_report() {
        let requested = CommonEvent::MailRequested(MailRequested {
            template: MailTemplate::Reminder,
            to: None,
        });
        let state = &mut CommonState::default();
        for number in 0..=MAILS_OPEN_MAX {
            evolve(state, &requested, mail(number));
            assert_eq!(state.mail(mail(number)), MailStands::Open);
            let reported = CommonEvent::DeliveryReported(DeliveryReported {
                mail: mail(number),
                outcome: DeliveryOutcome::Delivered,
            });
            evolve(state, &reported, mail(1000 + number));
            assert_eq!(state.mails_open(), 0);
        }
        assert_eq!(state.mail(mail(0)), MailStands::Unknown);
        assert_eq!(state.mail(mail(1)), MailStands::Reported);
        assert_eq!(state.mail(mail(MAILS_OPEN_MAX)), MailStands::Reported);
    }
}
