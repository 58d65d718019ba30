//! A log copied into memory, append by append, its personal fields sealed anew under keys that end with it.

use std::sync::Arc;

use domain::Event;
use domain::engine::{Meta, Position, Recorded, StoredEvent};
use eventlog::{Batch, Environment, EventLog, NewEvent, Provenance, Vault, VaultError};

use crate::place::{PAGE_EVENTS_MAX, events_of};
use crate::progress::Progress;

/// Copies every durable event of `from` to the empty log `to`.
pub(crate) async fn copy(
    from: &dyn EventLog,
    from_vault: &Vault,
    to: &dyn EventLog,
    to_vault: &Vault,
    world: &Arc<dyn Environment>,
) -> anyhow::Result<()> {
    let head = *from.head().borrow();
    let mut progress = Progress::of("copying", head.map(Position::get), world);
    let mut append: Vec<Recorded<Event>> = Vec::new();
    let mut after = None;
    while after < head {
        let page = from.read(after, PAGE_EVENTS_MAX).await?;
        for mut event in events_of(&page, after)? {
            after = Some(event.meta.position);
            from_vault.unseal(&mut event)?;
            // An append may begin on one page and end on the next.
            if append
                .last()
                .is_some_and(|last| last.meta.command_id != event.meta.command_id)
            {
                to.append(batch(std::mem::take(&mut append), to_vault)?)
                    .await?;
            }
            append.push(event);
        }
        progress.at(after.map_or(0, Position::get));
    }
    if !append.is_empty() {
        to.append(batch(append, to_vault)?).await?;
    }
    Ok(())
}

/// # Panics
/// If `append` is empty.
fn batch(append: Vec<Recorded<Event>>, vault: &Vault) -> Result<Batch, VaultError> {
    let meta = append[0].meta.clone();
    let events = append
        .into_iter()
        .map(|event| new_event(event, &meta, vault));
    let events = events.collect::<Result<_, _>>()?;
    Ok(Batch {
        command_id: meta.command_id,
        digest: None,
        recorded_at: meta.recorded_at,
        actor: meta.actor,
        source: meta.source,
        causation_id: meta.causation_id,
        correlation_id: meta.correlation_id,
        expected: Vec::new(),
        events,
    })
}

fn new_event(
    recorded: Recorded<Event>,
    first: &Meta,
    vault: &Vault,
) -> Result<NewEvent, VaultError> {
    let Recorded { meta, event } = recorded;
    let mut sealed = event.clone();
    match vault.seal(&mut sealed, &meta.stream, meta.event_id, &meta.stream) {
        Ok(()) => {}
        // Its key is gone, and it stayed as it was: nobody can read it there either.
        Err(VaultError::NotInTheClear { .. }) => sealed = event,
        Err(error) => return Err(error),
    }
    let mut payload = Vec::new();
    sealed.encode(&mut payload);
    let provenance = is_reaction(&meta, first).then(|| {
        Box::new(Provenance {
            actor: meta.actor,
            source: meta.source,
            causation_id: meta.causation_id,
        })
    });
    Ok(NewEvent {
        event_id: meta.event_id,
        stream: meta.stream,
        type_name: sealed.type_name(),
        schema: sealed.schema(),
        payload,
        occurred_on: meta.occurred_on,
        dated: meta.dated,
        corrects: meta.corrects,
        provenance,
    })
}

/// Whether another actor decided it, or something else caused it, than the first of its append.
fn is_reaction(meta: &Meta, first: &Meta) -> bool {
    (&meta.actor, &meta.source, meta.causation_id)
        != (&first.actor, &first.source, first.causation_id)
}
