//! The stage: states and tally after everything decided, durable or not, and the way of a decision over them.

use std::sync::Arc;

use domain::engine::{Asked, Decider, Draft, Instant, StreamName, Streams, Undecided, Version};

use super::append::{Decision, Submitted, Turn};
use super::outcome::Failure;
use super::replay::{Whole, fold_stream, fold_whole};
use super::states::{Slot, States, Ticket, View, note};
use super::{DecideError, LedgerLimits, LedgerOpenError, Request};
use crate::{Environment, EventLog, Vault};

/// What the next decision is made on.
pub(super) struct Stage<D: Decider> {
    pub(super) log: Arc<dyn EventLog>,
    pub(super) vault: Arc<Vault>,
    pub(super) world: Arc<dyn Environment>,
    pub(super) streams_max: usize,
    pub(super) reactions_max: usize,
    pub(super) reaction_streams_max: usize,
    pub(super) states: States<D::State>,
    pub(super) whole: Whole<D::Tally>,
    /// Set after a failed append: states and tally tell what never happened, and are read again
    /// before the next decision.
    pub(super) is_stale: bool,
    /// A stream that the append before extended, and its version then. While that append is in
    /// flight the next one names it too, and so fails with it.
    pub(super) link: Option<(StreamName, Option<Version>)>,
}

/// What a decider says.
type Answer<D> = Result<Vec<Draft<<D as Decider>::Event>>, Undecided<<D as Decider>::Refusal>>;

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
            reactions_max: limits.reactions_per_decision_max,
            reaction_streams_max: limits.reaction_streams_max,
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

    pub(super) fn tally(&self) -> &D::Tally {
        &self.whole.tally
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
        request: Request<D>,
        turn: Turn<'_>,
    ) -> Result<Submitted, Failure<D>> {
        let recorded_at = self.recorded_at(request.recorded_at)?;
        self.check_version(&request).await?;
        let asked = asked(&request, recorded_at);
        let (drafts, read) = self.drafts(&request.command, &asked).await?;
        let mut slots = self.slots_of(read, &drafts).await?;
        let reactions = if request.is_history() {
            self.admit_reactions(&request.identities).await?;
            Vec::new()
        } else {
            self.reactions(&drafts, &asked, &mut slots).await?
        };
        let decision = Decision {
            drafts,
            reactions,
            slots,
        };
        self.append(request, recorded_at, decision, turn).await
    }

    /// The streams of a decision: those read, and those extended.
    async fn slots_of(
        &mut self,
        mut slots: Vec<Slot>,
        drafts: &[Draft<D::Event>],
    ) -> Result<Vec<Slot>, Failure<D>> {
        for draft in drafts {
            note(&mut slots, self.load(&draft.stream).await?);
        }
        if slots.len() > self.streams_max {
            return Err(self.too_many_streams());
        }
        Ok(slots)
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

    fn ask(&self, command: &D::Command, asked: &Asked) -> (Answer<D>, Vec<Slot>) {
        let view = View::new(&self.states);
        let answer = D::decide(command, asked, &Streams::new(&view), &self.whole.tally);
        (answer, view.into_read())
    }

    /// The stream's place among the states at hand, read from the log if it is not there.
    pub(super) async fn load(&mut self, stream: &StreamName) -> Result<Slot, Failure<D>> {
        if let Some(slot) = self.states.slot(stream) {
            return Ok(slot);
        }
        let (state, version) = fold_stream::<D>(&*self.log, stream).await?;
        Ok(self.states.insert(stream.clone(), state, version))
    }

    fn too_many_streams(&self) -> Failure<D> {
        DecideError::TooManyStreams {
            max: self.streams_max,
        }
    }
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
