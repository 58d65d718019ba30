//! A log that holds its syncs until it is told, and fails on demand.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use domain::engine::{CommandId, EventId, Instant, Position, ProgrammeSlug, StreamName, Version};
use eventlog::{AppendError, Batch, EventLog, MemoryLog, Page, Pending, ReadError, Receipt};
use tokio::sync::{oneshot, watch};
use tokio::time::timeout;

/// Far more than any step of a test takes.
const STEP_MAX: Duration = Duration::from_secs(20);

/// Waits for a step. Where the ledger is broken it may never come: the test fails then, and does
/// not hang.
pub(crate) async fn soon<T>(step: impl Future<Output = T>) -> T {
    let done = timeout(STEP_MAX, step).await;
    done.expect("the step comes without a sync")
}

type Answer = oneshot::Sender<Result<Receipt, AppendError>>;

/// What becomes of a batch when its group is synced.
#[derive(Debug, Clone)]
pub(crate) enum Fate {
    /// It is appended.
    Appended,
    /// It is refused; nothing changes.
    Refused(AppendError),
    /// It is appended, and nobody learns of it.
    AppendedUnknown,
}

/// Batches wait here until [`SlowLog::sync`].
pub(crate) struct SlowLog {
    inner: Arc<MemoryLog>,
    waiting: Mutex<VecDeque<(Batch, Answer)>>,
    /// How many batches were ever submitted: tests wait for it.
    submitted: watch::Sender<usize>,
}

impl SlowLog {
    /// Around a log in memory.
    pub(crate) fn around(inner: Arc<MemoryLog>) -> Arc<Self> {
        Arc::new(Self {
            inner,
            waiting: Mutex::default(),
            submitted: watch::Sender::new(0),
        })
    }

    /// Waits until so many batches were submitted.
    pub(crate) async fn submitted(&self, count: usize) {
        let mut submitted = self.submitted.subscribe();
        let reached = submitted.wait_for(|submitted| *submitted >= count);
        soon(reached).await.expect("the log is alive");
    }

    /// How many batches wait.
    pub(crate) fn waiting(&self) -> usize {
        self.lock().len()
    }

    /// One group commit: everything that waits is appended.
    pub(crate) async fn sync(&self) {
        self.sync_as(&[]).await;
    }

    /// The same; each batch has the fate that stands at its place, the others are appended.
    pub(crate) async fn sync_as(&self, fates: &[Fate]) {
        let group: Vec<_> = self.lock().drain(..).collect();
        self.settle(group, fates).await;
    }

    /// A group of one: the batch that waits for longest has that fate, the others wait on.
    pub(crate) async fn sync_first_as(&self, fate: Fate) {
        let first = self.lock().pop_front();
        self.settle(first.into_iter().collect(), &[fate]).await;
    }

    async fn settle(&self, group: Vec<(Batch, Answer)>, fates: &[Fate]) {
        let fates = fates
            .iter()
            .cloned()
            .chain(std::iter::repeat(Fate::Appended));
        for ((batch, answer), fate) in group.into_iter().zip(fates) {
            let outcome = match fate {
                Fate::Appended => self.inner.append(batch).await,
                Fate::Refused(why) => Err(why),
                Fate::AppendedUnknown => {
                    let appended = self.inner.append(batch).await;
                    appended.and(Err(AppendError::UnknownOutcome))
                }
            };
            let _ = answer.send(outcome);
        }
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(Batch, Answer)>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl EventLog for SlowLog {
    fn programme(&self) -> &ProgrammeSlug {
        self.inner.programme()
    }

    async fn submit(&self, batch: Batch) -> Result<Pending, AppendError> {
        let (answer, pending) = Pending::channel();
        self.lock().push_back((batch, answer));
        self.submitted.send_modify(|submitted| *submitted += 1);
        Ok(pending)
    }

    async fn read(&self, after: Option<Position>, limit: usize) -> Result<Page, ReadError> {
        self.inner.read(after, limit).await
    }

    async fn read_stream(
        &self,
        stream: &StreamName,
        after: Option<Version>,
        limit: usize,
    ) -> Result<Page, ReadError> {
        self.inner.read_stream(stream, after, limit).await
    }

    fn head(&self) -> watch::Receiver<Option<Position>> {
        self.inner.head()
    }

    async fn stream_head(&self, stream: &StreamName) -> Result<Option<Version>, ReadError> {
        self.inner.stream_head(stream).await
    }

    async fn find_command(&self, command_id: CommandId) -> Result<Option<Receipt>, ReadError> {
        self.inner.find_command(command_id).await
    }

    async fn find_event(&self, event_id: EventId) -> Result<Option<Receipt>, ReadError> {
        self.inner.find_event(event_id).await
    }

    async fn position_at(&self, known_at: Instant) -> Result<Option<Position>, ReadError> {
        self.inner.position_at(known_at).await
    }

    async fn last_recorded_at(&self) -> Result<Option<Instant>, ReadError> {
        self.inner.last_recorded_at().await
    }

    async fn close(&self) -> Result<(), AppendError> {
        self.inner.close().await
    }
}
