//! A letter: what is to go out, to whom, as the log tells it.

use domain::common::MailTemplate;
use domain::engine::{CivilDate, EventId, Instant, StreamName};

/// What is needed to write a mail.
pub(super) struct Letter {
    /// The id of its request.
    pub(super) mail: EventId,
    /// The file that it is about.
    pub(super) stream: StreamName,
    /// Which mail.
    pub(super) template: MailTemplate,
    /// The address: personal.
    pub(super) to: String,
    /// When it was requested.
    pub(super) requested_at: Instant,
    /// The last day of an activation's link.
    pub(super) last_day: CivilDate,
}

#[cfg(test)]
pub(super) mod tests {
    use domain::engine::StreamName;
    use uuid::Uuid;

    use super::*;

    /// An activation requested in May 2021.
    pub(in crate::delivery) fn letter(to: &str) -> Letter {
        Letter {
            mail: EventId(Uuid::from_u128(7)),
            stream: StreamName::of_uuid("host", Uuid::from_u128(9)),
            template: MailTemplate::Activation,
            to: to.to_owned(),
            requested_at: CivilDate::of(2021, 5, 12).noon_in_paris(),
            last_day: CivilDate::of(2021, 6, 9),
        }
    }
}
