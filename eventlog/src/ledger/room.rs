//! Room in the ledger's queue: what a request weighs there, and how much may wait together.

use std::fmt::{self, Write};
use std::sync::Arc;

use bytes::Bytes;
use domain::engine::{Decider, StoredEvent};
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

use super::Request;

/// What a command is taken to hold where nobody says, and nothing that came with it shows.
const COMMAND_BYTES_ASSUMED: usize = 16 * 1024;

const KIB: usize = 1024;

/// How much of the queue is free.
#[derive(Clone)]
pub(super) struct Room {
    /// In KiB.
    free: Arc<Semaphore>,
    kib_max: u32,
}

/// A request's part of it, given back when the request is decided or dropped.
pub(super) type Taken = OwnedSemaphorePermit;

impl Room {
    pub(super) fn new(kib_max: u32) -> Self {
        let kib_max = kib_max.max(1);
        Self {
            free: Arc::new(Semaphore::new(kib_max as usize)),
            kib_max,
        }
    }

    /// Waits for room, in order of coming. What is larger than the queue has it alone.
    pub(super) async fn take(&self, bytes: usize) -> Result<Taken, AcquireError> {
        let kib = u32::try_from(bytes.div_ceil(KIB)).unwrap_or(u32::MAX);
        let free = Arc::clone(&self.free);
        free.acquire_many_owned(kib.min(self.kib_max)).await
    }
}

/// About what a request holds in memory. Commands are of any shape: their size is told, or that of
/// the bytes or the events that they were read from.
pub(super) fn bytes_of<D: Decider>(request: &Request<D>, command_bytes: Option<usize>) -> usize {
    let given = request.identities.given().iter();
    let given: usize = given.map(|given| event_bytes(&given.event)).sum();
    let canonical = request.repeat_of.as_ref().map(Bytes::len);
    let command = command_bytes
        .or(canonical)
        .unwrap_or_else(|| given.max(COMMAND_BYTES_ASSUMED));
    let known = size_of::<Request<D>>() + canonical.unwrap_or(0) + given;
    command.saturating_add(known)
}

/// An event's size: as it is printed, and its personal fields, which are not, beside that.
fn event_bytes<E: StoredEvent>(event: &E) -> usize {
    let mut printed = Counted(0);
    // Counting does not fail; what cannot print itself is counted as far as it got.
    let _ = write!(printed, "{event:?}");
    let mut personal = 0;
    event.clone().personal_fields(&mut |_, field| {
        personal += field.clear().map_or(0, |content| content.len());
    });
    size_of::<E>() + printed.0 + personal
}

/// Counts bytes and keeps none.
struct Counted(usize);

impl Write for Counted {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 += text.len();
        Ok(())
    }
}
