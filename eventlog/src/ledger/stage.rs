//! The stage: states and tally after everything decided, durable or not, and the way of a decision over them.

use std::sync::Arc;

use bytes::Bytes;
use domain::engine::{
    Asked, CivilDate, Decider, Draft, EventId, Happened, Instant, StoredEvent, StreamName,
    Streams, Tally, Undecided, Version,
};
use uuid::Uuid;

use super::arrange::arrange;
use super::outcome::Failure;
use super::replay::{Whole, fold_stream, fold_whole};
use super::states::{Slot, States, Ticket, View, note};
use super::{DecideError, Identities, LedgerLimits, LedgerOpenError, Request};
use crate::sequencer::check_bounds;
use crate::{AppendError, Batch, Digest, Environment, EventLog, NewEvent, Pending, Vault};

/// What the next decision is made on.
pub(super) struct Stage<D: Decider> {
    pub(super) log: Arc<dyn EventLog>,
    pub(super) vault: Arc<Vault>,
    world: Arc<dyn Environment>,
    streams_max: usize,
    states: States<D::State>,
    whole: Whole<D::Tally>,
    /// Set after a failed append: states and tally tell what never happened, and are read again
    /// before the next decision.
    is_stale: bool,
    /// A stream that the append before extended, and its version then. While that append is in
    /// flight the next one names it too, and so fails with it.
    link: Option<(StreamName, Option<Version>)>,
}

/// A decision: what happened, and the streams that it rests on or extends.
struct Decision<E> {
    events: Vec<Numbered<E>>,
    slots: Vec<Slot>,
}

/// A draft with its identity.
struct Numbered<E> {
    event_id: EventId,
    draft: Draft<E>,
}

/// What is left of a draft when its stored form is on its way.
struct Staged<E> {
    event_id: EventId,
    slot: Slot,
    occurred_on: CivilDate,
    event: E,
}

impl<D: Decider> Stage<D> {
    pub(super) async fn open(
        log: Arc<dyn EventLog>,
        vault: Arc<Vault>,
        world: Arc<dyn Environment>,
        limits: &LedgerLimits,
    ) -> Result<Self, LedgerOpenError> {
        let whole = fold_whole::<D>(&*log).await?;
        Ok(Self {
            log,
            vault,
            world,
            streams_max: limits.streams_per_decision_max,
            states: States::new(limits.states_max),
            whole,
            is_stale: false,
            link: None,
        })
    }

    pub(super) fn is_stale(&self) -> bool {
        self.is_stale
    }

    /// What was staged did not all happen.
    pub(super) fn mark_stale(&mut self) {
        self.is_stale = true;
    }

    /// Nothing is in flight: the next append rests on what is durable.
    pub(super) fn unlink(&mut self) {
        self.link = None;
    }

    /// Reads everything again if it is stale. Nothing may be in flight then.
    pub(super) async fn refresh(&mut self) -> Result<(), Failure<D>> {
        if self.is_stale {
            self.states.clear();
            self.link = None;
            self.whole = fold_whole::<D>(&*self.log).await?;
            self.is_stale = false;
        }
        Ok(())
    }

    /// Keeps the states at hand within their bound.
    pub(super) fn trim(&mut self, settled: Ticket) {
        self.states.trim(settled);
    }

    pub(super) fn tally(&self) -> D::Tally {
        self.whole.tally.clone()
    }

    pub(super) async fn state(
        &mut self,
        stream: &StreamName,
    ) -> Result<(D::State, Option<Version>), Failure<D>> {
        let slot = self.load(stream).await?;
        let (_, version) = self.states.head(slot);
        Ok((self.states.state(slot).clone(), version))
    }

    /// Decides a request on the stage and hands its append to the log; then the stage is after it.
    pub(super) async fn stage(
        &mut self,
        mut request: Request<D>,
        ticket: Ticket,
    ) -> Result<Pending, Failure<D>> {
        let recorded_at = self.recorded_at(request.recorded_at)?;
        self.check_version(&request).await?;
        let identities = std::mem::take(&mut request.identities);
        let asked = asked(&request, recorded_at);
        let (drafts, slots) = self.drafts(&request.command, &asked).await?;
        let events = self.number(drafts, identities).await?;
        let slots = self.slots_of(slots, &events).await?;
        let decision = Decision { events, slots };
        self.append(request, recorded_at, decision, ticket).await
    }

    /// A given instant must not go back; the clock's is not let.
    fn recorded_at(&self, given: Option<Instant>) -> Result<Instant, Failure<D>> {
        let Some(newest) = self.whole.newest else {
            return Ok(given.unwrap_or_else(|| self.world.now()));
        };
        match given {
            Some(given) if given < newest => Err(DecideError::RecordedAtGoesBack { given, newest }),
            Some(given) => Ok(given),
            None => Ok(newest.max(self.world.now())),
        }
    }

    async fn check_version(&mut self, request: &Request<D>) -> Result<(), Failure<D>> {
        let expected = request.expected_version;
        if expected.admits_any() {
            return Ok(());
        }
        let slot = self.load(&request.stream).await?;
        let (stream, actual) = self.states.head(slot);
        if expected.admits(actual) {
            return Ok(());
        }
        Err(DecideError::Conflict {
            stream: stream.clone(),
            expected: expected.version(),
            actual,
        })
    }

    /// Asks the decider, and loads what it lacks, until it has an answer.
    async fn drafts(
        &mut self,
        command: &D::Command,
        asked: &Asked,
    ) -> Result<(Vec<Draft<D::Event>>, Vec<Slot>), Failure<D>> {
        for _ in 0..=self.streams_max {
            let (answer, read) = self.ask(command, asked);
            match answer {
                Ok(drafts) => return Ok((drafts, read)),
                Err(Undecided::Refused(refusal)) => return Err(DecideError::Refused(refusal)),
                Err(Undecided::Needs(stream)) => self.load(&stream).await?,
            };
        }
        Err(self.too_many_streams())
    }

    fn ask(
        &self,
        command: &D::Command,
        asked: &Asked,
    ) -> (Result<Vec<Draft<D::Event>>, Undecided<D::Refusal>>, Vec<Slot>) {
        let view = View::new(&self.states);
        let answer = D::decide(command, asked, &Streams::new(&view), &self.whole.tally);
        (answer, view.into_read())
    }

    /// The stream's place among the states at hand, read from the log if it is not there.
    async fn load(&mut self, stream: &StreamName) -> Result<Slot, Failure<D>> {
        if let Some(slot) = self.states.slot(stream) {
            return Ok(slot);
        }
        let (state, version) = fold_stream::<D>(&*self.log, stream).await?;
        Ok(self.states.insert(stream.clone(), state, version))
    }

    /// Gives each draft its identity. Ids that come from outside must not be in the log.
    async fn number(
        &self,
        drafts: Vec<Draft<D::Event>>,
        identities: Identities<D::Event>,
    ) -> Result<Vec<Numbered<D::Event>>, Failure<D>> {
        let numbered = match identities {
            Identities::Fresh => return Ok(self.number_afresh(drafts)),
            Identities::First(given) => number_from(given.event_id, drafts),
            Identities::Exactly(given) => arrange(drafts, &given)
                .map_err(|detail| DecideError::DecisionDiffers { detail })?,
        };
        for (event_id, _) in &numbered {
            self.check_unknown(*event_id).await?;
        }
        Ok(numbered.into_iter().map(Numbered::from).collect())
    }

    fn number_afresh(&self, drafts: Vec<Draft<D::Event>>) -> Vec<Numbered<D::Event>> {
        let new = |draft| Numbered::from((EventId(self.world.new_id()), draft));
        drafts.into_iter().map(new).collect()
    }

    /// The log would refuse it too, but then everything staged after it would have to go as well.
    async fn check_unknown(&self, event_id: EventId) -> Result<(), Failure<D>> {
        let found = self.log.find_event(event_id).await?;
        let stored = found.and_then(|receipt| {
            let mut events = receipt.events.into_iter();
            events.find(|stored| stored.event_id == event_id)
        });
        stored.map_or(Ok(()), |stored| {
            Err(DecideError::EventIdReused {
                event_id,
                position: stored.position,
            })
        })
    }

    /// All streams of a decision: those read, and those extended.
    async fn slots_of(
        &mut self,
        mut slots: Vec<Slot>,
        events: &[Numbered<D::Event>],
    ) -> Result<Vec<Slot>, Failure<D>> {
        for numbered in events {
            let slot = self.load(&numbered.draft.stream).await?;
            note(&mut slots, slot);
        }
        if slots.len() > self.streams_max {
            return Err(self.too_many_streams());
        }
        for slot in &slots {
            self.states.mark_used(*slot);
        }
        Ok(slots)
    }

    async fn append(
        &mut self,
        request: Request<D>,
        recorded_at: Instant,
        mut decision: Decision<D::Event>,
        ticket: Ticket,
    ) -> Result<Pending, Failure<D>> {
        let digest = self.digest(request.repeat_of.as_ref(), &decision)?;
        self.seal(&mut decision)?;
        let expected = self.expected(&decision.slots);
        let (events, staged) = self.encode(decision.events);
        let batch = batch(request, recorded_at, digest, expected, events);
        check_bounds(&batch)?;
        let pending = self.submit(batch).await?;
        self.evolve(&staged, recorded_at, ticket);
        Ok(pending)
    }

    /// The digest of the request under the key of the person that the decision is about.
    fn digest(
        &self,
        request: Option<&Bytes>,
        decision: &Decision<D::Event>,
    ) -> Result<Option<Digest>, Failure<D>> {
        let first = decision.events.first();
        let Some((request, first)) = request.zip(first) else {
            return Ok(None);
        };
        Ok(Some(self.vault.digest(&first.draft.subject, request)?))
    }

    fn seal(&self, decision: &mut Decision<D::Event>) -> Result<(), Failure<D>> {
        for Numbered { event_id, draft } in &mut decision.events {
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

    fn encode(
        &self,
        events: Vec<Numbered<D::Event>>,
    ) -> (Vec<NewEvent>, Vec<Staged<D::Event>>) {
        let encode = |numbered: Numbered<D::Event>| {
            let slot = self.states.slot(&numbered.draft.stream);
            numbered.encode(slot.expect("the streams of a decision were loaded"))
        };
        events.into_iter().map(encode).unzip()
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

    fn too_many_streams(&self) -> Failure<D> {
        DecideError::TooManyStreams {
            max: self.streams_max,
        }
    }
}

impl<E> From<(EventId, Draft<E>)> for Numbered<E> {
    fn from((event_id, draft): (EventId, Draft<E>)) -> Self {
        Self { event_id, draft }
    }
}

impl<E: StoredEvent> Numbered<E> {
    /// The stored form, and what evolves the states.
    fn encode(self, slot: Slot) -> (NewEvent, Staged<E>) {
        let Self { event_id, draft } = self;
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

/// The deciding event has that id; the others' derive from it, so that a repeat gives the same.
fn number_from<E>(first: EventId, drafts: Vec<Draft<E>>) -> Vec<(EventId, Draft<E>)> {
    let id = |index: usize| match index {
        0 => first,
        _ => EventId(Uuid::new_v5(&first.0, index.to_string().as_bytes())),
    };
    let numbered = drafts.into_iter().enumerate();
    numbered.map(|(index, draft)| (id(index), draft)).collect()
}

fn asked<D: Decider>(request: &Request<D>, recorded_at: Instant) -> Asked {
    Asked {
        stream: request.stream.clone(),
        occurred_on: request.occurred_on,
        dated: request.dated,
        today: recorded_at.paris_date(),
        actor: request.actor.clone(),
        corrects: request.corrects,
    }
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
