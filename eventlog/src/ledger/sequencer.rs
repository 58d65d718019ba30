//! The sequencer: one task that takes requests in order, and answers them as the log does.

use std::collections::HashSet;

use domain::engine::{CommandId, Decider, StreamName};
use tokio::sync::mpsc;

use super::append::Submitted;
use super::in_flight::{Append, InFlight};
use super::outcome::Failure;
use super::stage::Stage;
use super::{Closing, DecideError, LedgerLimits, Message, Question, Request, Seen, reply};
use crate::{AppendError, Receipt};

/// Decides one request after the other, without waiting for the log between them.
pub(super) struct Sequencer<D: Decider> {
    messages: mpsc::Receiver<Message<D>>,
    closes: mpsc::Receiver<Closing<D>>,
    /// Who asked to close: nothing more comes into the queue then, and what is in it is decided.
    closing: Option<Closing<D>>,
    stage: Stage<D>,
    in_flight: InFlight<D>,
    in_flight_max: usize,
    /// Commands that may or may not be found when the log is opened again. Few: a log that does
    /// not know the outcome of an append takes no more of them.
    unknown: HashSet<CommandId>,
}

/// What becomes of a request that is not refused.
enum Course {
    AsBefore(Receipt),
    Submitted(Submitted),
}

impl<D: Decider> Sequencer<D> {
    pub(super) fn new(
        messages: mpsc::Receiver<Message<D>>,
        closes: mpsc::Receiver<Closing<D>>,
        stage: Stage<D>,
        limits: &LedgerLimits,
    ) -> Self {
        Self {
            messages,
            closes,
            closing: None,
            stage,
            in_flight: InFlight::default(),
            in_flight_max: limits.in_flight_max.max(1),
            unknown: HashSet::new(),
        }
    }

    /// Runs until it is closed, or every handle is dropped.
    pub(super) async fn run(mut self) {
        loop {
            let has_room = self.in_flight.len() < self.in_flight_max;
            tokio::select! {
                biased;
                Some((append, outcome)) = self.in_flight.settle(), if !self.in_flight.is_empty() => {
                    self.answer(append, outcome).await;
                }
                Some(closing) = self.closes.recv(), if self.closing.is_none() => {
                    self.closing = Some(closing);
                    self.messages.close();
                }
                message = self.messages.recv(), if has_room => match message {
                    None => break,
                    Some(message) => self.take(message).await,
                },
            }
        }
        self.settle_all().await;
        self.close().await;
    }

    async fn take(&mut self, message: Message<D>) {
        if self.stage.is_stale() {
            self.settle_all().await;
        }
        match message {
            Message::Decide(question) => self.decide(question).await,
            Message::State(stream, answer) => reply(answer, self.state(&stream).await),
            Message::Tally(question) => match self.stage.refresh().await {
                Ok(()) => question(Ok(self.stage.tally())),
                Err(why) => question(Err(why)),
            },
        }
        self.stage.trim(self.in_flight.settled());
    }

    async fn state(&mut self, stream: &StreamName) -> Seen<D> {
        self.stage.refresh().await?;
        self.stage.state(stream).await
    }

    async fn decide(&mut self, question: Box<Question<D>>) {
        let Some(question) = self.in_flight.park(question) else {
            return;
        };
        // What the log takes over, it counts itself: the room is free at the end of this.
        let Question {
            request,
            answer,
            room: _room,
        } = *question;
        let command_id = request.command_id;
        match self.course(request).await {
            Ok(Course::AsBefore(receipt)) => reply(answer, Ok(receipt.into())),
            Ok(Course::Submitted(submitted)) => {
                let append = Append::new(command_id, submitted, answer);
                self.in_flight.push(append);
            }
            Err(why) => {
                self.note_unknown(command_id, &why);
                reply(answer, Err(why));
            }
        }
    }

    async fn course(&mut self, request: Request<D>) -> Result<Course, Failure<D>> {
        self.stage.refresh().await?;
        if let Some(receipt) = self.stage.find_repeat(&request).await? {
            return Ok(Course::AsBefore(receipt));
        }
        if self.unknown.contains(&request.command_id) {
            return Err(DecideError::UnknownOutcome);
        }
        let turn = self.in_flight.next_turn();
        let submitted = self.stage.stage(request, turn).await?;
        Ok(Course::Submitted(submitted))
    }

    /// Passes the log's answer on.
    async fn answer(&mut self, append: Append<D>, outcome: Result<Receipt, AppendError>) {
        if self.in_flight.is_empty() {
            self.stage.unlink();
        }
        match outcome {
            Ok(receipt) => self.succeed(append, receipt).await,
            Err(why) => self.fail(append, why),
        }
    }

    async fn succeed(&mut self, append: Append<D>, receipt: Receipt) {
        for question in append.repeats {
            let Question {
                request, answer, ..
            } = *question;
            let outcome = self.stage.as_before(&request, receipt.clone()).await;
            reply(answer, outcome.map(Into::into));
        }
        reply(append.answer, Ok(receipt.into()));
    }

    fn fail(&mut self, append: Append<D>, why: AppendError) {
        let why = self.blame(why);
        self.note_unknown(append.command_id, &why);
        self.stage.mark_stale();
        for question in append.repeats {
            reply(question.answer, Err(why.clone()));
        }
        reply(append.answer, Err(why));
    }

    /// A refusal after another failure is that one's consequence; an unknown outcome stays one, and
    /// what the storage did is nobody's consequence.
    fn blame(&self, why: AppendError) -> Failure<D> {
        match why {
            AppendError::UnknownOutcome | AppendError::Closed(_) | AppendError::Damaged(_) => {
                why.into()
            }
            _ if self.stage.is_stale() => DecideError::RestedOnFailure,
            _ => why.into(),
        }
    }

    fn note_unknown(&mut self, command_id: CommandId, why: &Failure<D>) {
        if matches!(why, DecideError::UnknownOutcome) {
            self.unknown.insert(command_id);
        }
    }

    async fn settle_all(&mut self) {
        while let Some((append, outcome)) = self.in_flight.settle().await {
            self.answer(append, outcome).await;
        }
    }

    /// Closes the log, if somebody asked for it: a ledger that is dropped leaves it open.
    async fn close(self) {
        if let Some(answer) = self.closing {
            let closed = self.stage.log.close().await;
            reply(answer, closed.map_err(Into::into));
        }
    }
}
