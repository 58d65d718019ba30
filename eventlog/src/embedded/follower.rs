//! Reading a log that another process writes: what is acknowledged, and nothing beyond.

use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use async_trait::async_trait;
use domain::engine::{CommandId, EventId, Instant, Position, ProgrammeSlug, StreamName, Version};
use tokio::sync::watch;

use super::acknowledged::{self, Acknowledged};
use super::blocking;
use super::error::OpenError;
use super::files::{is_blank, rest_of, segment_path};
use super::frames::{Frames, frames_within};
use super::reader::Reader;
use super::replay::take;
use super::segment::{Mark, Segment};
use crate::format::{Chain, FORMAT, Frame, FrameFault};
use crate::port::{AppendError, Batch, EventLog, Page, Pending, ReadError, Receipt};
use crate::sequencer::Heads;

/// How often a follower looks by itself for what is new; each read looks too.
const FOLLOW_EVERY: Duration = Duration::from_millis(20);

/// A log open for reading, beside the process that writes it or without one. It changes no file,
/// takes no lock, and shows an event only once its writer has acknowledged it (C10).
pub struct Follower {
    shared: Arc<Shared>,
    /// Dropped with the follower, which ends its thread.
    _alive: Sender<()>,
}

struct Shared {
    reader: Reader,
    /// One look at a time: each takes the next frames.
    cursor: Mutex<Cursor>,
}

/// How far the log was followed.
struct Cursor {
    folder: PathBuf,
    chain: Chain,
    /// `None` before the first segment is there.
    segment: Option<Arc<Segment>>,
    /// The end of the last frame taken in that segment.
    offset: u64,
    /// What ended the following, for good: the frame that it stands at may be half taken.
    ended: Option<ReadError>,
}

/// How far to follow.
struct Durable {
    through: Option<Position>,
    /// What says so, if it is there; the frame there must be the one that it names.
    acknowledged: Option<Acknowledged>,
}

impl Follower {
    /// Opens the log, and reads what is acknowledged so far.
    pub fn open(folder: &Path, programme: ProgrammeSlug) -> Result<Self, OpenError> {
        let mut cursor = Cursor {
            folder: folder.to_owned(),
            chain: Chain::new(&programme),
            segment: None,
            offset: 0,
            ended: None,
        };
        let reader = Reader::new(programme, Vec::new(), Heads::default());
        cursor.catch_up(&reader)?;
        let shared = Arc::new(Shared {
            reader,
            cursor: Mutex::new(cursor),
        });
        let (alive, gone) = mpsc::channel::<()>();
        let followed = Arc::downgrade(&shared);
        std::thread::Builder::new()
            .name("follower".to_owned())
            .spawn(move || follow(&followed, &gone))
            .map_err(OpenError::at(folder))?;
        Ok(Self {
            shared,
            _alive: alive,
        })
    }

    /// Asks the reader, after a look for what is new.
    async fn ask<R: Send + 'static>(
        &self,
        question: impl FnOnce(&Reader) -> Result<R, ReadError> + Send + 'static,
    ) -> Result<R, ReadError> {
        let shared = Arc::clone(&self.shared);
        blocking(move || {
            shared.look()?;
            question(&shared.reader)
        })
        .await
    }
}

/// Keeps the head moving for those who only watch it.
fn follow(shared: &Weak<Shared>, gone: &mpsc::Receiver<()>) {
    while gone.recv_timeout(FOLLOW_EVERY) == Err(RecvTimeoutError::Timeout) {
        let Some(shared) = shared.upgrade() else {
            return;
        };
        // Readers are told by their own reads; watchers see the head stand still.
        if let Err(why) = shared.look()
            && shared.has_ended()
        {
            tracing::error!(%why, "the log is followed no further");
            return;
        }
    }
}

impl Shared {
    /// Takes what is new; what ends the following is remembered, and told again at each look.
    fn look(&self) -> Result<(), ReadError> {
        let mut cursor = self.cursor();
        if let Some(why) = &cursor.ended {
            return Err(why.clone());
        }
        let Err(why) = cursor.catch_up(&self.reader) else {
            return Ok(());
        };
        let is_final = is_final(&why);
        let why = ReadError::from(why);
        cursor.ended = is_final.then(|| why.clone());
        Err(why)
    }

    fn has_ended(&self) -> bool {
        self.cursor().ended.is_some()
    }

    fn cursor(&self) -> MutexGuard<'_, Cursor> {
        self.cursor.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether what is stored stands in the way: only a storage that failed may work again.
fn is_final(error: &OpenError) -> bool {
    !matches!(error, OpenError::Storage { .. } | OpenError::Locked(_))
}

impl Cursor {
    fn catch_up(&mut self, reader: &Reader) -> Result<(), OpenError> {
        let acknowledged = acknowledged::read(&self.folder)?;
        // As the writer says, or where that is gone, as the frames say.
        let through = match &acknowledged {
            Some(known) => known.position,
            None => self.watermark_ahead()?,
        };
        if self.chain.position >= through {
            return Ok(());
        }
        let durable = Durable {
            through,
            acknowledged,
        };
        while self.chain.position < through {
            self.take_more(reader, &durable)?;
        }
        reader.announce();
        Ok(())
    }

    /// The highest watermark in the frames that follow, or that stand behind damage.
    fn watermark_ahead(&self) -> Result<Option<Position>, OpenError> {
        let mut chain = self.chain.clone();
        let mut segment = self.segment.clone();
        let mut offset = self.offset;
        loop {
            if let Some(segment) = &segment {
                let behind = walk(&mut chain, segment, offset)?;
                chain.watermark = chain.watermark.max(behind);
            }
            let next = self.segment_after(segment.as_deref(), chain.next())?;
            if next.is_none() {
                return Ok(chain.watermark);
            }
            segment = next;
            offset = 0;
        }
    }

    /// The segment that begins with a position, if there is one and it is another than `current`.
    fn segment_after(
        &self,
        current: Option<&Segment>,
        first: Position,
    ) -> Result<Option<Arc<Segment>>, OpenError> {
        let is_current = current.is_some_and(|segment| segment.first == first);
        if is_current || !segment_path(&self.folder, first).exists() {
            return Ok(None);
        }
        Segment::open(&self.folder, first, false).map(|segment| Some(Arc::new(segment)))
    }

    /// Takes the durable frames of the current segment, or goes on to the next one.
    fn take_more(&mut self, reader: &Reader, durable: &Durable) -> Result<(), OpenError> {
        let before = self.chain.position;
        let fault = match self.segment.clone() {
            Some(segment) => self.take_frames(&segment, reader, durable)?,
            None => FrameFault::Blank,
        };
        if self.chain.position > before {
            return Ok(());
        }
        // A segment that another follows was synced as a whole: what is left in it is damage.
        if !self.is_at_the_end()? {
            return Err(self.damaged(&fault));
        }
        match self.segment_after(self.segment.as_deref(), self.chain.next())? {
            Some(next) => {
                reader.begin_segment(Arc::clone(&next));
                self.segment = Some(next);
                self.offset = 0;
                Ok(())
            }
            None => Err(self.damaged(&fault)),
        }
    }

    /// Whether nothing stands behind the last frame taken.
    fn is_at_the_end(&self) -> Result<bool, OpenError> {
        let Some(segment) = &self.segment else {
            return Ok(true);
        };
        let rest = rest_of(&segment.file, self.offset).map_err(OpenError::at(segment.path()))?;
        Ok(is_blank(&rest))
    }

    fn take_frames(
        &mut self,
        segment: &Segment,
        reader: &Reader,
        durable: &Durable,
    ) -> Result<FrameFault, OpenError> {
        let mut frames = frames_of(segment, self.offset)?;
        while self.chain.position < durable.through {
            let frame = match frames.peek().map_err(OpenError::at(segment.path()))? {
                Ok(frame) => frame,
                Err(fault) => return Ok(fault),
            };
            if let Err(why) = self.chain.check(&frame) {
                return Ok(FrameFault::Broken(why));
            }
            self.take_frame(segment, reader, &frame, durable)?;
            let bytes = frame.len();
            frames.advance(bytes);
        }
        Ok(FrameFault::Blank)
    }

    fn take_frame(
        &mut self,
        segment: &Segment,
        reader: &Reader,
        frame: &Frame<'_>,
        durable: &Durable,
    ) -> Result<(), OpenError> {
        let offset = self.offset;
        // Held until the frame is marked: no reader looks for what it cannot find yet.
        let mut heads = reader.heads_mut();
        let recorded_at = take(
            frame,
            &mut self.chain,
            &mut heads,
            &reader.programme,
            durable.acknowledged.as_ref(),
        )
        .map_err(|unsound| unsound.at(segment.place(offset), &reader.programme))?;
        let first = frame.first;
        let mark = Mark {
            first,
            offset,
            recorded_at,
        };
        self.offset += frame.len() as u64;
        segment.mark([mark], self.offset);
        Ok(())
    }

    fn damaged(&self, fault: &FrameFault) -> OpenError {
        let place = match &self.segment {
            Some(segment) => segment.place(self.offset),
            None => self.folder.display().to_string(),
        };
        if let FrameFault::Newer(found) = *fault {
            return OpenError::NewerFormat {
                place,
                found,
                known: FORMAT,
            };
        }
        OpenError::Damaged {
            position: self.chain.next(),
            place,
            why: format!("{}, and it was acknowledged", fault.why()),
        }
    }
}

/// Extends the chain by the frames of a segment; gives the highest watermark of any frame behind
/// the first one that does not fit.
fn walk(chain: &mut Chain, segment: &Segment, from: u64) -> Result<Option<Position>, OpenError> {
    let storage = || OpenError::at(segment.path());
    let mut frames = frames_of(segment, from)?;
    while let Ok(frame) = frames.peek().map_err(storage())?
        && chain.check(&frame).is_ok()
    {
        chain.extend(&frame);
        let bytes = frame.len();
        frames.advance(bytes);
    }
    let rest = rest_of(&segment.file, frames.offset()).map_err(storage())?;
    if is_blank(&rest) {
        return Ok(None);
    }
    let behind = frames_within(&rest).filter_map(|(_, frame)| frame.watermark);
    Ok(behind.max())
}

fn frames_of(segment: &Segment, from: u64) -> Result<Frames<'_>, OpenError> {
    let length = segment
        .file
        .metadata()
        .map_err(OpenError::at(segment.path()))?
        .len();
    Ok(Frames::new(&segment.file, from, length))
}

#[async_trait]
impl EventLog for Follower {
    fn programme(&self) -> &ProgrammeSlug {
        &self.shared.reader.programme
    }

    async fn submit(&self, _: Batch) -> Result<Pending, AppendError> {
        Err(AppendError::Closed(
            "it is open for reading only".to_owned(),
        ))
    }

    async fn read(&self, after: Option<Position>, limit: usize) -> Result<Page, ReadError> {
        self.ask(move |reader| reader.read(after, limit)).await
    }

    async fn read_stream(
        &self,
        stream: &StreamName,
        after: Option<Version>,
        limit: usize,
    ) -> Result<Page, ReadError> {
        let stream = stream.clone();
        self.ask(move |reader| reader.read_stream(&stream, after, limit))
            .await
    }

    fn head(&self) -> watch::Receiver<Option<Position>> {
        self.shared.reader.head()
    }

    async fn stream_head(&self, stream: &StreamName) -> Result<Option<Version>, ReadError> {
        let stream = stream.clone();
        self.ask(move |reader| Ok(reader.stream(&stream).map(|head| head.version)))
            .await
    }

    async fn find_command(&self, command_id: CommandId) -> Result<Option<Receipt>, ReadError> {
        self.ask(move |reader| reader.find_command(command_id))
            .await
    }

    async fn find_event(&self, event_id: EventId) -> Result<Option<Receipt>, ReadError> {
        self.ask(move |reader| reader.find_event(event_id)).await
    }

    async fn position_at(&self, known_at: Instant) -> Result<Option<Position>, ReadError> {
        self.ask(move |reader| reader.position_at(known_at)).await
    }

    async fn last_recorded_at(&self) -> Result<Option<Instant>, ReadError> {
        self.ask(|reader| Ok(reader.heads().recorded_at)).await
    }

    async fn close(&self) -> Result<(), AppendError> {
        Ok(())
    }
}
