//! The bounded queue before the writer, and the gate that is shut when the writer stops.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::port::{AppendError, Batch, Pending, Receipt};

/// The most batches that wait for the writer; whoever comes after waits outside.
pub(crate) const QUEUE_BATCHES_MAX: usize = 4096;

/// Where an append's outcome goes.
pub(crate) type Answer = oneshot::Sender<Result<Receipt, AppendError>>;
/// Where a close's outcome goes.
pub(crate) type Closed = oneshot::Sender<Result<(), AppendError>>;
/// Where it is awaited.
pub(crate) type Outcome = oneshot::Receiver<Result<(), AppendError>>;

/// What the writer is asked.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every message is the large one: a box would cost each append an allocation"
)]
pub(crate) enum Message {
    Append(Waiting),
    Close(Closed),
}

/// A batch in the queue.
pub(crate) struct Waiting {
    pub(crate) batch: Batch,
    pub(crate) answer: Answer,
    /// Its room in the queue, given back when the writer takes the batch out.
    _room: OwnedSemaphorePermit,
}

/// The clients' end of the queue.
#[derive(Clone)]
pub(crate) struct Queue {
    /// Bounds the channel, which has no bound of its own: a thread cannot await, a task cannot block.
    room: Arc<Semaphore>,
    /// Under a lock so that nothing comes behind the close: what was submitted before is written.
    gate: Arc<Mutex<Gate>>,
}

enum Gate {
    Open(Sender<Message>),
    /// It was closed, or dropped.
    Closed,
    /// The writer stopped after this fault.
    Failed(String),
}

impl Queue {
    pub(crate) fn new() -> (Self, Receiver<Message>) {
        let (sender, receiver) = mpsc::channel();
        let queue = Self {
            room: Arc::new(Semaphore::new(QUEUE_BATCHES_MAX)),
            gate: Arc::new(Mutex::new(Gate::Open(sender))),
        };
        (queue, receiver)
    }

    /// Waits for room, and hands the batch over. Cancelled before, it leaves nothing behind.
    pub(crate) async fn submit(&self, batch: Batch) -> Result<Pending, AppendError> {
        let room = Arc::clone(&self.room).acquire_owned().await;
        let room = room.map_err(|_| AppendError::Closed(WRITER_GONE.to_owned()))?;
        let (answer, pending) = Pending::channel();
        let waiting = Waiting {
            batch,
            answer,
            _room: room,
        };
        match &*self.gate() {
            Gate::Closed => Err(AppendError::Closed("it was closed".to_owned())),
            Gate::Failed(why) => Err(AppendError::Closed(why.clone())),
            Gate::Open(sender) => match sender.send(Message::Append(waiting)) {
                Ok(()) => Ok(pending),
                Err(_) => Err(AppendError::Closed(WRITER_GONE.to_owned())),
            },
        }
    }

    /// Shuts the gate, and asks the writer to stop after what was submitted. `None` where that
    /// was done before.
    pub(crate) fn close(&self) -> Result<Option<Outcome>, AppendError> {
        match self.shut(Gate::Closed) {
            Gate::Closed => Ok(None),
            Gate::Failed(why) => Err(AppendError::Closed(why)),
            Gate::Open(sender) => {
                let (closed, outcome) = oneshot::channel();
                match sender.send(Message::Close(closed)) {
                    Ok(()) => Ok(Some(outcome)),
                    Err(_) => Err(AppendError::Closed(WRITER_GONE.to_owned())),
                }
            }
        }
    }

    /// The writer stops after a fault.
    pub(crate) fn fail(&self, why: &str) {
        drop(self.shut(Gate::Failed(why.to_owned())));
    }

    /// Drops the clients' end, so that the writer stops after what was submitted.
    pub(crate) fn abandon(&self) {
        drop(self.shut(Gate::Closed));
    }

    /// Takes no more from here on; gives back what the gate was. A fault is not forgotten.
    fn shut(&self, shut: Gate) -> Gate {
        let mut gate = self.gate();
        match &*gate {
            Gate::Failed(why) => Gate::Failed(why.clone()),
            Gate::Open(_) | Gate::Closed => std::mem::replace(&mut *gate, shut),
        }
    }

    fn gate(&self) -> MutexGuard<'_, Gate> {
        // Nothing panics under this lock; were it poisoned, what it holds would still be whole.
        self.gate.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

const WRITER_GONE: &str = "its writer is gone";
