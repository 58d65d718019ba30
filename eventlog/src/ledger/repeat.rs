//! Requests that were answered before: found by command id or event id, compared, and answered as before.

use domain::engine::{Channel, Decider, Meta, Recorded, Sealed, StoredEvent};

use super::outcome::Failure;
use super::replay::read_append;
use super::stage::Stage;
use super::{DecideError, Given, Identities, Reacted, Request};
use crate::Receipt;

impl<D: Decider> Stage<D> {
    /// The append that answered this request before, if there is one.
    pub(super) async fn find_repeat(
        &self,
        request: &Request<D>,
    ) -> Result<Option<Receipt>, Failure<D>> {
        match self.find_append(request).await? {
            Some(receipt) => self.as_before(request, receipt).await.map(Some),
            None => Ok(None),
        }
    }

    async fn find_append(&self, request: &Request<D>) -> Result<Option<Receipt>, Failure<D>> {
        if let Some(receipt) = self.log.find_command(request.command_id).await? {
            return Ok(Some(receipt));
        }
        for given in request.identities.given() {
            if let Some(receipt) = self.log.find_event(given.event_id).await? {
                return Ok(Some(receipt));
            }
        }
        Ok(None)
    }

    /// The receipt as the answer to a repeat, unless this is another request under the same id.
    pub(super) async fn as_before(
        &self,
        request: &Request<D>,
        receipt: Receipt,
    ) -> Result<Receipt, Failure<D>> {
        match self.is_same_request(request, &receipt) {
            Some(true) => {}
            Some(false) if receipt.command_id == request.command_id => {
                return Err(DecideError::CommandReused);
            }
            // Nothing to compare, or an event that came before in another request.
            Some(false) | None => self.compare_given(request, &receipt).await?,
        }
        Ok(Receipt {
            repeated: true,
            ..receipt
        })
    }

    /// Whether the request's bytes are those of the append; `None` where one of them has none, or
    /// the key of the digest is gone.
    fn is_same_request(&self, request: &Request<D>, receipt: &Receipt) -> Option<bool> {
        self.vault
            .check(&receipt.digest?, request.repeat_of.as_deref()?)
    }

    /// Compares the events that came with the request with those stored.
    async fn compare_given(
        &self,
        request: &Request<D>,
        receipt: &Receipt,
    ) -> Result<(), Failure<D>> {
        let given = request.identities.given();
        if given.is_empty() || is_stored(&request.identities, &self.stored(receipt).await?) {
            return Ok(());
        }
        let is_given = |id| given.iter().any(|given| given.event_id == id);
        match receipt
            .events
            .iter()
            .find(|stored| is_given(stored.event_id))
        {
            None => Err(DecideError::CommandReused),
            Some(stored) => Err(DecideError::EventIdReused {
                event_id: stored.event_id,
                position: stored.position,
            }),
        }
    }

    /// The events of an append, personal fields in the clear.
    async fn stored(&self, receipt: &Receipt) -> Result<Vec<Recorded<D::Event>>, Failure<D>> {
        let Some(first) = receipt.events.first() else {
            return Ok(Vec::new());
        };
        let count = receipt.events.len();
        let mut events = read_append::<D>(&*self.log, first.position, count).await?;
        for event in &mut events {
            self.vault.unseal(event)?;
        }
        Ok(events)
    }
}

/// Whether the given events are all there: as a part of an append, or as the whole of it.
fn is_stored<E: StoredEvent>(identities: &Identities<E>, stored: &[Recorded<E>]) -> bool {
    let is_there = |given: &Given<E>| stored.iter().any(|stored| is_same(given, stored));
    match identities {
        Identities::Fresh => true,
        Identities::Emitted(given) => given.iter().all(is_there),
        Identities::Exactly(given) => given.len() == stored.len() && given.iter().all(is_there),
    }
}

fn is_same<E: StoredEvent>(given: &Given<E>, stored: &Recorded<E>) -> bool {
    let meta = &stored.meta;
    given.event_id == meta.event_id
        && given.stream == meta.stream
        && given.occurred_on == meta.occurred_on
        && given.dated == meta.dated
        && given.corrects == meta.corrects
        && given
            .reaction
            .as_ref()
            .is_none_or(|given| is_same_reaction(given, meta))
        && is_same_event(&given.event, &stored.event)
}

fn is_same_reaction(given: &Reacted, meta: &Meta) -> bool {
    meta.source.channel == Channel::Reaction
        && meta.causation_id == Some(given.cause)
        && meta.actor == given.actor
}

/// A personal field that is still sealed equals any content: its key is gone, and a repeat stays
/// a repeat after that. A field left out, or one too many, still differs.
fn is_same_event<E: StoredEvent>(given: &E, stored: &E) -> bool {
    let mut still_sealed = sealed_fields(stored).into_iter();
    let mut given = given.clone();
    given.take_derived(stored);
    given.personal_fields(&mut |_, field| {
        if let Some(sealed) = still_sealed.next().flatten() {
            field.seal(sealed);
        }
    });
    given == *stored
}

/// Each personal field's sealed form, where it is sealed.
fn sealed_fields<E: StoredEvent>(event: &E) -> Vec<Option<Sealed>> {
    let (mut event, mut fields) = (event.clone(), Vec::new());
    event.personal_fields(&mut |_, field| fields.push(field.sealed().cloned()));
    fields
}
