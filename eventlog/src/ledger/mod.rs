//! The ledger: decisions one at a time on staged state, each one atomic append, acknowledged by group commit.
//!
//! ```text
//!  Request ──► queue ──► seen before? ──► load ──► decide, react ──► seal, encode ──► log.submit ──► evolve the staged states
//!                │            │                                                          │
//!              Busy       as before                                     Pending ──► Decided, when it is durable
//! ```
//!
//! *Staged* is the state after everything that was decided, durable or not. So the next decision
//! does not wait for the sync of the one before. Each append names the versions of all streams it
//! read or touched, and of one that the append before it touched: if that one fails, so do all
//! after it, and nothing stays that rested on what never happened.
//!
//! What follows from a decision by itself is asked of the programme and appended behind it, in the
//! same append: there is no cursor that could fall behind, and a repeat is answered with it.
//!
//! A state is folded from sealed events, live as in a replay: it never holds a person in the clear.

mod append;
mod arrange;
mod history;
mod in_flight;
mod limits;
mod outcome;
mod reactions;
mod repeat;
mod replay;
mod request;
mod room;
mod sequencer;
mod stage;
mod states;

pub use limits::LedgerLimits;
pub use outcome::{DecideError, Decided, LedgerOpenError, PendingDecision};
pub use request::{ExpectedVersion, Given, Identities, Reacted, Request};

use std::sync::Arc;

use domain::engine::{Decider, StreamName, Version};
use tokio::sync::mpsc;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::{Environment, EventLog, Vault};
use outcome::{Failure, Outcome};
use room::{Room, Taken, bytes_of};
use sequencer::Sequencer;
use stage::Stage;

/// A handle to one programme's sequencer of decisions. A log has one ledger at a time.
pub struct Ledger<D: Decider> {
    /// The sequencer takes the requests in this order.
    queue: mpsc::Sender<Message<D>>,
    /// Bounds what the requests in the queue hold; its own bound is their number.
    room: Room,
    /// Beside the queue, so that a full one keeps no close out.
    closing: mpsc::Sender<Closing<D>>,
    log: Arc<dyn EventLog>,
    limits: LedgerLimits,
}

impl<D: Decider> Clone for Ledger<D> {
    fn clone(&self) -> Self {
        Self {
            queue: self.queue.clone(),
            room: self.room.clone(),
            closing: self.closing.clone(),
            log: self.log.clone(),
            limits: self.limits.clone(),
        }
    }
}

/// What the sequencer is told.
enum Message<D: Decider> {
    Decide(Box<Question<D>>),
    State(StreamName, oneshot::Sender<Seen<D>>),
    Tally(TallyQuestion<D>),
}

/// Is shown the tally, or told why it cannot be read, and answers whoever asked.
type TallyQuestion<D> = Box<dyn FnOnce(Result<&<D as Decider>::Tally, Failure<D>>) + Send>;

/// Where the outcome of a close goes.
type Closing<D> = oneshot::Sender<Result<(), Failure<D>>>;

/// The sequencer takes one close, and ends; whoever asks beside that waits to be told so.
const CLOSES_MAX: usize = 1;

/// A request with the end that its answer goes to.
struct Question<D: Decider> {
    request: Request<D>,
    answer: oneshot::Sender<Outcome<D>>,
    /// Held for as long as the request is.
    room: Taken,
}

/// A stream's state and version, or why it cannot be read.
type Seen<D> = Result<(<D as Decider>::State, Option<Version>), Failure<D>>;

impl<D: Decider> Ledger<D> {
    /// Folds the whole log into the tally and starts the sequencer on the current runtime.
    pub async fn open(
        log: Arc<dyn EventLog>,
        vault: Arc<Vault>,
        world: Arc<dyn Environment>,
        limits: LedgerLimits,
    ) -> Result<Self, LedgerOpenError> {
        let (queue, messages) = mpsc::channel(limits.queue_requests_max.max(1));
        let stage = Stage::open(log.clone(), vault, world, &limits).await?;
        let (closing, closes) = mpsc::channel(CLOSES_MAX);
        tokio::spawn(Sequencer::new(messages, closes, stage, &limits).run());
        Ok(Self {
            queue,
            room: Room::new(limits.queue_kib_max),
            closing,
            log,
            limits,
        })
    }

    /// Puts a request into the queue, waiting for room at most the named time. Requests are decided
    /// in the order in which `submit` returns. Cancelling before it returns leaves nothing behind.
    pub async fn submit(
        &self,
        request: Request<D>,
    ) -> Result<PendingDecision<D>, DecideError<D::Refusal>> {
        let bytes = bytes_of(&request, None);
        self.submit_weighing(request, bytes).await
    }

    /// The same for a command that was read from so many bytes: a large one then leaves less room
    /// for others. Not told, its size is that of the bytes or events that came with it, or assumed.
    pub async fn submit_sized(
        &self,
        request: Request<D>,
        command_bytes: usize,
    ) -> Result<PendingDecision<D>, DecideError<D::Refusal>> {
        let bytes = bytes_of(&request, Some(command_bytes));
        self.submit_weighing(request, bytes).await
    }

    async fn submit_weighing(
        &self,
        request: Request<D>,
        bytes: usize,
    ) -> Result<PendingDecision<D>, DecideError<D::Refusal>> {
        let (place, room) = self.in_time(self.place_for(bytes)).await?;
        let (answer, pending) = oneshot::channel();
        place.send(Message::Decide(Box::new(Question {
            request,
            answer,
            room,
        })));
        Ok(PendingDecision(pending))
    }

    /// A place in the queue, and room for so many bytes. Those first: who waits for a place holds
    /// the request already.
    async fn place_for(
        &self,
        bytes: usize,
    ) -> Result<(mpsc::Permit<'_, Message<D>>, Taken), DecideError<D::Refusal>> {
        let room = self.room.take(bytes).await.map_err(|_| stopped())?;
        Ok((self.place().await?, room))
    }

    /// Submits, and waits until the decision is durable or refused. Cancelling leaves the whole
    /// decision, or nothing of it.
    pub async fn decide(&self, request: Request<D>) -> Result<Decided, DecideError<D::Refusal>> {
        self.submit(request).await?.outcome().await
    }

    /// The log that it appends to.
    pub fn log(&self) -> &Arc<dyn EventLog> {
        &self.log
    }

    /// A stream's staged state and version.
    pub async fn state(
        &self,
        stream: StreamName,
    ) -> Result<(D::State, Option<Version>), DecideError<D::Refusal>> {
        self.ask(|answer| Message::State(stream, answer)).await?
    }

    /// What `ask` finds in the staged tally.
    ///
    /// It runs on the sequencer, between two decisions, so that nothing is copied: every decision
    /// waits for it. It must be quick, and must not panic.
    pub async fn ask_tally<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&D::Tally) -> T + Send + 'static,
    ) -> Result<T, DecideError<D::Refusal>> {
        let question =
            |answer| -> TallyQuestion<D> { Box::new(move |tally| reply(answer, tally.map(ask))) };
        self.ask(|answer| Message::Tally(question(answer))).await?
    }

    /// Decides what is in the queue, waits until it is durable, and closes the log. Never `Busy`:
    /// a full queue is emptied first. Cancelled after its first poll, it may close all the same.
    pub async fn close(&self) -> Result<(), DecideError<D::Refusal>> {
        let (answer, answered) = oneshot::channel();
        let asked = self.closing.send(answer).await;
        asked.map_err(|_| stopped())?;
        answered.await.map_err(|_| stopped())?
    }

    async fn ask<T>(
        &self,
        message: impl FnOnce(oneshot::Sender<T>) -> Message<D>,
    ) -> Result<T, DecideError<D::Refusal>> {
        let place = self.in_time(self.place()).await?;
        let (answer, answered) = oneshot::channel();
        place.send(message(answer));
        answered.await.map_err(|_| stopped())
    }

    /// A place in the queue.
    async fn place(&self) -> Result<mpsc::Permit<'_, Message<D>>, DecideError<D::Refusal>> {
        self.queue.reserve().await.map_err(|_| stopped())
    }

    /// The queue is waited for at most the named time.
    async fn in_time<T>(
        &self,
        found: impl Future<Output = Result<T, DecideError<D::Refusal>>>,
    ) -> Result<T, DecideError<D::Refusal>> {
        let found = timeout(self.limits.queue_wait_max, found).await;
        found.unwrap_or(Err(DecideError::Busy))
    }
}

/// A caller that no longer listens takes nothing back.
fn reply<T>(answer: oneshot::Sender<T>, outcome: T) {
    let _ = answer.send(outcome);
}

fn stopped<R>() -> DecideError<R> {
    DecideError::Closed("its sequencer has stopped".into())
}
