//! The embedded engine: segment files of frames, one writer thread, one `fdatasync` a group.
//!
//! ```text
//! lock                            held by the one writer
//! acknowledged                    how far appends were acknowledged; derived
//! 00000000000000000001.segment    frames, one after the other, then zeros
//! 00000000000000052114.segment    the next ones, from that position on
//! ```
//!
//! Everything but the segments is derived: heads, ids and marks are rebuilt by reading them.

mod acknowledged;
mod error;
#[cfg(test)]
mod faults;
mod files;
mod follower;
mod frames;
mod queue;
mod reader;
mod recovery;
mod replay;
mod segment;
mod stream_walk;
mod tail;
mod writer;

use std::fs::{DirBuilder, File, TryLockError};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use async_trait::async_trait;
use domain::engine::{CommandId, EventId, Instant, Position, ProgrammeSlug, StreamName, Version};
use tokio::sync::watch;

pub use error::OpenError;
pub use follower::Follower;
// For the verification, which reads the same files by the same rules.
pub(crate) use acknowledged::{Acknowledged, read as read_acknowledged};
pub(crate) use files::{is_blank, rest_of, segments_in};
pub(crate) use frames::{Frames, frames_within};
pub(crate) use segment::Segment;

use crate::environment::Environment;
use crate::folder::{lock, make_folder};
use crate::port::{AppendError, Batch, EventLog, Page, Pending, ReadError, Receipt};
use crate::sequencer::Staging;
use acknowledged::AcknowledgedFile;
use queue::Queue;
use reader::Reader;
use recovery::{Recovered, recover};
use tail::Tail;
use writer::{Group, Writer};

/// How the engine is to run.
#[derive(Debug, Clone, Copy)]
pub struct EmbeddedOptions {
    /// A segment that would grow above this is sealed, and the next one begun.
    pub segment_bytes: u64,
}

impl Default for EmbeddedOptions {
    fn default() -> Self {
        Self {
            segment_bytes: 64 * 1024 * 1024,
        }
    }
}

/// The log of one programme in a folder, open for writing.
///
/// Dropping it without [`EventLog::close`] writes what was submitted, seals and releases the log
/// likewise, and blocks for that long.
pub struct EmbeddedLog {
    reader: Arc<Reader>,
    queue: Queue,
    /// Joined when the log is dropped, so that its lock is free afterwards.
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl EmbeddedLog {
    /// Opens the log, making it where the folder is empty or missing.
    ///
    /// Reads all of it. A tail that was never acknowledged is cleared; anything else that cannot
    /// be read is refused, and then no event was changed: see [`OpenError`].
    pub fn open(
        folder: &Path,
        programme: ProgrammeSlug,
        world: Arc<dyn Environment>,
        options: EmbeddedOptions,
    ) -> Result<Self, OpenError> {
        make_folder(folder, &DirBuilder::new()).map_err(OpenError::at(folder))?;
        let lock = lock_log(folder)?;
        let recovered = recover(folder, &programme)?;
        let start = start(folder, recovered, programme, options).map_err(OpenError::at(folder))?;
        Self::begin(start, world, lock).map_err(OpenError::at(folder))
    }

    /// Starts the writer.
    fn begin(start: Start, world: Arc<dyn Environment>, lock: File) -> std::io::Result<Self> {
        let (queue, messages) = Queue::new();
        let reader = Arc::clone(&start.reader);
        let writer = Writer {
            world,
            reader: start.reader,
            queue: queue.clone(),
            messages,
            tail: start.tail,
            acknowledged: start.file,
            term: start.acknowledged.term,
            hash: start.acknowledged.hash,
            staging: Staging::default(),
            group: Group::default(),
            lock,
        };
        let thread = std::thread::Builder::new()
            .name("log-writer".to_owned())
            .spawn(move || writer.run())?;
        Ok(Self {
            reader,
            queue,
            writer: Mutex::new(Some(thread)),
        })
    }
}

impl EmbeddedLog {
    /// Nearly every id that a ledger asks for is new, and then no file needs to be read.
    async fn receipt_at(&self, position: Option<Position>) -> Result<Option<Receipt>, ReadError> {
        let Some(position) = position else {
            return Ok(None);
        };
        let reader = Arc::clone(&self.reader);
        blocking(move || reader.receipt_at(position).map(Some)).await
    }
}

fn lock_log(folder: &Path) -> Result<File, OpenError> {
    let path = folder.join(files::LOCK);
    lock(&path).map_err(|why| match why {
        TryLockError::WouldBlock => OpenError::Locked(folder.to_owned()),
        TryLockError::Error(source) => OpenError::Storage { path, source },
    })
}

/// What a writer starts from.
struct Start {
    reader: Arc<Reader>,
    tail: Tail,
    file: AcknowledgedFile,
    acknowledged: Acknowledged,
}

/// Clears a torn tail and makes durable what was found, before anybody sees it.
fn start(
    folder: &Path,
    recovered: Recovered,
    programme: ProgrammeSlug,
    options: EmbeddedOptions,
) -> std::io::Result<Start> {
    let Recovered {
        mut segments,
        heads,
        chain,
        stored,
        term,
    } = recovered;
    let tail = match segments.last().cloned() {
        Some(last) => Tail::go_on(folder, last, stored, options.segment_bytes)?,
        None => Tail::begin(folder, chain.next(), options.segment_bytes)?,
    };
    if segments.is_empty() {
        segments.push(Arc::clone(&tail.segment));
    }
    let acknowledged = Acknowledged {
        term,
        position: chain.position,
        segment: tail.segment.first,
        end: stored.end,
        hash: chain.hash,
    };
    let file = AcknowledgedFile::open(folder, &acknowledged)?;
    Ok(Start {
        reader: Arc::new(Reader::new(programme, segments, heads)),
        tail,
        file,
        acknowledged,
    })
}

impl Drop for EmbeddedLog {
    fn drop(&mut self) {
        self.queue.abandon();
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Err(_)) = writer.take().map(JoinHandle::join) {
            tracing::error!("the log's writer has panicked");
        }
    }
}

/// Runs what blocks on files on a thread that may.
async fn blocking<R: Send + 'static>(
    read: impl FnOnce() -> Result<R, ReadError> + Send + 'static,
) -> Result<R, ReadError> {
    let done = tokio::task::spawn_blocking(read).await;
    done.unwrap_or_else(|why| Err(ReadError::Storage(why.to_string())))
}

#[async_trait]
impl EventLog for EmbeddedLog {
    fn programme(&self) -> &ProgrammeSlug {
        &self.reader.programme
    }

    async fn submit(&self, batch: Batch) -> Result<Pending, AppendError> {
        self.queue.submit(batch).await
    }

    async fn read(&self, after: Option<Position>, limit: usize) -> Result<Page, ReadError> {
        let reader = Arc::clone(&self.reader);
        blocking(move || reader.read(after, limit)).await
    }

    async fn read_stream(
        &self,
        stream: &StreamName,
        after: Option<Version>,
        limit: usize,
    ) -> Result<Page, ReadError> {
        // A new file has no stream yet: that is known without a thread that may block.
        if self.reader.stream(stream).is_none() {
            return self.reader.read_stream(stream, after, limit);
        }
        let (reader, stream) = (Arc::clone(&self.reader), stream.clone());
        blocking(move || reader.read_stream(&stream, after, limit)).await
    }

    fn head(&self) -> watch::Receiver<Option<Position>> {
        self.reader.head()
    }

    async fn stream_head(&self, stream: &StreamName) -> Result<Option<Version>, ReadError> {
        Ok(self.reader.stream(stream).map(|head| head.version))
    }

    async fn find_command(&self, command_id: CommandId) -> Result<Option<Receipt>, ReadError> {
        let position = self.reader.heads().commands.get(&command_id).copied();
        self.receipt_at(position).await
    }

    async fn find_event(&self, event_id: EventId) -> Result<Option<Receipt>, ReadError> {
        let position = self.reader.heads().events.get(&event_id).copied();
        self.receipt_at(position).await
    }

    async fn position_at(&self, known_at: Instant) -> Result<Option<Position>, ReadError> {
        let reader = Arc::clone(&self.reader);
        blocking(move || reader.position_at(known_at)).await
    }

    async fn last_recorded_at(&self) -> Result<Option<Instant>, ReadError> {
        Ok(self.reader.heads().recorded_at)
    }

    async fn close(&self) -> Result<(), AppendError> {
        let Some(sealed) = self.queue.close()? else {
            return Ok(());
        };
        let gone = |_| Err(AppendError::Closed("its writer is gone".to_owned()));
        sealed.await.unwrap_or_else(gone)
    }
}
