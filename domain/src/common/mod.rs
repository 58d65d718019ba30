//! What may happen on a stream of any kind: mail requested and reported on, notices of lateness.

pub(crate) mod decide;
mod event;
mod state;

pub use event::*;
pub use state::{CommonState, MAILS_OPEN_MAX, MailStands};
