//! The mails that were requested and nothing was reported of, in order of request.

use std::collections::BTreeMap;

use crate::common::MailTemplate;
use crate::engine::{EventId, StreamName};

/// A mail that waits to go out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenMail {
    /// The id of its request.
    pub mail: EventId,
    /// The file that it is about.
    pub stream: StreamName,
    /// Which mail.
    pub template: MailTemplate,
}

/// See the module. Ids of imported requests tell no order: each has a number beside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct OpenMails {
    /// How many were ever requested.
    requested: u64,
    numbers: BTreeMap<EventId, u64>,
    by_number: BTreeMap<u64, OpenMail>,
}

impl OpenMails {
    pub(super) fn request(&mut self, open: OpenMail) {
        self.report(open.mail);
        self.requested += 1;
        self.numbers.insert(open.mail, self.requested);
        self.by_number.insert(self.requested, open);
    }

    pub(super) fn report(&mut self, mail: EventId) {
        if let Some(number) = self.numbers.remove(&mail) {
            self.by_number.remove(&number);
        }
    }

    pub(super) fn get(&self, mail: EventId) -> Option<&OpenMail> {
        self.by_number.get(self.numbers.get(&mail)?)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = &OpenMail> {
        self.by_number.values()
    }
}
