//! Carriers: what takes a mail from here to its recipient.

mod folder;
mod smtp;

use std::sync::Arc;

use async_trait::async_trait;

use super::message::Message;
use super::settings::{Delivery, Way};

pub(super) use folder::Folder;
pub(super) use smtp::Smtp;

/// Takes mails away. A mail that is delivered twice has the same id both times.
#[async_trait]
pub(crate) trait Carrier: Send + Sync {
    /// Hands a mail over. Cancelling may leave it delivered, or not.
    async fn deliver(&self, mail: &Message) -> Result<(), DeliveryError>;
}

/// Why a mail was not taken. What is said here is logged, and so never names the recipient.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum DeliveryError {
    /// It never will be.
    #[error("refused for good: {0}")]
    Permanent(String),
    /// It may be later.
    #[error("not now: {0}")]
    Transient(String),
}

/// A carrier cannot be set up.
#[derive(Debug, thiserror::Error)]
#[error("the mail server cannot be spoken to: {0}")]
pub struct CarrierError(String);

/// The carrier that the settings name.
pub(crate) fn carrier(delivery: &Delivery) -> Result<Arc<dyn Carrier>, CarrierError> {
    Ok(match &delivery.way {
        Way::Folder(path) => Arc::new(Folder::at(path.clone())),
        Way::Smtp(relay) => Arc::new(Smtp::over(relay)?),
    })
}
