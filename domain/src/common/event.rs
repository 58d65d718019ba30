//! Events that any stream may hold.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use strum::Display;

use crate::engine::{CivilDate, EventId, Personal, PersonalField};
use crate::event::{events, nothing_to_lift};
use crate::task::TaskKind;

events! {
    /// What happens on a stream of any kind.
    pub enum CommonEvent {
        /// A mail or a letter is to go out: a delivery service takes it up.
        MailRequested = 1,
        /// The delivery service says what became of it.
        DeliveryReported = 1,
        /// Something that was due was not done in time.
        NoticeIssued = 1,
    }
    lift = nothing_to_lift;
}

/// Which mail or letter. Frozen in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum MailTemplate {
    /// The minister's letter that announces the validation.
    ValidationLetter,
    /// The link that opens the host's account.
    Activation,
    /// The link that confirms the contact's address.
    EmailConfirmation,
    /// Something is late.
    Reminder,
}

/// See [`CommonEvent::MailRequested`]. Its event id is the mail's identity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailRequested {
    /// Which mail.
    pub template: MailTemplate,
    /// The address; where it is left out, that of the person whom the file names.
    pub to: Option<Personal<String>>,
}

/// What became of a mail. Frozen in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema, Display)]
#[serde(rename_all = "snake_case")]
#[strum(serialize_all = "snake_case")]
pub enum DeliveryOutcome {
    /// Handed over to the carrier.
    Delivered,
    /// Refused by the carrier for good.
    Refused,
    /// There is no address: none was given, or the person was erased.
    NoAddress,
    /// Given up after the named number of attempts.
    GivenUp,
}

/// See [`CommonEvent::DeliveryReported`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeliveryReported {
    /// The mail: the id of its `MailRequested`.
    pub mail: EventId,
    /// What became of it.
    pub outcome: DeliveryOutcome,
}

/// See [`CommonEvent::NoticeIssued`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeIssued {
    /// What is late.
    pub task: TaskKind,
    /// The last day on which it would have been in time.
    pub deadline: CivilDate,
}

impl CommonEvent {
    pub(crate) fn personal_fields(
        &mut self,
        visit: &mut dyn FnMut(&'static str, &mut dyn PersonalField),
    ) {
        if let Self::MailRequested(MailRequested { to: Some(to), .. }) = self {
            visit("to", to);
        }
    }
}
