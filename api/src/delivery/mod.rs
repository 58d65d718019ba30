//! Delivery: mails that the log says are to go out are taken up, handed to a carrier, and reported on.
//!
//! ```text
//!  MailRequested ──► outbox ──► letter (who, what) ──► carrier ──► DeliveryReported
//!                      ▲                                  │ transient error
//!                      └────────── put back ◄─────────────┘
//! ```
//!
//! Delivered at least once, reported once. What was delivered and not reported when the process
//! died is delivered again, as the same message: its `Message-ID`, and the name of its file, are
//! the id of its request. The report's command id derives from that id too, so that a second
//! report is answered as the first one was.
//!
//! Invariants: a mail goes out only once its request is durable; nothing that a carrier or a mail
//! server says of a recipient is logged, for it may repeat the address.

mod carrier;
mod desk;
mod letter;
mod message;
mod outbox;
mod recipient;
mod settings;
mod templates;

pub use carrier::CarrierError;
pub(crate) use carrier::{Carrier, carrier};
pub(crate) use desk::Desk;
pub(crate) use settings::DeliveryKeys;
pub use settings::{Delivery, DeliveryArguments, DeliveryLimits, DeliverySettingsError, StartTls};
