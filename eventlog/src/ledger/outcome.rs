//! What the ledger answers: what was decided, or why nothing was.

use domain::engine::{Decider, EventId, Instant, Position, StreamName, Version};
use tokio::sync::oneshot;

use super::replay::damaged;
use crate::port::shown;
use crate::{AppendError, Appended, FormatError, ReadError, Receipt, VaultError};

/// A decision that is durable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// Its events, in order of position.
    pub events: Vec<Appended>,
    /// The position of the last.
    pub position: Position,
    /// Whether it was in the log already, and nothing was appended.
    pub repeated: bool,
}

impl From<Receipt> for Decided {
    fn from(receipt: Receipt) -> Self {
        Self {
            position: receipt.position(),
            repeated: receipt.repeated,
            events: receipt.events,
        }
    }
}

/// A request that was accepted into the queue.
///
/// Dropping it takes nothing back: the decision is then made, or refused, without a listener.
pub struct PendingDecision<D: Decider>(pub(super) oneshot::Receiver<Outcome<D>>);

/// Why one of this decider's requests was not decided.
pub(super) type Failure<D> = DecideError<<D as Decider>::Refusal>;

/// The answer to one request.
pub(super) type Outcome<D> = Result<Decided, Failure<D>>;

impl<D: Decider> PendingDecision<D> {
    /// Waits until the decision is durable, or refused. A ledger that ends without an answer
    /// leaves the outcome unknown.
    pub async fn outcome(self) -> Result<Decided, DecideError<D::Refusal>> {
        self.0.await.unwrap_or(Err(DecideError::UnknownOutcome))
    }
}

/// Why a request was not decided, or may not have been.
#[derive(Debug, Clone, thiserror::Error)]
pub enum DecideError<R> {
    /// The business says no.
    #[error("{0}")]
    Refused(R),
    /// A stream is not at the version that was expected.
    #[error("{stream} is at version {}, {} was expected", shown(*.actual), shown(*.expected))]
    Conflict {
        /// The stream.
        stream: StreamName,
        /// The version that was expected; `None`: no event.
        expected: Option<Version>,
        /// The version that it has.
        actual: Option<Version>,
    },
    /// The command's id was used before, by another request.
    #[error("this command's id was used before, by another request")]
    CommandReused,
    /// The event's id is in the log, with other content.
    #[error("event id {event_id} is in the log with other content, at position {position}")]
    EventIdReused {
        /// The event id.
        event_id: EventId,
        /// Where it is.
        position: Position,
    },
    /// An import's events are not what its command decides.
    #[error("the given events are not what is decided: {detail}")]
    DecisionDiffers {
        /// The event type and the field that differ.
        detail: String,
    },
    /// An import's `recorded_at` lies before the newest event's.
    #[error("recorded_at {given} lies before {newest}, the newest event's")]
    RecordedAtGoesBack {
        /// What was given.
        given: Instant,
        /// The newest event's.
        newest: Instant,
    },
    /// The decision reads or touches more streams than the named limit.
    #[error("the decision needs more than {max} streams")]
    TooManyStreams {
        /// The limit.
        max: usize,
    },
    /// The decision breaks a limit of the log.
    #[error("the decision breaks a limit: {0}")]
    OutOfBounds(&'static str),
    /// The queue was full for longer than its wait, or an id that the decision derives is that of
    /// an event in flight.
    #[error("the queue of decisions is full")]
    Busy,
    /// The decision rested on an append that failed, and was dropped with it.
    #[error("the decision rested on an append that failed: nothing was recorded")]
    RestedOnFailure,
    /// The ledger or its log takes no more requests.
    #[error("the ledger takes no requests: {0}")]
    Closed(String),
    /// The append may or may not be found when the log is opened again.
    #[error("the outcome is unknown until the log is opened again")]
    UnknownOutcome,
    /// The log cannot be read.
    #[error(transparent)]
    Damaged(#[from] ReadError),
    /// The vault failed.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl<R> DecideError<R> {
    /// Whether the same request may succeed when it is sent again.
    pub fn is_retryable(&self) -> bool {
        matches!(
            self,
            Self::Busy | Self::RestedOnFailure | Self::Closed(_) | Self::UnknownOutcome
        )
    }
}

impl<R> From<AppendError> for DecideError<R> {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Conflict {
                stream,
                expected,
                actual,
            } => Self::Conflict {
                stream,
                expected,
                actual,
            },
            AppendError::CommandReused(_) => Self::CommandReused,
            AppendError::EventIdReused { event_id, position } => {
                Self::EventIdReused { event_id, position }
            }
            AppendError::RecordedAtGoesBack { given, newest } => {
                Self::RecordedAtGoesBack { given, newest }
            }
            AppendError::OutOfBounds(limit) => Self::OutOfBounds(limit),
            AppendError::Closed(why) => Self::Closed(why),
            AppendError::Damaged(why) => Self::Damaged(why),
            AppendError::UnknownOutcome => Self::UnknownOutcome,
        }
    }
}

/// Why a ledger cannot be opened over a log.
#[derive(Debug, thiserror::Error)]
pub enum LedgerOpenError {
    /// The log cannot be read.
    #[error("the ledger cannot fold its log: {0}")]
    Log(#[from] ReadError),
    /// The log holds what is not an event, or what this release does not know.
    #[error("the ledger cannot fold its log: {0}")]
    Format(#[from] FormatError),
}

/// When the log is folded again after a failed append.
impl<R> From<LedgerOpenError> for DecideError<R> {
    fn from(error: LedgerOpenError) -> Self {
        Self::Damaged(match error {
            LedgerOpenError::Log(why) => why,
            LedgerOpenError::Format(why) => damaged(&why, "the log".into()),
        })
    }
}
