//! The bounded queue before the writer, and the gate that is shut when the writer stops.

use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore, oneshot};

use crate::port::{AppendError, BATCH_PAYLOAD_BYTES_MAX, Batch, Pending, Receipt};

/// The most batches that wait for the writer; whoever comes after waits outside.
pub(crate) const QUEUE_BATCHES_MAX: usize = 4096;
/// The most KiB that those batches hold together; whoever comes after waits outside.
pub(crate) const QUEUE_KIB_MAX: u32 = 64 * 1024;

const KIB: usize = 1024;

// The largest batch leaves room for others.
const _: () = assert!(QUEUE_KIB_MAX as usize * KIB >= 2 * BATCH_PAYLOAD_BYTES_MAX);

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
    /// Given back when the writer takes the batch out, or nobody does.
    _room: Room,
}

/// A batch's room in the queue.
struct Room {
    _batch: OwnedSemaphorePermit,
    _kib: OwnedSemaphorePermit,
}

/// The clients' end of the queue.
#[derive(Clone)]
pub(crate) struct Queue {
    /// Bounds the channel, which has no bound of its own: a thread cannot await, a task cannot block.
    batches: Arc<Semaphore>,
    /// Bounds what those batches hold: a count alone lets 4,096 of the largest wait.
    kib: Arc<Semaphore>,
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
            batches: Arc::new(Semaphore::new(QUEUE_BATCHES_MAX)),
            kib: Arc::new(Semaphore::new(QUEUE_KIB_MAX as usize)),
            gate: Arc::new(Mutex::new(Gate::Open(sender))),
        };
        (queue, receiver)
    }

    /// Waits for room, and hands the batch over. Cancelled before, it leaves nothing behind.
    pub(crate) async fn submit(&self, batch: Batch) -> Result<Pending, AppendError> {
        let room = self.room(&batch).await;
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

    /// Waits in order of coming; the writer, which gives room back, waits for nobody here.
    async fn room(&self, batch: &Batch) -> Result<Room, AcquireError> {
        let kib = Arc::clone(&self.kib);
        Ok(Room {
            _batch: Arc::clone(&self.batches).acquire_owned().await?,
            _kib: kib.acquire_many_owned(kib_of(batch)).await?,
        })
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

/// What a batch holds, in KiB. One above all bounds, which the writer refuses, has the whole queue.
fn kib_of(batch: &Batch) -> u32 {
    let payloads = batch.events.iter().map(|event| event.payload.len());
    let bytes = size_of::<Batch>()
        + size_of_val(batch.events.as_slice())
        + size_of_val(batch.expected.as_slice())
        + payloads.sum::<usize>();
    let kib = u32::try_from(bytes.div_ceil(KIB));
    kib.map_or(QUEUE_KIB_MAX, |kib| kib.min(QUEUE_KIB_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::{batch, event};

    fn sized(number: u64, payload_bytes: usize) -> Batch {
        let mut event = event(number, 0);
        event.payload = vec![b'x'; payload_bytes];
        batch(number, vec![event])
    }

    /// Whether a batch of so many bytes finds room at once.
    async fn has_room_for(queue: &Queue, payload_bytes: usize) -> bool {
        tokio::select! {
            biased;
            submitted = queue.submit(sized(0, payload_bytes)) => submitted.is_ok(),
            () = std::future::ready(()) => false,
        }
    }

    /// A queue with as many of the largest batches as fit.
    async fn filled() -> (Queue, Receiver<Message>) {
        let (queue, messages) = Queue::new();
        while has_room_for(&queue, BATCH_PAYLOAD_BYTES_MAX).await {}
        (queue, messages)
    }

    #[tokio::test]
    async fn what_waits_is_bounded_in_bytes() {
        let (queue, messages) = filled().await;
        let free_kib = queue.kib.available_permits();
        drop(queue);
        let waiting = messages.try_iter().count();
        assert!(waiting * BATCH_PAYLOAD_BYTES_MAX <= QUEUE_KIB_MAX as usize * KIB);
        assert!(free_kib * KIB <= BATCH_PAYLOAD_BYTES_MAX + KIB);
    }

    #[tokio::test]
    async fn a_batch_taken_out_or_dropped_gives_its_bytes_back() {
        let (queue, messages) = filled().await;
        drop(messages.recv());
        assert!(has_room_for(&queue, BATCH_PAYLOAD_BYTES_MAX).await);
        assert!(!has_room_for(&queue, BATCH_PAYLOAD_BYTES_MAX).await);
        drop(messages.try_iter().collect::<Vec<_>>());
        assert_eq!(queue.kib.available_permits(), QUEUE_KIB_MAX as usize);
        assert_eq!(queue.batches.available_permits(), QUEUE_BATCHES_MAX);
    }

    #[tokio::test]
    async fn a_batch_larger_than_the_queue_is_taken_alone() {
        let (queue, messages) = Queue::new();
        let larger = QUEUE_KIB_MAX as usize * KIB + 1;
        assert!(has_room_for(&queue, larger).await);
        assert!(!has_room_for(&queue, 1).await);
        drop(messages.recv());
        assert!(has_room_for(&queue, 1).await);
    }
}
