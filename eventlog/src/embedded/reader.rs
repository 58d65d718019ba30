//! The reading side, shared by the writer's own log and by followers: what is durable, and where it stands.

use std::io;
use std::os::unix::fs::FileExt;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use bytes::Bytes;
use domain::engine::{CommandId, EventId, Instant, Position, ProgrammeSlug, StreamName, Version};
use tokio::sync::watch;

use super::segment::{Segment, Span};
use super::stream_walk::StreamWalk;
use crate::format::{Envelope, FormatError, Frame, FrameFault};
use crate::port::{PAGE_BYTES_MAX, Page, ReadError, Receipt};
use crate::sequencer::{Heads, StreamHead};

/// How much one read of a file asks for at most, but for a larger frame.
const READ_BYTES_MAX: u64 = 256 * 1024;
/// What an event is taken to need until it is seen.
const EVENT_BYTES_GUESS: u64 = 256;

/// What can be read. Calls block on files; the engines make them on threads that may.
#[derive(Debug)]
pub(crate) struct Reader {
    pub(crate) programme: ProgrammeSlug,
    /// Grows at the end only. Held for a look-up; files are read through the `Arc`, without it.
    segments: RwLock<Vec<Arc<Segment>>>,
    /// Written by one thread, after a sync: what it says is durable and marked in the segments.
    heads: RwLock<Heads>,
    /// Moved last, so that a woken reader finds what it was told of (C5).
    head: watch::Sender<Option<Position>>,
}

impl Reader {
    pub(crate) fn new(programme: ProgrammeSlug, segments: Vec<Arc<Segment>>, heads: Heads) -> Self {
        Self {
            programme,
            segments: RwLock::new(segments),
            head: watch::Sender::new(heads.position),
            heads: RwLock::new(heads),
        }
    }

    /// What is durable.
    pub(crate) fn heads(&self) -> RwLockReadGuard<'_, Heads> {
        // A panic while they were written is a bug; the lock of a map says nothing about disks.
        self.heads.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn head(&self) -> watch::Receiver<Option<Position>> {
        self.head.subscribe()
    }

    /// What is durable, for the one thread that adds to it; readers wait meanwhile.
    pub(crate) fn heads_mut(&self) -> RwLockWriteGuard<'_, Heads> {
        self.heads.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Tells everybody who watches how far the log is durable.
    pub(crate) fn announce(&self) {
        let position = self.heads().position;
        self.head
            .send_if_modified(|head| std::mem::replace(head, position) != position);
    }

    /// The next segment begins; it holds nothing yet.
    pub(crate) fn begin_segment(&self, segment: Arc<Segment>) {
        let mut segments = self
            .segments
            .write()
            .unwrap_or_else(PoisonError::into_inner);
        segments.push(segment);
    }

    pub(crate) fn read(&self, after: Option<Position>, limit: usize) -> Result<Page, ReadError> {
        let head = self.heads().position;
        let mut page = Filling::new(limit);
        let mut last = after;
        while last < head && page.has_room() {
            let next = Position::after(last);
            let window = self.window(next, page.bytes_wanted())?;
            for found in window.events() {
                let (position, event) = match found {
                    Ok(event) => event,
                    // What stands before the damage is handed out; the next read begins with it.
                    Err(_) if !page.events.is_empty() => return Ok(page.page(false)),
                    Err(damaged) => return Err(damaged),
                };
                if Some(position) > head || !page.has_room() {
                    break;
                }
                if Some(position) > last && page.push(event) {
                    last = Some(position);
                }
            }
            if last < Some(next) && page.has_room() {
                return Err(window.damaged(next, 0, "no frame holds it".to_owned()));
            }
        }
        Ok(page.page(last >= head))
    }

    pub(crate) fn read_stream(
        &self,
        stream: &StreamName,
        after: Option<Version>,
        limit: usize,
    ) -> Result<Page, ReadError> {
        let Some(head) = self.stream(stream) else {
            return Ok(Filling::new(0).page(true));
        };
        if after >= Some(head.version) || limit == 0 {
            return Ok(Filling::new(0).page(after >= Some(head.version)));
        }
        StreamWalk::new(self, stream, head).page(after, limit)
    }

    pub(crate) fn stream(&self, stream: &StreamName) -> Option<StreamHead> {
        self.heads().streams.get(stream).copied()
    }

    /// The append that holds a durable position.
    pub(crate) fn receipt_at(&self, position: Position) -> Result<Receipt, ReadError> {
        let window = self.window(position, 0)?;
        let (offset, frame) = window.frame_of(position)?;
        let receipt = frame.receipt();
        receipt.map_err(|why| window.malformed(frame.first, offset, &why))
    }

    pub(crate) fn find_command(&self, id: CommandId) -> Result<Option<Receipt>, ReadError> {
        let position = self.heads().commands.get(&id).copied();
        position
            .map(|position| self.receipt_at(position))
            .transpose()
    }

    pub(crate) fn find_event(&self, id: EventId) -> Result<Option<Receipt>, ReadError> {
        let position = self.heads().events.get(&id).copied();
        position
            .map(|position| self.receipt_at(position))
            .transpose()
    }

    pub(crate) fn position_at(&self, known_at: Instant) -> Result<Option<Position>, ReadError> {
        let head = self.heads().position;
        let Some(segment) = self.segment_at(known_at) else {
            return Ok(None);
        };
        let Some(mark) = segment.mark_at(known_at) else {
            return Ok(None);
        };
        let window = self.window(mark.first, 0)?;
        let mut known = None;
        for found in window.frames() {
            let (offset, frame) = found?;
            if window.recorded_at(&frame, offset)? > known_at {
                break;
            }
            known = Some(frame.last);
        }
        Ok(known.min(head))
    }

    /// The last segment that begins with something known by then.
    fn segment_at(&self, known_at: Instant) -> Option<Arc<Segment>> {
        let segments = self.segments.read().unwrap_or_else(PoisonError::into_inner);
        let after = segments.partition_point(|segment| segment.mark_at(known_at).is_some());
        segments.get(after.checked_sub(1)?).cloned()
    }

    fn segment_of(&self, position: Position) -> Option<Arc<Segment>> {
        let segments = self.segments.read().unwrap_or_else(PoisonError::into_inner);
        let after = segments.partition_point(|segment| segment.first <= position);
        segments.get(after.checked_sub(1)?).cloned()
    }

    /// Reads whole frames, the one with a durable position among the first few.
    pub(crate) fn window(&self, position: Position, wanted: u64) -> Result<Window, ReadError> {
        let found = self.segment_of(position).and_then(|segment| {
            let span = segment.span(position, wanted.min(READ_BYTES_MAX))?;
            Some((segment, span))
        });
        let Some((segment, span)) = found else {
            return Err(ReadError::Damaged {
                position,
                place: "the list of segments".to_owned(),
                why: "no segment holds it".to_owned(),
            });
        };
        Window::read(segment, span)
    }
}

/// Some consecutive frames of a segment, in memory.
#[derive(Debug)]
pub(crate) struct Window {
    segment: Arc<Segment>,
    first: Position,
    offset: u64,
    /// Events are slices of it: a page costs no copy of its events.
    bytes: Bytes,
}

impl Window {
    fn read(segment: Arc<Segment>, span: Span) -> Result<Self, ReadError> {
        let Span { first, offset, .. } = span;
        let storage = |why: &dyn std::fmt::Display| {
            ReadError::Storage(format!("{}: {why}", segment.place(offset)))
        };
        let mut bytes = vec![0; usize::try_from(span.bytes).map_err(|why| storage(&why))?];
        match segment.file.read_exact_at(&mut bytes, offset) {
            Ok(()) => Ok(Self {
                first,
                offset,
                bytes: bytes.into(),
                segment,
            }),
            Err(why) if why.kind() == io::ErrorKind::UnexpectedEof => Err(ReadError::Damaged {
                position: first,
                place: segment.place(offset),
                why: "the file was cut".to_owned(),
            }),
            Err(why) => Err(storage(&why)),
        }
    }

    /// Each frame with its place in the window. Checksums are checked here, on every read (C9).
    fn frames(&self) -> impl Iterator<Item = Result<(usize, Frame<'_>), ReadError>> {
        let mut at = 0;
        let mut next = Some(self.first);
        std::iter::from_fn(move || {
            let expected = next?;
            if at == self.bytes.len() {
                return None;
            }
            let offset = at;
            let frame = match Frame::parse(&self.bytes[offset..]) {
                Ok(frame) if frame.first == expected => frame,
                Ok(_) => {
                    next = None;
                    let fault = FrameFault::Broken("the frame has another position");
                    return Some(Err(self.damaged(expected, offset, fault.why())));
                }
                Err(fault) => {
                    next = None;
                    return Some(Err(self.damaged(expected, offset, fault.why())));
                }
            };
            at += frame.len();
            next = Some(Position::after(Some(frame.last)));
            Some(Ok((offset, frame)))
        })
    }

    /// All events, each once its frame was checked.
    fn events(&self) -> impl Iterator<Item = Result<(Position, Bytes), ReadError>> {
        self.frames().flat_map(move |found| {
            let (frame, damaged) = match found {
                Ok(frame) => (Some(frame), None),
                Err(damaged) => (None, Some(Err(damaged))),
            };
            let events = frame.into_iter().flat_map(move |(at, frame)| {
                frame.event_ranges().map(move |(position, range)| {
                    Ok((position, self.bytes.slice(at + range.start..at + range.end)))
                })
            });
            events.chain(damaged)
        })
    }

    /// The frame that holds a position, with its place in the window.
    fn frame_of(&self, position: Position) -> Result<(usize, Frame<'_>), ReadError> {
        for found in self.frames() {
            let (offset, frame) = found?;
            if position <= frame.last {
                return Ok((offset, frame));
            }
        }
        Err(self.damaged(position, self.bytes.len(), "no frame holds it".to_owned()))
    }

    /// The event at a position, which must not lie before the window; `None` if it lies behind.
    pub(crate) fn event(&self, position: Position) -> Result<Option<Bytes>, ReadError> {
        for found in self.frames() {
            let (at, frame) = found?;
            let range = frame.event_ranges().find(|(here, _)| *here == position);
            if let Some((_, range)) = range {
                // Copied: an event of a stream must not hold its whole window in memory.
                let bytes = &self.bytes[at + range.start..at + range.end];
                return Ok(Some(Bytes::copy_from_slice(bytes)));
            }
        }
        Ok(None)
    }

    pub(crate) fn begins_by(&self, position: Position) -> bool {
        self.first <= position
    }

    fn recorded_at(&self, frame: &Frame<'_>, at: usize) -> Result<Instant, ReadError> {
        let missing = || self.damaged(frame.first, at, "a frame holds an event".to_owned());
        let (_, event) = frame.events().next().ok_or_else(missing)?;
        match Envelope::parse(event) {
            Ok(envelope) => Ok(envelope.recorded_at),
            Err(why) => Err(self.malformed(frame.first, at, &why)),
        }
    }

    fn malformed(&self, position: Position, at: usize, why: &FormatError) -> ReadError {
        self.damaged(position, at, why.to_string())
    }

    pub(crate) fn damaged(&self, position: Position, at: usize, why: String) -> ReadError {
        ReadError::Damaged {
            position,
            place: self.segment.place(self.offset + at as u64),
            why,
        }
    }
}

/// A page that is being filled.
struct Filling {
    events: Vec<Bytes>,
    limit: usize,
    bytes: usize,
    /// An event was left out because the page's bytes are bounded.
    is_full: bool,
}

impl Filling {
    fn new(limit: usize) -> Self {
        Self {
            events: Vec::new(),
            limit,
            bytes: 0,
            is_full: false,
        }
    }

    fn has_room(&self) -> bool {
        !self.is_full && self.events.len() < self.limit
    }

    fn bytes_wanted(&self) -> u64 {
        EVENT_BYTES_GUESS.saturating_mul((self.limit - self.events.len()) as u64)
    }

    /// Takes the event, but not one that breaks the bound, unless it is the first.
    fn push(&mut self, event: Bytes) -> bool {
        self.is_full = !self.events.is_empty() && self.bytes + event.len() > PAGE_BYTES_MAX;
        if !self.is_full {
            self.bytes += event.len();
            self.events.push(event);
        }
        !self.is_full
    }

    fn page(self, is_last: bool) -> Page {
        Page {
            events: self.events,
            is_last,
        }
    }
}
