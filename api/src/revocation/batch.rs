//! One revoked import: its events are read from the newest back, and each is compensated.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use domain::engine::{
    Actor, Channel, CommandId, Decider as _, EventId, Meta, Position, Recorded, Refusal as _,
    Source, StreamName,
};
use domain::revocation::{Compensating, Compensation, compensation};
use domain::{Cnfs, Event, Refusal};
use eventlog::{
    DecideError, Decided, ExpectedVersion, PendingDecision, Request, decode, decode_meta,
};
use uuid::Uuid;

use super::{Progress, RevocationError};
use crate::background::Stop;
use crate::by_engine;
use crate::programmes::Programme;

/// How many events of the log are read before their newest is compensated.
const WINDOW_EVENTS: u64 = 2_000;
/// The most compensations under way at once: enough to fill a group commit.
const UNDER_WAY_MAX: usize = 64;
/// How many events of a stream are read at once.
const PAGE_EVENTS: usize = 500;
/// Why a compensation is not decided on a stream on which people decided since the revocation.
const DECIDED_SINCE: &str = "DecidedSince";
/// How often a compensation that was answered with "not now" is asked again.
const RETRIES_MAX: u32 = 20;
/// How long it waits between.
const RETRY_PAUSE: Duration = Duration::from_millis(250);

/// An import that was revoked.
pub(crate) struct Revoked<'a> {
    programme: &'a Programme,
    /// The revocation's event.
    revocation: EventId,
    /// Where it stands: what is imported under the same name afterwards is another import.
    before: Position,
    progress: Progress,
    under_way: VecDeque<UnderWay>,
}

struct UnderWay {
    request: Request<Cnfs>,
    pending: PendingDecision<Cnfs>,
}

impl<'a> Revoked<'a> {
    /// The import that a revocation names.
    pub(crate) fn of(programme: &'a Programme, revocation: &Meta, batch: String) -> Self {
        Self {
            programme,
            revocation: revocation.event_id,
            before: revocation.position,
            progress: Progress {
                batch,
                ..Progress::default()
            },
            under_way: VecDeque::with_capacity(UNDER_WAY_MAX),
        }
    }

    /// Compensates the import's events, newest first. Cut short, it is done again from its beginning.
    pub(crate) async fn take_back(mut self, stop: &Stop) -> Result<(), RevocationError> {
        let mut through = self.before.before();
        while let Some(last) = through {
            let after = Position::new(last.get().saturating_sub(WINDOW_EVENTS));
            for bytes in self.window(after, last).await?.iter().rev() {
                self.compensate(&decode(bytes)?).await?;
                if stop.is_asked() {
                    return Err(RevocationError::Stopped);
                }
            }
            through = after;
            self.show();
        }
        while let Some(first) = self.under_way.pop_front() {
            self.settle(first).await?;
        }
        self.progress.done = true;
        self.show();
        self.tell();
        Ok(())
    }

    /// The import's events between two positions, in their order.
    async fn window(
        &self,
        mut after: Option<Position>,
        last: Position,
    ) -> Result<Vec<Bytes>, RevocationError> {
        let mut found = Vec::new();
        while after < Some(last) {
            let left = last.get() - after.map_or(0, Position::get);
            let left = usize::try_from(left).unwrap_or(usize::MAX);
            let page = self.programme.log().read(after, left).await?;
            if page.events.is_empty() {
                break;
            }
            for bytes in page.events {
                let (meta, _) = decode_meta(&bytes)?;
                after = Some(meta.position);
                if self.holds(&meta.source) {
                    found.push(bytes);
                }
            }
        }
        Ok(found)
    }

    /// Only imports, and what they entailed, bear an import's name.
    fn holds(&self, source: &Source) -> bool {
        source.batch.as_deref() == Some(self.progress.batch.as_str())
    }

    async fn compensate(&mut self, imported: &Recorded<Event>) -> Result<(), RevocationError> {
        self.progress.events += 1;
        match compensation(imported, &self.progress.batch) {
            Compensation::WithItsDecision => {}
            Compensation::Nothing => {
                count(
                    &mut self.progress.not_compensable,
                    type_name(&imported.event),
                );
            }
            Compensation::By(compensating) => {
                let request = self.request(&imported.meta, *compensating).await?;
                self.submit(request).await?;
            }
        }
        Ok(())
    }

    async fn request(
        &self,
        imported: &Meta,
        compensating: Compensating,
    ) -> Result<Request<Cnfs>, RevocationError> {
        let id = Uuid::new_v5(&self.revocation.0, imported.event_id.0.as_bytes());
        let Compensating {
            stream,
            command,
            corrects,
        } = compensating;
        let is_decided_on = self.is_decided_on_since(imported, &stream).await?;
        let mut request = by_engine::request(command, stream, CommandId(id));
        if is_decided_on {
            // A version that the stream has left behind: what was taken back before is answered as
            // before, all else is a conflict.
            request.expected_version = ExpectedVersion::NoStream;
        }
        request.actor = revoker();
        request.source.channel = Channel::Correction;
        request.causation_id = Some(self.revocation);
        request.correlation_id = Some(self.revocation.0);
        request.corrects = corrects;
        Ok(request)
    }

    /// Whether people, or another import, decided on a stream since the revocation: what they
    /// decided stands, however often the scan is done again.
    async fn is_decided_on_since(
        &self,
        imported: &Meta,
        stream: &StreamName,
    ) -> Result<bool, RevocationError> {
        let mut after = (imported.stream == *stream).then_some(imported.version);
        loop {
            let page = self
                .programme
                .log()
                .read_stream(stream, after, PAGE_EVENTS)
                .await?;
            for bytes in &page.events {
                let (meta, _) = decode_meta(bytes)?;
                after = Some(meta.version);
                if meta.position > self.before && is_by_others(&meta) {
                    return Ok(true);
                }
            }
            if page.is_last || page.events.is_empty() {
                return Ok(false);
            }
        }
    }

    /// Decided in the order in which they are submitted.
    async fn submit(&mut self, request: Request<Cnfs>) -> Result<(), RevocationError> {
        if self.under_way.len() == UNDER_WAY_MAX
            && let Some(first) = self.under_way.pop_front()
        {
            self.settle(first).await?;
        }
        match self.programme.ledger.submit(request.clone()).await {
            Ok(pending) => self.under_way.push_back(UnderWay { request, pending }),
            Err(why) => {
                let ended = self.again(&request, Err(why)).await;
                self.note(&request, ended)?;
            }
        }
        Ok(())
    }

    async fn settle(&mut self, first: UnderWay) -> Result<(), RevocationError> {
        let UnderWay { request, pending } = first;
        let ended = pending.outcome().await;
        let ended = self.again(&request, ended).await;
        self.note(&request, ended)
    }

    /// What was answered with "not now" is asked again, so many times.
    async fn again(
        &self,
        request: &Request<Cnfs>,
        mut ended: Result<Decided, DecideError<Refusal>>,
    ) -> Result<Decided, DecideError<Refusal>> {
        for _ in 0..RETRIES_MAX {
            if !matches!(ended, Err(DecideError::Busy | DecideError::RestedOnFailure)) {
                break;
            }
            tokio::time::sleep(RETRY_PAUSE).await;
            ended = self.programme.ledger.decide(request.clone()).await;
        }
        ended
    }

    fn note(
        &mut self,
        request: &Request<Cnfs>,
        ended: Result<Decided, DecideError<Refusal>>,
    ) -> Result<(), RevocationError> {
        match ended {
            Ok(_) => self.progress.compensated += 1,
            Err(DecideError::Refused(why)) => {
                let (command, code) = (request.command.type_name(), why.code());
                tracing::warn!(stream = %request.stream, command, code, "a compensation is refused");
                count(&mut self.progress.refused, code);
            }
            Err(DecideError::Conflict { .. }) => {
                count(&mut self.progress.refused, DECIDED_SINCE);
            }
            Err(why) => return Err(why.into()),
        }
        Ok(())
    }

    fn show(&self) {
        self.programme
            .revocations
            .show(self.revocation, &self.progress);
    }

    fn tell(&self) {
        let Progress {
            batch,
            events,
            compensated,
            refused,
            not_compensable,
            ..
        } = &self.progress;
        tracing::info!(programme = %self.programme.slug, batch, events, compensated, ?refused,
            ?not_compensable, "an import is revoked");
    }
}

/// The programme's own hand: the engine's role decides none of what an import may have done.
fn revoker() -> Actor {
    Actor {
        role: "operator".into(),
        id: "revocation".into(),
        scope: "national".into(),
    }
}

/// Not by the engine: notices, reports and what follows automatically, nor by a revocation.
fn is_by_others(meta: &Meta) -> bool {
    meta.source.channel != Channel::Reaction
        && meta.actor.role != Cnfs::engine_actor().role
        && meta.actor != revoker()
}

fn type_name(event: &Event) -> &'static str {
    domain::engine::StoredEvent::type_name(event)
}

fn count(counts: &mut std::collections::BTreeMap<String, u64>, name: &str) {
    *counts.entry(name.to_owned()).or_default() += 1;
}
