//! The writer: one thread that drains the queue into groups, and makes each durable with one sync.
//!
//! ```text
//!            first batch            queue empty,         write, sync,
//!            arrives                or group full        watermark, publish
//!   Waiting ───────────► Gathering ─────────────► Commit ──────────────────► answers ──► Waiting
//!      │                                             │
//!      │ close, or all clients gone                  │ any storage error
//!      ▼                                             ▼
//!   Sealed: watermark synced, lock released       Failed: the group's outcome is unknown, and
//!                                                 nothing more is taken (a failed sync is never
//!                                                 tried again: the kernel may have dropped pages)
//! ```

use std::fs::File;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::Duration;

use domain::engine::Position;

use super::acknowledged::{Acknowledged, AcknowledgedFile};
use super::queue::{Answer, Closed, Message, Queue, Waiting};
use super::reader::Reader;
use super::segment::Mark;
use super::tail::Tail;
use crate::environment::Environment;
use crate::format::{ChainHash, Link, Term, encode};
use crate::port::{AppendError, Batch, Receipt};
use crate::sequencer::{Admission, Admitted, Staging, answer_repeat};

/// The most batches that share a sync.
const GROUP_BATCHES_MAX: usize = 1024;
/// A group that has so many bytes takes no further batch.
const GROUP_BYTES_MAX: usize = 4 * 1024 * 1024;
/// After so long without an append the watermark is synced too.
const IDLE_SYNC_AFTER: Duration = Duration::from_millis(250);

/// The writer's thread, all that it owns.
pub(crate) struct Writer {
    pub(crate) world: Arc<dyn Environment>,
    /// What readers see; changed after each sync, by this thread only.
    pub(crate) reader: Arc<Reader>,
    /// To shut the gate after a fault.
    pub(crate) queue: Queue,
    pub(crate) messages: Receiver<Message>,
    pub(crate) tail: Tail,
    pub(crate) acknowledged: AcknowledgedFile,
    pub(crate) term: Term,
    /// Of the last frame written.
    pub(crate) hash: ChainHash,
    pub(crate) staging: Staging,
    pub(crate) group: Group,
    /// Held as long as the thread lives.
    pub(crate) lock: File,
}

/// What one sync makes durable.
#[derive(Default)]
pub(crate) struct Group {
    /// The frames, as they will stand in the file; the allocation serves group after group.
    bytes: Vec<u8>,
    /// Each frame, at its offset in `bytes`.
    frames: Vec<Mark>,
    /// Sent after the sync only: even a refusal may rest on what the group staged.
    answers: Vec<(Answer, Result<Receipt, AppendError>)>,
}

impl Group {
    fn is_full(&self) -> bool {
        self.answers.len() >= GROUP_BATCHES_MAX || self.bytes.len() >= GROUP_BYTES_MAX
    }

    /// The append of this group that begins with a position.
    fn receipt(&self, first: Position) -> Option<&Receipt> {
        let receipts = self
            .answers
            .iter()
            .filter_map(|(_, answer)| answer.as_ref().ok());
        receipts
            .into_iter()
            .find(|receipt| receipt.events[0].position == first)
    }
}

/// What a look into the queue found.
#[expect(
    clippy::large_enum_variant,
    reason = "nearly every look finds the large one: a box would cost each append an allocation"
)]
enum Next {
    Batch(Waiting),
    Nothing,
    Stop(Stop),
}

/// Why the writer is to end after what was submitted.
enum Stop {
    /// Somebody waits for it.
    Asked(Closed),
    /// All clients are gone.
    Abandoned,
}

impl Writer {
    /// Serves the queue until it is closed, abandoned, or the storage fails.
    pub(crate) fn run(mut self) {
        let stop = loop {
            match self.wait() {
                Next::Batch(first) => match self.serve(first) {
                    Ok(None) => {}
                    Ok(Some(stop)) => break stop,
                    Err(fault) => return self.fail(&fault),
                },
                Next::Nothing => {
                    if let Err(fault) = self.acknowledged.sync() {
                        return self.fail(&fault);
                    }
                }
                Next::Stop(stop) => break stop,
            }
        };
        self.seal(stop);
    }

    fn wait(&self) -> Next {
        if !self.acknowledged.is_unsynced() {
            return self
                .messages
                .recv()
                .map_or(Next::Stop(Stop::Abandoned), Next::from);
        }
        match self.messages.recv_timeout(IDLE_SYNC_AFTER) {
            Ok(message) => message.into(),
            Err(RecvTimeoutError::Timeout) => Next::Nothing,
            Err(RecvTimeoutError::Disconnected) => Next::Stop(Stop::Abandoned),
        }
    }

    /// Gathers a group and commits it; says whether to stop afterwards.
    fn serve(&mut self, first: Waiting) -> io::Result<Option<Stop>> {
        self.admit(first);
        let mut stop = None;
        while !self.group.is_full() && stop.is_none() {
            match self.messages.try_recv() {
                Ok(Message::Append(waiting)) => self.admit(waiting),
                Ok(Message::Close(closed)) => stop = Some(Stop::Asked(closed)),
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => stop = Some(Stop::Abandoned),
            }
        }
        self.commit()?;
        for (answer, outcome) in self.group.answers.drain(..) {
            // The client may have gone: the append stands all the same (C6).
            let _ = answer.send(outcome);
        }
        Ok(stop)
    }

    /// Decides a batch; nobody is told before the group is durable.
    fn admit(&mut self, waiting: Waiting) {
        let Waiting { batch, answer, .. } = waiting;
        let admission = self.staging.admit(&self.reader.heads(), &batch);
        let outcome = match admission {
            Err(refused) => Err(refused),
            Ok(Admission::Seen(first)) => self.repeat(&batch, first),
            Ok(Admission::Fresh(admitted)) => Ok(self.stage(&batch, admitted)),
        };
        self.group.answers.push((answer, outcome));
    }

    fn repeat(&self, batch: &Batch, first: Position) -> Result<Receipt, AppendError> {
        if let Some(staged) = self.group.receipt(first) {
            return answer_repeat(batch, staged.clone());
        }
        match self.reader.receipt_at(first) {
            Ok(stored) => answer_repeat(batch, stored),
            Err(damaged) => Err(AppendError::Damaged(damaged)),
        }
    }

    fn stage(&mut self, batch: &Batch, admitted: Admitted) -> Receipt {
        let link = Link {
            term: self.term,
            watermark: self.reader.heads().position,
            previous: self.hash,
        };
        self.group.frames.push(Mark {
            first: admitted.placed[0].position,
            offset: self.group.bytes.len() as u64,
            recorded_at: batch.recorded_at,
        });
        self.hash = encode(
            &mut self.group.bytes,
            link,
            &self.reader.programme,
            batch,
            &admitted.placed,
            self.world.now(),
        );
        admitted.receipt
    }

    /// Makes the group durable, then visible.
    fn commit(&mut self) -> io::Result<()> {
        let Some(first) = self.group.frames.first().map(|frame| frame.first) else {
            return Ok(());
        };
        if self.tail.is_full_for(self.group.bytes.len() as u64) {
            self.acknowledged.sync()?;
            self.tail.roll(first)?;
            self.reader.begin_segment(Arc::clone(&self.tail.segment));
        }
        let start = self.tail.end;
        self.tail.append(&self.group.bytes)?;
        let position = self.staging.position(&self.reader.heads());
        let acknowledged = self.acknowledged_at(position);
        self.acknowledged.write(&acknowledged)?;
        let frames = self.group.frames.drain(..).map(|frame| Mark {
            offset: start + frame.offset,
            ..frame
        });
        self.tail.segment.mark(frames, self.tail.end);
        self.staging.settle(&mut self.reader.heads_mut());
        self.reader.announce();
        self.group.bytes.clear();
        self.group.bytes.shrink_to(GROUP_BYTES_MAX);
        Ok(())
    }

    fn acknowledged_at(&self, position: Option<Position>) -> Acknowledged {
        Acknowledged {
            term: self.term,
            position,
            segment: self.tail.segment.first,
            end: self.tail.end,
            hash: self.hash,
        }
    }

    /// Ends cleanly, and releases the log before saying so.
    fn seal(mut self, stop: Stop) {
        let position = self.reader.heads().position;
        let acknowledged = self.acknowledged_at(position);
        let sealed = self.acknowledged.seal(&acknowledged);
        drop(self.lock);
        match (stop, sealed) {
            (Stop::Asked(closed), sealed) => {
                let outcome = sealed.map_err(|fault| AppendError::Closed(fault.to_string()));
                // Whoever asked may have gone; the log is closed all the same.
                let _ = closed.send(outcome);
            }
            (Stop::Abandoned, Err(fault)) => {
                tracing::error!(%fault, "the log was dropped, and its watermark is not synced");
            }
            (Stop::Abandoned, Ok(())) => {}
        }
    }

    /// Stops after a fault: the group's outcome is unknown, what still waits is not appended.
    fn fail(self, fault: &io::Error) {
        let why = format!("its writer has stopped: {fault}");
        tracing::error!(%fault, "the log's writer has stopped");
        self.queue.fail(&why);
        for (answer, _) in self.group.answers {
            let _ = answer.send(Err(AppendError::UnknownOutcome));
        }
        drop(self.lock);
        // The gate is shut: this is what came before it was.
        for message in self.messages.try_iter() {
            let closed = AppendError::Closed(why.clone());
            match message {
                Message::Append(waiting) => drop(waiting.answer.send(Err(closed))),
                Message::Close(asked) => drop(asked.send(Err(closed))),
            }
        }
    }
}

impl From<Message> for Next {
    fn from(message: Message) -> Self {
        match message {
            Message::Append(waiting) => Self::Batch(waiting),
            Message::Close(closed) => Self::Stop(Stop::Asked(closed)),
        }
    }
}
