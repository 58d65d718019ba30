//! Refusals: mails and notices, on a stream of any kind.

use super::declare::refusals;
use crate::engine::{CivilDate, EventId, StreamName};
use crate::task::TaskKind;

refusals! {
    /// Why a mail or a notice is not recorded. The variant's name is its stable code.
    DeliveryRefusal

    /// What never began has nobody to write to.
    #[error("`stream`: nothing has happened in `{stream}` yet")]
    StreamNotBegun {
        /// The stream.
        stream: StreamName,
    } at "stream",
    /// Reports lag behind.
    #[error("{max} mails of this stream wait for their report: no further one is requested until some are reported on")]
    TooManyOpenMails {
        /// How many may wait.
        max: usize,
    },
    /// There is no such mail.
    #[error("`mail`: no mail `{mail}` was requested on this stream")]
    MailNotRequested {
        /// The mail.
        mail: EventId,
    } at "mail",
    /// A mail is reported on once.
    #[error("`mail`: the mail `{mail}` was reported on already")]
    DeliveryAlreadyReported {
        /// The mail.
        mail: EventId,
    } at "mail",
    /// A missed deadline is told once.
    #[error("`deadline`: that {task} was due on {deadline} was noticed already")]
    NoticeAlreadyIssued {
        /// The task.
        task: TaskKind,
        /// Its deadline.
        deadline: CivilDate,
    } at "deadline",
}
