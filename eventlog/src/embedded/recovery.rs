//! Opening a log for writing: every frame is read, a torn tail is told from damage.
//!
//! ```text
//!   segment 1        segment 2            last segment
//!   ├ frames ┤zeros  ├ frames ┤zeros      ├ frames ───────┼ whole frames ┼ anything ┼ zeros ┤
//!                                               watermark ┘  kept: their    torn:
//!                                                            outcome was    zeroed
//!                                                            unknown
//! ```
//!
//! The watermark is the highest of: the `acknowledged` file, the headers of the frames read, and
//! the header of any valid frame behind the first invalid byte. A frame carries the position that
//! was durable *before* it was written, so a watermark at or above what cannot be read proves that
//! acknowledged bytes are gone: that is damage, and nothing is changed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::engine::{Position, ProgrammeSlug};

use super::acknowledged::{self, Acknowledged};
use super::error::OpenError;
use super::files::{is_blank, rest_of, segment_path, segments_in};
use super::frames::{Frames, frames_within};
use super::replay::{Unsound, take};
use super::segment::{Mark, Segment};
use super::tail::Stored;
use crate::format::{Chain, Envelope, FORMAT, Frame, FrameFault, Term};
use crate::sequencer::Heads;

/// A log's folder, read.
#[derive(Debug)]
pub(crate) struct Recovered {
    pub(crate) segments: Vec<Arc<Segment>>,
    pub(crate) heads: Heads,
    pub(crate) chain: Chain,
    /// What the last segment holds.
    pub(crate) stored: Stored,
    /// The term of the next writer.
    pub(crate) term: Term,
}

/// Reads a log's folder, and changes nothing.
pub(crate) fn recover(folder: &Path, programme: &ProgrammeSlug) -> Result<Recovered, OpenError> {
    let firsts = segments_in(folder).map_err(OpenError::at(folder))?;
    let mut recovery = Recovery {
        folder: folder.to_owned(),
        programme: programme.clone(),
        acknowledged: acknowledged::read(folder)?,
        segments: Vec::with_capacity(firsts.len()),
        heads: Heads::default(),
        chain: Chain::new(programme),
        end: 0,
    };
    for (read, first) in firsts.iter().enumerate() {
        let stop = recovery.read_segment(*first)?;
        if read + 1 < firsts.len() {
            recovery.check_sealed(&stop)?;
        } else {
            let is_torn = recovery.judge_tail(&stop)?;
            return Ok(recovery.done(is_torn));
        }
    }
    recovery.check_nothing_is_missing()?;
    Ok(recovery.done(false))
}

/// What is known so far.
struct Recovery {
    folder: PathBuf,
    programme: ProgrammeSlug,
    acknowledged: Option<Acknowledged>,
    segments: Vec<Arc<Segment>>,
    heads: Heads,
    chain: Chain,
    /// The end of the last frame in the segment read last.
    end: u64,
}

/// Where the frames of a segment end, and what stands there.
struct Stop {
    segment: Arc<Segment>,
    fault: FrameFault,
    /// All that follows.
    rest: Vec<u8>,
}

impl Recovery {
    fn read_segment(&mut self, first: Position) -> Result<Stop, OpenError> {
        self.check_begins(first)?;
        let segment = Arc::new(Segment::open(&self.folder, first, true)?);
        let storage = || OpenError::at(segment.path());
        let length = segment.file.metadata().map_err(storage())?.len();
        let mut frames = Frames::new(&segment.file, 0, length);
        let fault = loop {
            let offset = frames.offset();
            let frame = match frames.peek().map_err(storage())? {
                Ok(frame) => frame,
                Err(FrameFault::Newer(found)) => return Err(newer(segment.place(offset), found)),
                Err(fault) => break fault,
            };
            if let Err(why) = self.chain.check(&frame) {
                refuse_other_programme(&frame, &self.programme, || segment.place(offset))?;
                break FrameFault::Broken(why);
            }
            self.take(&segment, offset, &frame)?;
            let bytes = frame.len();
            frames.advance(bytes);
        };
        self.end = frames.offset();
        let rest = rest_of(&segment.file, self.end).map_err(storage())?;
        self.segments.push(Arc::clone(&segment));
        Ok(Stop {
            segment,
            fault,
            rest,
        })
    }

    fn take(&mut self, segment: &Segment, offset: u64, frame: &Frame<'_>) -> Result<(), OpenError> {
        let recorded_at = take(
            frame,
            &mut self.chain,
            &mut self.heads,
            &self.programme,
            self.acknowledged.as_ref(),
        )
        .map_err(|unsound| unsound.at(segment.place(offset), &self.programme))?;
        let mark = Mark {
            first: frame.first,
            offset,
            recorded_at,
        };
        segment.mark([mark], offset + frame.len() as u64);
        Ok(())
    }

    fn check_begins(&self, first: Position) -> Result<(), OpenError> {
        let position = self.chain.next();
        if first == position {
            return Ok(());
        }
        let last = self.segments.last();
        Err(OpenError::Damaged {
            position,
            place: last.map_or_else(
                || segment_path(&self.folder, position).display().to_string(),
                |segment| segment.place(self.end),
            ),
            why: format!("it is missing: the next segment begins with position {first}"),
        })
    }

    /// A segment that others follow was synced as a whole before they were begun.
    fn check_sealed(&self, stop: &Stop) -> Result<(), OpenError> {
        if stop.fault == FrameFault::Blank && is_blank(&stop.rest) {
            return Ok(());
        }
        Err(self.damaged(stop, "a segment follows, so it was durable"))
    }

    /// What stands behind the last whole frame: `true` for a torn tail, `false` for nothing.
    fn judge_tail(&self, stop: &Stop) -> Result<bool, OpenError> {
        let is_blank = is_blank(&stop.rest);
        let behind = if is_blank {
            None
        } else {
            let frames = frames_within(&stop.rest);
            frames.filter_map(|(_, frame)| frame.watermark).max()
        };
        let acknowledged = self.acknowledged.and_then(|known| known.position);
        match acknowledged.max(self.chain.watermark).max(behind) {
            Some(known) if known >= self.chain.next() => {
                Err(self.damaged(stop, &format!("it was acknowledged, up to {known}")))
            }
            _ => Ok(!is_blank),
        }
    }

    /// Without a segment there must be no watermark.
    fn check_nothing_is_missing(&self) -> Result<(), OpenError> {
        match self.acknowledged.and_then(|known| known.position) {
            None => Ok(()),
            Some(known) => Err(OpenError::Damaged {
                position: Position::FIRST,
                place: self.folder.display().to_string(),
                why: format!("no segment is there, and positions up to {known} were acknowledged"),
            }),
        }
    }

    fn damaged(&self, stop: &Stop, because: &str) -> OpenError {
        OpenError::Damaged {
            position: self.chain.next(),
            place: stop.segment.place(self.end),
            why: format!("{}, and {because}", stop.fault.why()),
        }
    }

    /// As far as the last segment is known to have been synced: its start, where nothing says more.
    fn durable_end(&self) -> u64 {
        let last = self.segments.last().map(|segment| segment.first);
        let known = self
            .acknowledged
            .filter(|known| Some(known.segment) == last);
        known.map_or(0, |known| known.end.min(self.end))
    }

    fn done(self, is_torn: bool) -> Recovered {
        let last_term = self
            .chain
            .term
            .max(self.acknowledged.map(|known| known.term));
        let stored = Stored {
            end: self.end,
            durable_end: self.durable_end(),
            is_torn,
        };
        Recovered {
            segments: self.segments,
            heads: self.heads,
            chain: self.chain,
            stored,
            term: Term::after(last_term),
        }
    }
}

/// Another programme's first frame follows another genesis, and would be taken for a torn tail.
fn refuse_other_programme(
    frame: &Frame<'_>,
    programme: &ProgrammeSlug,
    place: impl FnOnce() -> String,
) -> Result<(), OpenError> {
    let first = frame.events().next();
    match first.map(|(_, event)| Envelope::parse(event)) {
        Some(Ok(event)) if event.programme != programme.as_str() => {
            let found = event.programme.to_owned();
            Err(Unsound::OtherProgramme(found).at(place(), programme))
        }
        _ => Ok(()),
    }
}

fn newer(place: String, found: u8) -> OpenError {
    OpenError::NewerFormat {
        place,
        found,
        known: FORMAT,
    }
}
