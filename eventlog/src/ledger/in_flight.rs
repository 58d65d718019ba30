//! Appends that are decided and not yet durable, in their order, and who waits for them.

use std::collections::{HashMap, VecDeque};
use std::future::Future;
use std::pin::Pin;

use domain::engine::{CommandId, Decider, EventId};
use tokio::sync::oneshot;

use super::append::{Submitted, Turn};
use super::outcome::Outcome;
use super::states::Ticket;
use super::{Question, Request};
use crate::{AppendError, Receipt};

/// The answer of the log, when it comes.
type Answer = Pin<Box<dyn Future<Output = Result<Receipt, AppendError>> + Send>>;

/// One append.
pub(super) struct Append<D: Decider> {
    pub(super) command_id: CommandId,
    /// Ids that came from outside, and their companions': only those can be another request's.
    pub(super) known_ids: Vec<EventId>,
    pub(super) answer: oneshot::Sender<Outcome<D>>,
    /// Requests that repeat this one, and are answered after it.
    pub(super) repeats: Vec<Box<Question<D>>>,
    /// Polled in place, so that waiting for it can be given up and taken up again.
    receipt: Answer,
}

impl<D: Decider> Append<D> {
    pub(super) fn new(
        command_id: CommandId,
        submitted: Submitted,
        answer: oneshot::Sender<Outcome<D>>,
    ) -> Self {
        Self {
            command_id,
            known_ids: submitted.known_ids,
            answer,
            repeats: Vec::new(),
            receipt: Box::pin(submitted.pending.receipt()),
        }
    }
}

/// All of them; the log answers in order.
pub(super) struct InFlight<D: Decider> {
    appends: VecDeque<Append<D>>,
    by_command: HashMap<CommandId, Ticket>,
    by_event: HashMap<EventId, Ticket>,
    /// The last append that is out of the way.
    settled: Ticket,
    /// How many requests wait as repeats.
    repeats: usize,
}

impl<D: Decider> Default for InFlight<D> {
    fn default() -> Self {
        Self {
            appends: VecDeque::new(),
            by_command: HashMap::new(),
            by_event: HashMap::new(),
            settled: 0,
            repeats: 0,
        }
    }
}

impl<D: Decider> InFlight<D> {
    pub(super) fn is_empty(&self) -> bool {
        self.appends.is_empty()
    }

    /// Everything that waits for the log.
    pub(super) fn len(&self) -> usize {
        self.appends.len() + self.repeats
    }

    /// The last append that is out of the way.
    pub(super) fn settled(&self) -> Ticket {
        self.settled
    }

    /// The ticket of the next append.
    fn next_ticket(&self) -> Ticket {
        self.settled + self.appends.len() as Ticket + 1
    }

    /// The place of the next append.
    pub(super) fn next_turn(&self) -> Turn<'_> {
        Turn {
            ticket: self.next_ticket(),
            in_flight: &self.by_event,
        }
    }

    pub(super) fn push(&mut self, append: Append<D>) {
        let ticket = self.next_ticket();
        self.by_command.insert(append.command_id, ticket);
        let ids = append.known_ids.iter().map(|id| (*id, ticket));
        self.by_event.extend(ids);
        self.appends.push_back(append);
    }

    /// The append in flight that has this request's command id, or one of its event ids.
    pub(super) fn same_as(&mut self, request: &Request<D>) -> Option<&mut Append<D>> {
        let by_event = |id| self.by_event.get(&id);
        let mut given = request
            .identities
            .given()
            .iter()
            .map(|given| given.event_id);
        let by_command = self.by_command.get(&request.command_id);
        let ticket = *by_command.or_else(|| given.find_map(by_event))?;
        let index = usize::try_from(ticket - self.settled - 1).ok()?;
        self.appends.get_mut(index)
    }

    /// Lets a repeat wait, if what it repeats is in flight; gives it back if not.
    pub(super) fn park(&mut self, question: Box<Question<D>>) -> Option<Box<Question<D>>> {
        match self.same_as(&question.request) {
            Some(append) => {
                append.repeats.push(question);
                self.repeats += 1;
                None
            }
            None => Some(question),
        }
    }

    /// Waits for the log's answer to the oldest append. Cancelling loses nothing.
    pub(super) async fn settle(&mut self) -> Option<(Append<D>, Result<Receipt, AppendError>)> {
        let outcome = self.appends.front_mut()?.receipt.as_mut().await;
        let append = self.appends.pop_front()?;
        self.settled += 1;
        self.repeats -= append.repeats.len();
        self.by_command.remove(&append.command_id);
        for id in &append.known_ids {
            self.by_event.remove(id);
        }
        Some((append, outcome))
    }
}
