//! The outbox: which mails wait to go out, what they say, and where their outcome is reported.

use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use domain::common::{DeliveryOutcome, DeliveryReported};
use domain::engine::{CommandId, EventId, Position};
use domain::{Cnfs, Command, OpenMail};
use eventlog::Request;
use lettre::message::Mailbox;
use tokio::sync::watch;
use uuid::Uuid;

use super::message::{Message, NotAnAddress};
use super::recipient::{Addressed, addressed};
use crate::by_engine;
use crate::programmes::Programme;

/// Under which reports have their version 5 command ids.
const REPORTS: Uuid = Uuid::from_u128(0x6a61_6c6f_6e2d_4d00_8000_6d61_696c_7321);

/// What is to be done with a mail.
#[derive(Debug)]
pub(super) enum Handed {
    /// It goes out.
    Message(Box<Message>),
    /// It goes nowhere, and that is its outcome.
    Outcome(DeliveryOutcome),
    /// Its request is not durable yet.
    NotYet,
}

/// Why the outbox does not answer. Names no recipient.
#[derive(Debug, thiserror::Error)]
#[error("{why}")]
pub(super) struct OutboxError {
    pub(super) why: String,
    /// Whether a repetition soon may succeed.
    pub(super) is_retryable: bool,
}

/// A programme's mails, as the delivery sees them.
#[async_trait]
pub(super) trait Outbox: Send + Sync {
    /// The log's head: it moves where a mail may have been requested.
    fn head(&self) -> watch::Receiver<Option<Position>>;

    /// The open mails in order of request, but for those at hand; at most so many.
    async fn open(
        &self,
        at_hand: BTreeSet<EventId>,
        most: usize,
    ) -> Result<Vec<OpenMail>, OutboxError>;

    /// Writes a mail.
    async fn hand(&self, mail: &OpenMail) -> Result<Handed, OutboxError>;

    /// Reports on a mail. A second report is answered as the first one was.
    async fn report(&self, mail: &OpenMail, outcome: DeliveryOutcome) -> Result<(), OutboxError>;
}

/// The outbox of a programme: its tally, its log, its vault and its ledger.
pub(super) struct LedgerOutbox {
    programme: Arc<Programme>,
    from: Mailbox,
}

impl LedgerOutbox {
    /// Of that programme; mails come from that address.
    pub(super) fn of(programme: Arc<Programme>, from: Mailbox) -> Self {
        Self { programme, from }
    }

    fn written(&self, addressed: Addressed) -> Handed {
        match addressed {
            Addressed::NotRequested => Handed::NotYet,
            Addressed::ToNobody => Handed::Outcome(DeliveryOutcome::NoAddress),
            Addressed::To(letter) => match Message::of(&letter, &self.from) {
                Ok(message) => Handed::Message(Box::new(message)),
                Err(why @ NotAnAddress) => {
                    tracing::warn!(mail = %letter.mail, %why, "the mail is not sent");
                    Handed::Outcome(DeliveryOutcome::Refused)
                }
            },
        }
    }
}

#[async_trait]
impl Outbox for LedgerOutbox {
    fn head(&self) -> watch::Receiver<Option<Position>> {
        self.programme.log().head()
    }

    async fn open(
        &self,
        at_hand: BTreeSet<EventId>,
        most: usize,
    ) -> Result<Vec<OpenMail>, OutboxError> {
        let asked = self.programme.ledger.ask_tally(move |tally| {
            let open = tally
                .open_mails()
                .filter(|open| !at_hand.contains(&open.mail));
            open.take(most).cloned().collect()
        });
        asked.await.map_err(|why| OutboxError {
            is_retryable: why.is_retryable(),
            why: why.to_string(),
        })
    }

    async fn hand(&self, mail: &OpenMail) -> Result<Handed, OutboxError> {
        let (log, vault) = (self.programme.log(), &self.programme.vault);
        let addressed = addressed(log, vault, &mail.stream, mail.mail).await;
        let addressed = addressed.map_err(|why| OutboxError {
            why: why.to_string(),
            is_retryable: false,
        })?;
        Ok(self.written(addressed))
    }

    async fn report(&self, mail: &OpenMail, outcome: DeliveryOutcome) -> Result<(), OutboxError> {
        let reported = self.programme.ledger.decide(report(mail, outcome)).await;
        reported.map(drop).map_err(|why| OutboxError {
            is_retryable: why.is_retryable(),
            why: why.to_string(),
        })
    }
}

/// The report on a mail: its command id is the mail's own, so that there is one.
fn report(mail: &OpenMail, outcome: DeliveryOutcome) -> Request<Cnfs> {
    let command = Command::ReportDelivery(DeliveryReported {
        mail: mail.mail,
        outcome,
    });
    let id = CommandId(Uuid::new_v5(&REPORTS, mail.mail.0.as_bytes()));
    let mut request = by_engine::request(command, mail.stream.clone(), id);
    request.causation_id = Some(mail.mail);
    request
}
