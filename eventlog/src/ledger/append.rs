//! From drafts to one atomic append: identities, seals, bytes, expected versions; then the stage moves on.

use std::collections::HashMap;

use bytes::Bytes;
use domain::engine::{
    CivilDate, Decider, Draft, EventId, Happened, Instant, StoredEvent, StreamName, Tally, Version,
};
use uuid::Uuid;

use super::arrange::{arrange, named};
use super::outcome::Failure;
use super::reactions::{Reaction, provenance, tell_cut};
use super::stage::Stage;
use super::states::{Slot, Ticket, note};
use super::{DecideError, Identities, Request};
use crate::sequencer::check_bounds;
use crate::{
    AppendError, BATCH_PAYLOAD_BYTES_MAX, Batch, Digest, EVENT_PAYLOAD_BYTES_MAX, NewEvent,
    Pending, Provenance,
};

/// A draft with its identity.
pub(super) struct Numbered<E> {
    pub(super) event_id: EventId,
    pub(super) draft: Draft<E>,
    /// Where it comes from, if not from the request: a reaction.
    pub(super) provenance: Option<Box<Provenance>>,
}

/// What was decided, what follows from it, and the streams of both: read, and extended.
pub(super) struct Decision<E> {
    pub(super) drafts: Vec<Draft<E>>,
    pub(super) reactions: Vec<Reaction<E>>,
    pub(super) slots: Vec<Slot>,
}

/// The place of an append behind those in flight.
#[derive(Clone, Copy)]
pub(super) struct Turn<'a> {
    pub(super) ticket: Ticket,
    /// Ids of events in flight that another append could name as well.
    pub(super) in_flight: &'a HashMap<EventId, Ticket>,
}

/// An append that the log was given.
pub(super) struct Submitted {
    pub(super) pending: Pending,
    /// Ids that another append could name: given ones, and those that derive from them.
    pub(super) known_ids: Vec<EventId>,
}

/// What is left of a draft when its stored form is on its way.
struct Staged<E> {
    event_id: EventId,
    slot: Slot,
    occurred_on: CivilDate,
    event: E,
}

impl<D: Decider> Stage<D> {
    /// Hands a decision to the log, and moves the stage behind it.
    pub(super) async fn append(
        &mut self,
        mut request: Request<D>,
        recorded_at: Instant,
        decision: Decision<D::Event>,
        turn: Turn<'_>,
    ) -> Result<Submitted, Failure<D>> {
        let Decision {
            drafts,
            reactions,
            slots,
        } = decision;
        let may_be_cut = reactions.len();
        let identities = std::mem::take(&mut request.identities);
        let is_fresh = matches!(identities, Identities::Fresh);
        let mut events = self.number(drafts, reactions, identities, turn).await?;
        let slots = self.with_given_reactions(slots, &events).await?;
        let digest = self.digest(request.repeat_of.as_ref(), &events)?;
        self.seal(&mut events)?;
        let expected = self.expected(&slots);
        let (events, staged) = self.encode(events, may_be_cut);
        let batch = batch(request, recorded_at, digest, expected, events);
        // Here it fails alone; at the log everything staged after it would have to go as well.
        check_bounds(&batch)?;
        let pending = self.submit(batch).await?;
        self.evolve(&staged, recorded_at, turn.ticket);
        let known = staged.iter().filter(|_| !is_fresh);
        Ok(Submitted {
            pending,
            known_ids: known.map(|staged| staged.event_id).collect(),
        })
    }

    /// The streams of reactions that were given come on top: those that were decided are there.
    async fn with_given_reactions(
        &mut self,
        mut slots: Vec<Slot>,
        events: &[Numbered<D::Event>],
    ) -> Result<Vec<Slot>, Failure<D>> {
        for event in events.iter().filter(|event| event.provenance.is_some()) {
            note(&mut slots, self.load(&event.draft.stream).await?);
        }
        for slot in &slots {
            self.states.mark_used(*slot);
        }
        Ok(slots)
    }

    /// Gives each draft its identity. Given ids were looked up before: they are neither in the log
    /// nor in flight.
    async fn number(
        &self,
        drafts: Vec<Draft<D::Event>>,
        reactions: Vec<Reaction<D::Event>>,
        identities: Identities<D::Event>,
        turn: Turn<'_>,
    ) -> Result<Vec<Numbered<D::Event>>, Failure<D>> {
        match identities {
            Identities::Fresh => Ok(numbered::<D>(drafts, reactions, |_| {
                EventId(self.world.new_id())
            })),
            Identities::Emitted(given) => {
                let Some(first) = given.first().map(|given| given.event_id) else {
                    return Err(DecideError::DecisionDiffers {
                        detail: "no event is given".into(),
                    });
                };
                let named = named(&drafts, &given);
                let named = named.map_err(|detail| DecideError::DecisionDiffers { detail })?;
                let is_named = |index: usize| named.get(index).copied().flatten();
                let id = |index| is_named(index).unwrap_or_else(|| companion_id(first, index));
                let numbered = numbered::<D>(drafts, reactions, id);
                for (index, event) in numbered.iter().enumerate() {
                    if is_named(index).is_none() {
                        self.check_unknown(event.event_id, turn).await?;
                    }
                }
                Ok(numbered)
            }
            Identities::Exactly(given) => {
                arrange(drafts, given).map_err(|detail| DecideError::DecisionDiffers { detail })
            }
        }
    }

    /// The log would refuse it too, but with everything staged after it.
    async fn check_unknown(&self, event_id: EventId, turn: Turn<'_>) -> Result<(), Failure<D>> {
        let found = self.log.find_event(event_id).await?;
        let stored = found.and_then(|receipt| {
            let mut events = receipt.events.into_iter();
            events.find(|stored| stored.event_id == event_id)
        });
        match stored {
            Some(stored) => Err(DecideError::EventIdReused {
                event_id,
                position: stored.position,
            }),
            // It has no position to be named before it is durable: asked again, this is told.
            None if turn.in_flight.contains_key(&event_id) => Err(DecideError::Busy),
            None => Ok(()),
        }
    }

    /// The digest of the request under the key of the person that the decision is about.
    fn digest(
        &self,
        request: Option<&Bytes>,
        events: &[Numbered<D::Event>],
    ) -> Result<Option<Digest>, Failure<D>> {
        let Some((request, first)) = request.zip(events.first()) else {
            return Ok(None);
        };
        Ok(Some(self.vault.digest(&first.draft.subject, request)?))
    }

    fn seal(&self, events: &mut [Numbered<D::Event>]) -> Result<(), Failure<D>> {
        for Numbered {
            event_id, draft, ..
        } in events
        {
            self.vault
                .seal(&mut draft.event, &draft.stream, *event_id, &draft.subject)?;
        }
        Ok(())
    }

    /// The versions that the append rests on, with that of the append before it.
    fn expected(&self, slots: &[Slot]) -> Vec<(StreamName, Option<Version>)> {
        let head = |slot: &Slot| {
            let (stream, version) = self.states.head(*slot);
            (stream.clone(), version)
        };
        let mut expected: Vec<_> = slots.iter().map(head).collect();
        if let Some(link) = &self.link
            && !expected.contains(link)
        {
            expected.push(link.clone());
        }
        expected
    }

    /// Encodes them all, but for those of the last so many that the log has no room for.
    fn encode(
        &self,
        events: Vec<Numbered<D::Event>>,
        may_be_cut: usize,
    ) -> (Vec<NewEvent>, Vec<Staged<D::Event>>) {
        let encode = |numbered: Numbered<D::Event>| {
            let slot = self.states.slot(&numbered.draft.stream);
            numbered.encode(slot.expect("the streams of a decision were loaded"))
        };
        let (mut events, mut staged): (Vec<_>, Vec<_>) = events.into_iter().map(encode).unzip();
        let (count, fitting) = (events.len(), fitting(&events, may_be_cut));
        if fitting < count {
            tell_cut(&events[0].stream, may_be_cut - (count - fitting));
            events.truncate(fitting);
            staged.truncate(fitting);
        }
        (events, staged)
    }

    async fn submit(&mut self, batch: Batch) -> Result<Pending, Failure<D>> {
        let submitted = self.log.submit(batch).await;
        // A log that is closed, or refuses a batch's size, says nothing about what was staged.
        self.is_stale |= matches!(
            submitted,
            Err(AppendError::Conflict { .. }
                | AppendError::CommandReused(_)
                | AppendError::EventIdReused { .. }
                | AppendError::RecordedAtGoesBack { .. }
                | AppendError::UnknownOutcome)
        );
        Ok(submitted?)
    }

    fn evolve(&mut self, staged: &[Staged<D::Event>], recorded_at: Instant, ticket: Ticket) {
        for Staged {
            event_id,
            slot,
            occurred_on,
            event,
        } in staged
        {
            let happened = Happened {
                event,
                event_id: *event_id,
                occurred_on: *occurred_on,
            };
            let (stream, state) = self.states.extend(*slot, ticket);
            D::evolve(state, &happened);
            self.whole.tally.apply(stream, &happened);
        }
        self.whole.newest = Some(recorded_at);
        self.link = staged.last().map(|last| {
            let (stream, version) = self.states.head(last.slot);
            (stream.clone(), version)
        });
    }
}

impl<E: StoredEvent> Numbered<E> {
    /// The stored form, and what evolves the states.
    fn encode(self, slot: Slot) -> (NewEvent, Staged<E>) {
        let Self {
            event_id,
            draft,
            provenance,
        } = self;
        let mut payload = Vec::new();
        draft.event.encode(&mut payload);
        let new = NewEvent {
            event_id,
            stream: draft.stream,
            type_name: draft.event.type_name(),
            schema: draft.event.schema(),
            payload,
            occurred_on: draft.occurred_on,
            dated: draft.dated,
            corrects: draft.corrects,
            provenance,
        };
        let staged = Staged {
            event_id,
            slot,
            occurred_on: draft.occurred_on,
            event: draft.event,
        };
        (new, staged)
    }
}

/// The decided drafts and, behind them, what follows from them; each has the id of its place.
fn numbered<D: Decider>(
    drafts: Vec<Draft<D::Event>>,
    reactions: Vec<Reaction<D::Event>>,
    id: impl Fn(usize) -> EventId,
) -> Vec<Numbered<D::Event>> {
    let mut numbered = Vec::with_capacity(drafts.len() + reactions.len());
    for draft in drafts {
        numbered.push(Numbered {
            event_id: id(numbered.len()),
            draft,
            provenance: None,
        });
    }
    for Reaction { cause, draft } in reactions {
        let cause = numbered[cause].event_id;
        numbered.push(Numbered {
            event_id: id(numbered.len()),
            draft,
            provenance: Some(Box::new(provenance::<D>(cause))),
        });
    }
    numbered
}

/// How many of the events have room in an append, if so many of the last may be cut.
fn fitting(events: &[NewEvent], may_be_cut: usize) -> usize {
    let kept = events.len() - may_be_cut;
    let mut bytes: usize = events[..kept].iter().map(|event| event.payload.len()).sum();
    let reactions = events[kept..].iter();
    let fitting = reactions.take_while(|event| {
        bytes += event.payload.len();
        event.payload.len() <= EVENT_PAYLOAD_BYTES_MAX && bytes <= BATCH_PAYLOAD_BYTES_MAX
    });
    kept + fitting.count()
}

/// The id that a companion or a reaction of an emitted event gets: the same wherever it is recorded.
fn companion_id(first: EventId, index: usize) -> EventId {
    EventId(Uuid::new_v5(&first.0, index.to_string().as_bytes()))
}

fn batch<D: Decider>(
    request: Request<D>,
    recorded_at: Instant,
    digest: Option<Digest>,
    expected: Vec<(StreamName, Option<Version>)>,
    events: Vec<NewEvent>,
) -> Batch {
    Batch {
        command_id: request.command_id,
        digest,
        recorded_at,
        actor: request.actor,
        source: request.source,
        causation_id: request.causation_id,
        correlation_id: request.correlation_id.unwrap_or(request.command_id.0),
        expected,
        events,
    }
}
