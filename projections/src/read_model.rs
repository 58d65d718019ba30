//! A read model that is kept in step with its log: in memory for readers, stored for the next start.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use domain::engine::{Fold, Position};
use eventlog::EventLog;
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::task::spawn_blocking;

use crate::recovery::{Recovered, RecoveryError, recover};
use crate::rows::Rows;
use crate::runner::{Runner, Shared, Shop};
use crate::status::{Status, Stopped};
use crate::store::Checkpoint;

/// How many events are folded between two commits at most.
const PAGE_EVENTS: usize = 4_096;

/// How a read model runs.
#[derive(Debug, Clone)]
pub struct Options {
    /// How many events are folded between two commits at most.
    pub page_events: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            page_events: PAGE_EVENTS,
        }
    }
}

/// Why a read model could not start. The log is not touched by it.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Nothing can be stored in its folder.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// No thread to run in.
    #[error("the read model's thread: {0}")]
    Thread(io::Error),
}

/// A read model at work. Clones are handles to the same one.
///
/// [`ReadModel::stop`] keeps its rows for the next start. Where the last handle is dropped without
/// it, the runner ends as after a crash: what is stored is folded anew.
pub struct ReadModel<F: Fold> {
    shared: Arc<Shared<F>>,
    log: Arc<dyn EventLog>,
    set_aside: Option<Arc<str>>,
    stop: Arc<watch::Sender<bool>>,
    /// Closed once the runner's thread has ended.
    ended: watch::Receiver<()>,
}

impl<F: Fold> Clone for ReadModel<F> {
    fn clone(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            log: Arc::clone(&self.log),
            set_aside: self.set_aside.clone(),
            stop: Arc::clone(&self.stop),
            ended: self.ended.clone(),
        }
    }
}

impl<F: Fold> ReadModel<F> {
    /// Takes up what is stored in the folder, if one is given, and begins to follow the log.
    ///
    /// Returns before it has caught up: see [`ReadModel::wait_for`].
    ///
    /// # Panics
    /// Outside of a tokio runtime.
    pub async fn start(
        log: Arc<dyn EventLog>,
        folder: Option<PathBuf>,
        options: Options,
    ) -> Result<Self, StartError> {
        let begun = match folder {
            Some(folder) => Begun::stored(&*log, folder).await?,
            None => Begun::in_memory(),
        };
        let (stop, stop_asked) = watch::channel(false);
        let (running, ended) = watch::channel(());
        let shared = Arc::new(Shared {
            position: watch::Sender::new(begun.rows.position()),
            stopped: watch::Sender::new(None),
            rows: RwLock::new(begun.rows),
        });
        let runner = Runner {
            log: Arc::clone(&log),
            shared: Arc::clone(&shared),
            shop: begun.shop,
            checkpoint: begun.checkpoint,
            stop: stop_asked,
            page_events: options.page_events.max(1),
            runtime: Handle::current(),
        };
        spawn(runner, running).map_err(StartError::Thread)?;
        Ok(Self {
            shared,
            log,
            set_aside: begun.set_aside,
            stop: Arc::new(stop),
            ended,
        })
    }

    /// Reads all rows at one position. Keep it short: a page waits while a view is read.
    pub fn view<R>(&self, view: impl FnOnce(&Rows<F>) -> R) -> R {
        view(
            &self
                .shared
                .rows
                .read()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }

    /// The last event that readers see.
    pub fn position(&self) -> Option<Position> {
        *self.shared.position.borrow()
    }

    /// The position that readers see, as it moves.
    pub fn changes(&self) -> watch::Receiver<Option<Position>> {
        self.shared.position.subscribe()
    }

    /// Waits until readers see that position: false where they do not in time, or the read model
    /// stands still before it.
    pub async fn wait_for(&self, position: Position, timeout: Duration) -> bool {
        let mut seen = self.shared.position.subscribe();
        let mut stopped = self.shared.stopped.subscribe();
        let mut ended = self.ended.clone();
        let reached = async {
            tokio::select! {
                biased;
                reached = seen.wait_for(|seen| *seen >= Some(position)) => reached.is_ok(),
                _ = stopped.wait_for(Option::is_some) => false,
                _ = ended.changed() => false,
            }
        };
        tokio::time::timeout(timeout, reached)
            .await
            .unwrap_or(false)
    }

    /// How it is doing.
    pub fn status(&self) -> Status {
        let (position, head) = (self.position(), *self.log.head().borrow());
        let number = |position: Option<Position>| position.map_or(0, Position::get);
        Status {
            name: F::NAME,
            version: F::VERSION,
            position,
            head,
            lag: number(head).saturating_sub(number(position)),
            set_aside: self.set_aside.as_deref().map(str::to_owned),
            stopped: self.stopped(),
        }
    }

    /// Stops following the log and keeps the rows for the next start. Readers may go on reading
    /// what they see. Cancelling it leaves the stop under way.
    pub async fn stop(&self) {
        self.stop.send_replace(true);
        // The channel carries no value: it only closes, when the thread ends.
        let _closed = self.ended.clone().changed().await;
    }

    fn stopped(&self) -> Option<Stopped> {
        let stopped = self.shared.stopped.borrow().clone();
        stopped.or_else(|| {
            self.ended.has_changed().is_err().then(|| Stopped {
                position: None,
                reason: "the read model was stopped".to_owned(),
            })
        })
    }
}

/// What a runner starts from.
struct Begun<F: Fold> {
    rows: Rows<F>,
    shop: Option<Shop>,
    checkpoint: Checkpoint,
    set_aside: Option<Arc<str>>,
}

impl<F: Fold> Begun<F> {
    fn in_memory() -> Self {
        Self {
            rows: Rows::default(),
            shop: None,
            checkpoint: Checkpoint::empty::<F>(),
            set_aside: None,
        }
    }

    async fn stored(log: &dyn EventLog, folder: PathBuf) -> Result<Self, RecoveryError> {
        let recovered = spawn_blocking(move || recover::<F>(&folder)).await??;
        let Recovered {
            rows,
            store,
            shelf,
            checkpoint,
            doubt,
        } = recovered.checked_against(log).await?;
        Ok(Self {
            rows,
            shop: Some(Shop { store, shelf }),
            checkpoint,
            set_aside: doubt.map(|doubt| doubt.to_string().into()),
        })
    }
}

/// A thread of its own: folding and storing block, and sled is flushed from one thread only.
fn spawn<F: Fold>(runner: Runner<F>, running: watch::Sender<()>) -> io::Result<()> {
    let thread = std::thread::Builder::new().name(format!("rows-{}", F::NAME));
    let shared = Arc::clone(&runner.shared);
    let run = move || {
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| runner.run()));
        if outcome.is_err() {
            shared.stopped.send_replace(Some(Stopped {
                position: None,
                reason: "the read model's thread panicked".to_owned(),
            }));
        }
        drop(running);
    };
    thread.spawn(run).map(drop)
}
