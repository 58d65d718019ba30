//! The runner: one thread that follows the log page by page. It only reads: writers never wait for it.
//!
//! ```text
//! head moves ─► read a page ─► decode ─► fold aside ─► one commit: rows + checkpoint ─► publish
//!                                 │                                │
//!                  an event that cannot be taken:      nothing is published that
//!                  stop before it, and say so          is not committed
//! ```

use std::sync::{Arc, PoisonError, RwLock};

use domain::engine::{Fold, Position, Recorded};
use eventlog::{EventLog, leaf_hash};
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::replay::{Decoded, ReplayError};
use crate::rows::Rows;
use crate::shelf::Shelf;
use crate::status::Stopped;
use crate::store::{Checkpoint, Store, StoreError};

/// What readers see.
pub(crate) struct Shared<F: Fold> {
    /// Read by views, written for the moment in which a page is published.
    pub(crate) rows: RwLock<Rows<F>>,
    /// Moves after the rows did, so that who waits for a position finds it.
    pub(crate) position: watch::Sender<Option<Position>>,
    /// Why the runner stands still.
    pub(crate) stopped: watch::Sender<Option<Stopped>>,
}

/// Where committed pages go.
pub(crate) struct Shop {
    pub(crate) store: Store,
    pub(crate) shelf: Shelf,
}

/// Follows one log for one fold.
pub(crate) struct Runner<F: Fold> {
    pub(crate) log: Arc<dyn EventLog>,
    pub(crate) shared: Arc<Shared<F>>,
    /// `None` where rows live in memory only.
    pub(crate) shop: Option<Shop>,
    /// What the store holds.
    pub(crate) checkpoint: Checkpoint,
    /// True once a clean stop is asked for; closed once nobody holds the read model any more.
    pub(crate) stop: watch::Receiver<bool>,
    pub(crate) page_events: usize,
    pub(crate) runtime: Handle,
}

/// Why the runner stands still.
#[derive(Debug, thiserror::Error)]
enum Halt {
    #[error(transparent)]
    Log(#[from] ReplayError),
    #[error("what was folded cannot be stored: {0}")]
    Store(#[from] StoreError),
}

/// What ends a wait.
enum Woken {
    HeadMoved,
    /// Everything committed is to be kept for the next start.
    StopAsked,
    /// Nobody is left: as after a crash, nothing more is written.
    Abandoned,
}

impl<F: Fold> Runner<F> {
    /// Runs until it is told to stop. An event that it cannot take makes it stand still.
    pub(crate) fn run(mut self) {
        let mut head = self.log.head();
        let ended = loop {
            let woken = match self.catch_up(&mut head) {
                Ok(()) => self.wait(Some(&mut head)),
                Err(halt) => {
                    self.stand_still(&halt);
                    self.wait(None)
                }
            };
            if !matches!(woken, Woken::HeadMoved) {
                break woken;
            }
        };
        if matches!(ended, Woken::StopAsked) {
            self.close();
        }
    }

    /// Folds page after page up to the head, or until it is told to stop.
    fn catch_up(&mut self, head: &mut watch::Receiver<Option<Position>>) -> Result<(), Halt> {
        while self.checkpoint.position < *head.borrow_and_update() && self.may_go_on() {
            self.fold_page()?;
        }
        Ok(())
    }

    fn may_go_on(&self) -> bool {
        self.stop.has_changed().is_ok() && !*self.stop.borrow()
    }

    fn wait(&mut self, head: Option<&mut watch::Receiver<Option<Position>>>) -> Woken {
        let stop = &mut self.stop;
        self.runtime.block_on(async {
            let stopped = async {
                match stop.wait_for(|stop| *stop).await {
                    Ok(_) => Woken::StopAsked,
                    Err(_) => Woken::Abandoned,
                }
            };
            let moved = async {
                // A log whose head can move no more leaves only the stop to wait for.
                if let Some(head) = head
                    && head.changed().await.is_ok()
                {
                    return Woken::HeadMoved;
                }
                std::future::pending().await
            };
            tokio::select! { biased; woken = stopped => woken, woken = moved => woken }
        })
    }

    fn fold_page(&mut self) -> Result<(), Halt> {
        let after = self.checkpoint.position;
        let page = self
            .runtime
            .block_on(self.log.read(after, self.page_events))
            .map_err(ReplayError::from)?;
        let (events, halt) = decoded::<F>(&page.events, after);
        if let Some(last) = events.len().checked_sub(1) {
            self.take(&events, leaf_hash(&page.events[last]))?;
        }
        match halt {
            Some(halt) => Err(halt.into()),
            None if events.is_empty() => Err(ReplayError::missing(after).into()),
            None => Ok(()),
        }
    }

    /// Commits a page, then shows it to readers.
    fn take(&mut self, events: &[Recorded<F::Event>], leaf: [u8; 32]) -> Result<(), Halt> {
        let change = self.read_rows(|rows| rows.change(events));
        let Some(change) = change else { return Ok(()) };
        let checkpoint = Checkpoint::after(&change, leaf);
        if let Some(shop) = &self.shop {
            shop.store.commit(&change, &checkpoint)?;
        }
        let rows = self.shared.rows.write();
        rows.unwrap_or_else(PoisonError::into_inner).publish(change);
        self.shared.position.send_replace(checkpoint.position);
        self.checkpoint = checkpoint;
        Ok(())
    }

    fn read_rows<R>(&self, read: impl FnOnce(&Rows<F>) -> R) -> R {
        read(
            &self
                .shared
                .rows
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    fn stand_still(&self, halt: &Halt) {
        let position = Position::after(self.checkpoint.position);
        tracing::error!(fold = F::NAME, %position, %halt, "read model stopped");
        self.shared.stopped.send_replace(Some(Stopped {
            position: Some(position),
            reason: halt.to_string(),
        }));
    }

    /// Leaves rows that the next start can take up again.
    fn close(self) {
        if let Some(shop) = self.shop
            && let Err(why) = shop.close(&self.checkpoint)
        {
            tracing::warn!(
                fold = F::NAME,
                why,
                "the rows will be folded anew at the next start"
            );
        }
    }
}

impl Shop {
    fn close(self, checkpoint: &Checkpoint) -> Result<(), String> {
        self.store.flush().map_err(|why| why.to_string())?;
        drop(self.store);
        self.shelf
            .write_checkpoint(checkpoint)
            .map_err(|why| why.to_string())
    }
}

/// The events up to the first that cannot be taken, and why it cannot.
fn decoded<F: Fold>(
    stored: &[bytes::Bytes],
    after: Option<Position>,
) -> (Vec<Recorded<F::Event>>, Option<ReplayError>) {
    let mut events = Vec::with_capacity(stored.len());
    for event in Decoded::<F::Event>::of(stored, after) {
        match event {
            Ok(event) => events.push(event),
            Err(halt) => return (events, Some(halt)),
        }
    }
    (events, None)
}
